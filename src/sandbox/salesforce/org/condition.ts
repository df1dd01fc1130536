/** When a rule of an administrator holds: a small language instead of Salesforce's formulas. */
import type { Row, Value } from './row';
import type { SObject } from './sobject';
import type { Values } from './write-input';

export const operators = [
  'equals',
  'not-equals',
  'less',
  'greater',
  'contains',
  'matches',
  'blank',
  'not-blank',
  'changed',
] as const;
export type Operator = (typeof operators)[number];

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: string; readonly operator: Operator; readonly value: Value };

/** A row as it would be stored. */
export interface Proposed {
  readonly type: SObject;
  readonly row: Row | undefined;
  readonly values: Values;
}

export function holds(condition: Condition, proposed: Proposed): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, proposed));
  if ('any' in condition) return condition.any.some((each) => holds(each, proposed));
  if ('not' in condition) return !holds(condition.not, proposed);
  const { operator, value } = condition;
  const now = proposedValue(proposed, condition.field);
  if (operator === 'changed') return now !== valueBefore(proposed, condition.field);
  return tests[operator](now, value);
}

/** A field that is gone says nothing. */
export function proposedValue({ type, row, values }: Proposed, name: string): Value {
  const field = type.fieldOf(name);
  if (field === undefined) return null;
  return values.get(field) ?? (row === undefined || values.has(field) ? null : field.read(row));
}

function valueBefore({ type, row }: Proposed, name: string): Value {
  return row === undefined ? null : (type.fieldOf(name)?.read(row) ?? null);
}

/** Blank is neither less nor greater than anything. */
const tests: Readonly<Record<Exclude<Operator, 'changed'>, (now: Value, value: Value) => boolean>> = {
  equals: (now, value) => now === value,
  'not-equals': (now, value) => now !== value,
  less: (now, value) => now !== null && value !== null && now < value,
  greater: (now, value) => now !== null && value !== null && now > value,
  contains: (now, value) => String(now ?? '').includes(String(value ?? '')),
  matches: (now, value) => new RegExp(`^(?:${String(value ?? '')})$`, 'u').test(String(now ?? '')),
  blank: (now) => now === null,
  'not-blank': (now) => now !== null,
};
