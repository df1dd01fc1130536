import { networkInterfaces } from 'node:os';
import { get } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { openThroughIce, type FrozenDatabase } from '../../support/frozen-database';
import { linesOf, sumOf, valueOf } from '../../support/prometheus';
import { Api } from './api';

const token = 'a token of thirty-two characters'.replaceAll(' ', '-');
const metricsOf = async (api: Api, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}/metrics`, { headers });

describe('the metrics', () => {
  let api: Api;
  let ice: FrozenDatabase;
  beforeAll(async () => {
    api = await Api.start({ open: async (database) => (ice = await openThroughIce(database, 3)).app });
    await api.connect('one', 'a');
  });
  afterAll(async () => {
    await ice.close();
    await api.close();
  });

  const scrape = async (): Promise<string> => (await metricsOf(api)).text();

  it('are text that Prometheus reads, of this process and of the whole service', async () => {
    const answer = await metricsOf(api);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = new Set(linesOf(await answer.text()).map(({ family }) => family));
    for (const family of [
      'tandem_queue_depth',
      'tandem_queue_oldest_due_age_seconds',
      'tandem_links',
      'tandem_connections',
      'tandem_tokens',
      'tandem_webhooks',
      'tandem_schedule_disabled',
      'tandem_offers_by_tenant',
      'tandem_streams',
      'tandem_database_up',
      'tandem_database_pool_connections',
      'tandem_database_pool_waiting',
      'tandem_database_transactions_repeated_total',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ])
      expect(families).toContain(family);
  });

  it('count requests by the pattern of their route, so that ids make no series', async () => {
    for (let id = 0; id < 20; id += 1) await api.call('GET', `/v1/customers/hunter${id}`);
    for (const path of ['/a', '/b', '/c/d', '/v1/%c0%ae']) await api.call('GET', path);
    const scraped = await scrape();
    expect(scraped).not.toMatch(/hunter|tenant=/);
    const routes = new Set(linesOf(scraped).flatMap(({ labels }) => labels['route'] ?? []));
    expect([...routes].sort()).toEqual(['/metrics', '/v1/:type/:id', 'none']);
    const gets = { method: 'GET', route: '/v1/:type/:id', status: '404' };
    expect(valueOf(scraped, 'tandem_http_requests_total', gets)).toBe(20);
    expect(sumOf(scraped, 'tandem_http_request_duration_seconds_count', { route: '/v1/:type/:id' })).toBe(20);
  });

  it('count the verdicts on what the order system sends, of single writes and of batches', async () => {
    const version = { updatedAt: '2026-01-01T00:00:00Z' };
    const counted = async (): Promise<Record<string, number>> => {
      const scraped = await scrape();
      return Object.fromEntries(
        ['stored', 'unchanged', 'stale', 'refused'].map((verdict) => [
          verdict,
          sumOf(scraped, 'tandem_writes_total', { object: 'order', verdict }),
        ]),
      );
    };
    await api.call('PUT', '/v1/orders/1', { number: 'x', ...version });
    await api.call('PUT', '/v1/orders/1', { number: 'x', ...version });
    await api.call('PUT', '/v1/orders/1', { number: 'x', updatedAt: '2026-01-02T00:00:00Z' });
    await api.call('PUT', '/v1/orders/1', { nonsense: 1 });
    expect(await counted()).toEqual({ stored: 1, unchanged: 1, stale: 1, refused: 1 });
    const rows = [
      { id: '2', number: 'y' },
      { id: '3', number: 'z' },
      { id: '1', number: 'x', ...version },
      { id: '4', x: 1 },
    ];
    await api.call('POST', '/v1/orders/batch', { records: rows });
    await api.call('DELETE', '/v1/orders/2');
    expect(await counted()).toEqual({ stored: 4, unchanged: 1, stale: 2, refused: 2 });
  });

  it('count a batch once that was answered again under its Idempotency-Key', async () => {
    const send = (): Promise<Response> =>
      fetch(`${api.url}/v1/companies/batch`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.keys.one}`,
          'content-type': 'application/json',
          'idempotency-key': 'once',
        },
        body: '{"records":[{"id":"1","name":"x"}]}',
      });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    expect(valueOf(await scrape(), 'tandem_writes_total', { object: 'company', verdict: 'stored' })).toBe(1);
  });

  it('come without those of the database, and in time, while it hangs', async () => {
    ice.freeze();
    const real = performance.now.bind(performance);
    const later = jest.spyOn(performance, 'now').mockImplementation(() => real() + 60_000); // what is kept is old
    const scraped = await scrape();
    expect(valueOf(scraped, 'tandem_database_up', {})).toBe(0);
    expect(sumOf(scraped, 'tandem_http_requests_total')).toBeGreaterThan(20);
    expect(linesOf(scraped).map(({ family }) => family)).not.toContain('tandem_queue_depth');
    ice.thaw();
    expect(valueOf(await scrape(), 'tandem_database_up', {})).toBe(1);
    later.mockRestore();
  });

  it('ask the database once, however many scrape', async () => {
    await scrape();
    const calls = jest.spyOn(api.app, 'query');
    await Promise.all(Array.from({ length: 20 }, scrape));
    expect(calls).not.toHaveBeenCalled();
    calls.mockRestore();
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'])(
    'are for callers on the same machine, not for what a proxy passes on: %s',
    async (name) => {
      const answer = await metricsOf(api, { [name]: '127.0.0.1' });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({
        type: 'urn:tandem:problem:forbidden',
        detail: expect.stringContaining('METRICS_TOKEN') as string,
      });
    },
  );
});

describe('the metrics behind a token', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({ metricsToken: token });
  });
  afterAll(() => api.close());

  it.each([
    ['none', {}],
    ['another', { authorization: `Bearer ${token.replace('a', 'b')}` }],
    ['the beginning of it', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['more than it', { authorization: `Bearer ${token}x` }],
    ['it in another scheme', { authorization: `Basic ${token}` }],
    ['nothing', { authorization: 'Bearer ' }],
  ])('are closed to a caller on the same machine with %s', async (_, headers) => {
    const answer = await metricsOf(api, headers);
    expect(answer.status).toBe(401);
    const body = await answer.text();
    expect(body).toContain('METRICS_TOKEN');
    expect(body).not.toContain(token);
  });

  it('are closed to API keys', async () => {
    expect((await metricsOf(api, { authorization: `Bearer ${api.keys.one}` })).status).toBe(401);
  });

  it('are open to who has it, also through a proxy', async () => {
    const headers = { authorization: `bearer ${token}`, 'x-forwarded-for': '203.0.113.9' };
    expect((await metricsOf(api, headers)).status).toBe(200);
  });
});

describe('a process without the role api', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({ api: false });
  });
  afterAll(() => api.close());

  it('answers for its health and its metrics', async () => {
    expect((await metricsOf(api)).status).toBe(200);
    for (const path of ['/health/live', '/health/ready'])
      expect(await api.call('GET', path, undefined, { key: null })).toMatchObject({ status: 200 });
  });

  it.each([
    ['PUT', '/v1/customers/1'],
    ['POST', '/v1/customers/batch'],
    ['GET', '/v1/parked'],
    ['GET', '/v1/connections'],
    ['GET', '/docs'],
  ])('has no route %s %s', async (method, path) => {
    const answer = await api.call(method, path, method === 'GET' ? undefined : {});
    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:tandem:problem:not-found' } });
  });
});

/** An address of this machine that is not the loopback's; a machine without a network, or without IPv6, has none. */
const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
const outside = addresses.some(({ address }) => address === '::1')
  ? addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
  : undefined;
(outside === undefined ? describe.skip : describe)('the metrics from another address', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({ host: '::' });
  });
  afterAll(() => api.close());

  const statusFrom = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host, port: new URL(api.url).port, path: '/metrics' }, (answer) => {
        textOf(answer).then(() => resolve(answer.statusCode), reject);
      }).on('error', reject);
    });

  it('are closed, and open on the loopback of both families', async () => {
    expect(await statusFrom(outside ?? '')).toBe(403);
    expect(await statusFrom('127.0.0.1')).toBe(200);
    expect(await statusFrom('::1')).toBe(200);
  });
});
