/** What is made of many measurements. Machines are noisy: a median of ratios of neighbouring rounds says most. */

const ascending = (numbers) => [...numbers].sort((a, b) => a - b);

/** By nearest rank: a value that was really seen, and with few of them p99 is the slowest. */
export function percentile(numbers, percent) {
  if (numbers.length === 0) throw new Error('nothing was measured');
  return ascending(numbers)[Math.max(0, Math.ceil((percent / 100) * numbers.length) - 1)];
}

export function median(numbers) {
  if (numbers.length === 0) throw new Error('nothing was measured');
  const sorted = ascending(numbers);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Of rounds that alternate: what was seen, what the limit was, and the median of the rounds' own ratios, in which a
 * machine that was slow for a while is slow on both sides.
 */
export function compareRounds(rounds) {
  return {
    value: median(rounds.map(({ own }) => own)),
    limit: median(rounds.map(({ limit }) => limit)),
    ratio: median(rounds.map(({ own, limit }) => own / limit)),
  };
}

/** In [0, 1), the same in every run (mulberry32), so that arrivals are random and runs alike. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Three digits that mean something, as a number. */
export const rounded = (number) => (number === null ? null : Number(number.toPrecision(number >= 1_000 ? 4 : 3)));
