/**
 * What a look leaves behind: the link as it stands now, and when to look again. Pure; `sync/settle` writes it down in
 * one transaction. Only what the CRM answered moves a baseline.
 */
import { backoffMs, treatments, type Failure, type Outcome } from './failure';
import { intentOf, openAfter } from './hanging';
import type { Link, LinkPart, LinkReason, LinkState } from './link';
import { toFields, type ObjectMapping } from './mapping';
import { deletedInCrm, type Plan, type SyncPlan, type Write } from './plan';
import type { PropertyValue, RemoteRecord, Value } from './record';
import { sameValue } from './values';

/** What came of a plan. Parts that were not tried, because an earlier one failed, are absent. */
export interface SyncResults {
  readonly write?: Outcome<RemoteRecord>;
  /** By line id. */
  readonly lines: ReadonlyMap<string, Outcome<RemoteRecord>>;
  readonly archived: ReadonlyMap<string, Outcome<null>>;
  /** By reference field. */
  readonly associations: ReadonlyMap<string, Outcome<null>>;
}

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
  readonly what: 'created' | 'adopted' | 'updated' | 'parked' | 'asked' | 'gone' | 'merged' | 'restored';
  readonly why: string;
  readonly changes: Readonly<Record<string, { readonly from: Value; readonly to: Value }>>;
}

export interface Conclusion {
  readonly link: Link;
  readonly next: Next;
  readonly journal: JournalEntry | null;
  /** Children look again: the parent has an id now, or will have none. */
  readonly wakesChildren: boolean;
  /** Set when the failure speaks of the account and not of the record. */
  readonly account: Extract<Failure, { kind: 'throttled' | 'reauth' }> | null;
}

/** A write that may still land is looked for once more when it can land no longer. */
const verifyAfterMs = 125_000;

const noResults: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };

export function conclude(mapping: ObjectMapping, plan: Plan, before: Link, turn: Turn): Conclusion {
  const conclusion = concludePlan(mapping, plan, turn);
  const { link } = conclusion;
  const wakesChildren = link.externalId !== before.externalId || link.state !== before.state;
  return { ...conclusion, wakesChildren };
}

function concludePlan(mapping: ObjectMapping, plan: Plan, turn: Turn): Conclusion {
  switch (plan.kind) {
    case 'rest':
      return rest(plan.link, plan.state, plan.reason);
    case 'relink':
      return relink(plan.link, plan.to, turn);
    case 'fail':
      return failed(plan.link, plan.failure, turn, plan.field ?? fieldOf(mapping, plan.failure));
    case 'sync':
      return concludeSync(mapping, plan, turn, turn.results ?? noResults);
  }
}

function rest(
  link: Link,
  state: LinkState,
  reason: LinkReason | null,
  journal: JournalEntry | null = null,
): Conclusion {
  const entry = journal ?? restEntry(link, state, reason);
  return {
    link: { ...link, state, reason, attempts: 0 },
    next: { kind: 'rest' },
    journal: entry,
    wakesChildren: false,
    account: null,
  };
}

function restEntry(link: Link, state: LinkState, reason: LinkReason | null): JournalEntry | null {
  if (link.state === state) return null;
  if (state === 'gone') return { what: 'gone', why: reason?.code ?? state, changes: {} };
  if (state === 'conflict') return { what: 'asked', why: reason?.code ?? state, changes: {} };
  return null;
}

/** The CRM merged the record away: the link follows the survivor, unless another link holds it. */
function relink(link: Link, to: string, turn: Turn): Conclusion {
  if (turn.survivorHolder !== undefined && turn.survivorHolder !== link.sourceId) {
    const message = `merged in the CRM into record ${to}, which belongs to ${turn.survivorHolder}`;
    return rest(link, 'gone', { code: 'merged', message, candidates: [to] });
  }
  const aliases = link.externalId === null ? link.aliases : [...link.aliases, link.externalId];
  return {
    link: { ...link, externalId: to, aliases, remoteAt: null, state: 'pending' },
    next: { kind: 'again', dueAt: turn.now, attempts: turn.attempts },
    journal: { what: 'merged', why: `now record ${to}`, changes: {} },
    wakesChildren: true,
    account: null,
  };
}

function concludeSync(mapping: ObjectMapping, plan: SyncPlan, turn: Turn, results: SyncResults): Conclusion {
  const link: Link = {
    ...afterWrite(mapping, plan, results),
    ...afterIntent(plan, results, turn.now),
    parts: afterLines(plan, results),
    associations: afterAssociations(plan, results),
  };
  const failure = firstFailure(results);
  const written = plan.write && results.write?.ok ? writeEntry(plan.link, plan.write) : null;
  const journal = isRestored(plan.link) ? restoredEntry(written) : written;
  if (failure) {
    const conclusion = failed(link, failure, turn, fieldOf(mapping, failure));
    return { ...conclusion, journal: conclusion.journal ?? journal };
  }

  const synced: Link = { ...link, state: 'synced', reason: null, attempts: 0, syncedAt: turn.now };
  // Something of ours is still on its way: look once more when it can land no longer.
  const next: Next =
    synced.intents.length === 0
      ? { kind: 'rest' }
      : { kind: 'again', dueAt: new Date(turn.now.getTime() + verifyAfterMs), attempts: 0 };
  return { link: synced, next, journal, wakesChildren: false, account: null };
}

/** The record as its write leaves it, without the intent. */
function afterWrite(mapping: ObjectMapping, plan: SyncPlan, results: SyncResults): Link {
  const { link, write } = plan;
  if (!write) return { ...link, localBase: plan.localBase, remoteBase: plan.remoteBase };
  if (!results.write?.ok) return link;
  const answer = results.write.value;
  const old = write.externalId === null || write.externalId === answer.id ? [] : [write.externalId];
  return {
    ...link,
    externalId: answer.id,
    aliases: [...link.aliases, ...old],
    localBase: plan.localBase,
    remoteBase: { ...plan.remoteBase, ...toFields(mapping, storedOf(write, answer), plan.localBase) },
    settledNumber: write.number,
    // Nothing of the CRM record is read back into ours yet, so what it says after our write is all there is to see.
    remoteAt: answer.modifiedAt ?? null,
  };
}

/** Of what was written; the answer to a create has three times as many properties. */
function storedOf(write: Write, answer: RemoteRecord): RemoteRecord['properties'] {
  const stored: Record<string, PropertyValue> = {};
  for (const name of Object.keys(write.properties)) {
    const value = answer.properties[name];
    if (value !== undefined) stored[name] = value;
  }
  return stored;
}

/** The intents that stay: older ones, and this look's own as far as an answer is still owed. */
function afterIntent(plan: SyncPlan, results: SyncResults, now: Date): Pick<Link, 'intents' | 'issuedNumber'> {
  const { intents, issuedNumber } = plan.link;
  const intent = intentOf(plan, now);
  if (!intent) return { intents, issuedNumber };
  const open = openAfter(intent, isRecordOpen(plan, results), results);
  return { intents: open ? [...intents, open] : intents, issuedNumber: intent.number };
}

function isRecordOpen({ write }: SyncPlan, results: SyncResults): boolean {
  if (!write || !results.write) return false;
  if (!results.write.ok) return treatments[results.write.failure.kind].mayHaveLanded;
  // An answer that leaves values out does not say what was stored: the next look reads it (architecture 5.1, rule 2).
  const { properties } = results.write.value;
  return !Object.keys(write.properties).every((name) => properties[name] !== undefined);
}

function afterLines(plan: SyncPlan, results: SyncResults): Link['parts'] {
  const parts = new Map<string, LinkPart>(Object.entries(plan.link.parts));
  for (const line of plan.lines.upsert) {
    const outcome = results.lines.get(line.lineId);
    if (outcome?.ok) parts.set(line.lineId, { externalId: outcome.value.id, base: line.base });
  }
  for (const { lineId } of plan.lines.archive) if (results.archived.get(lineId)?.ok) parts.delete(lineId);
  return Object.fromEntries(parts);
}

function afterAssociations(plan: SyncPlan, results: SyncResults): Link['associations'] {
  const joined = Object.entries(plan.associate).filter(([field]) => results.associations.get(field)?.ok);
  return { ...plan.link.associations, ...Object.fromEntries(joined.map(([field, { to }]) => [field, to])) };
}

/** The first thing that failed, the write before what hangs on it. */
function firstFailure(results: SyncResults): Failure | null {
  if (results.write && !results.write.ok) return results.write.failure;
  const hanging = [...results.lines.values(), ...results.archived.values(), ...results.associations.values()];
  for (const outcome of hanging) if (!outcome.ok) return aboutOther(outcome.failure);
  return null;
}

/** Something that hangs on the record is gone, or its key is taken: that says nothing of the record itself. */
function aboutOther(failure: Failure): Failure {
  if (failure.kind !== 'gone' && failure.kind !== 'duplicate') return failure;
  return { kind: 'stale', code: failure.code, message: failure.message };
}

function writeEntry(link: Link, write: Write): JournalEntry {
  const what = { create: 'created', adopt: 'adopted', update: 'updated' } as const;
  const change = ([field, to]: [string, Value]): [string, { from: Value; to: Value }][] => {
    const from = link.localBase[field] ?? null;
    return sameValue(from, to) ? [] : [[field, { from, to }]]; // some values are said over, to be sure
  };
  const changes = Object.fromEntries(Object.entries(write.fields).flatMap(change));
  return { what: what[write.how], why: `write ${write.number}`, changes };
}

/** It was deleted in the CRM, and is planned for all the same: it was found there. */
const isRestored = ({ state, reason }: Link): boolean => state === 'gone' && reason?.code === deletedInCrm.code;

const restoredEntry = (written: JournalEntry | null): JournalEntry => ({
  what: 'restored',
  why: 'the record is in the CRM again',
  changes: written?.changes ?? {},
});

/** Parks, waits or gives up, by the table of treatments. */
function failed(link: Link, failure: Failure, turn: Turn, field: string | undefined): Conclusion {
  const { code, message } = failure;
  const reason: LinkReason = { code, message, ...(field !== undefined && { field }) };
  switch (failure.kind) {
    case 'gone':
      return failure.mergedInto === undefined
        ? rest(link, 'gone', deletedInCrm)
        : relink(link, failure.mergedInto, turn);
    case 'throttled':
      return again(pendingFor(link, reason), { kind: 'again', dueAt: failure.until, attempts: turn.attempts }, failure);
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

/** A link that waits for its account: one that a person must see stays as it is. */
const pendingFor = (link: Link, reason: LinkReason): Link => ({
  ...link,
  state: link.state === 'synced' ? 'pending' : link.state,
  reason,
});

function tryAgain(link: Link, failure: Failure, turn: Turn, reason: LinkReason): Conclusion {
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
  return again({ ...link, state: 'pending', reason, attempts }, { kind: 'again', dueAt, attempts }, null);
}

function again(link: Link, next: Next, account: Conclusion['account']): Conclusion {
  return { link, next, journal: null, wakesChildren: false, account };
}

function fieldOf(mapping: ObjectMapping, failure: Failure): string | undefined {
  if (failure.kind !== 'rejected' && failure.kind !== 'duplicate') return undefined;
  const lines = [...mapping.fields, ...(mapping.lines?.fields ?? [])];
  return lines.find((line) => line.property === failure.property)?.field ?? failure.property;
}
