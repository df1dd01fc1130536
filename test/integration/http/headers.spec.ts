import { Api, type ProblemBody } from './api';

/** What every answer says to a browser, and nothing about who says it. */
const always = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const never = [
  'server',
  'x-powered-by',
  'strict-transport-security',
  'access-control-allow-origin',
  'set-cookie',
  'via',
];

describe('the header of an answer', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({
      extend: (http) => {
        const fastify = http.getHttpAdapter().getInstance();
        fastify.get('/v1/broken', () => Promise.reject(new Error('a bug')));
      },
    });
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
  });
  afterAll(() => api.close());

  interface Sent {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  const ask = (method: string, path: string, init: Sent = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${api.keys.one}`, ...init.headers };
    return fetch(`${api.url}${path}`, { ...init, method, headers });
  };

  it.each([
    ['GET', '/v1/parked', 200],
    ['GET', '/v1/customers/1', 200],
    ['GET', '/v1/customers/none', 404],
    ['DELETE', '/v1/customers/none', 404],
    ['PUT', '/v1/customers/1', 400],
    ['GET', '/v1/nothing', 404],
    ['GET', '/nothing', 404],
    ['GET', '/v1/customers/%zz', 400],
    ['GET', '/v1/broken', 500],
    ['GET', '/health/live', 200],
  ])('of %s %s (%d) tells a browser to do nothing with it', async (method, path, status) => {
    const { headers, status: answered } = await ask(method, path);
    expect(answered).toBe(status);
    const given = Object.fromEntries(headers);
    const undecodable = path.includes('%zz'); // answered before any hook, by the bare headers
    expect(given).toMatchObject(
      undecodable ? { 'content-security-policy': always['content-security-policy'] } : always,
    );
    expect(given['x-content-type-options']).toBe('nosniff');
    expect(Object.keys(given).filter((name) => never.includes(name))).toEqual([]);
  });

  it('says the same of a caller without a key', async () => {
    const { headers, status } = await fetch(`${api.url}/v1/parked`);
    expect(status).toBe(401);
    expect(Object.fromEntries(headers)).toMatchObject({ ...always, 'cache-control': 'no-store' });
  });

  it('keeps what is stored out of every cache, and a record current by its ETag', async () => {
    for (const [method, path] of [
      ['GET', '/v1/parked'],
      ['GET', '/v1/customers/none'],
      ['GET', '/v1/customers/1/links'],
      ['PUT', '/v1/customers/1'],
    ] as const)
      expect((await ask(method, path)).headers.get('cache-control')).toMatch(/^no-(store|cache)$/);
    const record = await ask('GET', '/v1/customers/1');
    expect(record.headers.get('cache-control')).toMatch(/^no-(store|cache)$/);
    expect(record.headers.get('etag')).toMatch(/^"|^W\//);
  });

  it('lets the page about the API load what it needs, from itself alone', async () => {
    const { headers, status } = await fetch(`${api.url}/docs`);
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self'/);
    expect(policy).not.toMatch(/unsafe-eval|https?:\/\/(?!validator)|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  const send = async (contentType: string): Promise<{ status: number; problem: ProblemBody }> => {
    const response = await ask('POST', '/v1/parked/retry', {
      body: '{}',
      headers: { 'content-type': contentType },
    });
    return { status: response.status, problem: (await response.json()) as ProblemBody };
  };

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="UTF-8"',
    'application/json; charset=utf8',
    'APPLICATION/JSON',
    'application/json; profile="x"',
  ])('may call a body %s', async (contentType) => {
    expect((await send(contentType)).status).toBe(202);
  });

  it.each([
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json; charset="iso-8859-1"',
    'application/json; profile=x; charset=utf-7',
    'text/json',
    'application/vnd.api+json',
    'application/merge-patch+json',
    'application/json-patch+json',
    'application/jsonx',
    'application/x-ndjson',
    'multipart/form-data; boundary=x',
    'json',
    '*/*',
    'application/json, text/plain',
  ])('may not call a body %s', async (contentType) => {
    const { status, problem } = await send(contentType);
    expect({ status, type: problem.type }).toEqual({ status: 415, type: 'urn:tandem:problem:unsupported-media-type' });
    expect(problem.detail).toMatch(/content-type: application\/|charset/);
  });
});
