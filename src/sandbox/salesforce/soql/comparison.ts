/**
 * Compares values with literals, by the type of the field. Null is equal to nothing but null, and not equal to all else:
 * `!=` and NOT IN find rows without a value, as Salesforce's do (unverified for NOT IN).
 */
import { parseId, withChecksum } from '../org/ids';
import type { Value } from '../org/row';
import type { FieldType } from '../org/schema';
import { endsNow, rangeOf } from './date-literals';
import { foldPattern, matchesLike, type LikePattern } from './like';
import type { Comparator, Literal } from './query';
import { malformed, refusedAt, type SoqlRefused } from './refused';
import { foldValue, isLongText, kindOf, type Compared, type Trait, type ValueKind } from './trait';

export type Test = (value: Value) => boolean;

/** `= != < <= > >=`. Made at once, but for date literals, which need the time of asking. */
export function compareTest(compared: Compared, operator: Comparator, literal: Literal): (now: number) => Test {
  const kind = checkOperator(compared, operator);
  if (literal.kind === 'dateLiteral') {
    checkDateLiteral(compared, literal);
    return (now) => rangeTest(kind === 'date', operator, { literal, now });
  }
  const wanted = literalValue(compared, literal);
  // Text unverified.
  if (wanted === null && operator !== '=' && operator !== '!=') throw invalidOperator(compared, 'null');
  const test = orderTest(compared.trait, operator, wanted);
  return () => test;
}

/** IN and NOT IN. */
export function inTest(compared: Compared, negated: boolean, literals: readonly Literal[]): (now: number) => Test {
  checkOperator(compared, '=');
  if (literals.some(({ kind }) => kind === 'dateLiteral')) {
    const tests = literals.map((literal) => compareTest(compared, '=', literal));
    return (now) => {
      const ready = tests.map((test) => test(now));
      return (value) => ready.some((test) => test(value)) !== negated;
    };
  }
  const fold = foldValue(compared.trait);
  const wanted = new Set(literals.map((literal) => fold(literalValue(compared, literal))));
  return () => (value) => wanted.has(fold(value)) !== negated;
}

export function likeTest(compared: Compared, pattern: LikePattern): Test {
  // Recorded by others: `invalid operator on id field`.
  if (checkOperator(compared, '=') !== 'text') throw invalidOperator(compared, `${kindOf(compared.trait)} field`);
  const fold = foldValue(compared.trait);
  const wanted = compared.trait.caseSensitive ? pattern : foldPattern(pattern);
  return (value) => typeof value === 'string' && matchesLike(wanted, fold(value) as string);
}

/** INCLUDES: all values of one of the sets. EXCLUDES finds all others, those without a value too (unverified). */
export function includesTest(compared: Compared, negated: boolean, sets: readonly string[]): Test {
  if (kindOf(compared.trait) !== 'multipicklist') throw invalidOperator(compared, `${kindOf(compared.trait)} field`); // text unverified
  const wanted = sets.map((set) => set.toLowerCase().split(';'));
  return (value) => {
    const has = typeof value === 'string' ? value.toLowerCase().split(';') : [];
    return wanted.some((set) => set.every((one) => has.includes(one))) !== negated;
  };
}

/** The literal as the field holds it. Empty text is no text (unverified). */
export function literalValue(compared: Compared, literal: Literal): Value {
  if (literal.kind === 'null') return null;
  const kind = kindOf(compared.trait);
  if (literal.kind === 'string') {
    if (!TEXTUAL.has(kind)) throw wrongLiteral(compared);
    if (literal.value === '') return null;
    return kind === 'id' ? idValue(compared, literal.value) : literal.value;
  }
  const isFraction = literal.kind === 'number' && !literal.whole;
  if (literal.kind !== kind || (isFraction && compared.trait.type === 'int')) throw wrongLiteral(compared);
  return literal.value;
}

const TEXTUAL: ReadonlySet<ValueKind> = new Set<ValueKind>(['text', 'id', 'multipicklist']);

function idValue({ place }: Compared, text: string): string {
  // Code and text recorded by others.
  if (parseId(text) === undefined) throw refusedAt('INVALID_QUERY_FILTER_OPERATOR', place, `invalid ID field: ${text}`);
  return withChecksum(text.slice(0, 15));
}

function checkOperator(compared: Compared, operator: Comparator): ValueKind {
  const { name, trait, place } = compared;
  // Code and text recorded by others.
  if (isLongText(trait)) throw refusedAt('INVALID_FIELD', place, `field '${name}' can not be filtered in a query call`);
  const kind = kindOf(trait);
  const hasOrder = kind !== 'boolean' && kind !== 'multipicklist';
  if (!hasOrder && operator !== '=' && operator !== '!=') throw invalidOperator(compared, `${kind} field`);
  return kind;
}

function checkDateLiteral(compared: Compared, literal: Literal): void {
  const kind = kindOf(compared.trait);
  if (literal.kind === 'dateLiteral' && kind !== 'date' && kind !== 'datetime') throw wrongLiteral(compared);
}

function orderTest(trait: Trait, operator: Comparator, wanted: Value): Test {
  const fold = foldValue(trait);
  const literal = fold(wanted);
  const [equal, smaller, larger] = [operator.endsWith('='), operator.startsWith('<'), operator.startsWith('>')];
  if (operator === '=') return (value) => fold(value) === literal;
  if (operator === '!=') return (value) => fold(value) !== literal;
  if (typeof literal === 'number') return numberTest(operator, literal);
  return (value) => {
    const folded = fold(value);
    if (typeof folded !== 'string' || typeof literal !== 'string') return false;
    return folded === literal ? equal : folded < literal ? smaller : larger;
  };
}

/** Each a comparison of its own: what a poll asks of each of a million rows. */
export function numberTest(operator: Comparator, wanted: number): Test {
  switch (operator) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '<':
      return (value) => typeof value === 'number' && value < wanted;
    case '<=':
      return (value) => typeof value === 'number' && value <= wanted;
    case '>':
      return (value) => typeof value === 'number' && value > wanted;
    case '>=':
      return (value) => typeof value === 'number' && value >= wanted;
  }
}

interface AskedRange {
  readonly literal: Extract<Literal, { kind: 'dateLiteral' }>;
  readonly now: number;
}

/** Equal is within; smaller and larger are before and after the range (docs 2026-11). */
function rangeTest(isDate: boolean, operator: Comparator, { literal, now }: AskedRange): Test {
  const range = rangeOf(literal.name, literal.count, now);
  const [start, end] = [range.start, range.end].map((time) => (isDate ? dayOf(time) : time)) as [Value, Value];
  const isBefore = (value: Value, edge: Value): boolean => value !== null && edge !== null && value < edge;
  switch (operator) {
    case '=':
      return (value) => value !== null && !isBefore(value, start) && isBefore(value, end);
    case '!=':
      return (value) => isBefore(value, start) || !isBefore(value, end);
    case '<':
      return (value) => isBefore(value, start);
    case '<=':
      return (value) => isBefore(value, end);
    case '>':
      // Unverified; see `endsNow`.
      return endsNow(literal.name)
        ? (value) => isBefore(start, value)
        : (value) => value !== null && !isBefore(value, end);
    case '>=':
      return (value) => value !== null && !isBefore(value, start);
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const TYPE_NAMES: Readonly<Partial<Record<FieldType, string>>> = {
  int: 'int',
  double: 'double',
  currency: 'double',
  percent: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'dateTime',
};

/** Texts recorded by others; the code is INVALID_FIELD in most records, MALFORMED_QUERY in some. */
function wrongLiteral({ name, trait, place }: Compared): SoqlRefused {
  const type = TYPE_NAMES[trait.type];
  const quotes = type === undefined ? 'string and should be' : `${type} and should not be`;
  const message = `value of filter criterion for field '${name}' must be of type ${quotes} enclosed in quotes`;
  return refusedAt('INVALID_FIELD', place, message);
}

function invalidOperator({ place }: Compared, what: string): SoqlRefused {
  return refusedAt('INVALID_QUERY_FILTER_OPERATOR', place, `invalid operator on ${what}`);
}

/** Only so many semi-joins, and only where rows are narrowed by them (texts recorded by others). */
export const SEMI_JOIN_TEXTS = {
  or: "Semi join sub-selects are not allowed with the 'OR' operator",
  nested: 'Semi join sub-selects are only allowed at the top level WHERE expressions.',
  many: 'Maximum 2 semi join sub-selects are allowed',
} as const;

export function semiJoinRefused(which: keyof typeof SEMI_JOIN_TEXTS): SoqlRefused {
  return malformed(SEMI_JOIN_TEXTS[which]);
}
