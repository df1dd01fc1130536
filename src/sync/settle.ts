/**
 * Remembers what a batch has done, in one transaction that is fenced by the stream's number and the rows' revisions: a
 * settle whose fence fails writes nothing. The only writer of links (architecture 5.1, rules 12 and 13).
 */
import type { Callout } from '../connectors/connector';
import { conclude, type Conclusion, type JournalEntry } from '../core/conclude';
import { afterRefusal, refusedEmail, type RefusedEmail } from '../core/email-refusal';
import { traced, type Traced, type TracedEntry } from '../core/trace';
import { isOfBulk, stopsAll, type AccountFailure, type Throttled } from '../core/failure';
import { numbered, type News } from '../core/news';
import { syncOutcome, type SyncOutcome } from '../core/sync-outcome';
import { inSlices } from '../platform/slices';
import { appendChanges, closeOffers, takeSeqs, type ClosingOffer, type NewChange } from '../store/changes';
import { storeClashes } from '../store/conflicts';
import { standOfAccount } from '../store/connections';
import { isBulk, lanes, type Lane } from '../core/lane';
import { lockTaken, postpone, removeSettled, signalsOf, type DirtyRow, type StreamName } from '../store/dirty-set';
import { storeRefusedEmails } from '../store/email-verdicts';
import { appendCallouts, appendJournal } from '../store/journal';
import { deleteIntents } from '../store/intents';
import { readHolders, storeLinks } from '../store/links';
import { markChildren, markMissingParents } from '../store/relatives';
import { joinStrangers } from '../store/strangers';
import { holdStream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import { askWhenOld } from './ask-to-describe';
import type { Batch, Engine, OutcomeCounts } from './engine';
import { acquiredBy, survivorOf, type Done, type Pushed } from './in-hand';
import { laneOf } from './read-batch';

interface Settled extends Conclusion {
  readonly row: DirtyRow;
  readonly outcome: SyncOutcome;
  /** The CRM's id of the record as it was before this look. */
  readonly formerId: string | null;
  /** It was accepted as a CRM record that it was not joined to before this look. */
  readonly wasAccepted: boolean;
  readonly trace: Traced;
  /** The address that the CRM has refused in this look. */
  readonly refusedEmail: RefusedEmail | null;
}

/**
 * Answers how the looks ended. The lease is proved last and not first: until the commit another batch of the stream can
 * prove it too, and a settle that fails there has written nothing either.
 * @param until the lease, extended by the way
 */
export async function settle(
  engine: Engine,
  { read: { batch, callouts }, note, done }: Pushed,
  until: Date,
): Promise<OutcomeCounts> {
  const { stream } = batch;
  // What is said of it is said after the commit: the transaction may be run again, or fail.
  const { settled, woken } = await inTenant(engine.database, stream.tenantId, async (tx) => {
    const settled = await concludeAll(engine, batch, done, tx);
    // Before the links, as the next owner does: an owner whose lease is over must not wait for it crosswise.
    if (note !== null) await deleteIntents(tx, stream, note);
    const woken = await write(engine, batch, settled, tx);
    await logCallouts(tx, batch, callouts);
    await askWhenOld(engine, batch, done, tx);
    await holdStream(tx, stream, { until });
    return { settled, woken };
  });
  engine.waker.wake(stream.tenantId, woken);
  if (settled.some(({ news }) => news !== null)) engine.waker.tellOfChanges(stream.tenantId);
  tellOfAccount(engine, settled);
  const outcomes: Partial<Record<SyncOutcome, number>> = {};
  for (const { outcome } of settled) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

async function concludeAll(
  engine: Engine,
  { stream, mapping, mappingVersion, emailGate }: Batch,
  done: readonly Done[],
  tx: EntityManager,
): Promise<readonly Settled[]> {
  const survivors = done.map(survivorOf).filter((id) => id !== undefined);
  const acquired = done.map(acquiredBy).filter((id) => id !== undefined);
  const holders = new Map(await readHolders(tx, stream.tenantId, stream, [...survivors, ...acquired]));
  const now = engine.clock.now();
  return inSlices(done, (one): Settled => {
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
    const refused = refusedEmail(emailGate, mapping, plan, results);
    const known = loaded.look.refusedEmails ?? {};
    const concluded = afterRefusal(conclude(mapping, plan, loaded.look.link, turn), refused, known, now);
    const conclusion = refuseTaken(concluded, holders);
    const formerId = loaded.look.link.externalId;
    const wasAccepted = loaded.accepted !== undefined;
    const { record } = loaded.look;
    const trace = { record, results, signals: signalsOf(loaded.row), mappingVersion };
    const outcome = syncOutcome(plan, conclusion);
    return { row: loaded.row, outcome, formerId, wasAccepted, trace, refusedEmail: refused, ...conclusion };
  });
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
  { stream, connection, mappingVersion }: Batch,
  settled: readonly Settled[],
  tx: EntityManager,
): Promise<readonly StreamName[]> {
  const { tenantId } = stream;
  const now = engine.clock.now();
  const told = await tellNews(tx, stream, settled, now);
  const refused = settled.flatMap(({ refusedEmail }) => (refusedEmail ? [refusedEmail] : []));
  await storeRefusedEmails(tx, tenantId, stream.connectionId, { refused, now });
  await storeLinks(tx, tenantId, stream, { links: told.map(({ link }) => link), now });
  await joinStrangers(tx, tenantId, stream, { held: told.flatMap(acquisitionOf), now });
  const links = told.map(({ row, clashes }) => ({ sourceId: row.sourceId, ...clashes }));
  await storeClashes(tx, tenantId, stream, { links, mappingVersion, now });
  await appendJournal(tx, tenantId, stream, { entries: told.flatMap(entriesOf), now });
  const marked = await writeMarks(tx, stream, settled, now);
  await rememberAccount(tx, connection, settled);
  return marked;
}

/**
 * In the order in which all lock marks: object types by name, which is parents before children, and own rows between them. Two
 * streams of one family would else wait for each other, until Postgres ends one of them after a second.
 */
async function writeMarks(
  tx: EntityManager,
  stream: Batch['stream'],
  settled: readonly Settled[],
  now: Date,
): Promise<readonly StreamName[]> {
  const { tenantId } = stream;
  const lane = laneOfRelatives(settled);
  const childIds = settled.filter(waitsForParent).map(({ row }) => row.sourceId);
  const parents = await markMissingParents(tx, tenantId, stream, { childIds, lane, now });
  await lockTaken(
    tx,
    tenantId,
    stream,
    settled.map(({ row }) => row),
  );
  const atRest = settled.filter(({ next }) => next.kind === 'rest').map(({ row }) => row);
  await removeSettled(tx, tenantId, stream, atRest);
  const postponed = settled.flatMap(({ row, next, account }) => {
    if (next.kind === 'rest') return [];
    // Waiting for the account is no retry: the row keeps its place before the lanes below.
    return [{ row, lane: account ? row.lane : lanes.retry, dueAt: next.dueAt, attempts: next.attempts }];
  });
  await postpone(tx, tenantId, stream, postponed);
  const parentIds = settled.filter(({ wakesChildren }) => wakesChildren).map(({ row }) => row.sourceId);
  const children = await markChildren(tx, tenantId, stream, { parentIds, lane, now });
  return [...parents, ...children];
}

/** Those of what was looked at once more go behind news too. */
function laneOfRelatives(settled: readonly Settled[]): Lane {
  const lane = laneOf(settled.map(({ row }) => row));
  if (isBulk(lane)) return 'migration';
  return lane === 'retry' ? 'retry' : 'live';
}

const waitsForParent = ({ link }: Settled): boolean =>
  link.state === 'pending' && link.reason?.code === 'parent-pending';

/** The CRM record that a link holds since this look. */
function acquisitionOf({ link, formerId, wasAccepted }: Settled): { externalId: string; sourceId: string }[] {
  const { externalId, sourceId } = link;
  return externalId === null || (externalId === formerId && !wasAccepted) ? [] : [{ externalId, sourceId }];
}

interface Told extends Settled {
  readonly journals: readonly TracedEntry[];
}

const entriesOf = ({ row, journals }: Told): readonly (TracedEntry & { readonly sourceId: string })[] =>
  journals.map((one) => ({ sourceId: row.sourceId, ...one }));

/**
 * Puts what happened in the CRM into the order system's feed. Before anything else is locked: whoever takes a number lets
 * nobody else take one until the commit.
 */
async function tellNews(
  tx: EntityManager,
  stream: Batch['stream'],
  settled: readonly Settled[],
  now: Date,
): Promise<readonly Told[]> {
  const { tenantId } = stream;
  const count = settled.filter(({ news }) => news !== null).length;
  let seq = count === 0 ? 0 : await takeSeqs(tx, tenantId, count);
  const changes: NewChange[] = [];
  const offers: ClosingOffer[] = [];
  const told = settled.map((one): Told => {
    const { link, news, closed, trace } = one;
    const journals = [one.journal, one.lost].filter((entry) => entry !== null).map((entry) => traced(entry, trace));
    offers.push(...closed.map((offer) => (news && offer.as === 'superseded' ? { ...offer, by: seq } : offer)));
    if (news === null) return { journals, ...one };
    changes.push({ seq, sourceId: link.sourceId, externalId: link.externalId ?? one.formerId, news });
    const standings = numbered(link.standings, news, seq);
    const entry = offeredEntry(news, seq);
    seq += 1;
    return { ...one, link: { ...link, standings }, journals: entry ? [...journals, traced(entry, trace)] : journals };
  });
  await appendChanges(tx, tenantId, stream, { changes, now });
  await closeOffers(tx, tenantId, { offers, now });
  return told;
}

function offeredEntry(news: News, seq: number): JournalEntry | null {
  if (news.kind !== 'changed') return null;
  const changes = Object.entries(news.fields).map(([field, { from, to }]) => [field, { from, to }] as const);
  return { what: 'offered', why: `change ${seq}`, changes: Object.fromEntries(changes) };
}

/** What the answers say of the account itself, once for all rows. */
async function rememberAccount(
  tx: EntityManager,
  connection: Batch['connection'],
  settled: readonly Settled[],
): Promise<void> {
  for (const failure of accountOf(settled)) await standOfAccount(tx, connection, failure);
}

function tellOfAccount({ logger }: Engine, settled: readonly Settled[]): void {
  for (const failure of accountOf(settled)) {
    if (failure.kind === 'reauth') logger.error({ event: 'connection.reauth', code: failure.code }, failure.message);
    else logger.info({ event: isOfBulk(failure) ? 'bulk.held' : 'connection.throttled', until: failure.until });
  }
}

/** That we are let in no more; else until when all have to wait, and until when what may wait. */
function accountOf(settled: readonly Settled[]): readonly AccountFailure[] {
  const said = settled.map(({ account }) => account).filter((account) => account !== null);
  const reauth = said.find((failure) => failure.kind === 'reauth');
  if (reauth) return [reauth];
  const throttled = said.filter((failure) => failure.kind === 'throttled');
  const longest = (some: readonly Throttled[]): readonly Throttled[] =>
    some.toSorted((a, b) => b.until.getTime() - a.until.getTime()).slice(0, 1);
  return [...longest(throttled.filter(stopsAll)), ...longest(throttled.filter(isOfBulk))];
}

/** The calls of a batch, for the log that people read. */
export async function logCallouts(
  tx: EntityManager,
  { stream, rows }: Pick<Batch, 'stream' | 'rows'>,
  callouts: readonly Callout[],
): Promise<void> {
  const attempt = 1 + Math.max(0, ...rows.map((row) => row.attempts));
  const entries = callouts.map((callout) => ({ ...callout, attempt }));
  await appendCallouts(tx, stream.tenantId, stream, entries);
}
