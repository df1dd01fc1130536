/** When to look again at what Salesforce is at. */

export interface Pace {
  /** Milliseconds from some point on, which never go back. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export const realPace: Pace = {
  now: () => performance.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    }),
};

const firstPauseMs = 1_000;
const growth = 1.5;
/** Looks cost calls; a job that takes minutes is not noticed late by much. */
const longestPauseMs = 30_000;
/** Salesforce slows down as often as it speeds up; a look too early is one call for nothing. */
const caution = 1.1;

interface Look {
  readonly atMs: number;
  readonly done: number;
}

/** The pauses between the looks at one job: growing ones, or as long as the rest should take at the speed seen. */
export class Pauses {
  private grownMs = firstPauseMs;
  private last: Look;

  constructor(startedAtMs: number) {
    this.last = { atMs: startedAtMs, done: 0 };
  }

  /** @param total null: nobody knows */
  next(look: Look, total: number | null): number {
    const { last } = this;
    this.last = look;
    const grown = this.grownMs;
    this.grownMs = Math.min(grown * growth, longestPauseMs);
    // Before the first rows it waited in Salesforce's queue, which says nothing about its speed.
    if (total === null || last.done === 0 || look.done <= last.done) return grown;
    const leftMs = ((total - look.done) * (look.atMs - last.atMs)) / (look.done - last.done);
    return Math.min(Math.max(leftMs * caution, firstPauseMs), longestPauseMs);
  }
}
