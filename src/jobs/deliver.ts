/**
 * One turn at one tenant's destination: the next changes of its feed are delivered, one after the other, each under an id of
 * its own. A change counts as delivered when the cursor has moved over it; whoever dies between the answer and that move
 * leaves it to be delivered again under the same id. No call is made within a transaction.
 */
import { afterFailure, deliveryId, failureOf, type DeliveryFailure, type Trouble } from '../core/delivery';
import { signatureOf } from '../core/delivery-signature';
import { outlastsCall } from '../core/lease';
import { acceptDelivered } from '../intake/change-answers';
import { openSigningSecrets } from '../operate/destination';
import type { Clock } from '../platform/clock';
import { GuardedPoster } from '../platform/guarded-post';
import type { Logger } from '../platform/logger';
import type { SecretKeys } from '../platform/seal';
import { listChanges, type Change } from '../store/changes';
import {
  claimDestination,
  noteDelivered,
  noteFailed,
  readClaimed,
  releaseDestination,
  type ClaimedDestination,
  type Destination,
  type SealedSecrets,
} from '../store/destinations';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

export interface Delivering {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  readonly keys: SecretKeys;
  /** In [0, 1), for backoff. */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly deadlineMs: number;
  /** Origins that may have a private address, and no TLS. */
  readonly allowedOrigins: readonly string[];
  /** A change as the feed tells it. */
  readonly sayChange: (change: Change) => object;
}

/** A tenant with a million changes gives way to the others after so many. */
const changesPerTurn = 20;

export function claimDelivery({ database, clock, leaseMs }: Delivering): Promise<ClaimedDestination | null> {
  return claimDestination(database, { now: clock.now(), leaseMs });
}

interface Turn {
  readonly claimed: ClaimedDestination;
  readonly destination: Destination & { readonly url: string; readonly secrets: SealedSecrets };
  readonly changes: readonly Change[];
  readonly poster: GuardedPoster;
  leaseUntil: Date;
  /** Of the change that is next. */
  trouble: Trouble | null;
}

/** Throws `DestinationLost` when another process has taken it, or a person has said another place. */
export async function deliver(
  parts: Delivering,
  claimed: ClaimedDestination,
  isStopping: () => boolean,
): Promise<void> {
  const { database, allowedOrigins } = parts;
  const leaseUntil = leaseFrom(parts);
  const read = await inTenant(database, claimed.tenantId, async (tx) => {
    const destination = await readClaimed(tx, claimed);
    const page = { after: destination.deliveredSeq, limit: changesPerTurn };
    return { destination, changes: await listChanges(tx, claimed.tenantId, page) };
  });
  const turn: Turn = {
    ...read,
    claimed,
    poster: new GuardedPoster(allowedOrigins),
    leaseUntil,
    trouble: read.destination.trouble,
  };
  try {
    await deliverAll(parts, turn, isStopping);
  } finally {
    turn.poster.close();
  }
}

async function deliverAll(parts: Delivering, turn: Turn, isStopping: () => boolean): Promise<void> {
  const { database, clock, deadlineMs } = parts;
  const { claimed, changes } = turn;
  const last = changes.at(-1);
  for (const change of changes) {
    if (isStopping() || !outlastsCall(turn.leaseUntil.getTime(), clock.now(), deadlineMs)) break;
    const goesOn = await deliverOne(parts, turn, { change, isLast: change === last });
    if (!goesOn || change === last) return;
  }
  await inTenant(database, claimed.tenantId, (tx) => releaseDestination(tx, claimed, clock.now()));
}

/** False when it failed: then nothing after it is delivered, and the destination is given back. */
async function deliverOne(
  parts: Delivering,
  turn: Turn,
  { change, isLast }: { readonly change: Change; readonly isLast: boolean },
): Promise<boolean> {
  const { database, clock, logger } = parts;
  const { claimed, destination } = turn;
  const { tenantId, fence } = claimed;
  const { seq } = change;
  const startMs = performance.now();
  const failure = await send(parts, turn, change);
  if (failure !== null) {
    await fail(parts, turn, { seq, failure });
    return false;
  }
  // Before the cursor moves: who dies between the two does both again.
  if (destination.acceptance === 'on-delivery') await acceptDelivered(parts, tenantId, { upTo: seq, fence });
  turn.leaseUntil = leaseFrom(parts);
  const dueAt = clock.now();
  const leaseUntil = isLast ? dueAt : turn.leaseUntil;
  await inTenant(database, tenantId, (tx) => noteDelivered(tx, claimed, { seq, leaseUntil, dueAt }));
  if (turn.trouble !== null) logger.info({ event: 'delivery.recovered', tenantId, seq });
  turn.trouble = null;
  logger.debug({ event: 'delivery.done', tenantId, seq, durationMs: Math.round(performance.now() - startMs) });
  return true;
}

/** Null: delivered. */
async function send(
  parts: Delivering,
  { claimed: { tenantId }, destination, poster }: Turn,
  change: Change,
): Promise<DeliveryFailure | null> {
  const { clock, deadlineMs, sayChange } = parts;
  const now = clock.now();
  const id = deliveryId(tenantId, change.seq);
  const seconds = Math.floor(now.getTime() / 1_000);
  const body = JSON.stringify({ type: 'change.offered', timestamp: change.at.toISOString(), data: sayChange(change) });
  const secrets = openSigningSecrets(parts, tenantId, destination.secrets, now);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Tandem',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(secrets, { id, seconds, body }),
  };
  const posted = await poster.post({ url: new URL(destination.url), headers, body, deadlineMs });
  return failureOf(posted, clock.now());
}

async function fail(
  { database, clock, logger, random }: Delivering,
  { claimed, trouble: before }: Turn,
  { seq, failure }: { readonly seq: number; readonly failure: DeliveryFailure },
): Promise<void> {
  const { tenantId } = claimed;
  const now = clock.now();
  const after = afterFailure(before, failure, { now, random: random() });
  const { code, message } = failure;
  const retryAt = after.kind === 'retry' ? after.at : null;
  const { trouble } = after;
  await inTenant(database, tenantId, (tx) =>
    noteFailed(tx, claimed, { trouble, error: { code, message }, retryAt, now }),
  );
  const about = { tenantId, seq, code, attempts: trouble.attempts };
  if (retryAt !== null) logger.warn({ event: 'delivery.failed', ...about, retryAt });
  else logger.error({ event: 'destination.parked', ...about }, 'See GET /v1/destination; it is resumed by a person.');
}

const leaseFrom = ({ clock, leaseMs }: Delivering): Date => new Date(clock.now().getTime() + leaseMs);
