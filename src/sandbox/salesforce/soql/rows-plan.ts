/** Which rows a query finds, and in what order: its FROM, WHERE, ORDER BY, LIMIT and OFFSET. */
import type { Row } from '../org/row';
import type { SObjectType } from '../org/schema';
import { planAccess } from './access';
import { comparedOf, isOwnId, resolveColumn, typeNamed, type Column, type Scope } from './columns';
import {
  checkSemiJoins,
  compileFilter,
  conjuncts,
  isVisible,
  type Filter,
  type Predicate,
  type Run,
  type SemiJoin,
  type Subject,
  type SubSelect,
} from './filter';
import type { Operand } from './query';
import { malformed, SoqlRefused } from './refused';
import { checkSortable, sortBy, sortValue, type SortKey } from './sort';
import { kindOf } from './trait';

/** Documented (contract 3.1, unverified). */
const MAX_OFFSET = 2_000;

export interface RowsPlan {
  readonly type: SObjectType;
  /** All that WHERE lets through, in no order. */
  readonly matching: (run: Run) => Iterable<Row>;
  /** Of all, what is asked for, in order. */
  readonly find: (run: Run) => readonly Row[];
  /** Of these only; made once and used for the children of many parents. */
  readonly among: (run: Run) => (rows: Iterable<Row>) => readonly Row[];
}

export function planRows(scope: Scope): RowsPlan {
  const { where, limit, offset } = scope.query;
  // Code and text recorded by others.
  if (offset > MAX_OFFSET)
    throw new SoqlRefused('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
  if (where !== null) checkSemiJoins(where);
  const subSelect = onceFor(subSelectOf(scope));
  const filter: Filter<Row> =
    where === null ? () => () => true : compileFilter(where, { subject: rowSubject(scope), subSelect });
  const candidates = where === null ? undefined : planAccess(scope, conjuncts(where), subSelect);
  const order = planOrder(scope);
  const slice = (rows: readonly Row[]): readonly Row[] =>
    limit === null && offset === 0 ? rows : rows.slice(offset, limit === null ? undefined : offset + limit);
  const matching = (run: Run): Row[] => {
    const rows = candidates?.(run) ?? run.source.rows(scope.type);
    return keep(rows, isVisible(run), filter(run));
  };
  return {
    type: scope.type,
    matching,
    find: (run) => slice(order(matching(run))),
    among: (run) => {
      const [visible, holds] = [isVisible(run), filter(run)];
      return (rows) => slice(order(keep(rows, visible, holds)));
    },
  };
}

function keep(rows: Iterable<Row>, visible: Predicate<Row>, holds: Predicate<Row>): Row[] {
  const kept: Row[] = [];
  for (const row of rows) if (visible(row) && holds(row)) kept.push(row);
  return kept;
}

export function rowSubject(scope: Scope): (operand: Operand) => Subject<Row> {
  return (operand) => {
    // The grammar has aggregates in HAVING, ORDER BY and the list of fields only.
    if (operand.kind === 'aggregate') throw malformed('aggregates are not allowed here');
    const column = resolveColumn(scope, operand.path);
    const subject = { ...comparedOf(scope, column), read: (row: Row) => column.read(row) };
    if (!isOwnId(column)) return subject;
    return { ...subject, ownId: { keyPrefix: scope.type.keyPrefix, ordinal: (row: Row) => row.ordinal } };
  };
}

function subSelectOf(outer: Scope): (semiJoin: SemiJoin) => SubSelect {
  return ({ query, operand }) => {
    // That a parent's field is refused was recorded by others; the text is not known.
    if (operand.kind === 'field' && resolveColumn(outer, operand.path).hops.length > 0)
      throw malformed('The left operand of a semi join cannot be a field of a parent');
    const type = typeNamed(outer.source, query);
    const scope = { query, source: outer.source, type };
    if (type.name === outer.type.name)
      throw malformed('The inner and outer selects should not be on the same object type');
    const column = selectedId(scope);
    // Text unverified; what is refused is documented: one id or reference, no LIMIT, no ORDER BY.
    if (column === undefined)
      throw malformed('A semi join sub-select must query a single id or reference field, without ORDER BY or LIMIT');
    return idsOf(planRows(scope), column);
  };
}

function selectedId(scope: Scope): Column | undefined {
  const { select, groupBy, orderBy, limit, offset } = scope.query;
  const [item] = select;
  if (select.length !== 1 || item?.kind !== 'operand' || item.operand.kind !== 'field') return undefined;
  if (groupBy.length > 0 || orderBy.length > 0 || limit !== null || offset !== 0) return undefined;
  const column = resolveColumn(scope, item.operand.path);
  return kindOf(column.trait) === 'id' && column.hops.length === 0 ? column : undefined;
}

/** Filter and access ask for the same one, so that it runs once. */
function onceFor(make: (semiJoin: SemiJoin) => SubSelect): (semiJoin: SemiJoin) => SubSelect {
  const made = new Map<SemiJoin, SubSelect>();
  return (semiJoin) => {
    const subSelect = made.get(semiJoin) ?? make(semiJoin);
    made.set(semiJoin, subSelect);
    return subSelect;
  };
}

function idsOf(plan: RowsPlan, column: Column): SubSelect {
  const subSelect: SubSelect = {
    ids: (run) => {
      let ids = run.found.get(subSelect);
      if (ids === undefined) {
        const found = new Set<string>();
        for (const row of plan.matching(run)) {
          const id = column.read(row);
          if (typeof id === 'string') found.add(id);
        }
        run.found.set(subSelect, found);
        ids = found;
      }
      return ids;
    },
  };
  return subSelect;
}

type Order = (rows: readonly Row[]) => readonly Row[];

/**
 * Rows come in the order of their ids, so that nothing after `Id` in ORDER BY decides anything. Without ORDER BY that
 * order stays; Salesforce promises none.
 */
function planOrder(scope: Scope): Order {
  const keys: SortKey<Row>[] = [];
  for (const { operand, descending, nullsLast } of scope.query.orderBy) {
    if (operand.kind === 'aggregate') throw malformed('aggregates are not allowed here');
    const column = resolveColumn(scope, operand.path);
    checkSortable(column.name, column.trait);
    if (isOwnId(column)) return (rows) => sortBy(rows, keys, descending);
    const fold = sortValue(column.trait);
    keys.push({ read: (row) => fold(column.read(row)), descending, nullsLast });
  }
  return keys.length === 0 ? (rows) => rows : (rows) => sortBy(rows, keys);
}
