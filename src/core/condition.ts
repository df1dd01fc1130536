/** What a mapping asks of a record so that it flows. Values are compared in normal form; a field that was never said is blank. */
import type { Fields, Value } from './record';
import { normalForm, type FieldKind } from './values';

export type Condition =
  | { readonly field: string; readonly in: readonly Comparable[] }
  | { readonly field: string; readonly notIn: readonly Comparable[] }
  | { readonly field: string; readonly blank: boolean };

export type Comparable = string | number | boolean;

type Kinds = Readonly<Record<string, FieldKind>>;

/** The first that does not hold, or null. @param fields as the order system said them */
export const unmetCondition = (conditions: readonly Condition[], fields: Fields, kinds: Kinds): Condition | null =>
  conditions.find((condition) => !holds(condition, fields, kinds[condition.field] ?? 'text')) ?? null;

function holds(condition: Condition, fields: Fields, kind: FieldKind): boolean {
  const form = (value: Value): Value => normalForm(kind, value, fields['country'] ?? null);
  const value = form(fields[condition.field] ?? null);
  if ('blank' in condition) return (value === null) === condition.blank;
  if ('in' in condition) return isAmong(value, condition.in.map(form));
  return !isAmong(value, condition.notIn.map(form));
}

/** Of a multi-select: whether one of its items is. A blank is none of them. */
function isAmong(value: Value, named: readonly Value[]): boolean {
  if (Array.isArray(value)) return (value as readonly string[]).some((item) => named.includes(item));
  return value !== null && named.includes(value);
}

/** `status is not one of cancelled, refunded`: in the words of the mapping. */
export function describeCondition(condition: Condition): string {
  const { field } = condition;
  if ('blank' in condition) return `${field} is ${condition.blank ? '' : 'not '}blank`;
  if ('in' in condition) return `${field} is ${among(condition.in)}`;
  return `${field} is not ${among(condition.notIn)}`;
}

/** A condition may name very many. */
const namedAtMost = 10;

function among(named: readonly Comparable[]): string {
  if (named.length === 1) return String(named[0]);
  const more = named.length > namedAtMost ? ` and ${named.length - namedAtMost} more` : '';
  return `one of ${named.slice(0, namedAtMost).map(String).join(', ')}${more}`;
}
