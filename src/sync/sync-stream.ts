/** Serves one leased stream: batch after batch, until nothing is due or it is another stream's turn. */
import { randomUUID } from 'node:crypto';
import { countCrash } from '../store/dirty-set';
import { nextClaims } from '../store/erasures';
import { moveIntentsToLinks } from '../store/intents';
import { LeaseLost, holdStream, releaseStream, type ClaimedStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Engine } from './engine';
import { eraseClaimed } from './erase';
import { Flow } from './flow';
import { Lease } from './lease';
import { offerStrangers } from './offer-strangers';

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

/**
 * What earlier turns left behind: rows they died with, and intents of which they settled nothing. Answers whether an erasure is to
 * be looked at: most turns have none, and need no transaction of its own to see that.
 */
async function takeUp({ database, clock, logger }: Engine, stream: ClaimedStream, lease: Lease): Promise<boolean> {
  const { tenantId, leftInHand } = stream;
  const until = lease.next();
  const hasClaims = await inTenant(database, tenantId, async (tx) => {
    const now = clock.now();
    if (leftInHand.length > 0) await countCrash(tx, tenantId, stream, leftInHand);
    await moveIntentsToLinks(tx, stream, now);
    const due = await nextClaims(tx, tenantId, stream, { rows: 1, now });
    await holdStream(tx, stream, { until });
    return due.length > 0;
  });
  lease.extendedTo(until);
  if (leftInHand.length > 0) logger.warn({ event: 'stream.taken-over', rows: leftInHand.length });
  return hasClaims;
}

async function serveTurn(engine: Engine, stream: ClaimedStream): Promise<void> {
  const { database } = engine;
  const { tenantId, leftInHand } = stream;
  const isTakenOver = leftInHand.length > 0;
  const lease = new Lease({ ...engine, stream });
  const hasClaims = await takeUp(engine, stream, lease);
  const flow = new Flow(engine, stream, lease);
  try {
    // Before anything is in hand: what was erased is not sent.
    if (hasClaims) await eraseClaimed(engine, stream, lease);
    await flow.serve({
      batches: batchesPerTurn,
      rows: batchRows,
      // One of them may kill whoever looks at it: half of them at a time find out which, and nobody else is in hand then.
      firstRows: isTakenOver ? Math.max(1, Math.min(batchRows, Math.floor(leftInHand.length / 2))) : batchRows,
      ahead: !isTakenOver,
    });
    await offerStrangers(engine, stream, lease);
  } finally {
    await inTenant(database, tenantId, (tx) => releaseStream(tx, stream));
  }
}
