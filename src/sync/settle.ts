/**
 * Remembers what a batch has done, in one transaction that is fenced by the stream's number and the rows' revisions: a
 * settle whose fence fails writes nothing. The only writer of links (architecture 5.1, rules 12 and 13).
 */
import { conclude, type Conclusion, type SyncResults } from '../core/conclude';
import type { Failure } from '../core/failure';
import type { Plan } from '../core/plan';
import { syncOutcome, type SyncOutcome } from '../core/sync-outcome';
import { pauseForReauth, throttleConnection } from '../store/connections';
import { lanes, markChildren, postpone, removeSettled, type DirtyRow, type StreamName } from '../store/dirty-set';
import { appendJournal } from '../store/journal';
import { readHolders, storeLinks } from '../store/links';
import { holdStream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Batch, Engine, OutcomeCounts } from './engine';
import type { Loaded } from './loaded';

/** One row at the end of its look. */
export interface Done {
  readonly loaded: Loaded;
  readonly plan: Plan;
  readonly results?: SyncResults;
}

interface Settled extends Conclusion {
  readonly row: DirtyRow;
  readonly outcome: SyncOutcome;
}

/**
 * Answers how the looks ended.
 * @param until the lease, extended by the way
 */
export async function settle(engine: Engine, batch: Batch, done: readonly Done[], until: Date): Promise<OutcomeCounts> {
  const { stream } = batch;
  // What is said of it is said after the commit: the transaction may be run again, or fail.
  const { settled, woken } = await inTenant(engine.database, stream.tenantId, async (tx) => {
    await holdStream(tx, stream, { until, inHand: [] });
    const settled = await concludeAll(engine, batch, done, tx);
    return { settled, woken: await write(engine, batch, settled, tx) };
  });
  engine.waker.wake(stream.tenantId, woken);
  tellOfAccount(engine, settled);
  const outcomes: Partial<Record<SyncOutcome, number>> = {};
  for (const { outcome } of settled) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

async function concludeAll(
  engine: Engine,
  { stream, mapping }: Batch,
  done: readonly Done[],
  tx: EntityManager,
): Promise<readonly Settled[]> {
  const survivors = done.map(survivorOf).filter((id) => id !== undefined);
  const acquired = done.map(acquiredBy).filter((id) => id !== undefined);
  const holders = new Map(await readHolders(tx, stream.tenantId, stream, [...survivors, ...acquired]));
  const now = engine.clock.now();
  return done.map((one): Settled => {
    const { loaded, plan, results } = one;
    const survivor = survivorOf(one);
    const survivorHolder = survivor === undefined ? undefined : holders.get(survivor);
    const turn = {
      now,
      attempts: loaded.row.attempts,
      random: engine.random(),
      ...(survivorHolder !== undefined && { survivorHolder }),
      ...(results && { results }),
    };
    const conclusion = refuseTaken(conclude(mapping, plan, loaded.look.link, turn), holders);
    return { row: loaded.row, outcome: syncOutcome(plan, conclusion), ...conclusion };
  });
}

/** The record that this one was merged into. */
function survivorOf({ plan, results }: Done): string | undefined {
  if (plan.kind === 'relink') return plan.to;
  const write = results?.write;
  return write && !write.ok && write.failure.kind === 'gone' ? write.failure.mergedInto : undefined;
}

/** The id that a record did not have before: from its write, or from the read that found an earlier one. */
function acquiredBy({ loaded, plan, results }: Done): string | undefined {
  const id = results?.write?.ok ? results.write.value.id : plan.link.externalId;
  return id === null || id === loaded.look.link.externalId ? undefined : id;
}

/**
 * Two links never hold one CRM record. Somebody may have moved our key by hand, or merged two records of ours: the
 * second link asks a person, and its neighbours in the batch are settled all the same.
 */
function refuseTaken(conclusion: Conclusion, holders: Map<string, string>): Conclusion {
  const { link } = conclusion;
  if (link.externalId === null) return conclusion;
  const holder = holders.get(link.externalId);
  holders.set(link.externalId, holder ?? link.sourceId);
  if (holder === undefined || holder === link.sourceId) return conclusion;
  const message = `CRM record ${link.externalId} belongs to record ${holder} already; part the two in the CRM, then retry`;
  const reason = { code: 'match-taken', message, candidates: [link.externalId] };
  return {
    ...conclusion,
    link: { ...link, externalId: null, state: 'conflict', reason },
    next: { kind: 'rest' },
    journal: { what: 'asked', why: reason.code, changes: {} },
  };
}

async function write(
  engine: Engine,
  { stream, connection }: Batch,
  settled: readonly Settled[],
  tx: EntityManager,
): Promise<readonly StreamName[]> {
  const { tenantId } = stream;
  const now = engine.clock.now();
  await storeLinks(tx, tenantId, stream, { links: settled.map(({ link }) => link), now });
  await removeSettled(
    tx,
    tenantId,
    stream,
    settled.filter(({ next }) => next.kind === 'rest').map(({ row }) => row),
  );
  const postponed = settled.flatMap(({ row, next, account }) => {
    if (next.kind === 'rest') return [];
    // Waiting for the account is no retry: the row keeps its place before the lanes below.
    return [{ row, lane: account ? row.lane : lanes.retry, dueAt: next.dueAt, attempts: next.attempts }];
  });
  await postpone(tx, tenantId, stream, postponed);
  const entries = settled.flatMap(({ row, journal }) => (journal ? [{ sourceId: row.sourceId, ...journal }] : []));
  await appendJournal(tx, tenantId, stream, { entries, now });
  await standOfAccount(tx, connection, settled);
  const parentIds = settled.filter(({ wakesChildren }) => wakesChildren).map(({ row }) => row.sourceId);
  return markChildren(tx, tenantId, stream, { parentIds, now });
}

/** What the answers say of the account itself, once for all rows. */
async function standOfAccount(
  tx: EntityManager,
  connection: Batch['connection'],
  settled: readonly Settled[],
): Promise<void> {
  const { reauth, until } = accountOf(settled);
  if (reauth) await pauseForReauth(tx, connection, { code: reauth.code, message: reauth.message });
  else if (until) await throttleConnection(tx, connection.tenantId, connection.id, until);
}

function tellOfAccount({ logger }: Engine, settled: readonly Settled[]): void {
  const { reauth, until } = accountOf(settled);
  if (reauth) logger.error({ event: 'connection.reauth', code: reauth.code }, reauth.message);
  else if (until) logger.info({ event: 'connection.throttled', until });
}

function accountOf(settled: readonly Settled[]): { readonly reauth?: Failure; readonly until?: Date } {
  const said = settled.map(({ account }) => account).filter((account) => account !== null);
  const reauth = said.find((failure) => failure.kind === 'reauth');
  const untils = said.flatMap((failure) => (failure.kind === 'throttled' ? [failure.until.getTime()] : []));
  return { ...(reauth && { reauth }), ...(untils.length > 0 && { until: new Date(Math.max(...untils)) }) };
}
