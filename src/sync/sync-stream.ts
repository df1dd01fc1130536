/** Serves one leased stream: batch after batch, until nothing is due or it is another stream's turn. */
import { randomUUID } from 'node:crypto';
import type { BatchSizes } from '../connectors/connector';
import { bulkLanes, isBulk, urgentLanes, type Lane } from '../core/lane';
import { Bell } from '../platform/bell';
import { readConnection } from '../store/connections';
import { countCrash, countDue } from '../store/dirty-set';
import { nextClaims } from '../store/erasures';
import { moveIntentsToLinks } from '../store/intents';
import { LeaseLost, holdStream, readCheckpoint, releaseStream, type ClaimedStream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Engine } from './engine';
import { eraseClaimed } from './erase';
import { Halt } from './halt';
import { Hand } from './hand';
import { Lease } from './lease';
import { offerStrangers } from './offer-strangers';
import { laneOf } from './read-batch';
import { resume } from './resume';
import { serveTracks, standingFor, type Due, type Standing } from './tracks';
import type { TurnWatch } from './turn';

/** Throws `LeaseLost`, or a `TurnFailed` that was logged with the ids of the turn. */
export async function syncStream(
  idle: Engine,
  stream: ClaimedStream,
  { isStopping = () => false, isWaitedFor = () => true }: Partial<TurnWatch> = {},
): Promise<void> {
  const { tenantId, connectionId, object } = stream;
  // Bound once: every line that is logged in this turn can be found by its id, and tells whose turn it was.
  const logger = idle.logger.child({ syncId: randomUUID(), tenantId, connectionId, object });
  try {
    await serveTurn({ ...idle, logger }, stream, { isStopping, isWaitedFor });
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
  /** Null when the connection has gone. */
  readonly rows: Due | null;
}

/** What earlier turns left behind: rows they died with, and intents of which they settled nothing. */
async function takeUp(engine: Engine, stream: ClaimedStream, lease: Lease): Promise<TakenUp> {
  const { database, clock, logger } = engine;
  const { tenantId, leftInHand } = stream;
  const until = lease.next();
  const taken = await inTenant(database, tenantId, async (tx) => {
    const now = clock.now();
    const crashes = leftInHand.length > 0 ? await countCrash(tx, tenantId, stream, leftInHand) : 0;
    await moveIntentsToLinks(tx, stream, now);
    const due = await nextClaims(tx, tenantId, stream, { rows: 1, now });
    const connection = await readConnection(tx, tenantId, stream.connectionId);
    const batches = connection && engine.connectorFor(connection).batches;
    const standing = batches && (await standingOf(tx, stream, batches, { ...connection, now }));
    const rows = batches && standing && { batches, standing, crashes };
    // Of a CRM that has no jobs nothing is asked.
    const hasJobs = batches?.bulk ? (await readCheckpoint(tx, stream)) !== null : false;
    await holdStream(tx, stream, { until });
    return { hasClaims: due.length > 0, hasJobs, rows };
  });
  lease.extendedTo(until);
  if (leftInHand.length > 0) logger.warn({ event: 'stream.taken-over', rows: leftInHand.length });
  return taken;
}

/** In most turns nothing may wait, and then nothing more is asked where there are no jobs. */
async function standingOf(
  tx: EntityManager,
  stream: ClaimedStream,
  batches: BatchSizes,
  { bulkAfter, now }: { readonly bulkAfter: Date | null; readonly now: Date },
): Promise<Standing> {
  const { rows, bulk: job } = batches;
  const count = (lanes: readonly Lane[], atMost: number): Promise<number> =>
    countDue(tx, stream.tenantId, stream, { lanes, now, atMost });
  const isHeld = bulkAfter !== null && bulkAfter > now;
  const bulk = isHeld ? 0 : await count(bulkLanes, job?.from ?? 1);
  const urgent = job || bulk > 0 ? await count(urgentLanes, Math.max(rows, job?.from ?? 0)) : 0;
  return standingFor(batches, { urgent, bulk });
}

async function serveTurn(engine: Engine, stream: ClaimedStream, watch: TurnWatch): Promise<void> {
  const { database } = engine;
  const { tenantId } = stream;
  const lease = new Lease({ ...engine, stream });
  const { hasClaims, hasJobs, rows } = await takeUp(engine, stream, lease);
  try {
    if (rows === null) return;
    if (hasJobs && !(await resume(engine, stream, lease, watch.isStopping))) return;
    // Before anything is in hand: what was erased is not sent.
    if (hasClaims) await eraseClaimed(engine, stream, lease);
    const bell = new Bell();
    // The urgent track looks again by itself when its own are settled.
    const hand = new Hand((rows) => {
      if (isBulk(laneOf(rows))) bell.ring();
    });
    const turn = { engine, stream, lease, hand, halt: Halt.ofTurn(), watch };
    await serveTracks(turn, bell, rows);
    await offerStrangers(engine, stream, lease);
  } finally {
    await inTenant(database, tenantId, (tx) => releaseStream(tx, stream));
  }
}
