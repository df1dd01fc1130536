/**
 * What a look leaves behind: the link as it stands now, and when to look again. Pure; `sync/settle` writes it down in
 * one transaction. Only what the CRM answered moves a baseline.
 */
import { aboutJoining, aboutOther } from './about-record';
import { afterSync, type SyncResults } from './after-sync';
import { backoffMs, isOfBulk, treatments, type AccountFailure, type Failure } from './failure';
import { clashesOf, closedOffers, newsOf, type Clashes, type ClosedOffer, type News } from './news';
import type { Link, LinkReason, LinkState } from './link';
import type { ObjectMapping } from './mapping';
import { deletedInCrm, type Plan, type SyncPlan, type Write } from './plan';
import { archivedByUs, archiveIntent, wentToBin, type ArchivePlan } from './plan-archive';
import { ownerOf } from './reason-families';
import type { Value } from './record';
import { sameValue } from './values';

export interface Turn {
  readonly now: Date;
  /** Failed attempts before this one. */
  readonly attempts: number;
  /** In [0, 1), for the backoff. */
  readonly random: number;
  /** Source id of the link that already holds the record this one was merged into. */
  readonly survivorHolder?: string;
  /** What came of the plan, when it was carried out. */
  readonly results?: SyncResults;
}

export type Next =
  /** Until a signal marks it again. */
  { readonly kind: 'rest' } | { readonly kind: 'again'; readonly dueAt: Date; readonly attempts: number };

export interface JournalEntry {
  readonly what:
    | 'created'
    | 'adopted'
    | 'updated'
    | 'parked'
    | 'asked'
    | 'gone'
    | 'merged'
    | 'restored'
    | 'offered'
    | 'overwritten'
    | 'erased';
  readonly why: string;
  readonly changes: Readonly<Record<string, JournalChange>>;
}

export interface JournalChange {
  readonly from: Value;
  readonly to: Value;
  /** The other side's own word that had to give way. */
  readonly over?: Value;
}

export interface Conclusion {
  readonly link: Link;
  readonly next: Next;
  readonly journal: JournalEntry | null;
  /** Words of the CRM's that a write of ours has taken the place of unseen. */
  readonly lost: JournalEntry | null;
  /** What the order system is to be told of; null: nothing. */
  readonly news: News | null;
  /** Offers that need no answer any more. */
  readonly closed: readonly ClosedOffer[];
  /** Fields whose sides differ, and what the rule made of it; and those that differed and do so no longer. */
  readonly clashes: Clashes;
  /** Children look again: the parent has an id now, or will have none. */
  readonly wakesChildren: boolean;
  /** Set when the failure speaks of the account and not of the record. */
  readonly account: AccountFailure | null;
}

/** Before it is known what it means to others. */
type Concluded = Omit<Conclusion, 'lost' | 'news' | 'closed' | 'clashes' | 'wakesChildren'>;

/** A write that may still land is looked for once more when it can land no longer. */
const verifyAfterMs = 125_000;

const noResults: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };

export function conclude(mapping: ObjectMapping, plan: Plan, before: Link, turn: Turn): Conclusion {
  const conclusion = concludePlan(mapping, plan, turn);
  const { link } = conclusion;
  const news = newsOf(plan, before, link);
  return {
    lost: lostEntry(plan),
    news,
    closed: closedOffers(before, link, plan),
    clashes: clashesOf(mapping, plan, { before, after: link }, turn.results?.write?.ok ?? true),
    wakesChildren: link.externalId !== before.externalId || isChild(before) !== isChild(link),
    ...conclusion,
  };
}

/** As its children see it: one that is there lets them go, whatever else is asked or offered about it. */
const isChild = ({ externalId, state }: Link): string => (externalId !== null && state !== 'gone' ? 'ready' : state);

function concludePlan(mapping: ObjectMapping, plan: Plan, turn: Turn): Concluded {
  switch (plan.kind) {
    case 'rest':
      return plan.state === 'skipped' ? skip(plan.link, plan.reason, turn) : rest(plan.link, plan.state, plan.reason);
    case 'relink':
      return relink(plan.link, plan.to, turn);
    case 'fail':
      return failed(plan.link, plan.failure, turn, plan.field ?? fieldOf(mapping, plan.failure));
    case 'archive':
      return concludeArchive(plan, turn);
    case 'sync':
      return concludeSync(mapping, plan, turn, turn.results ?? noResults);
  }
}

function rest(link: Link, state: LinkState, reason: LinkReason | null, journal: JournalEntry | null = null): Concluded {
  const entry = journal ?? restEntry(link, state, reason);
  return {
    link: { ...link, state, reason, attempts: 0 },
    next: { kind: 'rest' },
    journal: entry,
    account: null,
  };
}

/** What may still land is looked for when it can land no longer. */
function skip(link: Link, reason: LinkReason, { now }: Turn): Concluded {
  const skipped = rest(link, 'skipped', reason);
  if (link.intents.length === 0) return skipped;
  const dueAt = new Date(now.getTime() + verifyAfterMs);
  return { ...skipped, next: { kind: 'again', dueAt, attempts: 0 } };
}

function restEntry(link: Link, state: LinkState, reason: LinkReason | null): JournalEntry | null {
  if (link.state === state) return null;
  if (state === 'gone') return { what: 'gone', why: reason?.code ?? state, changes: {} };
  if (state === 'conflict') return { what: 'asked', why: reason?.code ?? state, changes: {} };
  return null;
}

/**
 * The CRM merged the record away: the link follows the survivor, unless another link holds it. Where a parent stands in a property
 * the survivor has its own, or none, so what we have joined is joined anew.
 */
function relink(link: Link, to: string, turn: Turn): Concluded {
  if (turn.survivorHolder !== undefined && turn.survivorHolder !== link.sourceId) {
    const message = `merged in the CRM into record ${to}, which belongs to ${turn.survivorHolder}`;
    return rest(link, 'gone', { code: 'merged', message, candidates: [to] });
  }
  const aliases = link.externalId === null ? link.aliases : [...link.aliases, link.externalId];
  return {
    link: { ...link, externalId: to, aliases, associations: {}, remoteAt: null, state: 'pending' },
    next: { kind: 'again', dueAt: turn.now, attempts: turn.attempts },
    journal: { what: 'merged', why: `now record ${to}`, changes: {} },
    account: null,
  };
}

/** What has left its record in doubt stays noted: a record that is gone at the next look is gone by us. */
function concludeArchive(plan: ArchivePlan, turn: Turn): Concluded {
  const { link } = plan;
  const outcome = turn.results?.archive;
  if (plan.externalId === null || !outcome) {
    const dueAt = new Date(turn.now.getTime() + verifyAfterMs);
    return again({ ...link, state: 'pending' }, { kind: 'again', dueAt, attempts: turn.attempts }, null);
  }
  if (outcome.ok) return rest({ ...link, intents: [] }, 'gone', archivedByUs);
  const intent = archiveIntent(plan, turn.now);
  const { mayHaveLanded } = treatments[outcome.failure.kind];
  const intents = mayHaveLanded ? [...link.intents, intent] : link.intents;
  return failed({ ...link, intents, issuedNumber: intent.number }, aboutOther(outcome.failure), turn, undefined);
}

function concludeSync(mapping: ObjectMapping, plan: SyncPlan, turn: Turn, results: SyncResults): Concluded {
  const link = afterSync(mapping, plan, results, turn.now);
  const failure = firstFailure(plan, results);
  const written = plan.write && results.write?.ok ? writeEntry(plan, plan.write) : null;
  const journal = isRestored(plan.link) ? restoredEntry(written) : written;
  if (failure) {
    const conclusion = failed(link, failure, turn, fieldOf(mapping, failure));
    return { ...conclusion, journal: conclusion.journal ?? journal };
  }

  const synced: Link = { ...link, ...standingOf(plan), attempts: 0, syncedAt: turn.now };
  // Something of ours is still on its way: look once more when it can land no longer.
  const next: Next =
    synced.intents.length === 0
      ? { kind: 'rest' }
      : { kind: 'again', dueAt: new Date(turn.now.getTime() + verifyAfterMs), attempts: 0 };
  return { link: synced, next, journal, account: null };
}

/** A question to a person comes before an offer that waits for the order system. */
function standingOf({ standings, decided }: SyncPlan): Pick<Link, 'state' | 'reason'> {
  const asked = Object.keys(standings).find((field) => standings[field]?.asked);
  if (asked !== undefined) return { state: 'conflict', reason: fieldsDiffer(asked) };
  const isOffered =
    Object.values(standings).some(({ offers }) => offers !== undefined) ||
    Object.values(decided).some(({ owed }) => owed.kind === 'offer');
  return { state: isOffered ? 'offered' : 'synced', reason: null };
}

const fieldsDiffer = (field: string): LinkReason => ({
  code: 'fields-differ',
  message: `${field} was changed on both sides; say which is right: see conflicts`,
  field,
});

/** The first thing that failed, the write before what hangs on it. */
function firstFailure({ write }: SyncPlan, results: SyncResults): Failure | null {
  if (results.write && !results.write.ok) return aboutJoining(write, results.write.failure);
  const hanging = [...results.lines.values(), ...results.archived.values(), ...results.associations.values()];
  for (const outcome of hanging) if (!outcome.ok) return aboutOther(outcome.failure);
  return null;
}

function writeEntry({ link, decided }: SyncPlan, write: Write): JournalEntry {
  const what = { create: 'created', adopt: 'adopted', update: 'updated' } as const;
  const changes: Record<string, JournalChange> = {};
  for (const [field, to] of Object.entries(write.fields)) {
    const from = link.localBase[field] ?? null;
    const over = decided[field]?.theirs;
    if (over !== undefined) changes[field] = { from, to, over };
    else if (!sameValue(from, to)) changes[field] = { from, to }; // some values are said over, to be sure
  }
  return { what: what[write.how], why: `write ${write.number}`, changes };
}

function lostEntry(plan: Plan): JournalEntry | null {
  if (plan.kind !== 'sync' || Object.keys(plan.overwritten).length === 0) return null;
  const changes = Object.entries(plan.overwritten).map(
    ([field, from]) => [field, { from, to: plan.remoteBase[field] ?? null }] as const,
  );
  return { what: 'overwritten', why: 'written between our read and our write', changes: Object.fromEntries(changes) };
}

/** It was deleted in the CRM, and is planned for all the same: it was found there. */
const isRestored = ({ state, reason }: Link): boolean => state === 'gone' && wentToBin(reason);

const restoredEntry = (written: JournalEntry | null): JournalEntry => ({
  what: 'restored',
  why: 'the record is in the CRM again',
  changes: written?.changes ?? {},
});

/** Parks, waits or gives up, by the table of treatments. */
function failed(link: Link, failure: Failure, turn: Turn, field: string | undefined): Concluded {
  const reason = reasonOf(failure, field);
  switch (failure.kind) {
    case 'gone':
      return failure.mergedInto === undefined
        ? rest(link, 'gone', deletedInCrm)
        : relink(link, failure.mergedInto, turn);
    case 'throttled': {
      // What may wait stays due: the connection says from when on.
      const dueAt = isOfBulk(failure) ? turn.now : failure.until;
      return again(pendingFor(link, reason), { kind: 'again', dueAt, attempts: turn.attempts }, failure);
    }
    case 'reauth':
      return again(pendingFor(link, reason), { kind: 'again', dueAt: turn.now, attempts: turn.attempts }, failure);
    case 'rejected':
    case 'duplicate':
    case 'retry':
    case 'stale':
    case 'unknown':
      return tryAgain(link, failure, turn, reason);
  }
}

function reasonOf(failure: Failure, field: string | undefined): LinkReason {
  const { code, message } = failure;
  const properties = failure.kind === 'rejected' ? failure.properties : undefined;
  const owner = ownerOf(failure);
  return { code, message, ...(field !== undefined && { field }), ...(properties && { properties }), owner };
}

/** A link that waits for its account: one that a person must see stays as it is. */
const pendingFor = (link: Link, reason: LinkReason): Link => ({
  ...link,
  state: link.state === 'synced' ? 'pending' : link.state,
  reason,
});

function tryAgain(link: Link, failure: Failure, turn: Turn, reason: LinkReason): Concluded {
  const { countsAsAttempt, attemptLimit } = treatments[failure.kind];
  const attempts = turn.attempts + (countsAsAttempt ? 1 : 0);
  const limit = attemptLimit ?? Infinity;
  const isDuplicate = failure.kind === 'duplicate';
  // A taken value on a record that is already in the CRM cannot be joined to: it is refused.
  if (attempts > limit || (isDuplicate && link.externalId !== null)) {
    const parked = rest(link, 'parked', reason, { what: 'parked', why: reason.code, changes: {} });
    return { ...parked, link: { ...parked.link, attempts } };
  }
  const waitMs = isDuplicate ? 0 : backoffMs(attempts, turn.random);
  const dueAt = new Date(turn.now.getTime() + waitMs);
  // One that was skipped is still to be read before anything is written to it.
  const state = link.state === 'skipped' && link.externalId !== null ? 'skipped' : 'pending';
  return again({ ...link, state, reason, attempts }, { kind: 'again', dueAt, attempts }, null);
}

function again(link: Link, next: Next, account: Conclusion['account']): Concluded {
  return { link, next, journal: null, account };
}

function fieldOf(mapping: ObjectMapping, failure: Failure): string | undefined {
  if (failure.kind !== 'rejected' && failure.kind !== 'duplicate') return undefined;
  const lines = [...mapping.fields, ...(mapping.lines?.fields ?? [])];
  return lines.find((line) => line.property === failure.property)?.field ?? failure.property;
}
