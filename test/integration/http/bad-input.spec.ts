import { once } from 'node:events';
import { request } from 'node:http';
import { createLogger } from '../../../src/platform/logger';
import { RawClient } from '../../support/raw-client';
import { Api, type Answer, type ProblemBody, type Sending } from './api';

const mebibyte = 1024 * 1024;
/** What a person reads, and a log line holds. */
const modestBytes = 10_000;

interface Told {
  /** What somebody is to do about it. */
  readonly says: string | RegExp;
  readonly field?: string;
}

describe('bad input', () => {
  const failures: string[] = [];
  let api: Api;
  beforeAll(async () => {
    const logger = createLogger('error', { write: (line) => void failures.push(line) });
    api = await Api.start({ logger });
  });
  beforeEach(() => api.database.query('delete from record'));
  // Whatever came, the service goes on, and has not failed.
  afterEach(async () => {
    expect(await api.call('PUT', '/v1/customers/after', { email: 'ada@x.example' })).toMatchObject({ status: 200 });
    expect(failures.splice(0)).toEqual([]);
  });
  afterAll(() => api.close());

  const put = (raw: Sending['raw'] & {}, more: Sending = {}): Promise<Answer<ProblemBody>> =>
    api.call('PUT', '/v1/customers/1', undefined, { raw, ...more });
  const stored = async (): Promise<string[]> =>
    (await api.database.query<{ id: string }>('select source_id as id from record order by 1')).map(({ id }) => id);

  /** Refused as documented, in few words, and nothing of it was stored. */
  async function expectRefused(answer: Answer<ProblemBody>, kind: string, { says, field }: Told): Promise<void> {
    const [status, code] = kind.split(' ');
    expect({ status: answer.status, type: answer.body.type, named: answer.type }).toEqual({
      status: Number(status),
      type: `urn:tandem:problem:${code ?? ''}`,
      named: 'application/problem+json; charset=utf-8',
    });
    expect(answer.body.detail).toMatch(says);
    if (field !== undefined) expect(answer.body.errors?.map((one) => one.field)).toContain(field);
    expect(answer.text.length).toBeLessThan(modestBytes);
    expect(await stored()).toEqual([]);
  }

  it.each([
    '{',
    '{"email":}',
    "{'email':'x'}",
    '{"email":"x",}',
    'email=x',
    '{"email":"x"}}',
    '\ufeff',
    '{"n":01}',
    '{"n":NaN}',
  ])('that is no JSON is refused: %s', async (raw) => {
    await expectRefused(await put(raw), '400 invalid-json', { says: 'could not be read as JSON' });
  });

  it.each([
    ['email', '{"email":5}', 'email must be text'],
    ['email', '{"email":["a@x.example"]}', 'email must be text'],
    ['emailConfirmed', '{"emailConfirmed":1}', 'emailConfirmed must be a boolean'],
    ['custom', '{"custom":[1]}', 'custom must be an object'],
    ['updatedAt', '{"updatedAt":true}', 'updatedAt must be a date and time'],
  ])('of the wrong type is refused by field: %s', async (field, raw, says) => {
    await expectRefused(await put(raw), '400 invalid-record', { field, says });
  });

  it('of 10 MB is refused', async () => {
    const raw = `{"address":"${'x'.repeat(10_000_000)}"}`;
    await expectRefused(await put(raw), '413 too-large', { says: 'A body may have 8 MiB; send fewer records at once' });
  });

  it.each(['{"email":"a\\u0000b"}', '{"custom":{"a":["\\u0000"]}}', '{"custom":{"\\u0000":1}}'])(
    'with a NUL is refused: %s',
    async (raw) => {
      await expectRefused(await put(raw), '400 invalid-json', {
        says: 'NUL character or half a surrogate pair; remove',
      });
    },
  );

  it('is not what looks odd: emoji, right-to-left, combining marks and 65,537 characters are stored as they are', async () => {
    const record = {
      firstName: '👩🏽‍💻🏴󠁧󠁢󠁳󠁣󠁴󠁿🇺🇳',
      lastName: 'a\u0301\u0323 \u202eabc\u202c مرحبا \u{10ffff}\ufffd\u007f\u0001',
      address: '😀'.repeat(65_537),
      phone: 'x'.repeat(65_537),
      custom: { a: ['👍', ''], b: '\\u0000 \\" \r\n\t' },
    };
    expect(await put(JSON.stringify(record))).toMatchObject({ status: 200, body: { result: 'stored' } });
    const { body } = await api.call<Record<string, unknown>>('GET', '/v1/customers/1');
    expect(body).toEqual({ id: '1', ...record, updatedAt: body['updatedAt'] });
  });

  describe('of many keys', () => {
    const keysOf = (count: number, name: (index: number) => string, value = '1'): string =>
      `{${Array.from({ length: count }, (_, index) => `${JSON.stringify(name(index))}:${value}`).join()}}`;
    const tooMany = 'has an object of 100000 keys; no object of the API has more than 1000';

    it.each([
      ['of the record', (keys: string) => keys, tooMany],
      ['of its own fields', (keys: string) => `{"custom":${keys}}`, tooMany],
      ['within a field', (keys: string) => `{"custom":{"a":[${keys}]}}`, tooMany],
    ])('is refused before any of the 100,000 is judged: %s', async (_, body, says) => {
      for (const name of [
        (index: number) => `k${index}`,
        (index: number) => `${index}`,
        (index: number) => `k ${index}`,
      ])
        for (const value of ['1', '{}'])
          await expectRefused(await put(body(keysOf(100_000, name, value))), '400 invalid-json', { says });
    });

    it('of which the last stands twice is refused, and that one is named', async () => {
      const raw = `{"records":[${`{"id":"x"},`.repeat(100_000)}{"a":1,"a":2}]}`;
      await expectRefused(await put(raw), '400 invalid-json', { says: 'names "a" twice in one object; say it once' });
    });

    it('is refused whole where a row of a batch or a line of an import has them', async () => {
      const row = keysOf(100_000, (index) => `k${index}`);
      const batch = await api.call('POST', '/v1/customers/batch', undefined, {
        raw: `{"records":[{"id":"1"},${row}]}`,
      });
      await expectRefused(batch, '400 invalid-json', { says: tooMany });
    });

    it('is told of the first mistakes, and how many there are besides', async () => {
      const answer = await put(keysOf(1_000, (index) => `key${index}`));
      const says = /^Nothing of this record was stored: key0 is not a known field.*; and 980 more fields are wrong\.$/;
      await expectRefused(answer, '400 invalid-record', { field: 'key0', says });
      expect(answer.body.errors).toHaveLength(21);
      expect(answer.body.errors?.at(-1)).toEqual({ field: '', reason: 'and 980 more fields are wrong' });
    });

    it.each([
      ['that fit one by one', (index: number) => `k${index}`, '1', 'custom may have 200 fields'],
      ['whose values are wrong', (index: number) => `k${index}`, '{}', 'and 980 more fields are wrong'],
      ['whose names are wrong', (index: number) => `k ${index}`, '1', 'custom has a name that is not'],
    ])('of its own %s is refused', async (_, name, value, says) => {
      await expectRefused(await put(`{"custom":${keysOf(1_000, name, value)}}`), '400 invalid-record', { says });
    });

    it('is refused in lines of an order, row by row in a batch, and is told in few words each time', async () => {
      const many = keysOf(1_000, (index) => `k${index}`);
      const order = `{"lines":[${Array.from({ length: 500 }, () => many).join()}]}`;
      const answer = await api.call('PUT', '/v1/orders/1', undefined, { raw: order });
      await expectRefused(answer, '400 invalid-record', {
        field: 'lines[0].k0',
        says: /and \d+ more fields are wrong/,
      });
      const raw = `{"records":[${Array.from({ length: 500 }, () => many).join()},{"id":"good"}]}`;
      const batch = await api.call<{ results: readonly object[] }>('POST', '/v1/customers/batch', undefined, { raw });
      expect(batch.body.results).toHaveLength(501);
      for (const result of batch.body.results) expect(JSON.stringify(result).length).toBeLessThan(modestBytes);
      expect(await stored()).toEqual(['good']);
    });

    it('beside the rows of a batch is refused', async () => {
      const answer = await api.call('POST', '/v1/customers/batch', { records: [{ id: '1' }], dryRun: true });
      await expectRefused(answer, '400 invalid-request', { field: 'dryRun', says: 'A batch is {"records"' });
    });
  });

  it('with a name as long as the body is refused, and the name is not sent back', async () => {
    const name = '\\ud83d\\ude00'.repeat(300_000);
    await expectRefused(await put(`{"x${name}":1}`), '400 invalid-record', { says: 'not a known field' });
    await expectRefused(await put(`{"x${name}":1,"x${name}":2}`), '400 invalid-json', { says: 'twice in one object' });
    const answer = await put(`{"x${name}":1}`);
    expect(answer.body.detail.isWellFormed()).toBe(true);
  });

  it.each([33, 1_000, 1_000_000])('nested %d levels deep is refused', async (levels) => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const depth = levels - 2; // and two objects around it
      const raw = `{"custom":{"a":${open.repeat(depth)}1${close.repeat(depth)}}}`;
      await expectRefused(await put(raw), '400 invalid-json', { says: 'nested more than 32 levels deep' });
    }
  });

  it.each([
    ['{"email":"a","email":"b"}', 'email'],
    ['{"email":"a","\\u0065mail":"b"}', 'email'],
    ['{"custom":{"a":{"b":1,"c":{},"b":2}}}', 'b'],
    ['{"":1,"":2}', ''],
  ])('with a key that stands twice is refused, and the key is named: %s', async (raw, key) => {
    await expectRefused(await put(raw), '400 invalid-json', {
      says: `names "${key}" twice in one object; say it once`,
    });
  });

  it('with a key of nobody, of another time, or of too little is refused', async () => {
    const says = 'Send "Authorization: Bearer <API key>"';
    for (const key of [null, 'tandem_of_a_tenant_that_is_not_there'])
      await expectRefused(await put('{}', { key }), '401 unauthorized', { says });
    const revoked = await api.database.createKey('one');
    await api.database.query('update api_key set revoked_at = now() where id = $1', [revoked.id]);
    await expectRefused(await put('{}', { key: revoked.key }), '401 unauthorized', { says });
    const { key } = await api.database.createKey('one', { scopes: ['records:read', 'operate:write'] });
    await expectRefused(await put('{}', { key }), '403 forbidden', {
      says: 'records:write; make one with: tandem key create',
    });
  });

  it('of 1,001 rows is refused whole', async () => {
    const records = Array.from({ length: 1_001 }, (_, index) => ({ id: `${index}` }));
    const answer = await api.call('POST', '/v1/customers/batch', { records });
    await expectRefused(answer, '400 invalid-request', { field: 'records', says: 'the batch is too long' });
  });

  it('that breaks off in the middle stores nothing', async () => {
    for (const [path, type] of [
      ['/v1/customers/1', 'application/json'],
      ['/v1/customers/batch', 'application/json'],
      ['/v1/customers/import', 'application/x-ndjson'],
    ] as const) {
      const client = await RawClient.connect(api.url);
      const head = [
        `${path.endsWith('1') ? 'PUT' : 'POST'} ${path} HTTP/1.1`,
        'host: x',
        `authorization: Bearer ${api.keys.one}`,
        `content-type: ${type}`,
        'content-length: 1000',
      ];
      client.send(`${head.join('\r\n')}\r\n\r\n{"records":[{"id":"1"}],"id":"1","email":"`);
      await api.call('GET', '/health/live'); // it has been read by now
      client.leave();
      await client.closed;
    }
    expect(await stored()).toEqual([]);
  });

  describe('in an import', () => {
    interface Line {
      readonly result?: string;
      readonly done?: boolean;
      readonly problem?: ProblemBody;
    }
    const send = async (chunks: Iterable<string | Buffer>): Promise<readonly Line[]> => {
      const headers = { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/x-ndjson' };
      const sent = request(`${api.url}/v1/customers/import`, { method: 'POST', headers });
      const answered = once(sent, 'response');
      for (const chunk of chunks) if (!sent.write(chunk)) await once(sent, 'drain');
      sent.end();
      const [response] = (await answered) as [AsyncIterable<Buffer>];
      let text = '';
      for await (const chunk of response) text += chunk.toString();
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
    };

    it('refuses its own line alone, and the summary counts it', async () => {
      const bad = [
        '{"id":',
        '[]',
        '{"id":"a b"}',
        '{"id":"x","email":5}',
        '{"id":"x\\u0000"}',
        '{"id":"x","id":"y"}',
        '\0',
        '"x"',
      ];
      const lines = await send([`{"id":"first"}\n${bad.join('\n')}\n{"id":"last"}\n`]);
      expect(lines.map(({ result }) => result)).toEqual(['stored', ...bad.map(() => 'refused'), 'stored', undefined]);
      expect(lines.at(-1)).toEqual({ done: true, lines: 10, stored: 2, unchanged: 0, stale: 0, refused: bad.length });
      for (const { result, problem } of lines) if (result === 'refused') expect(problem?.detail).toMatch(/\w.*\.$/);
      expect(await stored()).toEqual(['first', 'last']);
    });

    it('is also half a line at the end', async () => {
      const lines = await send(['{"id":"first"}\n{"id":"half","em']);
      expect(lines).toMatchObject([{ result: 'stored' }, { result: 'refused' }, { done: true, stored: 1, refused: 1 }]);
      expect(await stored()).toEqual(['first']);
    });

    it('of a line of 200 MB is skipped, and never held whole', async () => {
      let most = 0;
      const before = process.memoryUsage().arrayBuffers;
      function* chunks(): Generator<string | Buffer> {
        yield '{"id":"before"}\n{"id":"huge","address":"';
        const chunk = Buffer.alloc(mebibyte, 'x');
        for (let sent = 0; sent < 200; sent += 1) {
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
          yield chunk;
        }
        yield '"}\n{"id":"after"}\n';
      }
      expect(await send(chunks())).toMatchObject([
        { result: 'stored' },
        { result: 'refused', problem: { status: 413, detail: 'A line may have 1 MiB.' } },
        { result: 'stored' },
        { done: true, lines: 3 },
      ]);
      expect(most).toBeLessThan(100 * mebibyte);
    });

    it('of lines with too many mistakes is answered in few words each', async () => {
      const line = `{${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join()}}\n`;
      const lines = await send([line.repeat(5)]);
      expect(lines).toHaveLength(6);
      for (const one of lines) expect(JSON.stringify(one).length).toBeLessThan(modestBytes);
    });
  });

  /** Of so much that reading it would take minutes if the time grew with its square. */
  describe('of 8 MiB', () => {
    const of = (unit: string): string => unit.repeat(Math.floor((8 * mebibyte - 200) / Buffer.byteLength(unit)));
    const text = (inside: string): string => `{"custom":{"a":"${inside}"}}`;

    it.each([
      ['quotes', text(of('\\"'))],
      ['backslashes', text(of('\\\\'))],
      ['colons in a text', text(of(':'))],
      ['blanks', `${of(' ')}{}{}`],
      ['blanks after a forbidden name', `{"__proto__"${of(' ')}`],
      ['forbidden names', `{"custom":{"a":[${of('"__proto__" ,')}1]}}`],
      ['escaped half pairs', text(of('\\ud800'))],
      ['digits', `{"custom":{"a":[${of('9')}]}}`],
      ['open brackets', of('[')],
      ['closed brackets', of('[]')],
      ['empty lists', `{"custom":{"a":[${of('[],')}[]]}}`],
      ['zeros', `{"updatedAt":"${of('0')}"}`],
      ['a moment without end', `{"updatedAt":"2026-03-01T12:00:00.${of('1')}Z"}`],
      ['an id', `{"companyId":"${of('a')}"}`],
      ['a long text before a key that stands twice', `{"x":"${of('a\\n')}","a":1,"a":2}`],
      ['small keys', `{"custom":{${of('"a":1,')}"b":1}}`],
      ['small rows', `{"records":[${of('{},')}{}]}`],
    ])('of %s is refused at once', async (_, raw) => {
      const answer = await put(raw);
      expect(answer.status).toBe(400);
      await expectRefused(answer, `400 ${answer.body.type.split(':').at(-1) ?? ''}`, { says: /\.$/ });
    });

    it.each(['http://', 'http://a/', 'http://a?', 'http://a:', 'http://[', 'http://a.', 'http://%'])(
      'is no address after %s',
      async (start) => {
        const raw = `{"url":"${start}${of(start.slice(-1))} "}`;
        const answer = await api.call('PUT', '/v1/orders/1', undefined, { raw });
        if (answer.status !== 200)
          await expectRefused(answer, '400 invalid-record', { field: 'url', says: 'must be a URL address' });
      },
    );

    it('is taken where it is right: a record of 80 long fields, a batch of 1,000 large rows', async () => {
      const long = 'x'.repeat(100_000);
      const custom = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`f${index}`, long]));
      expect(await api.call('PUT', '/v1/customers/large', { custom })).toMatchObject({ status: 200 });
      expect((await api.call<{ custom: object }>('GET', '/v1/customers/large')).body.custom).toEqual(custom);
      const records = Array.from({ length: 1_000 }, (_, index) => ({ id: `r${index}`, address: 'y'.repeat(8_000) }));
      const { body } = await api.call<{ results: readonly { result: string }[] }>('POST', '/v1/customers/batch', {
        records,
      });
      expect(body.results.filter(({ result }) => result !== 'stored')).toEqual([]);
    });
  });
});
