/**
 * Carries out what the CRM says it has deleted for privacy. A claim is judged by a look: where the record is not there any more,
 * all that is kept of the person is removed, in one transaction. Whoever dies before that commit leaves the claim as it was.
 */
import type { Callout } from '../connectors/connector';
import { judgeErasure, type ErasureVerdict } from '../core/erasure';
import { isOfAccount, type Outcome } from '../core/failure';
import type { RemoteRecord } from '../core/record';
import { standOfAccount } from '../store/connections';
import type { StreamName } from '../store/dirty-set';
import { eraseRecords, RecordInHand } from '../store/erase';
import {
  deleteClaims,
  nextClaims,
  postponeClaims,
  readClaimed,
  readToldStrangers,
  type Claim,
  type ClaimedRecord,
} from '../store/erasures';
import { holdStream, type ClaimedStream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Lease } from './lease';
import { batchOf, holdForCalls } from './read-batch';
import { logCallouts } from './settle';

/** One read of a CRM that takes 100 ids at a time, with room for former ids; the rest has its turn when this is done. */
const claimsAtOnce = 50;
/** Until a worker of another stream has settled what it has in hand. */
const inHandMs = 1_000;
/** After a read that failed. */
const failedMs = 60_000;

export async function eraseClaimed(engine: Engine, stream: ClaimedStream, lease: Lease): Promise<void> {
  const callouts: Callout[] = [];
  const taken = await take(engine, stream, lease, callouts);
  if (taken === null) return;
  const { batch, claims } = taken;
  const ids = [...new Set(claims.flatMap(idsOf))];
  const outcomes = await batch.connector.read(batch.call, {
    object: batch.mapping.remoteObject,
    by: 'id',
    ids,
    properties: [batch.own.key],
  });
  const seen = new Map(ids.map((id, index) => [id, outcomes[index]]));
  const judged = claims.map((claim): Judged => ({ claim, verdict: judge(engine, claim, seen) }));
  await inTenant(engine.database, stream.tenantId, async (tx) => {
    await putOff(engine, batch, judged, tx);
    await logCallouts(tx, batch, callouts);
    await holdStream(tx, stream, { until: lease.next() });
  });
  for (const { claim, verdict } of judged) {
    if (verdict.kind === 'erase') await carryOut(engine, stream, lease, claim);
    if (verdict.kind === 'refuse') engine.logger.warn({ event: 'erasure.refused' }, refused);
  }
}

const refused =
  'The CRM has told that a record was deleted for privacy, and it is there all the same: nothing was erased.';

interface Known extends Claim {
  /** Who it is about; none, when the order system was told of it at most. */
  readonly records: readonly ClaimedRecord[];
}

interface Taken {
  readonly batch: Batch;
  readonly claims: readonly Known[];
}

interface Judged {
  readonly claim: Known;
  readonly verdict: ErasureVerdict;
}

/** Null when none is due, or none is about anything of ours, or the connection takes no calls. */
async function take(engine: Engine, stream: ClaimedStream, lease: Lease, callouts: Callout[]): Promise<Taken | null> {
  const { tenantId } = stream;
  return inTenant(engine.database, tenantId, async (tx) => {
    const now = engine.clock.now();
    const due = await nextClaims(tx, tenantId, stream, { rows: claimsAtOnce, now });
    if (due.length === 0) return null;
    const connection = await holdForCalls(engine, tx, stream, lease);
    if (!connection) return null;
    const { ours, strange } = await sortClaims(tx, stream, due);
    await deleteClaims(tx, tenantId, stream, strange);
    if (ours.length === 0) return null;
    // A claim that kills its process waits like one that could not be read.
    const dueAt = new Date(now.getTime() + Math.max(failedMs, engine.leaseMs));
    await postponeClaims(
      tx,
      tenantId,
      stream,
      ours.map(({ externalId, attempts }) => ({ externalId, attempts, dueAt })),
    );
    return { batch: batchOf(engine, { stream, connection, rows: [], lane: 'inbound', lease, callouts }), claims: ours };
  });
}

/** Most people in a CRM are nobody of ours, or were erased before. */
async function sortClaims(
  tx: EntityManager,
  stream: ClaimedStream,
  due: readonly Claim[],
): Promise<{ readonly ours: readonly Known[]; readonly strange: readonly string[] }> {
  const { tenantId } = stream;
  const ids = due.map(({ externalId }) => externalId);
  const records = await readClaimed(tx, tenantId, stream, ids);
  const told = await readToldStrangers(tx, tenantId, stream, ids);
  const claims = due.map((claim) => ({ ...claim, records: records.filter((one) => one.claim === claim.externalId) }));
  const isOurs = (claim: Known): boolean => claim.records.length > 0 || told.has(claim.externalId);
  return {
    ours: claims.filter(isOurs),
    strange: claims.filter((claim) => !isOurs(claim)).map(({ externalId }) => externalId),
  };
}

/** Every id by which the CRM may know the person now. */
const idsOf = ({ externalId, records }: Known): readonly string[] => [
  externalId,
  ...records.flatMap((record) => record.externalId ?? []),
];

function judge(
  { clock }: Engine,
  claim: Known,
  seen: ReadonlyMap<string, Outcome<RemoteRecord | null> | undefined>,
): ErasureVerdict {
  const outcomes = idsOf(claim).map((id) => {
    const outcome = seen.get(id);
    if (!outcome) throw new Error('the connector answered fewer rows than it was asked for');
    return outcome;
  });
  return judgeErasure({ seen: outcomes, attempts: claim.attempts, now: clock.now() });
}

/** What is not erased now: looked at again, or no more. */
async function putOff(
  { clock }: Engine,
  { stream, connection }: Batch,
  judged: readonly Judged[],
  tx: EntityManager,
): Promise<void> {
  const { tenantId } = stream;
  const waits = judged.flatMap(({ claim: { externalId, attempts }, verdict }) => {
    if (verdict.kind === 'wait') return [{ externalId, attempts: attempts + 1, dueAt: verdict.dueAt }];
    // Waiting for the account: the stream is not served before.
    const ofAccount = verdict.kind === 'again' && isOfAccount(verdict.failure);
    return ofAccount ? [{ externalId, attempts, dueAt: clock.now() }] : [];
  });
  await postponeClaims(tx, tenantId, stream, waits);
  const over = judged.filter(({ verdict }) => verdict.kind === 'refuse').map(({ claim }) => claim.externalId);
  await deleteClaims(tx, tenantId, stream, over);
  for (const { verdict } of judged) {
    if (verdict.kind === 'again' && isOfAccount(verdict.failure)) await standOfAccount(tx, connection, verdict.failure);
  }
}

const why = 'the CRM has deleted the person for good';

async function carryOut(engine: Engine, stream: ClaimedStream, lease: Lease, claim: Known): Promise<void> {
  const { database, clock, keys, waker, logger } = engine;
  const { tenantId, connectionId, object } = stream;
  const { externalId, attempts } = claim;
  const until = lease.next();
  const now = clock.now();
  try {
    const woken = await inTenant(database, tenantId, async (tx): Promise<readonly StreamName[]> => {
      // As it is now: a merge may have been settled since.
      const records = await readClaimed(tx, tenantId, stream, [externalId]);
      const sourceIds = [...new Set(records.map(({ sourceId }) => sourceId))];
      const from = { connectionId, externalId };
      const streams = await eraseRecords(tx, keys, tenantId, { object, sourceIds, from, why, own: stream, now });
      await deleteClaims(tx, tenantId, stream, [externalId]);
      await holdStream(tx, stream, { until });
      return streams;
    });
    lease.extendedTo(until);
    waker.wake(tenantId, woken);
    waker.tellOfChanges(tenantId);
    logger.info({ event: 'record.erased' });
  } catch (error) {
    if (!(error instanceof RecordInHand)) throw error;
    const dueAt = new Date(now.getTime() + inHandMs);
    await inTenant(database, tenantId, (tx) => postponeClaims(tx, tenantId, stream, [{ externalId, attempts, dueAt }]));
  }
}
