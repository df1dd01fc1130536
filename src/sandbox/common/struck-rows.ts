import type { SeededRandom } from './random';

/** Which of so many rows a fault takes out: those named, or a share of them, at least one. */
export function struckRows(rows: readonly number[] | number, count: number, random: SeededRandom): ReadonlySet<number> {
  if (typeof rows !== 'number') return new Set(rows);
  const order = random.shuffled([...Array(count).keys()]);
  return new Set(order.slice(0, Math.max(1, Math.round(rows * count))));
}
