/** ORDER BY: several keys, rows without a value first unless asked otherwise. */
import type { Value } from '../org/row';
import { malformed } from './refused';
import { foldValue, isLongText, kindOf, type Trait } from './trait';

export interface SortKey<T> {
  /** Folded: compared as it is. */
  readonly read: (item: T) => Value;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** Code and text recorded by others. */
export function checkSortable(name: string, trait: Trait): void {
  if (isLongText(trait) || kindOf(trait) === 'multipicklist')
    throw malformed(`field '${name}' can not be sorted in a query call`);
}

/** Picklists stand in the order of their values, not of the alphabet (docs 2026-11). */
export function sortValue(trait: Trait): (value: Value) => Value {
  const fold = foldValue(trait);
  if (trait.picklistValues.length === 0) return fold;
  const ranks = new Map(trait.picklistValues.map(({ value }, rank) => [fold(value), String(rank).padStart(6, '0')]));
  return (value) => (value === null ? null : (ranks.get(fold(value)) ?? `999999${String(fold(value))}`));
}

/** Equal ones stay in the order they have, or turn it round. The list given is not changed. */
export function sortBy<T>(items: readonly T[], keys: readonly SortKey<T>[], reverseTies = false): readonly T[] {
  const columns = keys.map((key) => ({ key, values: items.map((item) => key.read(item)) }));
  const compare = (a: number, b: number): number => {
    for (const { key, values } of columns) {
      const order = compareValues(values[a] ?? null, values[b] ?? null, key);
      if (order !== 0) return order;
    }
    return reverseTies ? b - a : a - b;
  };
  const places = Uint32Array.from(items.keys());
  if (isSorted(places, compare)) return items;
  return Array.from(places.sort(compare), (place) => items[place] as T);
}

/** Rows come in the order of their making, and so do most of their stamps. */
function isSorted(places: Uint32Array, compare: (a: number, b: number) => number): boolean {
  for (let at = 1; at < places.length; at++) if (compare(at - 1, at) > 0) return false;
  return true;
}

function compareValues(a: Value, b: Value, { descending, nullsLast }: SortKey<never>): number {
  if (a === b) return 0;
  if (a === null) return nullsLast ? 1 : -1;
  if (b === null) return nullsLast ? -1 : 1;
  return a < b === descending ? 1 : -1;
}
