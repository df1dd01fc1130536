/**
 * What a person is told of an account's calls: what is left and who has used the rest, what is still expected, and whether the
 * bulk lanes may go on. Running out is a state with the time it ends.
 */
import type { Lane } from './lane';
import { allowance, bulkAllowance, expectedBetween, nextAllowance } from './quota-allowance';
import type { BurstLimit, DayLimit, DayUse, QuotaStanding } from './quota-standing';

const hourMs = 3_600_000;

/** `bulk-waits`: migrations and audits wait, all else goes on. `exhausted`: nothing goes to the CRM. */
export const quotaStates = ['open', 'bulk-waits', 'exhausted'] as const;
export type QuotaState = (typeof quotaStates)[number];

export interface DayReport {
  /** Null where the CRM has none, and only we have said one for ourselves. */
  readonly limit: number | null;
  readonly kind: DayLimit['kind'];
  readonly timeZone: string | null;
  readonly startsAt: Date;
  /** Null where calls are given back one by one. */
  readonly resetsAt: Date | null;
  readonly used: number;
  /** Null where nothing limits it. */
  readonly left: number | null;
  readonly ours: number;
  readonly others: number;
  readonly lanes: Readonly<Record<Lane, number>>;
  readonly heardAt: Date | null;
}

export interface ExpectedHour {
  /** Of the hour that has begun the figures are what is left of it. */
  readonly from: Date;
  readonly others: number;
  readonly live: number;
}

export interface QuotaReport {
  readonly state: QuotaState;
  /** When it may be another, unless it is `open`. */
  readonly until: Date | null;
  readonly day: DayReport | null;
  /** Calls that bulk lanes leave to others. */
  readonly reserve: number;
  readonly ownCalls: number | null;
  readonly burst: BurstLimit | null;
  /** Until the day ends, or in the next 24 hours; null: less than a day is known. */
  readonly expected: { readonly others: number; readonly live: number; readonly hours: readonly ExpectedHour[] } | null;
  readonly othersBurst: number;
  /** What migrations and audits may call now, and when more may come; null: nothing limits it, or they need not wait. */
  readonly bulk: { readonly calls: number | null; readonly nextAt: Date | null };
}

/** What holds the calls of a connection back beside what is counted; null: nothing does. */
export interface HeldBack {
  readonly throttledUntil: Date | null;
  readonly bulkAfter: Date | null;
}

export function reportQuota(standing: QuotaStanding, heldBack: HeldBack, now: Date): QuotaReport {
  const bulkCalls = bulkAllowance(standing, now);
  return {
    ...stateOf(standing, heldBack, now),
    day: standing.day && dayReport(standing, standing.day),
    reserve: standing.reserve,
    ownCalls: standing.ownCalls,
    burst: standing.limits.burst,
    expected: expectedFrom(standing, now),
    othersBurst: standing.othersBurst,
    bulk: { calls: asFinite(bulkCalls), nextAt: bulkCalls >= 1 ? null : nextAllowance(standing, 'migration', 1, now) },
  };
}

function stateOf(
  standing: QuotaStanding,
  { throttledUntil, bulkAfter }: HeldBack,
  now: Date,
): Pick<QuotaReport, 'state' | 'until'> {
  const nothing = latest(throttledUntil, noneUntil(standing, 'live', now), now);
  if (nothing !== null) return { state: 'exhausted', until: nothing };
  const bulk = latest(bulkAfter, noneUntil(standing, 'migration', now), now);
  return bulk === null ? { state: 'open', until: null } : { state: 'bulk-waits', until: bulk };
}

const noneUntil = (standing: QuotaStanding, lane: Lane, now: Date): Date | null =>
  allowance(standing, lane, now) >= 1 ? null : nextAllowance(standing, lane, 1, now);

/** Null: both are over. */
function latest(one: Date | null, other: Date | null, now: Date): Date | null {
  const until = Math.max(one?.getTime() ?? 0, other?.getTime() ?? 0);
  return until > now.getTime() ? new Date(until) : null;
}

function dayReport(standing: QuotaStanding, day: DayUse): DayReport {
  const { limits, ownCalls } = standing;
  const { startsAt, endsAt, used, ours, others, lanes, heardAt } = day;
  const left = Math.min((limits.day?.calls ?? Infinity) - used, (ownCalls ?? Infinity) - ours);
  const kind = limits.day?.kind ?? 'midnight';
  return {
    limit: limits.day?.calls ?? null,
    kind,
    timeZone: limits.day?.timeZone ?? null,
    startsAt,
    resetsAt: kind === 'rolling' ? null : endsAt,
    used,
    left: asFinite(Math.max(0, left)),
    ours,
    others,
    lanes,
    heardAt,
  };
}

function expectedFrom({ expected, day }: QuotaStanding, now: Date): QuotaReport['expected'] {
  if (expected === null || day === null) return null;
  const between = (from: Date, to: Date): Omit<ExpectedHour, 'from'> => ({
    others: Math.round(expectedBetween(expected.others, from, to)),
    live: Math.round(expectedBetween(expected.live, from, to)),
  });
  const hours: ExpectedHour[] = [];
  for (let from = now; from < day.endsAt; from = hourAfter(from)) {
    const until = new Date(Math.min(hourAfter(from).getTime(), day.endsAt.getTime()));
    hours.push({ from: hourOf(from), ...between(from, until) });
  }
  return { ...between(now, day.endsAt), hours };
}

const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs);
const hourAfter = (at: Date): Date => new Date((Math.floor(at.getTime() / hourMs) + 1) * hourMs);

const asFinite = (calls: number): number | null => (Number.isFinite(calls) ? calls : null);
