/** The way to rows that does not pass all of them: by id, or by an index where there is one for a field that must equal. */
import type { Row, Value } from '../org/row';
import type { Field } from '../org/schema';
import { comparedOf, isOwnId, resolveColumn, type Scope } from './columns';
import { literalValue } from './comparison';
import type { Run, SemiJoin, SubSelect } from './filter';
import type { Condition, Literal } from './query';
import { kindOf } from './trait';

/** `undefined`: there is none, go through all. What it gives is filtered again, in the order of ids. */
export type Access = (run: Run) => Iterable<Row> | undefined;

/** A field of the rows themselves, and what it must be one of. */
interface Wanted {
  readonly field: Field;
  readonly isId: boolean;
  readonly values: (run: Run) => Iterable<Value>;
}

export function planAccess(
  scope: Scope,
  parts: readonly Condition[],
  subSelect: (semiJoin: SemiJoin) => SubSelect,
): Access {
  const wanted = parts.map((part) => wantedBy(scope, part, subSelect)).filter((one) => one !== undefined);
  const byId = wanted.find(({ isId }) => isId);
  if (byId !== undefined) return (run) => rowsById(scope, run, byId.values(run));
  return (run) => {
    for (const one of wanted) {
      const rows = rowsByIndex(scope, run, one);
      if (rows !== undefined) return rows;
    }
    return undefined;
  };
}

type Equality = Extract<Condition, { kind: 'compare' | 'in' | 'inQuery' }>;

function wantedBy(
  scope: Scope,
  condition: Condition,
  subSelect: (semiJoin: SemiJoin) => SubSelect,
): Wanted | undefined {
  if (!isEquality(condition) || condition.operand.kind !== 'field') return undefined;
  const column = resolveColumn(scope, condition.operand.path);
  const { field, hops } = column;
  if (field === undefined || hops.length > 0) return undefined;
  const isId = isOwnId(column);
  if (condition.kind === 'inQuery') return { field, isId, values: (run) => subSelect(condition).ids(run) };
  if (kindOf(field) !== 'id' && kindOf(field) !== 'text') return undefined;
  const literals: readonly Literal[] = condition.kind === 'in' ? condition.literals : [condition.literal];
  const values = literals.map((literal) => literalValue(comparedOf(scope, column), literal));
  return { field, isId, values: () => values };
}

function isEquality(condition: Condition): condition is Equality {
  if (condition.kind === 'compare') return condition.operator === '=';
  return (condition.kind === 'in' || condition.kind === 'inQuery') && !condition.negated;
}

function rowsById({ type }: Scope, { source }: Run, ids: Iterable<Value>): Row[] {
  const rows = new Map<number, Row>();
  for (const id of ids) {
    const row = typeof id === 'string' ? source.rowById(type, id) : undefined;
    if (row !== undefined) rows.set(row.ordinal, row);
  }
  return inOrder(rows);
}

function rowsByIndex({ type }: Scope, run: Run, { field, values }: Wanted): Row[] | undefined {
  const rows = new Map<number, Row>();
  for (const value of values(run)) {
    // An index knows no rows without a value.
    const found = typeof value === 'string' ? run.source.rowsWhere(type, field, value) : undefined;
    if (found === undefined) return undefined;
    for (const row of found) rows.set(row.ordinal, row);
  }
  return inOrder(rows);
}

function inOrder(rows: ReadonlyMap<number, Row>): Row[] {
  return [...rows.values()].sort((a, b) => a.ordinal - b.ordinal);
}
