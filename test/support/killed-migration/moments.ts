/** Moments at which a service is killed: chance, but the same for the same seed. */

export interface Moment {
  /** When so many calls about records have come since it was started, the last of them not answered yet; 0: at once. */
  readonly calls: number;
  /** And so long after that. */
  readonly thenMs: number;
}

/** In [0, 1), by mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const momentFrom = (random: () => number, most: Moment): Moment => ({
  calls: Math.floor(random() * (most.calls + 1)),
  thenMs: Math.floor(random() * (most.thenMs + 1)),
});
