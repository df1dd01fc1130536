/**
 * On which days a migration makes its calls, and when it is done: gone through quarter of an hour by quarter of an hour, with what
 * the account lets bulk lanes call by then (`quota-allowance`), what others and live traffic are expected to, the windows, and the
 * pace of the engine.
 */
import type { MigrationSettings } from './migration';
import type { MigrationPlan, PlannedDay } from './migration-plan';
import { AccountInTime, type Crowd } from './account-in-time';
import type { QuotaStanding } from './quota-standing';
import { isOpen, nextClosing, nextOpening } from './window';

const quarterMs = 15 * 60_000;
const dayMs = 96 * quarterMs;
/** Who is not done by then will not be: nobody plans so far ahead. */
const mostDays = 400;
/** Nor who has not begun by then. */
const mostIdleDays = 30;
/** Of what an account takes in a few seconds, as much as blocks of calls get out of it. */
const burstShare = 0.8;
/** Calls that the engine makes in a second where nothing limits it: a few on their way at a time, each a fifth of a second. */
const callsPerSecond = 10;

export interface CallsToPlace {
  readonly calls: number;
  /** By how much they may differ, as a share. */
  readonly uncertainty: number;
  readonly standing: QuotaStanding;
  readonly settings: Pick<MigrationSettings, 'windows' | 'dailyShare'>;
  readonly now: Date;
}

/** Others as they are expected, and when they call less or more than that; where nobody knows, further apart. */
const crowds = {
  known: { fewer: 0.8, more: 1.25 },
  unknown: { fewer: 0.5, more: 1.75 },
} as const;

/**
 * What a day lets through goes soon after midnight: where the last calls just have or have not room in a day, two of them move the finish
 * by most of one. So it is expected in the middle between what the fewest and the most calls would take.
 */
export function planDays(wanted: CallsToPlace): Pick<MigrationPlan, 'days' | 'finish'> {
  const { calls, uncertainty, standing } = wanted;
  const { fewer, more } = crowds[standing.expected === null ? 'unknown' : 'known'];
  const usual = { share: 1, burst: 0 };
  const { days, finish } = place(wanted, calls, usual);
  if (finish === null) return { days, finish: { expected: null, earliest: null, latest: null } };
  const soonest = place(wanted, Math.round(calls * (1 - uncertainty)), usual).finish ?? finish;
  const atMost = place(wanted, Math.round(calls * (1 + uncertainty)), usual).finish ?? finish;
  const expected = new Date((soonest.getTime() + atMost.getTime()) / 2);
  const earliest = place(wanted, Math.floor(calls * (1 - uncertainty)), { share: fewer, burst: 0 });
  const latest = place(wanted, Math.ceil(calls * (1 + uncertainty)), { share: more, burst: standing.othersBurst });
  return {
    days,
    finish: {
      expected: expected.toISOString(),
      earliest: (earliest.finish ?? expected).toISOString(),
      latest: latest.finish?.toISOString() ?? null,
    },
  };
}

interface Placed {
  readonly days: readonly PlannedDay[];
  readonly finish: Date | null;
}

function place({ standing, settings, now }: CallsToPlace, calls: number, crowd: Crowd): Placed {
  const account = new AccountInTime(standing, { now, crowd, dailyShare: settings.dailyShare });
  const perMs = paceOf(standing) / 1_000;
  const idleEnd = now.getTime() + mostIdleDays * dayMs;
  const end = now.getTime() + mostDays * dayMs;
  let left = calls;
  for (let at = now; left > 0;) {
    if (at.getTime() > (left === calls ? idleEnd : end)) return { days: account.days, finish: null };
    const next = nextMoment(settings, at);
    const ms = next.getTime() - at.getTime();
    const mayCall = isOpen(settings.windows, at) ? Math.min(account.allowance(at), ms * perMs) : 0;
    const made = Math.min(left, mayCall);
    left -= made;
    account.pass(made, at, next);
    if (left === 0) return { days: account.days, finish: new Date(at.getTime() + ms * (made / mayCall)) };
    at = next;
  }
  return { days: [], finish: now };
}

/** Calls in a second. */
function paceOf({ limits: { burst } }: QuotaStanding): number {
  if (burst === null) return callsPerSecond;
  return Math.min(callsPerSecond, (burst.calls / burst.windowMs) * 1_000 * burstShare);
}

/** A quarter of an hour later, or when a window opens or closes before that. */
function nextMoment({ windows }: Pick<MigrationSettings, 'windows'>, at: Date): Date {
  const quarter = new Date((Math.floor(at.getTime() / quarterMs) + 1) * quarterMs);
  const edge = isOpen(windows, at) ? nextClosing(windows, at) : nextOpening(windows, at);
  return edge !== null && edge > at && edge < quarter ? edge : quarter;
}
