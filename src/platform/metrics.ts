/**
 * Numbers for Prometheus, of one process. Whoever does something tells it here; what it costs is an addition in memory.
 * Labels are words of ours and of routes, never an id of a record, so the number of series is bounded: by routes, CRMs,
 * object types and kinds. The quota alone is told per connection, because it is the connection's and adding two is
 * nonsense; there are as many of those as a process serves. What each metric tells: docs/how-to/monitor.md.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DatabaseGauges, type DatabaseStanding } from './database-gauges';
import { QuotaGauges, type HeardQuota } from './quota-gauges';

interface Answered {
  readonly method: string;
  /** The pattern, `/v1/:type/:id`: a raw path would make each id a series. */
  readonly route: string;
  readonly status: string;
  readonly seconds: number;
}

interface Called {
  readonly method: string;
  readonly endpoint: string;
  readonly durationMs: number;
  readonly rows: number;
  /** Null when it succeeded. */
  readonly failure: string | null;
  readonly quota: readonly HeardQuota[];
}

/** How things stand when somebody asks. */
export interface Snapshot extends Omit<DatabaseStanding, 'isUp'> {
  readonly now: Date;
  /** Null while the database does not answer. */
  readonly standing: {
    readonly queue: readonly {
      readonly crm: string;
      readonly object: string;
      readonly lane: string;
      readonly depth: number;
      readonly oldestDue: Date | null;
    }[];
    readonly links: readonly { readonly crm: string; readonly state: string; readonly links: number }[];
    readonly connections: readonly { readonly crm: string; readonly state: string; readonly connections: number }[];
    readonly tokens: readonly { readonly crm: string; readonly state: string; readonly tokens: number }[];
    readonly webhooks: readonly { readonly crm: string; readonly state: string; readonly connections: number }[];
    readonly schedules: readonly { readonly crm: string; readonly object: string; readonly disabled: number }[];
    readonly offers: readonly { readonly state: string; readonly tenants: number }[];
  } | null;
  readonly streams: { readonly due: number; readonly stalled: number } | null;
}

/** A write takes 2 to 20 ms, a batch of 1,000 up to a second. */
const requestBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** CRMs answer batches in 0.1 to 3 s; a call is given up after CALL_DEADLINE_SECONDS, 15 unless set. */
const calloutBuckets = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
/** CRMs' batches hold up to 100 or 200 rows. */
const rowBuckets = [1, 2, 5, 10, 25, 50, 99, 100, 200];

export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = this.counter('http_requests_total', 'Requests that were answered, by route and status.', [
    'method',
    'route',
    'status',
  ]);
  private readonly requestSeconds = this.histogram(
    'http_request_duration_seconds',
    'Time from the head of a request to the last byte of its answer.',
    ['method', 'route'],
    requestBuckets,
  );
  private readonly writes = this.counter(
    'writes_total',
    'Records that the order system sent, by verdict: stored, unchanged, stale or refused.',
    ['object', 'verdict'],
  );
  private readonly syncs = this.counter('syncs_total', 'Looks at records, by how they ended.', [
    'crm',
    'object',
    'outcome',
  ]);
  private readonly callouts = this.counter('callouts_total', 'Calls to a CRM, by how they ended: ok or the failure.', [
    'crm',
    'method',
    'endpoint',
    'outcome',
  ]);
  private readonly calloutSeconds = this.histogram(
    'callout_duration_seconds',
    'Time that a call to a CRM took, to the last byte of its answer.',
    ['crm', 'method', 'endpoint'],
    calloutBuckets,
  );
  private readonly calloutRows = this.histogram(
    'callout_rows',
    'Rows that a call to a CRM carried.',
    ['crm', 'method', 'endpoint'],
    rowBuckets,
  );
  private readonly deliveries = this.counter(
    'webhook_deliveries_total',
    'Deliveries of webhooks: taken, failed (by a trouble of ours), or why they were refused.',
    ['crm', 'outcome'],
  );
  private readonly events = this.counter(
    'webhook_events_total',
    'What became of webhooks: records that were marked, seen (no news) or unlinked; events that were echoes of our own writes, unread (associations), strange (of accounts not connected), unknown or replayed.',
    ['crm', 'result'],
  );
  private readonly polls = this.counter(
    'polls_total',
    'Turns at asking a CRM for changes, by how they ended: finished, unfinished (more pages follow) or the failure.',
    ['crm', 'object', 'kind', 'outcome'],
  );
  private readonly pollRecords = this.counter('poll_records_total', 'Records that polls have found, again and again.', [
    'crm',
    'object',
    'kind',
  ]);
  private readonly pollMarks = this.counter('poll_marks_total', 'Links that were marked because of what polls found.', [
    'crm',
    'object',
    'kind',
  ]);
  private readonly subscriptions = this.gauge(
    'webhook_subscriptions',
    'Subscriptions of our app as this process last saw them: fine, missing, inactive, or foreign (not ours to want).',
    ['crm', 'state'],
  );
  private readonly quota = new QuotaGauges(this.registry);
  private readonly depth = this.gauge('queue_depth', 'Links that are to be looked at.', ['crm', 'object', 'lane']);
  private readonly age = this.gauge(
    'queue_oldest_due_age_seconds',
    'How long the oldest link has been due whose connection may be worked for; 0 when none is due.',
    ['crm', 'object', 'lane'],
  );
  private readonly links = this.gauge('links', 'Links that wait: parked, conflict or held.', ['crm', 'state']);
  private readonly connections = this.gauge('connections', 'Connections by state.', ['crm', 'state']);
  private readonly tokens = this.gauge(
    'tokens',
    'Access tokens that are refreshed: fresh, due (by the next who calls), failing (the last refresh failed).',
    ['crm', 'state'],
  );
  private readonly webhooks = this.gauge(
    'webhooks',
    'Connections by their webhooks: none (none ever came), ok, silent (polling finds what none announced).',
    ['crm', 'state'],
  );
  private readonly schedules = this.gauge('schedule_disabled', 'Polls disabled after refusals.', ['crm', 'object']);
  private readonly offers = this.gauge(
    'offers_by_tenant',
    'Tenants that were ever told of a change, by what waits for their answer: none, waiting, overdue (for seven days).',
    ['state'],
  );
  private readonly streams = this.gauge(
    'streams',
    'Streams whose work is due and may be done; stalled: for five minutes without being taken up.',
    ['state'],
  );
  private readonly database = new DatabaseGauges(this.registry);

  readonly contentType = this.registry.contentType;

  constructor() {
    // Under the names that every Node program gives them, so that dashboards made for Node find them.
    collectDefaultMetrics({ register: this.registry });
  }

  answered({ method, route, status, seconds }: Answered): void {
    this.requests.inc({ method, route, status });
    this.requestSeconds.observe({ method, route }, seconds);
  }

  wrote(object: string, verdict: string, count = 1): void {
    this.writes.inc({ object, verdict }, count);
  }

  synced(what: { readonly crm: string; readonly object: string }, outcomes: Readonly<Record<string, number>>): void {
    for (const [outcome, count] of Object.entries(outcomes))
      this.syncs.inc({ crm: what.crm, object: what.object, outcome }, count);
  }

  called(
    connection: { readonly tenantId: string; readonly id: string; readonly crm: string },
    { method, endpoint, durationMs, rows, failure, quota }: Called,
  ): void {
    const { crm } = connection;
    this.callouts.inc({ crm, method, endpoint, outcome: failure ?? 'ok' });
    this.calloutSeconds.observe({ crm, method, endpoint }, durationMs / 1000);
    this.calloutRows.observe({ crm, method, endpoint }, rows);
    this.quota.heard(connection, quota);
  }

  /** @param became what was taken, in numbers by result */
  delivered(crm: string, outcome: string, became: object = {}): void {
    this.deliveries.inc({ crm, outcome });
    for (const [result, count] of Object.entries(became) as [string, number][]) this.events.inc({ crm, result }, count);
  }

  polled(
    { crm, object, kind }: { readonly crm: string; readonly object: string; readonly kind: string },
    { outcome, found, marked }: { readonly outcome: string; readonly found: number; readonly marked: number },
  ): void {
    this.polls.inc({ crm, object, kind, outcome });
    this.pollRecords.inc({ crm, object, kind }, found);
    this.pollMarks.inc({ crm, object, kind }, marked);
  }

  sawWebhooks(
    crm: string,
    {
      fine,
      missing,
      inactive,
      foreign,
      withoutRoom,
    }: {
      readonly fine: number;
      readonly missing: readonly unknown[];
      readonly inactive: readonly unknown[];
      readonly foreign: number;
      readonly withoutRoom: readonly unknown[];
    },
  ): void {
    const states = {
      ...{ fine, missing: missing.length, inactive: inactive.length, foreign },
      'without-room': withoutRoom.length,
    };
    for (const [state, count] of Object.entries(states)) this.subscriptions.set({ crm, state }, count);
  }

  /** The text that Prometheus reads. What the database did not tell is left out rather than told as it was before. */
  async text({ now, pool, repeats, standing, streams }: Snapshot): Promise<string> {
    const { depth, age, links, connections, tokens, webhooks, schedules, offers, streams: busy } = this;
    for (const gauge of [depth, age, links, connections, tokens, webhooks, schedules, offers, busy]) gauge.reset();
    this.database.show({ isUp: standing !== null && streams !== null, pool, repeats });
    if (standing) this.show(standing, now);
    if (streams) {
      this.streams.set({ state: 'due' }, streams.due);
      this.streams.set({ state: 'stalled' }, streams.stalled);
    }
    this.quota.forgetOld();
    return this.registry.metrics();
  }

  private show(
    { queue, links, connections, tokens, webhooks, schedules, offers }: NonNullable<Snapshot['standing']>,
    now: Date,
  ): void {
    for (const { crm, object, lane, depth, oldestDue } of queue) {
      const ageMs = oldestDue ? now.getTime() - oldestDue.getTime() : 0;
      this.depth.set({ crm, object, lane }, depth);
      this.age.set({ crm, object, lane }, Math.max(0, ageMs) / 1000);
    }
    for (const row of links) this.links.set({ crm: row.crm, state: row.state }, row.links);
    for (const row of connections) this.connections.set({ crm: row.crm, state: row.state }, row.connections);
    for (const row of tokens) this.tokens.set({ crm: row.crm, state: row.state }, row.tokens);
    for (const { crm, object, disabled } of schedules) this.schedules.set({ crm, object }, disabled);
    for (const row of offers) this.offers.set({ state: row.state }, row.tenants);
    for (const row of webhooks) this.webhooks.set({ crm: row.crm, state: row.state }, row.connections);
  }

  private counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: `tandem_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return new Gauge({ name: `tandem_${name}`, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ): Histogram<L> {
    return new Histogram({ name: `tandem_${name}`, help, labelNames, buckets, registers: [this.registry] });
  }
}
