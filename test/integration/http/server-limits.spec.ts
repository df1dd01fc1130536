import { createLogger } from '../../../src/platform/logger';
import { RawClient, saidUntilClosed, type RawAnswer } from '../../support/raw-client';
import { Api, type ProblemBody } from './api';

/** Short, so that a test does not wait for them, and apart enough that a slow machine does not mix them up. */
const limits = { headerMs: 700, headerCheckMs: 50, bodyMs: 900, importSilenceMs: 500, lingerMs: 200 };

describe('the walls of the server', () => {
  const logged: string[] = [];
  let api: Api;
  beforeAll(async () => {
    const logger = createLogger('warn', { write: (line) => logged.push(line) });
    api = await Api.start({ limits, logger });
  });
  afterEach(async () => {
    expect(logged).toEqual([]);
    expect((await api.call('GET', '/health/ready')).status).toBe(200);
    expect(await api.database.query('select source_id from record')).toEqual([]);
  });
  afterAll(() => api.close());

  const host = 'Host: tandem.example\r\n';
  const key = (): string => `Authorization: Bearer ${api.keys.one}\r\n`;
  const json = 'Content-Type: application/json\r\n';
  const put = (headers: string, body = ''): string =>
    `PUT /v1/customers/raw HTTP/1.1\r\n${host}${key()}${headers}\r\n${body}`;
  const body = '{"email":"raw@example.com"}';

  /** Refused like every other mistake, with nothing of the request or the server in it, and closed where it must be. */
  function expectRefusal(answers: readonly RawAnswer[], status: number, code: string, detail = ''): void {
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    const [answer] = answers;
    expect(answer?.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(answer?.headers).not.toHaveProperty('server');
    const problem = JSON.parse(answer?.body ?? '') as ProblemBody;
    expect(problem).toMatchObject({ type: `urn:tandem:problem:${code}`, status });
    expect(problem.detail).toMatch(/^[A-Z].{10,}\.$/);
    expect(problem.detail).toContain(detail);
    expect(answer?.body).not.toMatch(/hunter2|HPE_|ERR_|FST_|node_modules|\bat .*\.[jt]s\b/);
  }

  /** Sends a little again and again meanwhile, and goes away in the end. */
  async function whileDripping(client: RawClient, drop: string, work: () => Promise<unknown>): Promise<void> {
    const drip = setInterval(() => client.send(drop), 20);
    try {
      await work();
    } finally {
      clearInterval(drip);
      client.leave();
    }
  }

  it('cut hundreds of clients that send a byte of header now and then, and serve others meanwhile', async () => {
    await api.call('GET', '/v1/parked');
    const began = performance.now();
    const slow = await Promise.all(Array.from({ length: 400 }, () => RawClient.connect(api.url)));
    for (const client of slow) client.send('GET /health/live HTTP/1.1\r\nX-Slow: ');
    const drip = setInterval(() => {
      for (const client of slow) if (!client.isClosed) client.send('x');
    }, 100);
    try {
      let served = 0; // while all of them are there
      while (slow.some((client) => !client.isClosed)) {
        expect((await api.call('GET', '/v1/parked')).status).toBe(200);
        if (!slow.some((client) => client.isClosed)) served += 1;
        expect(performance.now() - began).toBeLessThan(10_000);
      }
      expect(served).toBeGreaterThan(0);
    } finally {
      clearInterval(drip);
    }
    const answers = slow.flatMap((client) => client.answers);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expectRefusal([answer], 408, 'request-timeout');
  });

  it('close a connection that never says a word, without an answer to a question nobody asked', async () => {
    expect(await saidUntilClosed(api.url, '')).toEqual([]);
  });

  it('refuse a header of 20 KB, and an address of 20 KB', async () => {
    const large = 'hunter2'.repeat(3_000);
    expectRefusal(await saidUntilClosed(api.url, put(`X-Large: ${large}\r\n`)), 431, 'headers-too-large');
    const address = `GET /v1/customers/${large} HTTP/1.1\r\n${host}\r\n`;
    expectRefusal(await saidUntilClosed(api.url, address), 431, 'headers-too-large');
  });

  // Node 22 and later count more for a field than its bytes: two thousand are too large there before they are too many.
  const isNode20 = process.versions.node.startsWith('20.');
  it.each([
    [101, '100 fields'],
    [2_000, isNode20 ? '100 fields' : '16 KiB'],
  ])('refuse a header of %d fields', async (count, detail) => {
    const fields = Array.from({ length: count - 2 }, () => 'a:b\r\n').join('');
    const client = await RawClient.connect(api.url);
    client.send(`GET /health/live HTTP/1.1\r\n${host}${fields}Connection: close\r\n\r\n`);
    expectRefusal(await client.hears(), 431, 'headers-too-large', detail);
    await client.closed;
  });

  it('serve a header of 100 fields, and refuse an address of more than 4,096 characters', async () => {
    const fields = Array.from({ length: 98 }, () => 'a:b\r\n').join('');
    const ask = (path: string): Promise<readonly RawAnswer[]> =>
      saidUntilClosed(api.url, `GET ${path} HTTP/1.1\r\n${host}${fields}Connection: close\r\n\r\n`);
    expect(await ask('/health/live')).toMatchObject([{ status: 200 }]);
    const room = 4_096 - '/health/live?x='.length;
    expect(await ask(`/health/live?x=${'y'.repeat(room)}`)).toMatchObject([{ status: 200 }]);
    expectRefusal(await ask(`/health/live?x=${'y'.repeat(room + 1)}`), 414, 'url-too-long', '4096');
  });

  it('cut a body that trickles, although a byte of it comes again and again', async () => {
    const client = await RawClient.connect(api.url);
    client.send(put(`${json}Content-Length: 1000\r\n`, '{"email":"'));
    const began = performance.now();
    await whileDripping(client, 'x', async () => {
      expectRefusal(await client.hears(), 408, 'request-timeout', 'Nothing was stored');
      expect(client.answers[0]?.headers).toMatchObject({ connection: 'close' });
      expect(performance.now() - began).toBeGreaterThan(limits.bodyMs * 0.9);
      await client.closed;
    });
  });

  it('wait for a slow body that arrives in time, and for the next request on its connection', async () => {
    const client = await RawClient.connect(api.url);
    client.send(`POST /v1/parked/retry HTTP/1.1\r\n${host}${key()}${json}Content-Length: 4\r\n\r\nnu`);
    await new Promise((resolve) => setTimeout(resolve, limits.bodyMs / 2));
    client.send('ll');
    expect(await client.hears()).toMatchObject([{ status: 202 }]);
    await new Promise((resolve) => setTimeout(resolve, limits.bodyMs));
    client.send(`GET /health/live HTTP/1.1\r\n${host}\r\n`);
    expect(await client.hears(2)).toMatchObject([{ status: 202 }, { status: 200 }]);
    client.leave();
  });

  it('cut what is left of a body whose request was answered already', async () => {
    const client = await RawClient.connect(api.url);
    client.send(`PUT /v1/customers/raw HTTP/1.1\r\n${host}${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{"ema\r\n`);
    expectRefusal(await client.hears(), 401, 'unauthorized');
    const answered = performance.now();
    await whileDripping(client, '1\r\nx\r\n', () => client.closed);
    expect(performance.now() - answered).toBeGreaterThan(limits.lingerMs * 0.9);
    expect(performance.now() - answered).toBeLessThan(limits.bodyMs * 0.9);
  });

  it('let an import take its time as long as something comes, and end it when nothing does', async () => {
    const client = await RawClient.connect(api.url);
    client.send(
      `POST /v1/customers/import HTTP/1.1\r\n${host}${key()}Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const began = performance.now();
    const drip = setInterval(() => client.send('1\r\n \r\n'), 50);
    await new Promise((resolve) => setTimeout(resolve, limits.bodyMs + limits.importSilenceMs));
    clearInterval(drip);
    expect(client.isClosed).toBe(false);
    await client.closed;
    expect(performance.now() - began).toBeGreaterThan(limits.bodyMs + 2 * limits.importSilenceMs * 0.9);
  });

  it.each([
    ['half a body', (): string => put(`${json}Content-Length: 1000\r\n`, '{"email":"half@exam')],
    ['half a chunk', (): string => put(`${json}Transfer-Encoding: chunked\r\n`, '20\r\n{"email":')],
    ['half a header', (): string => `PUT /v1/customers/raw HTTP/1.1\r\n${host}${json}Content-Le`],
    ['half a first line', (): string => 'PUT /v1/cust'],
  ])('take a client that leaves after %s for no failure', async (_, text) => {
    const client = await RawClient.connect(api.url);
    client.send(text());
    await new Promise((resolve) => setTimeout(resolve, 30));
    client.leave();
    await client.closed;
  });

  /** Each of them is one request to one reader and two to another: that is how requests are smuggled past a proxy. */
  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nGET /v1/parked'],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\nGET /v1/parked'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 27\r\n', body],
    ['two lengths in one field', 'Content-Length: 27, 27\r\n', body],
    ['a negative length', 'Content-Length: -1\r\n', body],
    ['a length with a sign', 'Content-Length: +27\r\n', body],
    ['a length in hexadecimal', 'Content-Length: 0x1b\r\n', body],
    ['a length beyond all numbers', 'Content-Length: 99999999999999999999\r\n', body],
    ['a chunk whose size is no number', 'Transfer-Encoding: chunked\r\n', `xyz\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk whose size has a sign', 'Transfer-Encoding: chunked\r\n', `-1b\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk whose size is beyond all numbers', 'Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\n${body}`],
    ['a chunk longer than its size', 'Transfer-Encoding: chunked\r\n', `2\r\n${body}\r\n0\r\n\r\n`],
    ['chunks that are not the last coding', 'Transfer-Encoding: chunked, identity\r\n', `1b\r\n${body}\r\n0\r\n\r\n`],
    ['a coding of its own', 'Transfer-Encoding: xchunked\r\n', `1b\r\n${body}\r\n0\r\n\r\n`],
    ['a blank before the colon', 'Transfer-Encoding : chunked\r\n', `1b\r\n${body}\r\n0\r\n\r\n`],
    ['a folded field', 'X-Folded: a\r\n\tTransfer-Encoding: chunked\r\nContent-Length : 27\r\n', body],
    ['a NUL in a field', `X-Nul: a\0b\r\nContent-Length: ${body.length}\r\n`, body],
    ['a line feed alone', `X-Bare: a\nContent-Length: ${body.length}\r\n`, body],
    ['a carriage return alone', `X-Bare: a\rb\r\nContent-Length: ${body.length}\r\n`, body],
    ['a field without a name', `: a\r\nContent-Length: ${body.length}\r\n`, body],
  ])('refuse a request with %s', async (_, headers, sent) => {
    const answers = await saidUntilClosed(api.url, put(`${json}${headers}`, sent));
    expectRefusal(answers, 400, 'invalid-request', 'RFC 9112');
    expect(answers[0]?.headers).toMatchObject({ connection: 'close' });
  });

  it.each([
    ['HTTP/0.9', 'GET /v1/parked\r\n\r\n'],
    ['HTTP/1.2', 'GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no method that is known', 'FROB /v1/parked HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a blank in the address', 'GET /v1/par ked HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a request to connect elsewhere', 'CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example\r\n\r\n'],
  ])('refuse %s and close', async (_, text) => {
    expectRefusal(await saidUntilClosed(api.url, Buffer.from(text, 'latin1')), 400, 'invalid-request');
  });

  it.each([
    ['without a host', '', 'host is missing'],
    ['with two hosts', `${host}${host}`, 'host stands twice'],
    ['with two keys', `${host}Authorization: Bearer hunter2\r\n`, 'authorization stands twice'],
    ['with two types', `${host}Content-Type: text/plain\r\n${json}`, 'content-type stands twice'],
  ])('refuse a request %s', async (_, headers, detail) => {
    const text = `PUT /v1/customers/raw HTTP/1.1\r\n${key()}${headers}Connection: close\r\nContent-Length: 27\r\n\r\n${body}`;
    expectRefusal(await saidUntilClosed(api.url, text), 400, 'invalid-request', detail);
  });

  it.each([
    ['compressed', 'Content-Encoding: gzip\r\nContent-Length: 27\r\n', 'not compressed'],
    [
      'compressed after a coding that is none',
      'Content-Encoding: identity, br\r\nContent-Length: 27\r\n',
      'not compressed',
    ],
    ['compressed on its way', 'Transfer-Encoding: gzip, chunked\r\n', 'chunked', `1b\r\n${body}\r\n0\r\n\r\n`],
  ])('refuse a body that is %s', async (_, headers, detail, sent = body) => {
    const answers = await saidUntilClosed(api.url, put(`${json}Connection: close\r\n${headers}`, sent));
    expectRefusal(answers, 415, 'unsupported-media-type', detail);
  });

  it('speak HTTP/1.0 to those who ask in it, without a host', async () => {
    const answers = await saidUntilClosed(api.url, 'GET /health/live HTTP/1.0\r\n\r\n');
    expect(answers).toMatchObject([{ status: 200, headers: { connection: 'close' } }]);
  });

  it('answer Expect: 100-continue, and overlook another expectation', async () => {
    const client = await RawClient.connect(api.url);
    client.send(
      `POST /v1/parked/retry HTTP/1.1\r\n${host}${key()}${json}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
    );
    expect(await client.hears()).toMatchObject([{ status: 100 }]);
    client.send('null');
    expect(await client.hears(2)).toMatchObject([{ status: 100 }, { status: 202 }]);
    client.send(`GET /health/live HTTP/1.1\r\n${host}Expect: miracles\r\n\r\n`);
    expect((await client.hears(3))[2]).toMatchObject({ status: 200 });
    client.leave();
  });

  it('answer pipelined requests in their order, up to the one that cannot be read', async () => {
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\n${host}${key()}\r\n`;
    const text = `${ask('/v1/parked')}${ask('/health/live')}${ask('/v1/nothing')}FROB / HTTP/1.1\r\n\r\n`;
    const answers = await saidUntilClosed(api.url, text);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 400]);
    expect(answers[0]?.body).toBe('{"items":[],"cursor":null}');
  });

  it('stay with HTTP/1.1 when an upgrade is offered', async () => {
    const offer = `GET /health/live HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`;
    expect(await saidUntilClosed(api.url, offer)).toMatchObject([{ status: 200 }]);
  });

  it('answer HEAD as GET, without the body', async () => {
    const ask = (path: string): Promise<readonly RawAnswer[]> =>
      saidUntilClosed(api.url, `HEAD ${path} HTTP/1.1\r\n${host}${key()}Connection: close\r\n\r\n`);
    for (const [path, status] of [
      ['/health/live', 200],
      ['/v1/parked', 200],
      ['/v1/customers/none', 404],
    ] as const) {
      const client = await RawClient.connect(api.url);
      client.send(`HEAD ${path} HTTP/1.1\r\n${host}${key()}Connection: close\r\n\r\n`);
      await client.closed;
      expect(client.received).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\n\r\n$`, 's'));
    }
    expect(await ask('/v1/parked')).toEqual([]); // a length is told, and no byte of it sent
  });

  it.each(['OPTIONS', 'TRACE', 'PROPFIND'])('have no route for %s, and send nothing back', async (method) => {
    const text = `${method} /v1/customers/1 HTTP/1.1\r\n${host}${key()}X-Secret: hunter2\r\nConnection: close\r\n\r\n`;
    expectRefusal(await saidUntilClosed(api.url, text), 404, 'not-found');
  });

  it('read one address in one way, however it is spelled', async () => {
    const ask = (address: string, headers = key()): Promise<readonly RawAnswer[]> =>
      saidUntilClosed(api.url, `GET ${address} HTTP/1.1\r\n${host}${headers}Connection: close\r\n\r\n`);
    for (const address of ['http://other.example/v1/parked', '/%76%31/parked', '/v1/%70arked', '/v1/parked?%78=1']) {
      expect(await ask(address)).toMatchObject([{ status: 200 }]);
      expectRefusal(await ask(address, ''), 401, 'unauthorized');
    }
    const nowhere = [
      '//v1/parked',
      '*',
      '/v1/../v1/parked',
      '/v1/./parked',
      '/V1/parked',
      '/v1%2fparked',
      '/v1;/parked',
    ];
    for (const address of nowhere) expectRefusal(await ask(address), 404, 'not-found');
  });

  it.each([
    ['%00', 400, 'invalid-request'],
    ['1%00', 400, 'invalid-request'],
    ['%ff', 400, 'invalid-request'],
    ['%c0%ae', 400, 'invalid-request'],
    ['%zz', 400, 'invalid-request'],
    ['%', 400, 'invalid-request'],
    ['..%2f..%2fparked', 400, 'invalid-request'],
    ['%2e%2e%2fparked', 400, 'invalid-request'],
    ['%0d%0aSet-Cookie:%20hunter2', 400, 'invalid-request'],
    ["'%20or%20'1'='1", 400, 'invalid-request'],
    ['x'.repeat(1_001), 400, 'invalid-request'],
  ])('refuse the id %s', async (id, status, code) => {
    const text = `GET /v1/customers/${id} HTTP/1.1\r\n${host}${key()}Connection: close\r\n\r\n`;
    expectRefusal(await saidUntilClosed(api.url, text), status, code);
  });
});

describe('the number and the rest of connections', () => {
  it('are limited: above the number, and after a time without a byte, a connection is closed', async () => {
    const api = await Api.start({
      limits: { connections: 3, stalledMs: 400, keepAliveMs: 1_000 },
      extend: (http) => {
        const fastify = http.getHttpAdapter().getInstance();
        fastify.get('/never', () => new Promise(() => undefined));
      },
    });
    try {
      const [served, stalled] = [await RawClient.connect(api.url), await RawClient.connect(api.url)];
      served.send('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
      expect((await served.hears())[0]?.headers).toMatchObject({ 'keep-alive': 'timeout=1' });
      const third = await RawClient.connect(api.url);
      const tooMany = await RawClient.connect(api.url);
      await tooMany.closed;
      expect([served.isClosed, stalled.isClosed, third.isClosed]).toEqual([false, false, false]);

      stalled.send('GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
      await stalled.closed;
      expect(stalled.received).toBe('');
      await served.closed;
      third.leave();
    } finally {
      await api.close();
    }
  });
});
