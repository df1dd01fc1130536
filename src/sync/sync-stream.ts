/** Serves one leased stream: batch after batch, until nothing is due or it is another stream's turn. */
import { randomUUID } from 'node:crypto';
import type { Callout } from '../connectors/connector';
import { withCustomFields } from '../core/custom-fields';
import { backoffMs } from '../core/failure';
import { readConnection, type Connection } from '../store/connections';
import { countCrash, lanes, markLinks, nextDue, postpone, type DirtyRow } from '../store/dirty-set';
import { appendCallouts } from '../store/journal';
import { holdStream, LeaseLost, releaseStream, type ClaimedStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Batch, Engine, OutcomeCounts } from './engine';
import { Lease } from './lease';
import { syncBatch } from './sync-batch';

/**
 * Five full calls at HubSpot's 100 rows: enough to pool the few adoptions and updates of a first load into full calls
 * (2.2 calls per 100 contacts instead of 3), few enough to be looked at again after a crash.
 */
const batchRows = 500;
/** A tenant with a million marks gives way to one with ten after this many batches. */
const batchesPerTurn = 10;

/** Throws `LeaseLost`, or a `TurnFailed` that was logged with the ids of the turn. */
export async function syncStream(idle: Engine, stream: ClaimedStream): Promise<void> {
  const { tenantId, connectionId, object } = stream;
  // Bound once: every line that is logged in this turn can be found by its id, and tells whose turn it was.
  const logger = idle.logger.child({ syncId: randomUUID(), tenantId, connectionId, object });
  try {
    await serveTurn({ ...idle, logger }, stream);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    logger.error({ event: 'stream.failed', err: error });
    throw new TurnFailed(error);
  }
}

/** A turn that ended before its time. It has been logged: whoever catches it need not say it again. */
export class TurnFailed extends Error {
  constructor(cause: unknown) {
    super('a turn at a stream failed; the log tells why under stream.failed', { cause });
    this.name = 'TurnFailed';
  }
}

async function serveTurn(engine: Engine, stream: ClaimedStream): Promise<void> {
  const { database } = engine;
  const lease = new Lease({ ...engine, stream });
  let rowLimit = batchRows;
  if (stream.leftInHand.length > 0) {
    rowLimit = Math.max(1, Math.floor(stream.leftInHand.length / 2));
    await inTenant(database, stream.tenantId, (tx) => countCrash(tx, stream.tenantId, stream, stream.leftInHand));
    engine.logger.warn({ event: 'stream.taken-over', rows: stream.leftInHand.length });
  }
  try {
    for (let turn = 0; turn < batchesPerTurn; turn += 1) {
      const rows = await take(engine, stream, lease, rowLimit);
      if (rows.length === 0) break;
      if (!(await serve(engine, stream, lease, rows))) break;
      rowLimit = batchRows;
    }
  } finally {
    await inTenant(database, stream.tenantId, (tx) => releaseStream(tx, stream));
  }
}

/** The next rows, noted as in hand, so that a successor knows what a dead owner was working on. */
async function take(engine: Engine, stream: ClaimedStream, lease: Lease, limit: number): Promise<readonly DirtyRow[]> {
  return inTenant(engine.database, stream.tenantId, async (tx) => {
    const rows = await nextDue(tx, stream.tenantId, stream, { rows: limit, now: engine.clock.now() });
    const until = lease.next();
    await holdStream(tx, stream, { until, inHand: rows.map((row) => row.sourceId) });
    lease.extendedTo(until);
    return rows;
  });
}

/** Answers whether the stream may go on: not when its connection is paused or throttled. */
async function serve(engine: Engine, stream: ClaimedStream, lease: Lease, rows: readonly DirtyRow[]): Promise<boolean> {
  const connection = await inTenant(engine.database, stream.tenantId, (tx) =>
    readConnection(tx, stream.tenantId, stream.connectionId),
  );
  if (!connection || !takesCalls(connection, engine.clock.now())) return false;
  const { own, mappings } = engine.catalogFor(connection);
  const callouts: Callout[] = [];
  const batch: Batch = {
    stream,
    connection,
    own,
    mapping: withCustomFields(mappings[stream.object], connection.settings.customFields),
    connector: engine.connectorFor(connection),
    rows,
    call: {
      beforeCall: () => lease.ensure(),
      onCallout: (callout) => {
        callouts.push(callout);
        tellCallout(engine, connection, callout);
      },
      now: () => engine.clock.now(),
    },
  };
  const startMs = performance.now();
  try {
    const outcomes = await syncBatch(engine, batch, lease);
    tellBatch(engine, batch, { outcomes, calls: callouts.length, durationMs: performance.now() - startMs });
  } catch (error) {
    await afterError(engine, batch, error, callouts.length > 0);
    return false;
  } finally {
    await logCallouts(engine, batch, callouts);
  }
  return true;
}

function tellBatch(
  { logger, observer }: Engine,
  { stream, connection, rows }: Batch,
  done: { readonly outcomes: OutcomeCounts; readonly calls: number; readonly durationMs: number },
): void {
  const { outcomes, calls } = done;
  observer.synced({ crm: connection.crm, object: stream.object }, outcomes);
  logger.debug({
    event: 'batch.settled',
    rows: rows.length,
    outcomes,
    calls,
    durationMs: Math.round(done.durationMs),
  });
}

/** Without the CRM's id of the call, which the callout log has: it is text of the CRM's. */
function tellCallout({ logger, observer }: Engine, connection: Connection, callout: Callout): void {
  const { method, endpoint, status, rows, failure } = callout;
  observer.called(connection, callout);
  logger.debug({
    event: 'callout',
    method,
    endpoint,
    status,
    rows,
    failure,
    durationMs: Math.round(callout.durationMs),
  });
}

const takesCalls = ({ state, throttledUntil }: Connection, now: Date): boolean =>
  state === 'active' && (throttledUntil === null || throttledUntil <= now);

/**
 * After a lost lease nothing is settled; but what was sent may land after the new owner's write, so it is asked to look
 * again. Any other error is a bug or an outage of ours: the rows wait, and the jitter of their backoff parts the guilty
 * one from its neighbours.
 */
async function afterError(engine: Engine, batch: Batch, error: unknown, sent: boolean): Promise<void> {
  const { stream, rows } = batch;
  const now = engine.clock.now();
  if (error instanceof LeaseLost) {
    engine.logger.warn({ event: 'stream.lease-lost', rows: rows.length, sent });
    if (!sent) return;
    const sourceIds = rows.map((row) => row.sourceId);
    await inTenant(engine.database, stream.tenantId, (tx) =>
      markLinks(tx, stream.tenantId, stream, { sourceIds, lane: 'retry', now }),
    );
    return;
  }
  engine.logger.error({ event: 'batch.failed', rows: rows.length, err: error });
  const postponed = rows.map((row) => {
    const attempts = row.attempts + 1;
    return { row, lane: lanes.retry, attempts, dueAt: new Date(now.getTime() + backoffMs(attempts, engine.random())) };
  });
  await inTenant(engine.database, stream.tenantId, (tx) => postpone(tx, stream.tenantId, stream, postponed));
}

async function logCallouts(engine: Engine, { stream, rows }: Batch, callouts: readonly Callout[]): Promise<void> {
  const attempt = 1 + Math.max(0, ...rows.map((row) => row.attempts));
  const entries = callouts.map((callout) => ({ ...callout, durationMs: Math.round(callout.durationMs), attempt }));
  await inTenant(engine.database, stream.tenantId, (tx) => appendCallouts(tx, stream.tenantId, stream, entries));
}
