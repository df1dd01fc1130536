/** Serves one leased stream: batch after batch, until nothing is due or it is another stream's turn. */
import { randomUUID } from 'node:crypto';
import type { BatchSizes } from '../connectors/connector';
import { readConnection } from '../store/connections';
import { countCrash, countDue } from '../store/dirty-set';
import { nextClaims } from '../store/erasures';
import { moveIntentsToLinks } from '../store/intents';
import { LeaseLost, holdStream, readCheckpoint, releaseStream, type ClaimedStream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Engine } from './engine';
import { eraseClaimed } from './erase';
import { BulkFlow } from './bulk-flow';
import { Flow } from './flow';
import { Lease } from './lease';
import { offerStrangers } from './offer-strangers';
import { resume } from './resume';

/** A tenant with a million marks gives way to one with ten after this many batches. */
const batchesPerTurn = 10;
/** Of those that a job of the CRM's takes in one go. */
const piecesPerTurn = 10;
/** Read, asked, noted, sent and settled: one each. */
const inHand = 5;

/** Throws `LeaseLost`, or a `TurnFailed` that was logged with the ids of the turn. */
export async function syncStream(
  idle: Engine,
  stream: ClaimedStream,
  isStopping: () => boolean = () => false,
): Promise<void> {
  const { tenantId, connectionId, object } = stream;
  // Bound once: every line that is logged in this turn can be found by its id, and tells whose turn it was.
  const logger = idle.logger.child({ syncId: randomUUID(), tenantId, connectionId, object });
  try {
    await serveTurn({ ...idle, logger }, stream, isStopping);
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

/** How a stream stands at the beginning of a turn. */
interface TakenUp {
  /** An erasure is to be looked at: most turns have none, and need no transaction of its own to see that. */
  readonly hasClaims: boolean;
  /** Jobs of an earlier turn may be under way at the CRM. */
  readonly hasJobs: boolean;
  /** So much is due that it goes in pieces of so many rows; null: in batches. */
  readonly pieceRows: number | null;
  /** Null when the connection has gone. */
  readonly batches: BatchSizes | null;
}

/** What earlier turns left behind: rows they died with, and intents of which they settled nothing. */
async function takeUp(engine: Engine, stream: ClaimedStream, lease: Lease): Promise<TakenUp> {
  const { database, clock, logger } = engine;
  const { tenantId, leftInHand } = stream;
  const until = lease.next();
  const taken = await inTenant(database, tenantId, async (tx) => {
    const now = clock.now();
    if (leftInHand.length > 0) await countCrash(tx, tenantId, stream, leftInHand);
    await moveIntentsToLinks(tx, stream, now);
    const due = await nextClaims(tx, tenantId, stream, { rows: 1, now });
    const connection = await readConnection(tx, tenantId, stream.connectionId);
    const batches = connection && engine.connectorFor(connection).batches;
    const standing = await standingOf(tx, stream, batches?.bulk ?? null, now);
    await holdStream(tx, stream, { until });
    return { hasClaims: due.length > 0, batches, ...standing };
  });
  lease.extendedTo(until);
  if (leftInHand.length > 0) logger.warn({ event: 'stream.taken-over', rows: leftInHand.length });
  return taken;
}

/** Of a CRM that has no jobs nothing is asked. */
async function standingOf(
  tx: EntityManager,
  stream: ClaimedStream,
  bulk: BatchSizes['bulk'],
  now: Date,
): Promise<Pick<TakenUp, 'hasJobs' | 'pieceRows'>> {
  if (bulk === null) return { hasJobs: false, pieceRows: null };
  const hasJobs = (await readCheckpoint(tx, stream)) !== null;
  if (stream.leftInHand.length > 0) return { hasJobs, pieceRows: null };
  const due = await countDue(tx, stream.tenantId, stream, { now, atMost: bulk.from });
  return { hasJobs, pieceRows: due >= bulk.from ? bulk.rows : null };
}

async function serveTurn(engine: Engine, stream: ClaimedStream, isStopping: () => boolean): Promise<void> {
  const { database } = engine;
  const { tenantId } = stream;
  const lease = new Lease({ ...engine, stream });
  const { hasClaims, hasJobs, pieceRows, batches } = await takeUp(engine, stream, lease);
  try {
    if (batches === null) return;
    if (hasJobs && !(await resume(engine, stream, lease, isStopping))) return;
    // Before anything is in hand: what was erased is not sent.
    if (hasClaims) await eraseClaimed(engine, stream, lease);
    if (pieceRows === null) await serveBatches(engine, stream, lease, batches.rows);
    else await new BulkFlow(engine, stream, lease, isStopping).serve({ pieces: piecesPerTurn, rows: pieceRows });
    await offerStrangers(engine, stream, lease);
  } finally {
    await inTenant(database, tenantId, (tx) => releaseStream(tx, stream));
  }
}

async function serveBatches(engine: Engine, stream: ClaimedStream, lease: Lease, rows: number): Promise<void> {
  const left = stream.leftInHand.length;
  await new Flow(engine, stream, lease).serve({
    batches: batchesPerTurn,
    rows,
    // One of them may kill whoever looks at it: half of them at a time find out which, and nobody else is in hand then.
    firstRows: left > 0 ? Math.max(1, Math.min(rows, Math.floor(left / 2))) : rows,
    inHand: left > 0 ? 1 : inHand,
  });
}
