/**
 * How many calls each lane may make now, of what the day has left. Bulk lanes get what nobody else is expected to need: they
 * never touch the reserve, nor what others and live traffic will want before the day ends, nor the largest burst of others that
 * was seen. Decided by what is known; what is not known yet is taken from the bulk lanes.
 */
import { isBulk, type BulkLane, type Lane } from './lane';
import type { DayUse, HourlyCalls, QuotaStanding } from './quota-standing';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Of the limit of a day: what inbound and retry leave to live, which is why its last calls are of live alone. */
const liveFloorShare = 0.02;
/** Nothing was heard of the account for so long: one bulk call may go to hear of it, where that is safe. */
const staleMs = 15 * minuteMs;
/** A day that is used up and of which nobody knows the end: how often one live call asks whether it is over. */
const probeMs = { rolling: 5 * minuteMs, midnight: hourMs } as const;
/** Of a rolling day calls come back all the time. */
const rollingAgainMs = 10 * minuteMs;

/** Calls to expect between two moments; of an hour that is in it only in part, that part. */
export function expectedBetween(hourly: HourlyCalls, from: Date, to: Date): number {
  let sum = 0;
  for (let at = from.getTime(); at < to.getTime();) {
    const hourEnds = (Math.floor(at / hourMs) + 1) * hourMs;
    const until = Math.min(hourEnds, to.getTime());
    sum += ((hourly[new Date(at).getUTCHours()] ?? 0) * (until - at)) / hourMs;
    at = until;
  }
  return sum;
}

/** Calls that this lane may make now; infinite where nothing limits a day. */
export function allowance(standing: QuotaStanding, lane: Lane, now: Date): number {
  return isBulk(lane) ? bulkAllowance(standing, now) : urgentAllowance(standing, lane, now);
}

/** Calls that the bulk lanes may make now, together. */
export function bulkAllowance(standing: QuotaStanding, now: Date): number {
  return whole(Math.min(bulkOfAccount(standing, now), bulkOfOwn(standing, now)));
}

export function urgentAllowance(standing: QuotaStanding, lane: Exclude<Lane, BulkLane>, now: Date): number {
  const left = whole(Math.min(leftOfAccount(standing), leftOfOwn(standing)));
  if (lane !== 'live') return whole(left - liveFloor(standing));
  return left < 1 && leftOfOwn(standing) >= 1 && mayProbe(standing, now) ? 1 : left;
}

/** The most that the lane may come to before the day ends, if nobody else called; of a rolling day what it may have of it. */
export function allowanceToday(standing: QuotaStanding, lane: Lane): number {
  const { day } = standing;
  const back = isRolling(standing) && day !== null ? day.ours : 0;
  return whole(atBest(standing, lane) + back);
}

/**
 * When to ask again for so many calls: `now` where there are as many, else later. Never more than an hour ahead, unless nothing can come
 * before the end of the day and that is known.
 */
export function nextAllowance(standing: QuotaStanding, lane: Lane, calls: number, now: Date): Date {
  const { day } = standing;
  if (day === null || allowance(standing, lane, now) >= calls) return now;
  if (atBest(standing, lane) < calls) return whenExhausted(standing, now);
  if (isRolling(standing)) return later(now, rollingAgainMs);
  return earliest(paceReaches(standing, calls, now) ?? soon(now, day.endsAt), day.endsAt, later(now, hourMs));
}

function bulkOfAccount(standing: QuotaStanding, now: Date): number {
  const { limits, day, expected, othersBurst, reserve } = standing;
  if (limits.day === null || day === null) return Infinity;
  const beyond = leftOfAccount(standing) - reserve;
  if (limits.day.kind === 'rolling') return beyond - Math.max(othersBurst, othersToCome(standing));
  const heardAt = day.heardAt ?? day.startsAt;
  // From when the CRM was heard last: what others have called since is not in what is used.
  const since = othersSince(standing, now);
  const sure =
    expected === null
      ? Math.min(beyond - Math.max(since, othersBurst), pace(standing, now) - day.used - since)
      : beyond -
        Math.max(expectedBetween(expected.others, heardAt, day.endsAt), othersBurst) -
        expectedBetween(expected.live, now, day.endsAt);
  if (sure >= 1 || now.getTime() - heardAt.getTime() < staleMs) return sure;
  return Math.max(sure, Math.min(1, beyond - Math.max(since, othersBurst)));
}

/** As they are expected to, or as they did until the CRM was heard last. */
function othersSince({ day, expected }: QuotaStanding, now: Date): number {
  if (day === null) return 0;
  const { startsAt, heardAt } = day;
  if (expected !== null) return expectedBetween(expected.others, heardAt ?? startsAt, now);
  return heardAt === null ? 0 : othersPerMs(day) * (now.getTime() - heardAt.getTime());
}

/** As they called until the CRM was heard last; none where it was not today. */
const othersPerMs = ({ startsAt, heardAt, others }: DayUse): number =>
  heardAt === null || heardAt <= startsAt ? 0 : others / (heardAt.getTime() - startsAt.getTime());

/** Of a rolling day others' calls of yesterday are still in it: to come is what they call on a day like this beside those. */
function othersToCome({ day, expected }: QuotaStanding): number {
  if (day === null || expected === null) return 0;
  return Math.max(0, expected.others.reduce((sum, calls) => sum + calls, 0) - day.others);
}

/** Of what a person lets us call: there are no others in it, only live traffic. */
function bulkOfOwn(standing: QuotaStanding, now: Date): number {
  const { day, expected, ownCalls } = standing;
  if (ownCalls === null || day === null) return Infinity;
  if (isRolling(standing)) return leftOfOwn(standing);
  if (expected === null) return ownCalls * shareOfDay(standing, now) - day.ours;
  return leftOfOwn(standing) - expectedBetween(expected.live, now, day.endsAt);
}

/** Calls that should be made by now when nothing is known of the rest of the day. */
const pace = (standing: QuotaStanding, now: Date): number => forAll(standing) * shareOfDay(standing, now);

const forAll = ({ limits, reserve }: QuotaStanding): number => Math.max(0, (limits.day?.calls ?? 0) - reserve);

function shareOfDay({ day }: QuotaStanding, now: Date): number {
  if (day === null) return 1;
  const passed = (now.getTime() - day.startsAt.getTime()) / (day.endsAt.getTime() - day.startsAt.getTime());
  return Math.min(1, Math.max(0, passed));
}

const leftOfAccount = ({ limits, day }: QuotaStanding): number =>
  limits.day === null || day === null ? Infinity : limits.day.calls - day.used;

const leftOfOwn = ({ ownCalls, day }: QuotaStanding): number =>
  ownCalls === null || day === null ? Infinity : ownCalls - day.ours;

function liveFloor({ limits, ownCalls }: QuotaStanding): number {
  const calls = Math.min(limits.day?.calls ?? Infinity, ownCalls ?? Infinity);
  return calls === Infinity ? 0 : Math.ceil(calls * liveFloorShare);
}

/** Without limits of days everything goes the same way. */
const isRolling = ({ limits }: QuotaStanding): boolean => limits.day?.kind === 'rolling';

function isEndKnown({ limits }: QuotaStanding): boolean {
  return limits.day === null || (limits.day.kind === 'midnight' && limits.day.timeZone !== null);
}

function mayProbe(standing: QuotaStanding, now: Date): boolean {
  if (isEndKnown(standing)) return false;
  const { day, calledAt } = standing;
  const lastMs = Math.max(day?.heardAt?.getTime() ?? 0, calledAt?.getTime() ?? 0);
  return now.getTime() - lastMs >= probeMs[isRolling(standing) ? 'rolling' : 'midnight'];
}

/** What the lane could get before the day ends if nobody else called any more. */
function atBest(standing: QuotaStanding, lane: Lane): number {
  const left = Math.min(leftOfAccount(standing), leftOfOwn(standing));
  if (lane === 'live') return left;
  if (!isBulk(lane)) return left - liveFloor(standing);
  return Math.min(leftOfAccount(standing) - standing.reserve - standing.othersBurst, leftOfOwn(standing));
}

function whenExhausted(standing: QuotaStanding, now: Date): Date {
  if (isEndKnown(standing)) return standing.day?.endsAt ?? now;
  const again = later(now, probeMs[isRolling(standing) ? 'rolling' : 'midnight']);
  return isRolling(standing) || standing.day === null ? again : earliest(again, standing.day.endsAt);
}

/**
 * When an even pace has come to so many calls more, while others call on as they did; null where that is not what is waited for.
 * Reckoned with what they call until then: asked for again by what they have called by now, it would be the same few calls short again.
 */
function paceReaches(standing: QuotaStanding, calls: number, now: Date): Date | null {
  const { day, expected, limits, ownCalls } = standing;
  if (expected !== null || day === null) return null;
  const dayMs = day.endsAt.getTime() - day.startsAt.getTime();
  const perMs = forAll(standing) / dayMs - othersPerMs(day);
  const missing = calls + day.used + othersSince(standing, now) - pace(standing, now);
  const missingOfOwn = calls + day.ours - (ownCalls ?? 0) * shareOfDay(standing, now);
  const waitMs = Math.max(
    limits.day === null || missing <= 0 ? 0 : perMs > 0 ? missing / perMs : dayMs,
    ownCalls === null || missingOfOwn <= 0 ? 0 : (missingOfOwn / ownCalls) * dayMs,
  );
  // Rounded up: a moment too early is asked again at once.
  return waitMs > 0 ? later(now, Math.min(dayMs, Math.ceil(waitMs))) : null;
}

/** What others and live traffic do not call comes free bit by bit, and all that is left at the end: often then. */
function soon(now: Date, endsAt: Date): Date {
  const leftMs = endsAt.getTime() - now.getTime();
  return later(now, Math.min(hourMs / 2, Math.max(minuteMs, leftMs / 16)));
}

const whole = (calls: number): number => Math.max(0, Math.floor(calls));

const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

const earliest = (...dates: readonly Date[]): Date => new Date(Math.min(...dates.map((date) => date.getTime())));
