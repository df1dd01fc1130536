import { Api, type Answer, type ProblemBody } from './api';

describe('the door', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
  });
  afterAll(async () => {
    expect(await api.database.query('select from record')).toEqual([]);
    await api.close();
  });

  /** Every error looks alike, and tells nothing of what is inside. */
  function expectProblem(answer: Answer<ProblemBody>, status: number, code: string): void {
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json; charset=utf-8',
      body: { type: `urn:tandem:problem:${code}`, status },
    });
    expect(answer.body.title).toMatch(/^[A-Z].{5,}/);
    expect(answer.body.detail).toMatch(/^[A-Z].{10,}\.$/s);
    expect(answer.text).not.toMatch(/\bat .*\.[jt]s\b|node_modules|select |insert |\brelation\b|FST_|Exception/i);
  }

  it.each([
    ['none', null],
    ['one of nobody', 'tandem_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['one with a blank in it', 'tandem key'],
    ['an empty one', ''],
    ['one that is too long', 'x'.repeat(201)],
    ['SQL', "'or'1'='1"],
  ])('is closed to a caller whose key is %s', async (_, key) => {
    expectProblem(await api.call('GET', '/v1/customers/1', undefined, { key }), 401, 'unauthorized');
    expectProblem(await api.call('PUT', '/v1/customers/1', { email: 'x' }, { key }), 401, 'unauthorized');
    expectProblem(await api.call('GET', '/v1/parked', undefined, { key }), 401, 'unauthorized');
    expectProblem(await api.call('POST', '/v1/parked/retry', undefined, { key }), 401, 'unauthorized');
  });

  it('is closed to another scheme, and open to any spelling of Bearer', async () => {
    const statusOf = async (authorization: string): Promise<number> =>
      (await fetch(`${api.url}/v1/parked`, { headers: { authorization } })).status;
    const { one } = api.keys;
    expect(await statusOf(`Basic ${one}`)).toBe(401);
    expect(await statusOf(one)).toBe(401);
    expect(await statusOf(`Bearer ${one} `)).toBe(200); // fetch trims it
    expect(await statusOf(`bearer ${one}`)).toBe(200);
  });

  it('is closed to a key that was revoked', async () => {
    await api.database.createTenant('third');
    const key = await api.database.createTenant('fourth');
    await api.database.query(`update api_key set revoked_at = now() where tenant_id = 'fourth'`);
    expectProblem(await api.call('GET', '/v1/parked', undefined, { key }), 401, 'unauthorized');
  });

  it.each(['contacts', 'customer', 'Customers', '__proto__', 'constructor'])(
    'knows no record type %s',
    async (type) => {
      for (const [method, path] of [
        ['GET', `/v1/${type}/1`],
        ['PUT', `/v1/${type}/1`],
        ['POST', `/v1/${type}/batch`],
        ['GET', `/v1/${type}/1/links`],
      ] as const) {
        const answer = await api.call(method, path, method === 'GET' ? undefined : { records: [] });
        expectProblem(answer, 404, 'not-found');
        expect(answer.body.detail).toContain('companies, customers, orders');
      }
    },
  );

  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v2/customers/1'],
    ['GET', '/v1/customers'],
    ['POST', '/v1/customers/1'],
    ['GET', '/v1/customers/1/2/3'],
    ['GET', '/.env'],
  ])('has no route %s %s', async (method, path) => {
    expectProblem(await api.call(method, path, method === 'POST' ? {} : undefined), 404, 'not-found');
  });

  it.each([
    ['is not JSON', '{"email":', 'could not be read'],
    ['is JSON with a comment', '{} // x', 'could not be read'],
    ['sets a prototype', '{"__proto__":{"email":"x"}}', 'could not be read'],
    ['sets a prototype inside', '{"custom":{"constructor":{"prototype":{}}}}', 'could not be read'],
    ['holds a raw NUL', '{"email":"a\0b"}', 'could not be read'],
    ['holds an escaped NUL', '{"email":"a\\u0000b"}', 'NUL'],
    ['holds a NUL in a name', '{"custom":{"a\\u0000":1}}', 'NUL'],
    ['holds the first half of a pair', '{"email":"\\uD83D"}', 'surrogate'],
    ['holds the second half of a pair', '{"custom":{"list":["x","\\udc00"]}}', 'surrogate'],
    ['holds a pair the wrong way round', '{"email":"\\udc00\\ud83d"}', 'surrogate'],
    ['is nested without end', `{"custom":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 'nested'],
    ['is in Latin-1', new Uint8Array(Buffer.from('{"email":"M\u00fcller"}', 'latin1')), 'UTF-8'],
  ])('refuses a body that %s', async (_, raw, reason) => {
    const answer = await api.call('PUT', '/v1/customers/1', undefined, { raw });
    expectProblem(answer, 400, 'invalid-json');
    expect(answer.body.detail).toContain(reason);
  });

  it.each(['', '[]', 'null', '"x"', '5', 'true'])('refuses the body %j, which is no record', async (raw) => {
    expectProblem(await api.call('PUT', '/v1/customers/1', undefined, { raw }), 400, 'invalid-record');
    expectProblem(await api.call('PATCH', '/v1/customers/1', undefined, { raw }), 400, 'invalid-record');
  });

  it('refuses a request without a body where it needs one', async () => {
    expectProblem(await api.call('PUT', '/v1/customers/1'), 400, 'invalid-record');
    expectProblem(await api.call('POST', '/v1/customers/batch'), 400, 'invalid-request');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense', null])(
    'refuses a body of the type %s',
    async (contentType) => {
      const answer = await api.call('PUT', '/v1/customers/1', undefined, { raw: '{"email":"x"}', contentType });
      expectProblem(answer, 415, 'unsupported-media-type');
    },
  );

  it('refuses a body of more than 8 MiB', async () => {
    const raw = `{"email":"${'x'.repeat(8 * 1024 * 1024)}"}`;
    expectProblem(await api.call('PUT', '/v1/customers/1', undefined, { raw }), 413, 'too-large');
  });

  it('says that it lives and is ready, without a key', async () => {
    for (const path of ['/health/live', '/health/ready'])
      expect(await api.call('GET', path, undefined, { key: null })).toMatchObject({
        status: 200,
        body: { status: 'ok' },
      });
  });
});

describe('the door without a database', () => {
  it('fails without a word about SQL, and says that it is not ready', async () => {
    const api = await Api.start();
    try {
      await api.database.query('alter table api_key rename to api_key_elsewhere');
      const broken = await api.call('GET', '/v1/customers/1');
      expect(broken).toMatchObject({ status: 500, type: 'application/problem+json; charset=utf-8' });
      expect(broken.body).toEqual({
        type: 'urn:tandem:problem:internal-error',
        title: 'Tandem failed',
        status: 500,
        detail: 'Nothing was stored. Try again; if it stays, see the log of the service.',
        requestId: expect.any(String) as string,
      });

      await api.app.destroy();
      expect(await api.call('PUT', '/v1/customers/1', {})).toMatchObject({
        status: 500,
        body: { type: broken.body.type, detail: broken.body.detail },
      });
      expect(await api.call('GET', '/health/ready')).toMatchObject({
        status: 503,
        body: {
          type: 'urn:tandem:problem:unavailable',
          detail: expect.stringMatching(/^The database does not answer; /) as string,
        },
      });
      expect(await api.call('GET', '/health/live')).toMatchObject({ status: 200 });
    } finally {
      await api.app.initialize();
      await api.close();
    }
  });
});
