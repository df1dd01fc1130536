/**
 * Another program in the same account, which uses up the account's calls of the day. It is not there: what it has called
 * by now follows from the time that has passed.
 */

const HOUR_MS = 3_600_000;

export interface NeighbourPlan {
  readonly callsPerHour: number;
  /** So many calls come at once, the first of them at the start. */
  readonly burst: number;
}

export class Neighbour {
  private readonly intervalMs: number;

  constructor(
    readonly plan: NeighbourPlan,
    private readonly startedAt: number,
  ) {
    this.intervalMs = (HOUR_MS * plan.burst) / plan.callsPerHour;
  }

  /** Calls from `start` on, up to and with `end`. */
  calls(start: number, end: number): number {
    if (this.plan.callsPerHour === 0 || end < this.startedAt) return 0;
    const upTo = Math.floor((end - this.startedAt) / this.intervalMs) + 1;
    const before = Math.max(0, Math.ceil((start - this.startedAt) / this.intervalMs));
    return Math.max(0, upTo - before) * this.plan.burst;
  }
}
