/**
 * Puts CRM records that nobody ordered for to the order system: reads those of a stream that signals have told of, and tells of
 * each one once. After the rows of the stream: a record of ours whose link is about to be stored is none.
 */
import type { Callout } from '../connectors/connector';
import { backoffMs, isOfAccount, type Outcome } from '../core/failure';
import { flowsIn } from '../core/flowing';
import type { News } from '../core/news';
import { newRecordRule } from '../core/new-records';
import { planStranger, type StrangerPlan } from '../core/stranger';
import type { RemoteRecord } from '../core/record';
import { appendChanges, closeOffers, lockChanges, takeSeqs, type Change, type ClosingOffer } from '../store/changes';
import { standOfAccount } from '../store/connections';
import { readHolders } from '../store/links';
import { holdStream, type ClaimedStream } from '../store/streams';
import { erasedAmong } from '../store/tombstones';
import {
  forgetStrangers,
  joinStrangers,
  lockStrangers,
  nextStrangers,
  postponeStrangers,
  storeSeenStrangers,
  type Stranger,
} from '../store/strangers';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Lease } from './lease';
import { wantedProperties } from './loaded';
import { batchOf, holdForCalls } from './read-batch';
import { logCallouts } from './settle';

/** One read of a CRM that takes 100 ids at a time. */
const strangersAtOnce = 100;
/** Then other streams have their turn. */
const batchesPerTurn = 5;

export async function offerStrangers(engine: Engine, stream: ClaimedStream, lease: Lease): Promise<void> {
  for (let batches = 0; batches < batchesPerTurn; batches += 1) {
    if ((await offerSome(engine, stream, lease)) < strangersAtOnce) return;
  }
}

/** Answers how many were looked at. */
async function offerSome(engine: Engine, stream: ClaimedStream, lease: Lease): Promise<number> {
  const callouts: Callout[] = [];
  const taken = await take(engine, stream, lease, callouts);
  if (taken === null) return 0;
  const { batch, strangers } = taken;
  const outcomes = await batch.connector.read(batch.call, {
    object: batch.mapping.remoteObject,
    by: 'id',
    ids: strangers.map(({ externalId }) => externalId),
    properties: wantedProperties(batch),
  });
  const seen = new Map(strangers.map(({ externalId }, index) => [externalId, outcomes[index]]));
  const until = lease.next();
  const offered = await inTenant(engine.database, stream.tenantId, async (tx) => {
    const told = await conclude(engine, taken, seen, tx);
    await logCallouts(tx, batch, callouts);
    await holdStream(tx, stream, { until });
    return told;
  });
  lease.extendedTo(until);
  if (offered > 0) engine.waker.tellOfChanges(stream.tenantId);
  engine.logger.debug({ event: 'strangers.seen', rows: strangers.length, offered, calls: callouts.length });
  return strangers.length;
}

interface Taken {
  readonly batch: Batch;
  /** With the attempt that is counted now. */
  readonly strangers: readonly Stranger[];
}

/** Null when none is due, or the connection takes no calls. Each waits as after a failure, until its look is over. */
async function take(engine: Engine, stream: ClaimedStream, lease: Lease, callouts: Callout[]): Promise<Taken | null> {
  const { tenantId, object } = stream;
  return inTenant(engine.database, tenantId, async (tx) => {
    const now = engine.clock.now();
    const due = await nextStrangers(tx, tenantId, stream, { rows: strangersAtOnce, now });
    if (due.length === 0) return null;
    const connection = await holdForCalls(engine, tx, stream, lease);
    if (!connection) return null;
    const { settings } = connection;
    if (newRecordRule(settings, object) !== 'offer' || !flowsIn(settings, object)) {
      await forgetStrangers(tx, tenantId, stream, { strangers: due, now });
      return null;
    }
    const erased = await erasedAmong(tx, engine.keys, tenantId, {
      stream,
      externalIds: due.map(({ externalId }) => externalId),
    });
    const isErased = ({ externalId }: Stranger): boolean => erased.has(externalId);
    await forgetStrangers(tx, tenantId, stream, { strangers: due.filter(isErased), now });
    const strangers = due.filter((one) => !isErased(one)).map((one) => ({ ...one, attempts: one.attempts + 1 }));
    const waits = strangers.map(({ externalId, attempts }) => {
      const waitMs = engine.leaseMs + backoffMs(attempts, engine.random());
      return { externalId, attempts, dueAt: new Date(now.getTime() + waitMs) };
    });
    await postponeStrangers(tx, tenantId, stream, waits);
    return { batch: batchOf(engine, { stream, connection, rows: [], lane: 'inbound', lease, callouts }), strangers };
  });
}

type Seen = ReadonlyMap<string, Outcome<RemoteRecord | null> | undefined>;

interface Planned {
  readonly stranger: Stranger;
  readonly plan: StrangerPlan;
  readonly seen: Outcome<RemoteRecord | null>;
  readonly open: Change | null;
}

/** In one transaction, and as all stands then: it may have been accepted while it was read. Answers how much was told. */
async function conclude(engine: Engine, { batch, strangers }: Taken, seen: Seen, tx: EntityManager): Promise<number> {
  const { stream } = batch;
  const { tenantId } = stream;
  const now = engine.clock.now();
  const planned = await planAll(batch, strangers, seen, tx);
  const told = planned.flatMap((one) => {
    const news = newsOf(one.plan);
    return news ? [{ ...one, news }] : [];
  });
  const seqs = await tell(tx, batch, told, now);
  const seqOf = new Map(told.map(({ stranger }, index) => [stranger.externalId, seqs[index]]));
  const over = planned.filter(({ plan }) => plan.kind === 'offer' || plan.kind === 'rest');
  await storeSeenStrangers(tx, tenantId, stream, {
    seen: over.map(({ stranger, seen: { ok, ...read } }) => ({
      ...stranger,
      seenAt: (ok && 'value' in read && read.value?.modifiedAt) || null,
      seq: seqOf.get(stranger.externalId) ?? stranger.seq,
    })),
    now,
  });
  const gone = planned.filter(({ plan }) => plan.kind === 'forget').map(({ stranger }) => stranger);
  await forgetStrangers(tx, tenantId, stream, { strangers: gone, now });
  const held = planned.flatMap(({ stranger: { externalId }, plan }) =>
    plan.kind === 'held' ? [{ externalId, sourceId: plan.by }] : [],
  );
  await joinStrangers(tx, tenantId, stream, { held, now });
  await waitForAccount(engine, batch, planned, tx);
  return told.length;
}

async function planAll(
  { stream, mapping, own }: Batch,
  strangers: readonly Stranger[],
  seen: Seen,
  tx: EntityManager,
): Promise<readonly Planned[]> {
  const { tenantId } = stream;
  const ids = strangers.map(({ externalId }) => externalId);
  // Changes before strangers, as whoever accepts one takes them.
  const offers = await lockChanges(
    tx,
    tenantId,
    strangers.flatMap(({ seq }) => seq ?? []),
  );
  const standing = await lockStrangers(tx, tenantId, stream, ids);
  const holders = await readHolders(tx, tenantId, stream, ids);
  return strangers.flatMap((before): Planned[] => {
    const { externalId, revision } = before;
    const stranger = standing.get(externalId);
    const read = seen.get(externalId);
    if (!read) throw new Error('the connector answered fewer rows than it was asked for');
    if (!stranger) return [];
    const offer = stranger.seq === null ? null : (offers.get(stranger.seq) ?? null);
    const plan = planStranger(mapping, own, {
      externalId,
      holder: holders.get(externalId),
      isAccepted: stranger.sourceId !== null,
      offer: offer && { fields: offer.fields, isOpen: offer.closedAt === null },
      seen: read,
    });
    return [{ stranger: { ...stranger, revision }, plan, seen: read, open: offer?.closedAt === null ? offer : null }];
  });
}

const newsOf = (plan: StrangerPlan): News | null => ('news' in plan ? plan.news : null);

/** Puts it into the feed, and closes what was offered before. Answers the numbers. */
async function tell(
  tx: EntityManager,
  { stream }: Batch,
  told: readonly (Planned & { readonly news: News })[],
  now: Date,
): Promise<readonly number[]> {
  if (told.length === 0) return [];
  const { tenantId } = stream;
  const first = await takeSeqs(tx, tenantId, told.length);
  const changes = told.map(({ stranger: { externalId }, news }, index) => ({
    seq: first + index,
    sourceId: null,
    externalId,
    news,
  }));
  await appendChanges(tx, tenantId, stream, { changes, now });
  const offers = told.flatMap(({ open }, index): ClosingOffer[] =>
    open ? [{ seq: open.seq, field: 'created', as: 'superseded', by: first + index }] : [],
  );
  await closeOffers(tx, tenantId, { offers, now });
  return changes.map(({ seq }) => seq);
}

/** What the answers say of the account itself: then none of the strangers is to blame, and they wait for it. */
async function waitForAccount(
  { clock }: Engine,
  { stream, connection }: Batch,
  planned: readonly Planned[],
  tx: EntityManager,
): Promise<void> {
  const waits = planned.flatMap(({ stranger, seen }) => {
    if (seen.ok || !isOfAccount(seen.failure)) return [];
    const { externalId, attempts } = stranger;
    return [{ externalId, attempts: attempts - 1, dueAt: clock.now(), failure: seen.failure }];
  });
  await postponeStrangers(tx, stream.tenantId, stream, waits);
  const [first] = waits;
  if (first) await standOfAccount(tx, connection, first.failure);
}
