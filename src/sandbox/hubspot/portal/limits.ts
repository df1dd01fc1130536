/**
 * HubSpot's call limits, by the sandbox's clock (HubSpot docs 2026-03). A refused call takes nothing from a window, or a
 * client that kept asking would never be let in again; whether it counts for the day is not documented, and here it
 * does not.
 */
import { LimitWatch } from '../../common/limit-watch';
import type { NeighbourPlan } from '../../common/neighbour';
import { Neighbour } from '../../common/neighbour';
import { RollingWindow } from './rolling-window';
import { dayAround } from './time-zone';

export type LimitPlan = keyof typeof figures;

/** Which allowance a route takes from: search and batch associations are exempt from the general window. */
export type LimitKind = 'general' | 'search' | 'associations';

/** Each app has windows of its own; the search window and the day are the account's. */
export type AppKind = 'private' | 'oauth';

export type LimitPolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

/** What is left is told of calls that are refused, too; null where nothing is told. */
export type LimitVerdict = { readonly left: LimitsLeft | null } & (
  { readonly ok: true } | { readonly ok: false; readonly policy: LimitPolicy }
);

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

/**
 * `none`: so large that nobody comes to them. They are told all the same, for HubSpot always tells: whoever holds the
 * figures of a plan for true is put right by the first answer.
 */
const figures = {
  none: { window: 1_000_000, daily: 1_000_000_000, associations: 1_000_000 },
  free: { window: 100, daily: 250_000, associations: 100 },
  pro: { window: 190, daily: 625_000, associations: 150 },
  enterprise: { window: 190, daily: 1_000_000, associations: 150 },
  oauth: { window: 110, daily: null, associations: 150 },
} as const;

/** Null: no such limit, which only OAuth apps' day is. */
interface App {
  daily: number | null;
  readonly windows: Readonly<Record<LimitKind, RollingWindow>>;
}

/** What may be set by number; what is not said stays as it is. */
export interface LimitFigures {
  readonly daily: number | undefined;
  readonly window: number | undefined;
  readonly oauthWindow: number | undefined;
}

export interface WindowUse {
  readonly limit: number;
  readonly remaining: number;
  readonly mostInWindow: number;
}

export class Limits {
  /** Of calls of private apps, which alone have a day. */
  readonly watch = new LimitWatch();
  private readonly apps: Readonly<Record<AppKind, App>>;
  private readonly associationsDaily: number;
  private day = { start: 0, end: 0 };
  private readonly usedToday = { general: 0, associations: 0 };
  private neighbour: Neighbour | null = null;
  /** What neighbours that are gone have used of the day. */
  private neighboursBefore = 0;
  /** So many of each second's searches are a neighbour's. */
  private neighboursSearches = 0;
  /** Where nothing is limited, answers to searches say so too. */
  private readonly tellsOfSearches: boolean;

  constructor(
    plan: LimitPlan,
    private readonly timeZone: string,
  ) {
    const isNone = plan === 'none';
    this.tellsOfSearches = isNone;
    const search = new RollingWindow(isNone ? Infinity : SEARCHES_PER_SECOND, SECOND_MS);
    const app = (kind: LimitPlan): App => ({
      daily: figures[kind].daily,
      windows: {
        general: new RollingWindow(figures[kind].window, TEN_SECONDS_MS),
        search,
        associations: new RollingWindow(figures[kind].associations, TEN_SECONDS_MS),
      },
    });
    const oauth = app(isNone ? 'none' : 'oauth');
    this.apps = { private: app(plan), oauth: { ...oauth, daily: null } };
    this.associationsDaily = isNone ? Infinity : ASSOCIATION_CALLS_PER_DAY;
  }

  /** @param path for who watches */
  take(appKind: AppKind, kind: LimitKind, now: number, path = ''): LimitVerdict {
    this.turnDay(now);
    const counter = kind === 'associations' ? 'associations' : 'general';
    const app = this.apps[appKind];
    const policy = this.exceeded(app, kind, now);
    const isTold = kind !== 'search' || this.tellsOfSearches;
    if (policy !== undefined) return { ok: false, policy, left: isTold ? this.left(app, now) : null };
    app.windows[kind].take(now);
    if (appKind === 'private' || counter === 'associations') this.usedToday[counter]++;
    if (appKind === 'private' && counter === 'general') this.watch.letIn(path, () => this.dailyLimit - this.used(now));
    return { ok: true, left: isTold ? this.left(app, now) : null };
  }

  private exceeded({ daily, windows }: App, kind: LimitKind, now: number): LimitPolicy | undefined {
    const [used, limit] =
      kind === 'associations'
        ? [this.usedToday.associations, this.associationsDaily]
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

  /** From now on, what was used before included. What any window has seen is measured anew. */
  set({ daily, window, oauthWindow }: LimitFigures, now: number): void {
    const { private: own, oauth } = this.apps;
    own.daily = daily ?? own.daily;
    own.windows.general.max = window ?? own.windows.general.max;
    oauth.windows.general.max = oauthWindow ?? oauth.windows.general.max;
    own.windows.general.measureAnew(now);
    oauth.windows.general.measureAnew(now);
  }

  windowUse(appKind: AppKind, now: number): WindowUse {
    const { general } = this.apps[appKind].windows;
    const remaining = Math.max(0, general.remaining(now));
    return { limit: general.max, remaining, mostInWindow: general.mostSoFar };
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
    return this.apps.private.daily ?? Infinity;
  }

  /** The neighbour is refused like anyone: together they never use more than there is. */
  private used(now: number): number {
    const ours = this.usedToday.general;
    return Math.max(ours, Math.min(this.dailyLimit, ours + this.neighboursToday(now)));
  }

  private neighboursToday(now: number): number {
    return this.neighboursBefore + (this.neighbour?.calls(this.day.start, now) ?? 0);
  }

  private left({ daily, windows: { general } }: App, now: number): LimitsLeft {
    const dailyRemaining = daily === null ? null : Math.max(0, daily - this.used(now));
    return { max: general.max, remaining: Math.max(0, general.remaining(now)), daily, dailyRemaining };
  }

  private turnDay(now: number): void {
    if (now < this.day.end) return;
    this.day = dayAround(this.timeZone, now);
    this.usedToday.general = 0;
    this.usedToday.associations = 0;
    this.neighboursBefore = 0;
  }
}
