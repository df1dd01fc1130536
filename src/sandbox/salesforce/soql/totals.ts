/** COUNT, MIN, MAX, SUM, AVG: which fields they take, and how they add up. */
import type { Value } from '../org/row';
import type { Column } from './columns';
import type { AggregateName } from './query';
import { malformed } from './refused';
import { foldValue, isLongText, kindOf, type Trait } from './trait';

/** Of one group. Rows without a value do not count. */
export interface Total {
  readonly add: (value: Value) => void;
  readonly result: () => Value;
}

export interface Aggregation {
  readonly trait: Trait;
  readonly start: () => Total;
}

const WHOLE: Trait = { type: 'int', length: 0, caseSensitive: false, picklistValues: [] };
const DECIMAL: Trait = { ...WHOLE, type: 'double' };

export function planAggregation(name: AggregateName, { name: fieldName, trait }: Column): Aggregation {
  // Text recorded by others, the code is unverified.
  if (!takes(name, trait)) throw malformed(`field ${fieldName} does not support aggregate operator ${name}`);
  switch (name) {
    case 'COUNT':
      return { trait: WHOLE, start: count };
    case 'COUNT_DISTINCT':
      return { trait: WHOLE, start: () => countDistinct(foldValue(trait)) };
    case 'SUM':
    case 'AVG':
      return { trait: DECIMAL, start: () => sum(name === 'AVG') };
    case 'MIN':
    case 'MAX':
      return { trait, start: () => extreme(name === 'MAX', foldValue(trait)) };
  }
}

function takes(name: AggregateName, trait: Trait): boolean {
  const kind = kindOf(trait);
  if (isLongText(trait) || kind === 'multipicklist') return false;
  if (name === 'SUM' || name === 'AVG') return kind === 'number';
  return kind !== 'boolean' || name === 'COUNT' || name === 'COUNT_DISTINCT';
}

function count(): Total {
  let counted = 0;
  return { add: (value) => (counted += value === null ? 0 : 1), result: () => counted };
}

function countDistinct(fold: (value: Value) => Value): Total {
  const seen = new Set<Value>();
  const add = (value: Value): void => {
    if (value !== null) seen.add(fold(value));
  };
  return { add, result: () => seen.size };
}

function sum(isMean: boolean): Total {
  let [added, counted] = [0, 0];
  return {
    add: (value) => {
      if (typeof value !== 'number') return;
      added += value;
      counted++;
    },
    result: () => (counted === 0 ? null : isMean ? added / counted : added),
  };
}

function extreme(isMax: boolean, fold: (value: Value) => Value): Total {
  let best: Value = null;
  let bestKey: Value = null;
  return {
    add: (value) => {
      const key = fold(value);
      if (value === null || key === null) return;
      if (bestKey !== null && (isMax ? key <= bestKey : key >= bestKey)) return;
      [best, bestKey] = [value, key];
    },
    result: () => best,
  };
}
