/** Makes a function of a condition once, so that nothing of it is looked at again for each row. */
import { parseId, toShortId } from '../org/ids';
import type { Row, Value } from '../org/row';
import type { QuerySource } from '../org/schema';
import {
  compareTest,
  includesTest,
  inTest,
  likeTest,
  literalValue,
  numberTest,
  semiJoinRefused,
  type Test,
} from './comparison';
import type { Comparison, Condition, Operand } from './query';
import { malformed } from './refused';
import { kindOf, type Compared } from './trait';

/** One run of a query. */
export interface Run {
  readonly source: QuerySource;
  readonly now: number;
  readonly includeDeleted: boolean;
  /** What sub-selects found, each once. */
  readonly found: Map<SubSelect, ReadonlySet<string>>;
}

/** `SELECT AccountId FROM Contact …` right of IN. */
export interface SubSelect {
  readonly ids: (run: Run) => ReadonlySet<string>;
}

export type Predicate<T> = (subject: T) => boolean;
export type Filter<T> = (run: Run) => Predicate<T>;

/** What stands left of an operator: a field of a row, or an aggregate of a group. */
export interface Subject<T> extends Compared {
  readonly read: (subject: T) => Value;
  /** Where it is the id of the rows themselves: their order is that of the ids, and cheaper to compare. */
  readonly ownId?: { readonly keyPrefix: string; readonly ordinal: (subject: T) => number };
}

export interface Names<T> {
  readonly subject: (operand: Operand) => Subject<T>;
  readonly subSelect: (comparison: SemiJoin) => SubSelect;
}

export type SemiJoin = Extract<Comparison, { kind: 'inQuery' }>;

export function compileFilter<T>(condition: Condition, names: Names<T>): Filter<T> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return compileParts(
        condition.kind,
        condition.parts.map((part) => compileFilter(part, names)),
      );
    case 'not': {
      const part = compileFilter(condition.part, names);
      return (run) => {
        const holds = part(run);
        return (subject) => !holds(subject);
      };
    }
    case 'inQuery':
      return compileSemiJoin(condition, names);
    case 'compare':
    case 'in':
    case 'like':
    case 'includes':
      return compileComparison(condition, names.subject(condition.operand));
  }
}

function compileParts<T>(kind: 'and' | 'or', parts: readonly Filter<T>[]): Filter<T> {
  const decides = kind === 'or';
  return (run) => {
    const predicates = parts.map((part) => part(run));
    const [first, second, third] = predicates;
    if (first !== undefined && second !== undefined && third === undefined)
      return decides ? (subject) => first(subject) || second(subject) : (subject) => first(subject) && second(subject);
    return (subject) => {
      for (const predicate of predicates) if (predicate(subject) === decides) return decides;
      return !decides;
    };
  };
}

function compileComparison<T>(comparison: Exclude<Comparison, SemiJoin>, subject: Subject<T>): Filter<T> {
  const test = compileTest(comparison, subject);
  const onOrdinal = ordinalTest(comparison, subject);
  if (onOrdinal !== undefined) return () => onOrdinal;
  return (run) => {
    const holds = test(run.now);
    return (value) => holds(subject.read(value));
  };
}

function compileTest(comparison: Exclude<Comparison, SemiJoin>, compared: Compared): (now: number) => Test {
  switch (comparison.kind) {
    case 'compare':
      return compareTest(compared, comparison.operator, comparison.literal);
    case 'in':
      return inTest(compared, comparison.negated, comparison.literals);
    case 'like': {
      const test = likeTest(compared, comparison.pattern);
      return () => test;
    }
    case 'includes': {
      const test = includesTest(compared, comparison.negated, comparison.sets);
      return () => test;
    }
  }
}

/** `Id > '003…'`, by which a poll pages on: no id is made of a row for it. */
function ordinalTest<T>(comparison: Comparison, subject: Subject<T>): Predicate<T> | undefined {
  const { ownId } = subject;
  if (comparison.kind !== 'compare' || ownId === undefined) return undefined;
  const id = literalValue(subject, comparison.literal);
  if (typeof id !== 'string') return undefined;
  const [own, prefix] = [toShortId(ownId.keyPrefix, 0).slice(0, 6), id.slice(0, 6)];
  // An id of another object or org stands before or after all of ours.
  const other = prefix < own ? -1 : Infinity;
  const test = numberTest(comparison.operator, prefix === own ? (parseId(id)?.ordinal ?? 0) : other);
  return (value) => test(ownId.ordinal(value));
}

function compileSemiJoin<T>(comparison: SemiJoin, names: Names<T>): Filter<T> {
  const subject = names.subject(comparison.operand);
  // Text unverified.
  if (kindOf(subject.trait) !== 'id')
    throw malformed('The left operand field in the where expression for outer query should be an id field');
  const subSelect = names.subSelect(comparison);
  return (run) => {
    const ids = subSelect.ids(run);
    return (value) => {
      const id = subject.read(value);
      return (typeof id === 'string' && ids.has(id)) !== comparison.negated;
    };
  };
}

/** At most two, and all of them must hold (texts recorded by others). */
export function checkSemiJoins(where: Condition): void {
  const narrowing = conjuncts(where).filter(isSemiJoin);
  if (narrowing.length > 2) throw semiJoinRefused('many');
  for (const part of conjuncts(where))
    if (!isSemiJoin(part) && hasSemiJoin(part)) throw semiJoinRefused(part.kind === 'or' ? 'or' : 'nested');
}

/** The parts that must all hold. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

function isSemiJoin(condition: Condition): condition is SemiJoin {
  return condition.kind === 'inQuery';
}

function hasSemiJoin(condition: Condition): boolean {
  if (condition.kind === 'not') return hasSemiJoin(condition.part);
  if (condition.kind === 'and' || condition.kind === 'or') return condition.parts.some(hasSemiJoin);
  return isSemiJoin(condition);
}

export function isVisible(run: Run): Predicate<Row> {
  return run.includeDeleted ? () => true : (row) => row.deletedAt === null;
}
