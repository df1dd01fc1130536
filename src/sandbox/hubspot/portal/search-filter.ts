/**
 * One filter of a search. Strings are compared without case, enumerations with it, and `IN` on a string looks values up
 * as they are written among values in lower case: one with a capital finds nothing (HubSpot docs 2026-03).
 */
import type { PropertyDefinition } from './property-definition';
import { invalid } from './refusal';

export const searchOperators = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;
export type SearchOperator = (typeof searchOperators)[number];

export interface Filter {
  readonly property: string;
  readonly operator: SearchOperator;
  /** One for most, none for HAS_PROPERTY, two (low, high) for BETWEEN, many for IN. */
  readonly values: readonly string[];
}

/** A number is one already: an id or a time that the record itself keeps. */
export type SearchValue = string | number | null;
type Test = (stored: SearchValue) => boolean;
type Compile = (property: PropertyDefinition, values: readonly string[]) => Test;

const not =
  (test: Test): Test =>
  (stored) =>
    !test(stored);

/** Blanks: only NEQ, NOT_IN, NOT_CONTAINS_TOKEN and NOT_HAS_PROPERTY find them (for the first three unverified). */
const compilers: Readonly<Record<SearchOperator, Compile>> = {
  HAS_PROPERTY: () => (stored) => stored !== null,
  NOT_HAS_PROPERTY: () => (stored) => stored === null,
  EQ: (property, values) => equals(property, values),
  NEQ: (property, values) => not(equals(property, values)),
  IN: (property, values) => isIn(property, values),
  NOT_IN: (property, values) => not(isIn(property, values)),
  CONTAINS_TOKEN: (_property, values) => containsToken(values[0] ?? ''),
  NOT_CONTAINS_TOKEN: (_property, values) => not(containsToken(values[0] ?? '')),
  LT: (property, values) => compares(property, values, (value, bound) => value < bound),
  LTE: (property, values) => compares(property, values, (value, bound) => value <= bound),
  GT: (property, values) => compares(property, values, (value, bound) => value > bound),
  GTE: (property, values) => compares(property, values, (value, bound) => value >= bound),
  BETWEEN: (property, values) => compares(property, values, (value, low, high) => value >= low && value <= high),
};

export function compileFilter(property: PropertyDefinition, filter: Filter): Test {
  return compilers[filter.operator](property, filter.values);
}

/** Blanks come last in ascending order. */
export function compareValues(property: PropertyDefinition, a: SearchValue, b: SearchValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [x, y] = [comparable(property, a), comparable(property, b)];
  if (x < y) return -1;
  return x > y ? 1 : 0;
}

/** Numbers, dates and times as numbers; an ISO time and epoch milliseconds are the same moment. */
function comparable(property: PropertyDefinition, value: string | number): number | string {
  if (typeof value === 'number') return value;
  switch (property.type) {
    case 'number':
      return Number(value);
    case 'date':
    case 'datetime':
      return /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
    case 'string':
    case 'phone_number':
      return value.toLowerCase();
    case 'bool':
    case 'enumeration':
      return value;
  }
}

function wanted(property: PropertyDefinition, value: string): number | string {
  const result = comparable(property, value);
  if (typeof result === 'number' && Number.isNaN(result)) {
    throw invalid(`${value} is not a valid ${property.type} for property ${property.name}`);
  }
  return result;
}

function equals(property: PropertyDefinition, values: readonly string[]): Test {
  const accepted = new Set(values.map((value) => wanted(property, value)));
  return (stored) => stored !== null && accepted.has(comparable(property, stored));
}

function isIn(property: PropertyDefinition, values: readonly string[]): Test {
  if (property.fieldType === 'checkbox') return hasItemIn(values);
  if (property.type !== 'string' && property.type !== 'phone_number') return equals(property, values);
  const accepted = new Set(values);
  return (stored) => stored !== null && accepted.has(String(stored).toLowerCase());
}

/** Of a list one item is enough (unverified). */
function hasItemIn(values: readonly string[]): Test {
  const accepted = new Set(values);
  return (stored) =>
    stored !== null &&
    String(stored)
      .split(';')
      .some((item) => accepted.has(item));
}

type Bound = number | string;

function compares(
  property: PropertyDefinition,
  values: readonly string[],
  holds: (value: Bound, low: Bound, high: Bound) => boolean,
): Test {
  const low = wanted(property, values[0] ?? '');
  const high = wanted(property, values[1] ?? values[0] ?? '');
  return (stored) => stored !== null && holds(comparable(property, stored), low, high);
}

function containsToken(pattern: string): Test {
  const tokens = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '');
  const lower = pattern.toLowerCase();
  if (!lower.includes('*')) {
    const needed = tokens(lower);
    return (stored) => {
      const held = new Set(tokens(String(stored ?? '').toLowerCase()));
      return needed.length > 0 && needed.every((token) => held.has(token));
    };
  }
  const fits = wildcards(lower);
  return (stored) => {
    const text = String(stored ?? '').toLowerCase();
    return text !== '' && (fits(text) || tokens(text).some(fits));
  };
}

/**
 * Whether a text has what is between the stars, in this order. Goes through it once, where a regular expression tries every
 * way to part it: three stars and a note of 60 KB took it a minute.
 */
function wildcards(pattern: string): (text: string) => boolean {
  const [first = '', ...between] = pattern.split('*');
  const last = between.pop() ?? '';
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of between) {
      const at = text.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return from <= end;
  };
}
