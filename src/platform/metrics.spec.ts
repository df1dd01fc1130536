import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf, valueOf } from '../../test/support/prometheus';
import { Metrics, type Snapshot } from './metrics';

const now = new Date('2026-03-01T12:00:00Z');
const idle: Snapshot = {
  now,
  pool: { inUse: 3, idle: 2, waiting: 1 },
  repeats: { deadlock: 2, serialization: 0, overtaken: 5 },
  standing: {
    queue: [
      { crm: 'hubspot', object: 'order', lane: 'live', depth: 7, oldestDue: new Date('2026-03-01T11:58:30Z') },
      { crm: 'hubspot', object: 'order', lane: 'retry', depth: 0, oldestDue: null },
    ],
    links: [{ crm: 'hubspot', state: 'parked', links: 4 }],
    connections: [{ crm: 'hubspot', state: 'reauth', connections: 1 }],
    tokens: [{ crm: 'hubspot', state: 'failing', tokens: 2 }],
    webhooks: [{ crm: 'hubspot', state: 'silent', connections: 3 }],
    schedules: [{ crm: 'hubspot', object: 'order', disabled: 2 }],
    offers: [{ state: 'overdue', tenants: 2 }],
  },
  streams: { due: 2, stalled: 1 },
};
const connection = { tenantId: 'one', id: 'main', crm: 'hubspot' };
const call = {
  method: 'POST',
  endpoint: '/crm/v3/objects/contacts/batch/upsert',
  durationMs: 150,
  rows: 100,
  failure: null,
  quota: [],
};

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(() => (metrics = new Metrics()));
  afterEach(() => jest.restoreAllMocks());

  it('are in the form that Prometheus reads, each with a help text', async () => {
    metrics.answered({ method: 'PUT', route: '/v1/:type/:id', status: '200', seconds: 0.004 });
    metrics.called(connection, { ...call, quota: [{ window: 'day', remaining: 5, limit: 250_000 }] });
    metrics.synced(connection as never, { pushed: 1 });
    const text = await metrics.text(idle);
    const names = new Set(linesOf(text).map(({ family }) => family));
    for (const name of names) expect(name).toMatch(/^(tandem|process|nodejs)_[a-z0-9_]+$/);
    for (const name of names) expect(text).toMatch(new RegExp(`^# HELP ${name} [A-Z0-9].+\\.$`, 'm'));
  });

  it('count requests by pattern and status, and measure them', async () => {
    metrics.answered({ method: 'PUT', route: '/v1/:type/:id', status: '200', seconds: 0.004 });
    metrics.answered({ method: 'PUT', route: '/v1/:type/:id', status: '503', seconds: 4 });
    const text = await metrics.text(idle);
    const put = { method: 'PUT', route: '/v1/:type/:id' };
    expect(valueOf(text, 'tandem_http_requests_total', { ...put, status: '503' })).toBe(1);
    expect(valueOf(text, 'tandem_http_request_duration_seconds_bucket', { ...put, le: '0.005' })).toBe(1);
    expect(valueOf(text, 'tandem_http_request_duration_seconds_count', put)).toBe(2);
  });

  it('count looks by outcome, and writes by verdict', async () => {
    const customers = { crm: 'hubspot', object: 'customer' };
    metrics.synced(customers, { pushed: 3, unchanged: 9 });
    metrics.synced(customers, { unchanged: 1 });
    metrics.wrote('customer', 'stored', 12);
    const text = await metrics.text(idle);
    expect(valueOf(text, 'tandem_syncs_total', { ...customers, outcome: 'unchanged' })).toBe(10);
    expect(valueOf(text, 'tandem_syncs_total', { ...customers, outcome: 'pushed' })).toBe(3);
    expect(valueOf(text, 'tandem_writes_total', { object: 'customer', verdict: 'stored' })).toBe(12);
  });

  it('count calls by how they ended, and measure their time and rows', async () => {
    metrics.called(connection, call);
    metrics.called(connection, { ...call, failure: 'throttled', rows: 1 });
    const text = await metrics.text(idle);
    const route = { crm: 'hubspot', method: call.method, endpoint: call.endpoint };
    expect(valueOf(text, 'tandem_callouts_total', { ...route, outcome: 'ok' })).toBe(1);
    expect(valueOf(text, 'tandem_callouts_total', { ...route, outcome: 'throttled' })).toBe(1);
    expect(valueOf(text, 'tandem_callout_duration_seconds_sum', route)).toBeCloseTo(0.3);
    expect(valueOf(text, 'tandem_callout_rows_sum', route)).toBe(101);
  });

  it('tell how things stand when they are asked for', async () => {
    const text = await metrics.text(idle);
    const orders = { crm: 'hubspot', object: 'order' };
    expect(valueOf(text, 'tandem_queue_depth', { ...orders, lane: 'live' })).toBe(7);
    expect(valueOf(text, 'tandem_queue_depth', { ...orders, lane: 'retry' })).toBe(0);
    expect(valueOf(text, 'tandem_queue_oldest_due_age_seconds', { ...orders, lane: 'live' })).toBe(90);
    expect(valueOf(text, 'tandem_queue_oldest_due_age_seconds', { ...orders, lane: 'retry' })).toBe(0);
    expect(valueOf(text, 'tandem_links', { crm: 'hubspot', state: 'parked' })).toBe(4);
    expect(valueOf(text, 'tandem_connections', { crm: 'hubspot', state: 'reauth' })).toBe(1);
    expect(valueOf(text, 'tandem_tokens', { crm: 'hubspot', state: 'failing' })).toBe(2);
    expect(valueOf(text, 'tandem_webhooks', { crm: 'hubspot', state: 'silent' })).toBe(3);
    expect(valueOf(text, 'tandem_schedule_disabled', { crm: 'hubspot', object: 'order' })).toBe(2);
    expect(valueOf(text, 'tandem_offers_by_tenant', { state: 'overdue' })).toBe(2);
    expect(valueOf(text, 'tandem_streams', { state: 'stalled' })).toBe(1);
    expect(valueOf(text, 'tandem_database_up', {})).toBe(1);
    expect(valueOf(text, 'tandem_database_pool_connections', { state: 'in_use' })).toBe(3);
    expect(valueOf(text, 'tandem_database_pool_waiting', {})).toBe(1);
  });

  it('tell what was counted since the process began, however often they are asked', async () => {
    await metrics.text(idle);
    const text = await metrics.text({ ...idle, repeats: { ...idle.repeats, deadlock: 3 } });
    const repeated = 'tandem_database_transactions_repeated_total';
    expect(valueOf(text, repeated, { reason: 'deadlock' })).toBe(3);
    expect(valueOf(text, repeated, { reason: 'serialization' })).toBe(0);
    expect(valueOf(text, repeated, { reason: 'overtaken' })).toBe(5);
  });

  it('leave out what the database did not tell, instead of telling what was before', async () => {
    await metrics.text(idle);
    const text = await metrics.text({ ...idle, standing: null, streams: null });
    expect(valueOf(text, 'tandem_database_up', {})).toBe(0);
    const families = linesOf(text).map(({ family }) => family);
    for (const gone of [
      'queue_depth',
      'queue_oldest_due_age_seconds',
      'links',
      'connections',
      'webhooks',
      'schedule_disabled',
      'offers_by_tenant',
      'streams',
    ])
      expect(families).not.toContain(`tandem_${gone}`);
  });

  it('tell the quota of each connection while it can be believed', async () => {
    const start = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(start);
    const quota = [
      { window: 'burst', remaining: 12, limit: 190 },
      { window: 'day', remaining: 600_000, limit: 625_000 },
    ] as const;
    metrics.called(connection, { ...call, quota });
    metrics.called({ ...connection, id: 'other' }, { ...call, quota: [{ ...quota[1], remaining: 5 }] });
    const day = { crm: 'hubspot', tenant: 'one', connection: 'main', window: 'day' };
    const burst = { ...day, window: 'burst' };
    const soon = await metrics.text(idle);
    expect(valueOf(soon, 'tandem_quota_remaining_calls', burst)).toBe(12);
    expect(valueOf(soon, 'tandem_quota_limit_calls', day)).toBe(625_000);
    expect(valueOf(soon, 'tandem_quota_remaining_calls', { ...day, connection: 'other' })).toBe(5);

    clock.mockReturnValue(start + 60_000);
    const later = await metrics.text(idle);
    expect(valueOf(later, 'tandem_quota_remaining_calls', burst)).toBeUndefined();
    expect(valueOf(later, 'tandem_quota_limit_calls', burst)).toBeUndefined();
    expect(valueOf(later, 'tandem_quota_remaining_calls', day)).toBe(600_000);
  });

  it('of two services in one process are counted apart', async () => {
    metrics.wrote('order', 'stored');
    expect(valueOf(await new Metrics().text(idle), 'tandem_writes_total', { object: 'order', verdict: 'stored' })).toBe(
      undefined,
    );
  });
});

describe('docs/how-to/monitor.md', () => {
  const root = join(__dirname, '../..');
  const guide = readFileSync(join(root, 'docs/how-to/monitor.md'), 'utf8');

  it('explains every metric, and none that there is not', async () => {
    const text = await new Metrics().text(idle);
    const own = [...text.matchAll(/^# TYPE (tandem_\w+)/gm)].map(([, name]) => name ?? '');
    const told = new Set(
      [...guide.matchAll(/\btandem_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect([...told].sort()).toEqual(own.sort());
  });

  it('explains every event of the log, and none that there is not', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => /(?<!\.spec)\.ts$/.test(file));
    const logged = sources.flatMap((file) =>
      [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/\bevent: '([a-z.-]+)'/g)].map(([, name]) => name),
    );
    const told = [...guide.matchAll(/^\| `([a-z.-]+)` \| \w+ \|/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual([...new Set(logged)].sort());
  });
});
