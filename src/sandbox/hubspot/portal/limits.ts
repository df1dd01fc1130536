/**
 * HubSpot's call limits, by the sandbox's clock (HubSpot docs 2026-03). A refused call takes nothing from a window, or a
 * client that kept asking would never be let in again; whether it counts for the day is not documented, and here it
 * does not.
 */
import type { NeighbourPlan } from '../../common/neighbour';
import { Neighbour } from '../../common/neighbour';
import { dayAround } from './time-zone';

export type LimitPlan = 'none' | keyof typeof figures;

/** Which allowance a route takes from: search and batch associations are exempt from the general window. */
export type LimitKind = 'general' | 'search' | 'associations';

/** Each app has windows of its own; the search window and the day are the account's. */
export type AppKind = 'private' | 'oauth';

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
export const SEARCHES_PER_SECOND = 5;
const ASSOCIATION_CALLS_PER_DAY = 500_000;

const figures = {
  free: { window: 100, daily: 250_000, associations: 100 },
  pro: { window: 190, daily: 625_000, associations: 150 },
  enterprise: { window: 190, daily: 1_000_000, associations: 150 },
  oauth: { window: 110, daily: null, associations: 150 },
} as const;
type Figures = (typeof figures)[keyof typeof figures];

/** Calls let in during the last `lengthMs`, oldest first. Never longer than `max`. */
class RollingWindow {
  private times: number[] = [];

  constructor(
    readonly max: number,
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

interface App {
  readonly figures: Figures;
  readonly windows: Readonly<Record<LimitKind, RollingWindow>>;
}

export class Limits {
  private readonly apps: Readonly<Record<AppKind, App>> | null;
  private day = { start: 0, end: 0 };
  private readonly usedToday = { general: 0, associations: 0 };
  private neighbour: Neighbour | null = null;
  /** What neighbours that are gone have used of the day. */
  private neighboursBefore = 0;
  /** So many of each second's searches are a neighbour's. */
  private neighboursSearches = 0;

  constructor(
    plan: LimitPlan,
    private readonly timeZone: string,
  ) {
    const search = new RollingWindow(SEARCHES_PER_SECOND, SECOND_MS);
    const app = (kind: keyof typeof figures): App => ({
      figures: figures[kind],
      windows: {
        general: new RollingWindow(figures[kind].window, TEN_SECONDS_MS),
        search,
        associations: new RollingWindow(figures[kind].associations, TEN_SECONDS_MS),
      },
    });
    this.apps = plan === 'none' ? null : { private: app(plan), oauth: app('oauth') };
  }

  take(appKind: AppKind, kind: LimitKind, now: number): LimitVerdict {
    this.turnDay(now);
    const counter = kind === 'associations' ? 'associations' : 'general';
    const app = this.apps?.[appKind];
    const policy = app && this.exceeded(app, kind, now);
    if (policy !== undefined) return { ok: false, policy };
    app?.windows[kind].take(now);
    if (appKind === 'private' || counter === 'associations') this.usedToday[counter]++;
    return { ok: true, left: app === undefined || kind === 'search' ? null : this.left(app, now) };
  }

  private exceeded({ figures: { daily }, windows }: App, kind: LimitKind, now: number): LimitPolicy | undefined {
    const [used, limit] =
      kind === 'associations'
        ? [this.usedToday.associations, ASSOCIATION_CALLS_PER_DAY]
        : [this.used(now), daily ?? Infinity];
    if (used >= limit) return 'DAILY';
    const others = kind === 'search' ? this.neighboursSearches : 0;
    if (windows[kind].remaining(now) > others) return undefined;
    return kind === 'search' ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING';
  }

  /** For the usage endpoint, which tells of private apps only. */
  usage(now: number): { readonly used: number; readonly limit: number; readonly resetsAt: number } {
    this.turnDay(now);
    return { used: this.used(now), limit: this.dailyLimit, resetsAt: this.day.end };
  }

  setNeighbour(plan: NeighbourPlan | null, now: number): void {
    this.turnDay(now);
    this.neighboursBefore = this.neighboursToday(now);
    this.neighbour = plan === null ? null : new Neighbour(plan, now);
  }

  /** Taken for good while it is there: its searches come evenly, and before those of any other app. */
  setNeighboursSearches(perSecond: number): void {
    this.neighboursSearches = perSecond;
  }

  get searchesOfNeighbour(): number {
    return this.neighboursSearches;
  }

  neighbourUse(now: number): { readonly plan: NeighbourPlan | null; readonly callsToday: number } {
    this.turnDay(now);
    return { plan: this.neighbour?.plan ?? null, callsToday: this.neighboursToday(now) };
  }

  private get dailyLimit(): number {
    return this.apps?.private.figures.daily ?? figures.enterprise.daily;
  }

  /** The neighbour is refused like anyone: together they never use more than there is. */
  private used(now: number): number {
    const ours = this.usedToday.general;
    return Math.max(ours, Math.min(this.dailyLimit, ours + this.neighboursToday(now)));
  }

  private neighboursToday(now: number): number {
    return this.neighboursBefore + (this.neighbour?.calls(this.day.start, now) ?? 0);
  }

  private left({ figures: { window: max, daily }, windows }: App, now: number): LimitsLeft {
    const dailyRemaining = daily === null ? null : daily - this.used(now);
    return { max, remaining: windows.general.remaining(now), daily, dailyRemaining };
  }

  private turnDay(now: number): void {
    if (now < this.day.end) return;
    this.day = dayAround(this.timeZone, now);
    this.usedToday.general = 0;
    this.usedToday.associations = 0;
    this.neighboursBefore = 0;
  }
}
