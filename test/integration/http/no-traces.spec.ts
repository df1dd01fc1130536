import { createLogger } from '../../../src/platform/logger';
import { RawClient } from '../../support/raw-client';
import { Api } from './api';

/** What an attacker would like to read in an answer: where the code is, how it is written, what it runs on. */
const traces = [
  /\bat\s.*[/\\].*:\d+:\d+/, // a line of a stack
  /node_modules|node:internal|\/src\/|\/dist\/|\.[jt]s\b/,
  /\b(?:select|insert|update|delete)\b.*\b(?:from|into|set|where)\b/i,
  /\brelation\b|\bcolumn\b|\bconstraint\b|QueryFailedError|syntax error|duplicate key/i,
  /\b(?:fastify|nest(?:js)?|typeorm|postgres(?:ql)?|express|pino)\b/i,
  /\b(?:FST|ERR|HPE|E[A-Z]{3,}REFUSED|ECONN\w*)_?\w*/,
  /\bv?\d+\.\d+\.\d+\b/, // a version
  /tandem_app|127\.0\.0\.1:\d+|\.s\.PGSQL/,
];

/** A cycle, which JSON cannot say. */
function cycle(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

describe('an answer to what went wrong', () => {
  const logged: string[] = [];
  let api: Api;
  beforeEach(async () => {
    logged.length = 0;
    const bugs: Readonly<Record<string, () => unknown>> = {
      thrown: () => {
        throw new TypeError('Cannot read properties of undefined (reading "email") of ada@example.com');
      },
      rejected: () => Promise.reject(new Error('ENOENT: no such file, open /etc/tandem/secret-key')),
      /* oxlint-disable typescript/prefer-promise-reject-errors -- a bug may reject with anything */
      text: () => Promise.reject('a string at /src/x.ts:1:1'),
      nothing: () => Promise.reject(undefined),
      /* oxlint-enable typescript/prefer-promise-reject-errors */
      cycle,
      bigint: () => ({ much: 10n }),
      poisoned: () => ({
        get email(): string {
          throw new Error('select * from record where email = $1');
        },
      }),
      postgres: () =>
        Promise.reject(
          Object.assign(new Error('duplicate key (ada@example.com)'), { severity: 'ERROR', code: '23505' }),
        ),
      claims: () => Promise.reject(Object.assign(new Error('I am at /src/y.ts'), { statusCode: 502, status: 502 })),
    };
    api = await Api.start({
      logger: createLogger('error', { write: (line) => logged.push(line) }),
      extend: (http) => {
        for (const [name, bug] of Object.entries(bugs))
          http
            .getHttpAdapter()
            .getInstance()
            .get(`/bugs/${name}`, () => Promise.resolve().then(bug));
      },
    });
  });
  afterEach(() => api.close());

  const expectNoTraces = (text: string): void => {
    for (const trace of traces) expect(text).not.toMatch(trace);
    expect(text).not.toMatch(/ada@example\.com|secret-key/);
  };

  it.each(['thrown', 'rejected', 'text', 'nothing', 'cycle', 'bigint', 'poisoned', 'postgres', 'claims'])(
    'tells nothing of a bug (%s), and the log tells it once, without values of the database',
    async (name) => {
      const { status, type, text, body } = await api.call('GET', `/bugs/${name}`);
      expect({ status, type }).toEqual({ status: 500, type: 'application/problem+json; charset=utf-8' });
      expect(body).toMatchObject({ type: 'urn:tandem:problem:internal-error', title: 'Tandem failed', status: 500 });
      expectNoTraces(text);
      expect(logged).toHaveLength(1);
      expect(JSON.parse(logged[0] ?? '')).toMatchObject({ event: 'http.failed' });
      if (name === 'postgres') expect(logged[0]).not.toContain('ada@example.com');
    },
  );

  it('tells nothing of a database that is broken or away', async () => {
    const ask = async (): Promise<void> => {
      for (const [method, path, body] of [
        ['GET', '/v1/customers/1', undefined],
        ['GET', '/v1/parked', undefined],
        ['PUT', '/v1/customers/1', { email: 'ada@example.com' }],
        ['POST', '/v1/customers/batch', { records: [{ id: '1', email: 'ada@example.com' }] }],
        ['GET', '/health/ready', undefined],
      ] as const) {
        const { status, text } = await api.call(method, path, body);
        expect(text).toContain('urn:tandem:problem:');
        expect(status).toBeGreaterThanOrEqual(500);
        expectNoTraces(text);
      }
    };
    expect((await api.call('GET', '/v1/parked')).status).toBe(200); // the key is known now
    await api.database.query('alter table record rename to elsewhere');
    const { status, text } = await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
    expect(status).toBe(500);
    expectNoTraces(text);
    await api.app.destroy();
    await ask();
    await api.app.initialize();
    expect(logged.join('')).not.toContain('ada@example.com');
  });

  it('tells nothing of a request that was not understood', async () => {
    for (const request of [
      'GARBAGE\r\n\r\n',
      'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'POST /v1/customers/batch HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
    ]) {
      const client = await RawClient.connect(api.url);
      client.send(request);
      const [answer] = await client.hears();
      expect(answer?.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expectNoTraces(answer?.body ?? '');
      client.leave();
    }
    expect(logged).toEqual([]);
  });
});
