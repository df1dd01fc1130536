import { connect } from 'node:net';
import { once } from 'node:events';
import { Client } from 'pg';
import { createLogger } from '../../../src/platform/logger';
import { clientOptions } from '../../../src/store/data-source';
import { until } from '../../e2e/program';
import { Api, type ProblemBody } from './api';

type Line = Readonly<Record<string, unknown>>;

/** Letters, digits and dots, as an order system's own ids of requests look. */
const own = 'order-system:2026.11.22_0001';

describe('what is seen of a request', () => {
  let api: Api;
  let text = '';
  beforeAll(async () => {
    const logger = createLogger('debug', { write: (line) => (text += line) });
    api = await Api.start({ logger });
  });
  beforeEach(() => (text = ''));
  afterAll(() => api.close());

  const lines = (): readonly Line[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  /** Sends a request and answers with its line in the log, which comes when the connection has it behind it. */
  const seen = async (
    method: string,
    path: string,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<{ response: Response; problem: ProblemBody & { requestId?: string }; line: Line }> => {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/json', ...more.headers },
      ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
    });
    const id = response.headers.get('x-request-id');
    const problem = (await response.json()) as ProblemBody;
    const line = await until('its line is written', () =>
      lines().find((one) => one['event'] === 'http.request' && one['requestId'] === id),
    );
    return { response, problem, line };
  };

  it('is one line, by the pattern of its route, with who called and how it went', async () => {
    const { line, response } = await seen('PUT', '/v1/customers/hunter2', {
      body: { email: 'hunter3@example.com', lastName: 'hunter4' },
    });
    expect(line).toMatchObject({
      level: 20,
      event: 'http.request',
      requestId: response.headers.get('x-request-id'),
      method: 'PUT',
      route: '/v1/:type/:id',
      status: '200',
      durationMs: expect.any(Number) as number,
      tenantId: 'one',
      keyId: expect.any(String) as string,
    });
    expect(text).not.toMatch(/hunter/);
  });

  it('has the id that the caller gave it, in the answer too', async () => {
    const { line, response } = await seen('GET', '/health/live', { headers: { 'x-request-id': own } });
    expect(response.headers.get('x-request-id')).toBe(own);
    expect(line['requestId']).toBe(own);
  });

  it.each(['', 'x'.repeat(65), 'ada@example.com', 'a b', '"}{"', 'a/b'])(
    'has an id of its own when the caller gave it %j',
    async (given) => {
      const { response, line } = await seen('GET', '/health/live', { headers: { 'x-request-id': given } });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(line['requestId']).not.toBe(given);
    },
  );

  it.each([
    {
      what: 'a record that is not valid',
      send: ['PUT', '/v1/customers/1', { hunter2: 1 }],
      status: 400,
      route: '/v1/:type/:id',
    },
    { what: 'no such record', send: ['GET', '/v1/orders/hunter2'], status: 404, route: '/v1/:type/:id' },
    { what: 'no such route', send: ['GET', '/hunter2'], status: 404, route: 'none' },
    { what: 'a path that cannot be read', send: ['GET', '/v1/%c0%ae/1'], status: 400, route: 'none' },
    {
      what: 'an id that is far too long',
      send: ['GET', `/v1/customers/${'hunter2'.repeat(200)}`],
      status: 400,
      route: 'none',
    },
  ] as const)('can be found by the id in its problem: $what', async ({ send: [method, path, body], status, route }) => {
    const { problem, line, response } = await seen(method, path, { body, headers: { 'x-request-id': own } });
    expect(problem).toMatchObject({ status, requestId: own });
    expect(response.headers.get('x-request-id')).toBe(own);
    expect(line).toMatchObject({ requestId: own, status: String(status), route });
    expect(text).not.toContain('hunter');
  });

  it('is seen without a caller when the key is of nobody', async () => {
    const { line, problem } = await seen('GET', '/v1/parked', { headers: { authorization: 'Bearer hunter2' } });
    expect(problem.status).toBe(401);
    expect(line).toMatchObject({ status: '401' });
    expect(Object.keys(line)).not.toContain('tenantId');
    expect(text).not.toContain('hunter2');
  });

  it('is named by the error that the service logs for it', async () => {
    await api.database.query('alter table link rename to link_elsewhere');
    const { problem } = await seen('GET', '/v1/parked', { headers: { 'x-request-id': own } });
    await api.database.query('alter table link_elsewhere rename to link');
    expect(problem).toMatchObject({ status: 500, requestId: own });
    expect(lines().find(({ event }) => event === 'http.failed')).toMatchObject({
      level: 50,
      requestId: own,
      method: 'GET',
      route: '/v1/parked',
      err: { code: '42P01' },
    });
  });

  it('that is left before its answer is told as aborted', async () => {
    const locker = new Client(clientOptions(api.database.owner));
    await locker.connect();
    try {
      await locker.query('begin; lock table record');
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `GET /v1/customers/1 HTTP/1.1\r\nhost: x\r\nx-request-id: ${own}\r\nauthorization: Bearer ${api.keys.one}\r\n\r\n`,
      );
      await until('the request waits for the lock', waits);
      socket.destroy();
      const line = await until('its line is written', () => lines().find(({ event }) => event === 'http.request'));
      expect(line).toMatchObject({ requestId: own, status: 'aborted' });
    } finally {
      await locker.end();
    }
  });

  const waits = async (): Promise<boolean> => (await api.database.waiting()) > 0;
});
