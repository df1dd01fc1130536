/**
 * How many calls of a connector are in flight at a time. What may wait holds all but one of them at most, so that a call for a
 * live change leaves at once while a migration keeps the others busy.
 */
import pLimit, { type Limit } from 'p-limit';

export class CallSlots {
  private readonly all: Limit;
  private readonly waiting: Limit;

  constructor(parallelCalls: number) {
    this.all = pLimit(parallelCalls);
    this.waiting = pLimit(Math.max(1, parallelCalls - 1));
  }

  run<T>(mayWait: boolean, call: () => Promise<T>): Promise<T> {
    return mayWait ? this.waiting(() => this.all(call)) : this.all(call);
  }
}
