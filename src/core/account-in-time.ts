/** An account as time goes by: what others, live traffic and a migration call, and what is left to the migration then. */
import { accountDay, isWeekend, type AccountDay } from './account-day';
import type { PlannedDay } from './migration-plan';
import { bulkAllowance, expectedBetween } from './quota-allowance';
import type { DayUse, ExpectedCalls, HourlyCalls, QuotaStanding } from './quota-standing';

/** How others call: a share of what they usually do, and so many more at once each day. */
export interface Crowd {
  readonly share: number;
  readonly burst: number;
}

interface Passed {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
}

interface Day extends AccountDay {
  readonly date: string;
  /** Of the migration, and what others call beside it. */
  calls: number;
  others: number;
  left: number;
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

export class AccountInTime {
  private readonly gone: Day[] = [];
  private today: Day;
  private used: number;
  /** Of a rolling day, what was called and is not given back yet. */
  private passed: Passed[];
  private readonly soFar: ExpectedCalls;
  private readonly beganAtWeekend: boolean;
  private readonly dates: Intl.DateTimeFormat;
  private readonly firstEndsAt: Date;

  constructor(
    private readonly standing: QuotaStanding,
    private readonly terms: { readonly now: Date; readonly crowd: Crowd; readonly dailyShare: number },
  ) {
    const { now } = terms;
    const { day, limits } = standing;
    this.dates = new Intl.DateTimeFormat('en-CA', { timeZone: limits.day?.timeZone ?? 'UTC', dateStyle: 'short' });
    this.today = this.dayOf(now);
    this.firstEndsAt = this.today.endsAt;
    this.used = day?.used ?? 0;
    this.passed = [{ from: now.getTime() - dayMs, to: now.getTime(), calls: this.used }];
    this.soFar = soFar(day, now);
    this.beganAtWeekend = isWeekend(this.today);
  }

  /** Calls that the migration may make now. */
  allowance(at: Date): number {
    const { standing, today } = this;
    if (standing.day === null) return Infinity;
    const { dailyShare } = this.terms;
    const cap = standing.limits.day === null ? Infinity : standing.limits.day.calls * dailyShare - today.calls;
    return Math.max(0, Math.floor(Math.min(dailyShare < 1 ? cap : Infinity, bulkAllowance(this.standingAt(at), at))));
  }

  /** Time goes by, and the migration makes so many calls in it. */
  pass(calls: number, from: Date, to: Date): void {
    const { standing, today } = this;
    const { share, burst } = this.terms.crowd;
    const expected = this.expectedToday;
    const usual = expectedBetween(expected.others, from, to) * expected.usualShare;
    const others = usual * share + (today.others === 0 ? burst : 0);
    const all = calls + others + expectedBetween(expected.live, from, to);
    today.calls += calls;
    today.others += others;
    this.used += all;
    today.left = standing.limits.day === null ? 0 : standing.limits.day.calls - standing.reserve - this.used;
    if (this.isRolling) this.giveBack({ from: from.getTime(), to: to.getTime(), calls: all });
    if (to < today.endsAt) return;
    if (!this.isRolling) this.used = 0;
    this.gone.push(today);
    this.today = this.dayOf(to);
  }

  /** Those of the account, as far as the migration calls on them. */
  get days(): readonly PlannedDay[] {
    return [...this.gone, this.today].flatMap(({ date, calls, others, left }) =>
      calls === 0
        ? []
        : [{ date, calls: Math.round(calls), others: Math.round(others), left: Math.max(0, Math.floor(left)) }],
    );
  }

  private get isRolling(): boolean {
    return this.standing.limits.day?.kind === 'rolling';
  }

  /** Null where no day of its kind is known. */
  private get knownOfToday(): ExpectedCalls | null {
    const { expected, expectedElse } = this.standing;
    return isWeekend(this.today) === this.beganAtWeekend ? expected : expectedElse;
  }

  /** Where nothing is known of days like it: as on the others, or as until now. */
  private get expectedToday(): ExpectedCalls {
    const { expected, expectedElse } = this.standing;
    return this.knownOfToday ?? expected ?? expectedElse ?? this.soFar;
  }

  private giveBack(now: Passed): void {
    const since = now.to - dayMs;
    this.passed = [...this.passed.filter(({ to }) => to > since), now];
    this.used = this.passed.reduce((sum, one) => sum + one.calls * shareAfter(since, one), 0);
  }

  private standingAt(at: Date): QuotaStanding {
    const { standing, today, terms } = this;
    const { day } = standing;
    if (day === null) return standing;
    const span = this.isRolling
      ? { startsAt: new Date(at.getTime() - dayMs), endsAt: new Date(at.getTime() + dayMs) }
      : { startsAt: today.startsAt, endsAt: today.endsAt };
    // After a whole day of its kind it is known what others call; until then an even pace is kept.
    const isLearnt = this.gone.some((day) => day.startsAt >= terms.now && isWeekend(day) === isWeekend(today));
    const expected = this.knownOfToday ?? (isLearnt ? this.expectedToday : null);
    const ours = today.calls + (at < this.firstEndsAt ? day.ours : 0);
    return { ...standing, expected, day: { ...day, ...span, used: Math.ceil(this.used), ours, heardAt: at } };
  }

  private dayOf(at: Date): Day {
    const span = accountDay(at, this.standing.limits.day?.timeZone ?? null);
    return { ...span, date: this.dates.format(at), calls: 0, others: 0, left: 0 };
  }
}

/** An even pace, as it was called so far. */
function soFar(day: DayUse | null, now: Date): ExpectedCalls {
  const hours = day === null ? 1 : Math.max(1, (now.getTime() - day.startsAt.getTime()) / hourMs);
  const evenly = (calls: number): HourlyCalls => Array.from({ length: 24 }, () => calls / hours);
  return { others: evenly(day?.others ?? 0), usualShare: 1, live: evenly(day?.lanes.live ?? 0) };
}

const shareAfter = (since: number, { from, to }: Passed): number =>
  from >= since ? 1 : Math.max(0, (to - since) / (to - from));
