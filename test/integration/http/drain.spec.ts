import type { FastifyRequest } from 'fastify';
import { RawClient } from '../../support/raw-client';
import { Api } from './api';

const times = { idleMs: 150, partialMs: 400, wholeMs: 1_500 };

describe('a server that is drained', () => {
  let api: Api;
  let release: () => void;
  beforeEach(async () => {
    const released = new Promise<void>((resolve) => (release = resolve));
    api = await Api.start({
      extend: (http) => {
        const fastify = http.getHttpAdapter().getInstance();
        fastify.get('/slow', () => released.then(() => ({ done: true })));
        /** As an import does: works on what comes until there is no more, or until the service stops. */
        fastify.post('/v2/import', async ({ body }: FastifyRequest) => {
          const lines = body as NodeJS.ReadableStream;
          await new Promise((resolve) => {
            lines.on('data', () => undefined).on('end', resolve);
            api.drain.signal.addEventListener('abort', () => setTimeout(resolve, 2 * times.partialMs));
          });
          return { ended: 'between two batches' };
        });
      },
    });
  });
  afterEach(async () => {
    release();
    await api.close();
  });

  const says = async (text: string): Promise<RawClient> => {
    const client = await RawClient.connect(api.url);
    client.send(text);
    return client;
  };
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  /** Once a later request was answered, the server has seen what was sent before it. */
  const seen = (): Promise<unknown> => api.call('GET', '/health/live');

  it('serves what comes on its open connections for a moment, and says that they close', async () => {
    const client = await says(get('/health/live'));
    expect((await client.hears())[0]?.headers).toMatchObject({ connection: 'keep-alive' });
    const drained = api.drain.finish(times);
    await expect(RawClient.connect(api.url)).rejects.toThrow('ECONNREFUSED');
    client.send(get('/health/live'));
    expect((await client.hears(2))[1]).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await client.closed;
    await drained;
  });

  it('closes connections at rest, then cuts what has not arrived, and waits for what it has accepted', async () => {
    const rests = await says(get('/health/live'));
    await rests.hears();
    const accepted = await says(get('/slow'));
    const half = await says(
      `PUT /v1/customers/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.keys.one}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a"',
    );
    await seen();
    const began = performance.now();
    const drained = api.drain.finish(times);
    await rests.closed;
    expect(performance.now() - began).toBeLessThan(times.partialMs * 0.9);
    expect(half.isClosed).toBe(false);
    await half.closed;
    expect(half.received).toBe('');
    expect(performance.now() - began).toBeLessThan(times.wholeMs * 0.9);
    expect(accepted.isClosed).toBe(false);
    release();
    expect(await accepted.hears()).toMatchObject([{ status: 200, headers: { connection: 'close' } }]);
    await drained;
    expect(performance.now() - began).toBeLessThan(times.wholeMs * 0.9);
  });

  it('tells an import to end, and lets it', async () => {
    const client = await says(
      `POST /v2/import HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n`,
    );
    await seen();
    const drained = api.drain.finish(times);
    expect(await client.hears()).toMatchObject([{ status: 200, body: '{"ended":"between two batches"}' }]);
    await drained;
  });

  it('cuts in the end what does not end by itself', async () => {
    const stuck = await says(get('/slow'));
    await seen();
    const began = performance.now();
    await api.drain.finish(times);
    expect(performance.now() - began).toBeGreaterThan(times.wholeMs * 0.9);
    expect(performance.now() - began).toBeLessThan(times.wholeMs * 4);
    expect(stuck.received).toBe('');
  });
});
