/**
 * HubSpot's call limits, by the sandbox's clock (HubSpot docs 2026-03). A refused call takes nothing from a window, or a
 * client that kept asking would never be let in again; whether it counts for the day is not documented, and here it
 * does not.
 */

export type LimitPlan = 'none' | keyof typeof figures;

/** Which allowance a route takes from: search and batch associations are exempt from the general window. */
export type LimitKind = 'general' | 'search' | 'associations';

export type LimitPolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

export type LimitVerdict =
  { readonly ok: true; readonly left: LimitsLeft | null } | { readonly ok: false; readonly policy: LimitPolicy };

/** For the headers of an answer. OAuth apps have no daily allowance. */
export interface LimitsLeft {
  readonly max: number;
  readonly remaining: number;
  readonly daily: number | null;
  readonly dailyRemaining: number | null;
}

const TEN_SECONDS_MS = 10_000;
const SECOND_MS = 1_000;
export const DAY_MS = 86_400_000;
const SEARCHES_PER_SECOND = 5;
const ASSOCIATION_CALLS_PER_DAY = 500_000;

const figures = {
  free: { window: 100, daily: 250_000, associations: 100 },
  pro: { window: 190, daily: 625_000, associations: 150 },
  enterprise: { window: 190, daily: 1_000_000, associations: 150 },
  oauth: { window: 110, daily: null, associations: 150 },
} as const;

/** Calls let in during the last `lengthMs`, oldest first. Never longer than `max`. */
class RollingWindow {
  private times: number[] = [];

  constructor(
    private readonly max: number,
    private readonly lengthMs: number,
  ) {}

  remaining(now: number): number {
    const first = this.times.findIndex((time) => time > now - this.lengthMs);
    this.times = first === -1 ? [] : this.times.slice(first);
    return this.max - this.times.length;
  }

  take(now: number): void {
    this.times.push(now);
  }
}

export class Limits {
  private readonly windows: Readonly<Record<LimitKind, RollingWindow>> | null;
  private readonly plan: (typeof figures)[keyof typeof figures] | null;
  private day = 0;
  private readonly usedToday = { general: 0, associations: 0 };

  constructor(plan: LimitPlan) {
    this.plan = plan === 'none' ? null : figures[plan];
    this.windows = this.plan && {
      general: new RollingWindow(this.plan.window, TEN_SECONDS_MS),
      search: new RollingWindow(SEARCHES_PER_SECOND, SECOND_MS),
      associations: new RollingWindow(this.plan.associations, TEN_SECONDS_MS),
    };
  }

  take(kind: LimitKind, now: number): LimitVerdict {
    this.turnDay(now);
    const counter = kind === 'associations' ? 'associations' : 'general';
    if (this.plan === null || this.windows === null) {
      this.usedToday[counter]++;
      return { ok: true, left: null };
    }
    const daily = kind === 'associations' ? ASSOCIATION_CALLS_PER_DAY : this.plan.daily;
    if (daily !== null && this.usedToday[counter] >= daily) return { ok: false, policy: 'DAILY' };
    const window = this.windows[kind];
    if (window.remaining(now) <= 0) {
      return { ok: false, policy: kind === 'search' ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING' };
    }
    window.take(now);
    this.usedToday[counter]++;
    return { ok: true, left: kind === 'search' ? null : this.left(now) };
  }

  /** For the usage endpoint. */
  usage(now: number): { readonly used: number; readonly limit: number } {
    this.turnDay(now);
    return { used: this.usedToday.general, limit: this.plan?.daily ?? figures.enterprise.daily };
  }

  private left(now: number): LimitsLeft | null {
    if (this.plan === null || this.windows === null) return null;
    const { window: max, daily } = this.plan;
    const dailyRemaining = daily === null ? null : daily - this.usedToday.general;
    return { max, remaining: this.windows.general.remaining(now), daily, dailyRemaining };
  }

  /** The day of the account's time zone, which is UTC here. */
  private turnDay(now: number): void {
    const today = Math.floor(now / DAY_MS);
    if (today === this.day) return;
    this.day = today;
    this.usedToday.general = 0;
    this.usedToday.associations = 0;
  }
}
