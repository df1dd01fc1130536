/**
 * The book of an account's calls: what was reserved for us, what the CRM has said is used, and whose the rest must be. Every
 * figure that is not sure is taken as the larger one: a call that was reserved counts as made until it is given back, and what
 * the CRM says holds nothing that was reserved shortly before the call that it answers.
 */
import { accountDay } from './account-day';
import type { Bucket } from './quota-bucket';
import { laneNames, type Lane } from './lane';
import type { AccountLimits, DayLimit, DayUse, QuotaStanding } from './quota-standing';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;

/** Answers come out of order by no more than a call may take: what is that much later is right, even where it says less. */
const laterMs = 2 * minuteMs;
/** Others' calls of so long are one burst. */
const burstMs = 5 * minuteMs;

export type LaneCalls = Readonly<Record<Lane, number>>;

export const noCalls: LaneCalls = { live: 0, inbound: 0, retry: 0, migration: 0, audit: 0 };

/** The calls of an hour, or of what is left of one when a day of the account begins in it. */
export interface HourCalls {
  readonly from: Date;
  /** Ours. */
  readonly lanes: LaneCalls;
  readonly others: number;
  /** The most of others that came at once. */
  readonly burst: number;
}

/** So many calls were reserved in all by then. */
export interface Mark {
  readonly at: Date;
  readonly reserved: number;
}

export interface HeardUse {
  /** Of the day, as the CRM says. */
  readonly used: number;
  /** When the call began that was answered so. */
  readonly at: Date;
  /** Calls that were reserved up to here are among those for sure. */
  readonly mark: number;
}

export interface Ledger {
  /** Null where nothing limits a few seconds. */
  readonly bucket: Bucket | null;
  /** All calls that were ever reserved, those that were given back among them. */
  readonly reserved: number;
  readonly calledAt: Date | null;
  /** The older one is old enough for what was reserved by then to have been counted; the younger one is to follow it. */
  readonly marks: { readonly older: Mark; readonly younger: Mark };
  readonly heard: HeardUse | null;
  /** Of the calls reserved since the mark of what was heard: those that were given back. */
  readonly returned: number;
  /** Others' calls since a burst of theirs may have begun. */
  readonly slot: { readonly at: Date; readonly calls: number };
}

/** By what the book is read: limits as far as they are known, and what a person has said. */
export interface QuotaTerms {
  readonly limits: AccountLimits;
  /** Of the limit of a day. */
  readonly reserveShare: number;
  readonly ownCalls: number | null;
  /** Of the days before. */
  readonly expected: QuotaStanding['expected'];
  readonly expectedElse: QuotaStanding['expectedElse'];
  /** The largest burst of the days before. */
  readonly othersBurst: number;
}

export function openLedger(bucket: Bucket | null, now: Date): Ledger {
  const mark = { at: now, reserved: 0 };
  return {
    bucket,
    reserved: 0,
    calledAt: null,
    marks: { older: mark, younger: mark },
    heard: null,
    returned: 0,
    slot: { at: now, calls: 0 },
  };
}

/** The day that is running, or the last 24 hours. Without a limit of the CRM's a day of our own is one of UTC. */
export function quotaDay(day: DayLimit | null, now: Date): { readonly startsAt: Date; readonly endsAt: Date } {
  if (day?.kind !== 'rolling') return accountDay(now, day?.timeZone ?? null);
  return { startsAt: new Date(now.getTime() - dayMs), endsAt: new Date(now.getTime() + dayMs) };
}

/** Where a call of now is written: no hour of the book reaches over the beginning of a day. */
export function hourOf(day: DayLimit | null, now: Date): Date {
  const hour = Math.floor(now.getTime() / hourMs) * hourMs;
  if (day?.kind === 'rolling') return new Date(hour);
  return new Date(Math.max(hour, quotaDay(day, now).startsAt.getTime()));
}

/** @param hours those of the day, or of the last 25 hours */
export function readLedger(ledger: Ledger, hours: readonly HourCalls[], terms: QuotaTerms, now: Date): QuotaStanding {
  const { limits, reserveShare, ownCalls, expected, expectedElse } = terms;
  const burst = Math.max(terms.othersBurst, ...hours.map((hour) => hour.burst));
  return {
    limits,
    reserve: Math.ceil((limits.day?.calls ?? 0) * reserveShare),
    day: limits.day === null && ownCalls === null ? null : dayUse(ledger, hours, limits.day, now),
    expected,
    expectedElse,
    othersBurst: burst,
    ownCalls,
    calledAt: ledger.calledAt,
  };
}

function dayUse(ledger: Ledger, hours: readonly HourCalls[], limit: DayLimit | null, now: Date): DayUse {
  const { ours, others, ...booked } = bookedUse(hours, limit, now);
  const heard = heardIn(ledger, limit, now);
  if (heard === null) return { ...booked, used: ours + others, ours, others, heardAt: null };
  const used = heard.used + Math.max(0, ledger.reserved - heard.mark - ledger.returned);
  // Which calls of a rolling day were given back nobody says: others' are those that are not ours.
  const theirs = limit?.kind === 'rolling' ? Math.max(0, used - ours) : others;
  return { ...booked, used, ours, others: theirs, heardAt: heard.at };
}

/** By the hours alone. */
function bookedUse(
  hours: readonly HourCalls[],
  limit: DayLimit | null,
  now: Date,
): Pick<DayUse, 'startsAt' | 'endsAt' | 'ours' | 'others' | 'lanes'> {
  const day = quotaDay(limit, now);
  const inIt = hours.map((hour) => ({ hour, share: shareIn(hour, day.startsAt, limit) }));
  const sum = (of: (hour: HourCalls) => number): number =>
    Math.ceil(inIt.reduce((total, { hour, share }) => total + of(hour) * share, 0));
  const lanes: Record<Lane, number> = { ...noCalls };
  for (const lane of laneNames) lanes[lane] = sum((hour) => hour.lanes[lane]);
  const ours = laneNames.reduce((total, lane) => total + lanes[lane], 0);
  return { ...day, ours, others: sum((hour) => hour.others), lanes };
}

/** What the CRM has said of this day. Of a rolling one calls are given back meanwhile: after an hour the book knows more. */
function heardIn({ heard }: Ledger, limit: DayLimit | null, now: Date): HeardUse | null {
  if (heard === null || limit === null) return null;
  if (limit.kind === 'rolling') return now.getTime() - heard.at.getTime() <= hourMs ? heard : null;
  return heard.at >= quotaDay(limit, now).startsAt ? heard : null;
}

/** How much of the hour is in the day. Of a rolling one the first hour is in it in part. */
function shareIn({ from }: HourCalls, startsAt: Date, limit: DayLimit | null): number {
  if (limit?.kind !== 'rolling') return from >= startsAt ? 1 : 0;
  return Math.min(1, Math.max(0, (from.getTime() + hourMs - startsAt.getTime()) / hourMs));
}

/** What changes in the hours of the book; each is added to what stands there, of a burst the larger stays. */
export type HourChange = HourCalls;

/**
 * Writes down what an answer says of the day. `mark`: what was reserved when the reservation was made by which it was asked,
 * as `reserve` has answered.
 */
export function hear(
  ledger: Ledger,
  hours: readonly HourCalls[],
  limit: DayLimit,
  { said, now }: { readonly said: HeardUse; readonly now: Date },
): { readonly ledger: Ledger; readonly changes: readonly HourChange[] } {
  const before = heardIn(ledger, limit, now);
  if (!isNews(before, said, limit, now)) return { ledger, changes: [] };
  const heard = { ...ledger, heard: said, returned: 0 };
  const { ours, others, startsAt } = bookedUse(hours, limit, now);
  const more =
    limit.kind === 'rolling' && before !== null
      ? said.used - before.used - Math.max(0, ledger.reserved - before.mark - ledger.returned)
      : said.used - ours - others;
  // Less than is known: ours are not all made yet, or not all counted; of a rolling day some were given back meanwhile.
  if (more <= 0) return { ledger: heard, changes: [] };
  const from = new Date(Math.max(startsAt.getTime(), before?.at.getTime() ?? 0));
  const slot = slotWith(ledger.slot, more, { from, isFirst: ledger.heard === null }, now);
  return { ledger: { ...heard, slot }, changes: spread(more, slot.calls, from, { limit, now }) };
}

function isNews(before: HeardUse | null, said: HeardUse, limit: DayLimit, now: Date): boolean {
  if (limit.kind === 'midnight' && said.at < quotaDay(limit, now).startsAt) return false; // of the day before
  if (before === null) return true;
  if (limit.kind === 'rolling') return said.at >= before.at;
  if (said.at.getTime() - before.at.getTime() > laterMs) return true;
  return said.used > before.used || (said.used === before.used && said.mark > before.mark);
}

function slotWith(
  slot: Ledger['slot'],
  more: number,
  { from, isFirst }: { readonly from: Date; readonly isFirst: boolean },
  now: Date,
): Ledger['slot'] {
  // Of a day of which nothing was known until now nobody can say when they came.
  if (isFirst) return { at: now, calls: 0 };
  const gapMs = now.getTime() - from.getTime();
  if (gapMs > burstMs) return { at: now, calls: Math.ceil((more * burstMs) / gapMs) };
  if (now.getTime() - slot.at.getTime() > burstMs) return { at: now, calls: more };
  return { ...slot, calls: slot.calls + more };
}

/** They came at any time since the CRM was heard last: in each hour as much as its part of that. */
function spread(
  more: number,
  burst: number,
  from: Date,
  { limit, now }: { readonly limit: DayLimit; readonly now: Date },
): readonly HourChange[] {
  const current = hourOf(limit, now);
  const changes: HourChange[] = [];
  const wholeMs = now.getTime() - from.getTime();
  let left = more;
  for (let at = from; at < current; at = new Date((Math.floor(at.getTime() / hourMs) + 1) * hourMs)) {
    const until = Math.min((Math.floor(at.getTime() / hourMs) + 1) * hourMs, now.getTime());
    const others = Math.min(left, Math.round((more * (until - at.getTime())) / wholeMs));
    left -= others;
    changes.push({ from: hourOf(limit, at), lanes: noCalls, others, burst: 0 });
  }
  return [...changes, { from: current, lanes: noCalls, others: left, burst }];
}
