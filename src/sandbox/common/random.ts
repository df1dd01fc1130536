/**
 * Randomness that repeats: the same calls in the same order give the same shuffles and the same probable faults, so a
 * failing run can be run again.
 */
export class SeededRandom {
  constructor(private seed: number) {}

  /** Mulberry32: 32 bits of state, plenty to shuffle a hundred rows. In [0, 1). */
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A new array in another order; two or more rows never keep the order they came in. */
  shuffled<T>(rows: readonly T[]): T[] {
    const result = [...rows];
    for (let last = result.length - 1; last > 0; last--) {
      const other = Math.floor(this.next() * (last + 1));
      [result[last], result[other]] = [result[other] as T, result[last] as T];
    }
    if (result.length > 1 && result.every((row, index) => row === rows[index])) result.push(result.shift() as T);
    return result;
  }
}
