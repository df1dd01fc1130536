/**
 * Another program in the same account, which uses up the account's calls of the day. It is not there: what it has called
 * by now follows from the time that has passed.
 */
import { DAY_MS } from './clock';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** What sums of fractions are off by at most; a burst is due, or it is not. */
const TINY = 1e-7;

export interface NeighbourPlan {
  /** On the average of a day. */
  readonly callsPerHour: number;
  /** So many calls come at once, the first of them at the start. */
  readonly burst: number;
  /** How much of its day falls into each hour (UTC), in proportion to each other. Absent: it calls evenly. */
  readonly hours?: readonly number[];
}

export class Neighbour {
  /** Calls from the midnight before the start to the beginning of each hour, and to the end of the day. */
  private readonly upToHour: readonly number[];
  private readonly midnight: number;
  private readonly beforeStart: number;

  constructor(
    readonly plan: NeighbourPlan,
    private readonly startedAt: number,
  ) {
    const weights = plan.hours ?? Array.from({ length: HOURS }, () => 1);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const upToHour = [0];
    for (const weight of weights) upToHour.push((upToHour.at(-1) ?? 0) + (plan.callsPerHour * HOURS * weight) / sum);
    this.upToHour = upToHour;
    this.midnight = Math.floor(startedAt / DAY_MS) * DAY_MS;
    this.beforeStart = this.due(startedAt);
  }

  /** Calls from `start` on, up to and with `end`; both in whole milliseconds. */
  calls(start: number, end: number): number {
    if (this.plan.callsPerHour === 0) return 0;
    return Math.max(0, this.burstsUpTo(end) - this.burstsUpTo(start - 1)) * this.plan.burst;
  }

  private burstsUpTo(at: number): number {
    if (at < this.startedAt) return 0;
    return Math.floor((this.due(at) - this.beforeStart) / this.plan.burst + TINY) + 1;
  }

  /** Calls that its pace comes to, from the midnight before its start to `at`. */
  private due(at: number): number {
    const since = at - this.midnight;
    const days = Math.floor(since / DAY_MS);
    const hours = (since - days * DAY_MS) / HOUR_MS;
    const hour = Math.floor(hours);
    const [from = 0, to = 0] = this.upToHour.slice(hour, hour + 2);
    return days * (this.upToHour[HOURS] ?? 0) + from + (to - from) * (hours - hour);
  }
}
