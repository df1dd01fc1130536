/**
 * The org's API requests: so many in any 24 hours, and so many long ones at once (contract 5.2, 5.3), by the sandbox's
 * clock. The 24 hours are kept by the minute, so a call is given back within the minute in which it was made the day
 * before, and memory stays the same however many come. A refused call takes nothing (undocumented).
 */
import { DAY_MS, type SandboxClock } from '../../common/clock';
import { LimitWatch } from '../../common/limit-watch';
import { Neighbour, type NeighbourPlan } from '../../common/neighbour';

const MINUTE_MS = 60_000;
const MINUTES = DAY_MS / MINUTE_MS;
/** Shorter calls may be as many at once as come. */
const LONG_MS = 20_000;

export interface ApiLimits {
  readonly daily: number;
  /** Paid orgs may go above for a while, others may not. How far and how long is not documented: here without end. */
  readonly hard: boolean;
  /** Calls that run for 20 s or longer. */
  readonly concurrent: number;
}

const figures = {
  developer: { daily: 15_000, hard: true, concurrent: 5 },
  /** Of 15 licences. */
  enterprise: { daily: 115_000, hard: false, concurrent: 25 },
  /** Nothing is refused; the figure told is that of a full sandbox. */
  none: { daily: 5_000_000, hard: false, concurrent: Number.MAX_SAFE_INTEGER },
} as const satisfies Readonly<Record<string, ApiLimits>>;

export type Edition = keyof typeof figures;
export const editions = Object.keys(figures) as readonly Edition[];

/** Why a call is not let in: the day's requests are used up, or too many long ones are under way. */
export type LimitReached = 'daily' | 'concurrent';

interface FormerNeighbour {
  readonly neighbour: Neighbour;
  readonly until: number;
}

export class ApiUsage {
  limits: ApiLimits;
  readonly watch = new LimitWatch();
  private readonly minutes = new Uint32Array(MINUTES);
  private latestMinute = 0;
  private ours = 0;
  private readonly running = new Set<{ readonly since: number }>();
  private neighbour: Neighbour | null = null;
  private former: FormerNeighbour[] = [];

  constructor(
    edition: Edition,
    private readonly clock: SandboxClock,
  ) {
    this.limits = figures[edition];
  }

  reached(): LimitReached | undefined {
    if (this.limits.hard && this.used() >= this.limits.daily) return 'daily';
    const longSince = this.clock.now() - LONG_MS;
    const long = [...this.running].filter(({ since }) => since <= longSince).length;
    return long >= this.limits.concurrent ? 'concurrent' : undefined;
  }

  /** One call is under way until the function that is answered is called. */
  begin(path = ''): () => void {
    this.take(1, path);
    const run = { since: this.clock.now() };
    this.running.add(run);
    return () => void this.running.delete(run);
  }

  /** @param path for who watches */
  take(calls: number, path = ''): void {
    this.turn();
    const minute = this.latestMinute % MINUTES;
    this.minutes[minute] = (this.minutes[minute] ?? 0) + calls;
    this.ours += calls;
    this.watch.letIn(path, () => Math.max(0, this.limits.daily - this.used()));
  }

  /** In the last 24 hours. The neighbour is refused like anyone: together they never use more than there is. */
  used(): number {
    this.turn();
    const all = this.ours + this.neighboursCalls();
    return this.limits.hard ? Math.max(this.ours, Math.min(this.limits.daily, all)) : all;
  }

  /** Of the header that every counted answer has. */
  get info(): string {
    return `api-usage=${this.used()}/${this.limits.daily}`;
  }

  setNeighbour(plan: NeighbourPlan | null): void {
    const now = this.clock.now();
    if (this.neighbour !== null) this.former.push({ neighbour: this.neighbour, until: now });
    this.neighbour = plan === null ? null : new Neighbour(plan, now);
  }

  neighbourUse(): { readonly plan: NeighbourPlan | null; readonly callsToday: number } {
    return { plan: this.neighbour?.plan ?? null, callsToday: this.neighboursCalls() };
  }

  private neighboursCalls(): number {
    const now = this.clock.now();
    const start = now - DAY_MS + 1;
    this.former = this.former.filter(({ until }) => until >= start);
    const before = this.former.reduce((sum, { neighbour, until }) => sum + neighbour.calls(start, until), 0);
    return before + (this.neighbour?.calls(start, now) ?? 0);
  }

  /** Gives back what is a day old. */
  private turn(): void {
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    const passed = Math.min(MINUTES, minute - this.latestMinute);
    for (let back = 0; back < passed; back++) {
      const at = (minute - back) % MINUTES;
      this.ours -= this.minutes[at] ?? 0;
      this.minutes[at] = 0;
    }
    this.latestMinute = minute;
  }
}
