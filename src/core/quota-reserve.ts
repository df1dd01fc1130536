/** How calls are given to those that ask, out of the book and the bucket of an account. */
import { laneNames, type Lane } from './lane';
import { allowance, allowanceToday, nextAllowance } from './quota-allowance';
import { blockLifeMs, nextTokens, onTheWayMs, takeTokens, type Bucket } from './quota-bucket';
import { hourOf, noCalls, type HourChange, type Ledger } from './quota-ledger';
import type { QuotaStanding } from './quota-standing';

const hourMs = 3_600_000;

/** So many calls at once, and so many more of what nobody waits for. */
export interface LaneWanted {
  readonly lane: Lane;
  readonly calls: number;
  readonly spare: number;
}

export interface LaneGiven {
  readonly lane: Lane;
  readonly calls: number;
  /** Why they are not as many as are waited for; null when they are. */
  readonly short: Short | null;
}

export interface Short {
  readonly of: 'burst' | 'day';
  /** When to ask again. */
  readonly again: Date;
  /** Not even live has one. */
  readonly isOfAll: boolean;
}

export interface Reserved {
  readonly ledger: Ledger;
  readonly given: readonly LaneGiven[];
  /** In the hour of now. */
  readonly change: HourChange;
  /** What was reserved when all of it had surely been counted that is counted in an answer to these calls. */
  readonly mark: number;
}

/** Gives each lane what it may have, the most urgent first. */
export function reserve(
  ledger: Ledger,
  read: QuotaStanding,
  { wanted, migrationCalls }: { readonly wanted: readonly LaneWanted[]; readonly migrationCalls: number | null },
  now: Date,
): Reserved {
  let standing = read;
  let bucket = ledger.bucket;
  const lanes: Record<Lane, number> = { ...noCalls };
  const given: LaneGiven[] = [];
  for (const lane of laneNames) {
    const one = wanted.find((want) => want.lane === lane);
    if (!one) continue;
    const taken = giveLane(standing, bucket, { ...one, migrationCalls }, now);
    bucket = taken.bucket;
    standing = withMore(standing, lane, taken.calls);
    lanes[lane] = taken.calls;
    given.push({ lane, calls: taken.calls, short: taken.short });
  }
  const count = laneNames.reduce((total, lane) => total + lanes[lane], 0);
  const marks = markedAt(ledger, now);
  return {
    ledger: {
      ...ledger,
      bucket,
      marks,
      reserved: ledger.reserved + count,
      calledAt: count > 0 ? now : ledger.calledAt,
    },
    given,
    change: { from: hourOf(read.limits.day, now), lanes, others: 0, burst: 0 },
    mark: marks.older.reserved,
  };
}

/** What the lane may call today, with what a migration may at most. */
export function laneAllowance(standing: QuotaStanding, lane: Lane, migrationCalls: number | null, now: Date): number {
  return withinShare(allowance(standing, lane, now), standing, lane, migrationCalls);
}

function withinShare(calls: number, { day }: QuotaStanding, lane: Lane, migrationCalls: number | null): number {
  if (lane !== 'migration' || migrationCalls === null || day === null) return calls;
  return Math.min(calls, Math.max(0, migrationCalls - day.lanes.migration));
}

/** What the lane has now and may come to, and when to ask again for so many calls; `now`, when it has them. */
export function roomOf(
  standing: QuotaStanding,
  wanted: Omit<LaneWanted, 'spare'> & { readonly migrationCalls: number | null },
  now: Date,
): { readonly now: number; readonly today: number; readonly again: Date } {
  const { lane, migrationCalls } = wanted;
  const today = withinShare(allowanceToday(standing, lane), standing, lane, migrationCalls);
  return {
    now: laneAllowance(standing, lane, migrationCalls, now),
    today,
    again: nextOfLane(standing, wanted, now),
  };
}

/** When to ask again for so many calls of the lane; `now`, when it has them. */
export function nextOfLane(
  standing: QuotaStanding,
  { lane, calls, migrationCalls }: Omit<LaneWanted, 'spare'> & { readonly migrationCalls: number | null },
  now: Date,
): Date {
  if (standing.day === null || laneAllowance(standing, lane, migrationCalls, now) >= calls) return now;
  if (allowance(standing, lane, now) < calls) return nextAllowance(standing, lane, calls, now);
  // The account has them, and the migration had its part of the day.
  return standing.limits.day?.kind === 'rolling' ? new Date(now.getTime() + hourMs) : standing.day.endsAt;
}

function giveLane(
  standing: QuotaStanding,
  bucket: Bucket | null,
  wanted: LaneWanted & { readonly migrationCalls: number | null },
  now: Date,
): { readonly calls: number; readonly bucket: Bucket | null; readonly short: LaneGiven['short'] } {
  const { lane, migrationCalls } = wanted;
  const allowed = laneAllowance(standing, lane, migrationCalls, now);
  const calls = Math.min(wanted.calls, allowed);
  const asked = { lane, calls, spare: Math.min(wanted.spare, allowed - calls) };
  const { burst } = standing.limits;
  const taken =
    burst === null || bucket === null
      ? { given: asked.calls + asked.spare, bucket }
      : takeTokens(bucket, burst, asked, now);
  if (taken.given >= wanted.calls) return { calls: taken.given, bucket: taken.bucket, short: null };
  if (taken.given >= calls || burst === null || taken.bucket === null) {
    const left = withMore(standing, lane, taken.given);
    const again = nextOfLane(left, { lane, calls: 1, migrationCalls }, now);
    const isOfAll = allowance(left, 'live', now) < 1;
    return { calls: taken.given, bucket: taken.bucket, short: { of: 'day', again, isOfAll } };
  }
  const again = nextTokens(taken.bucket, burst, { lane, calls: 1 }, now);
  return { calls: taken.given, bucket: taken.bucket, short: { of: 'burst', again, isOfAll: lane === 'live' } };
}

function withMore(standing: QuotaStanding, lane: Lane, calls: number): QuotaStanding {
  const { day } = standing;
  if (day === null || calls === 0) return standing;
  const lanes = { ...day.lanes, [lane]: day.lanes[lane] + calls };
  return { ...standing, day: { ...day, used: day.used + calls, ours: day.ours + calls, lanes } };
}

/** A mark follows once everything that was reserved by it has been made and counted, or never will be. */
function markedAt({ marks, reserved, calledAt }: Ledger, now: Date): Ledger['marks'] {
  const isOver = (at: Date): boolean => now.getTime() - at.getTime() >= blockLifeMs + onTheWayMs;
  const present = { at: now, reserved };
  if (calledAt === null || isOver(calledAt)) return { older: present, younger: present };
  return isOver(marks.younger.at) ? { older: marks.younger, younger: present } : marks;
}

/** A block of which calls are given back. */
export interface Unused {
  readonly lane: Lane;
  readonly calls: number;
  /** The hour that it was written in. */
  readonly hour: Date;
  /** All that was reserved before it. */
  readonly reservedBefore: number;
}

export function giveBack(ledger: Ledger, unused: Unused): { readonly ledger: Ledger; readonly change: HourChange } {
  const isSince = ledger.heard !== null && unused.reservedBefore >= ledger.heard.mark;
  return {
    ledger: { ...ledger, returned: ledger.returned + (isSince ? unused.calls : 0) },
    change: { from: unused.hour, lanes: { ...noCalls, [unused.lane]: -unused.calls }, others: 0, burst: 0 },
  };
}
