/** GROUP BY, HAVING and aggregates: answers that consist of `AggregateResult`s. */
import type { Row, Value } from '../org/row';
import { comparedOf, isOwnId, resolveColumn, type Column, type Scope } from './columns';
import { compileFilter, type Filter, type Run, type Subject } from './filter';
import type { Operand, SelectItem } from './query';
import { malformed, SoqlRefused } from './refused';
import { renderValue } from '../org/render';
import type { SObjectRecord } from './records';
import type { RowsPlan } from './rows-plan';
import { checkSortable, sortBy, sortValue, type SortKey } from './sort';
import { planAggregation, type Aggregation, type Total } from './totals';
import { foldValue, isLongText, kindOf, type Trait } from './trait';

interface Added {
  readonly key: string;
  readonly read: (row: Row) => Value;
  readonly aggregation: Aggregation;
}

interface Group {
  readonly values: readonly Value[];
  readonly totals: readonly Total[];
}

/** The key of the group of a query without GROUP BY. */
const ONLY = true;
/** Text recorded by others: an aggregate query has no further pages. */
const MAX_GROUPS = 2_000;

export interface GroupsPlan {
  readonly find: (run: Run) => readonly SObjectRecord[];
}

export function isAggregateQuery({ query }: Scope): boolean {
  const hasAggregate = query.select.some((item) => item.kind === 'operand' && item.operand.kind === 'aggregate');
  return hasAggregate || query.groupBy.length > 0;
}

export function planGroups(scope: Scope, rows: RowsPlan): GroupsPlan {
  const { query } = scope;
  const table = new GroupTable(scope);
  const write = planResult(scope, table);
  const having: Filter<Group> =
    query.having === null
      ? () => () => true
      : compileFilter(query.having, { subject: table.subject('Field'), subSelect: refuseSubSelect });
  const keys = query.orderBy.map((order): SortKey<Group> => {
    const { name, trait, read } = table.subject('Ordered field')(order.operand);
    checkSortable(name, trait);
    const fold = sortValue(trait);
    return { ...order, read: (group) => fold(read(group)) };
  });
  // Text recorded by others.
  if (query.groupBy.length === 0 && query.limit !== null)
    throw malformed('Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
  return {
    find: (run) => {
      const holds = having(run);
      const found = sortBy(table.fill(rows.matching(run)).filter(holds), keys);
      const asked = found.slice(query.offset, query.limit === null ? undefined : query.offset + query.limit);
      if (asked.length > MAX_GROUPS)
        throw new SoqlRefused(
          'EXCEEDED_ID_LIMIT',
          'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
        );
      return asked.map(write);
    },
  };
}

/** What is grouped by and what is added up, each once however often it is asked for. */
class GroupTable {
  private readonly grouped: readonly Column[];
  private readonly added: Added[] = [];

  constructor(private readonly scope: Scope) {
    this.grouped = scope.query.groupBy.map((path) => resolveColumn(scope, path));
    this.grouped.forEach(({ name, trait }) => checkGroupable(name, trait));
  }

  subject(what: 'Field' | 'Ordered field'): (operand: Operand) => Subject<Group> {
    return (operand) => {
      const column = resolveColumn(this.scope, operand.path);
      const compared = comparedOf(this.scope, column);
      if (operand.kind === 'aggregate') {
        const at = this.addedAt(`${operand.name} ${pathKey(column)}`, () => ({
          // Every row has an id; it need not be made to be counted.
          read: operand.name === 'COUNT' && isOwnId(column) ? () => true : column.read,
          aggregation: planAggregation(operand.name, column),
        }));
        const trait = this.added[at]?.aggregation.trait ?? column.trait;
        return { ...compared, trait, read: ({ totals }) => totals[at]?.result() ?? null };
      }
      const at = this.grouped.findIndex((other) => pathKey(other) === pathKey(column));
      // Text recorded by others.
      if (at < 0) throw malformed(`${what} must be grouped or aggregated: ${column.name}`);
      return { ...compared, read: ({ values }) => values[at] ?? null };
    };
  }

  /** Without GROUP BY there is one group, also of no rows. */
  fill(rows: Iterable<Row>): Group[] {
    const keyOf = this.keyReader();
    const groups = new Map<Value, Group>();
    if (this.grouped.length === 0) groups.set(ONLY, this.start([]));
    for (const row of rows) {
      const key = keyOf(row);
      let group = groups.get(key);
      if (group === undefined) {
        group = this.start(this.grouped.map((column) => column.read(row)));
        groups.set(key, group);
      }
      for (let at = 0; at < this.added.length; at++) group.totals[at]?.add(this.added[at]?.read(row) ?? null);
    }
    return [...groups.values()];
  }

  private keyReader(): (row: Row) => Value {
    const reads = this.grouped.map(({ trait, read }) => {
      const fold = foldValue(trait);
      return (row: Row): Value => fold(read(row));
    });
    const [only, ...others] = reads;
    if (only === undefined) return () => ONLY;
    return others.length === 0 ? only : (row) => JSON.stringify(reads.map((read) => read(row)));
  }

  private start(values: readonly Value[]): Group {
    return { values, totals: this.added.map(({ aggregation }) => aggregation.start()) };
  }

  private addedAt(key: string, plan: () => Omit<Added, 'key'>): number {
    const at = this.added.findIndex((one) => one.key === key);
    return at >= 0 ? at : this.added.push({ key, ...plan() }) - 1;
  }
}

/** `{"attributes":{"type":"AggregateResult"},"AccountId":"001…","expr0":3}` */
function planResult(scope: Scope, table: GroupTable): (group: Group) => SObjectRecord {
  const parts = scope.query.select.map((item) => ({ ...operandOf(item), ...readerOf(item, table) }));
  let unnamed = 0;
  const named = parts.map(({ alias, isAggregate, ...part }) => ({
    ...part,
    key: alias ?? (isAggregate ? `expr${unnamed++}` : part.name),
  }));
  named.forEach(({ key }, at) => {
    const first = named.findIndex((other) => other.key.toLowerCase() === key.toLowerCase());
    if (first !== at) throw malformed(`duplicate alias: ${key}`); // text unverified
  });
  return (group) => {
    const record: Record<string, SObjectRecord[string]> = { attributes: { type: 'AggregateResult' } };
    for (const { key, trait, read } of named) record[key] = renderValue(trait.type, read(group));
    return record as SObjectRecord;
  };
}

function operandOf(item: SelectItem): { alias: string | null; isAggregate: boolean } {
  return item.kind === 'operand'
    ? { alias: item.alias, isAggregate: item.operand.kind === 'aggregate' }
    : { alias: null, isAggregate: false };
}

function readerOf(item: SelectItem, table: GroupTable): Subject<Group> {
  // Not all fields of a set can be grouped by (docs 2026-11).
  if (item.kind === 'fieldSet') throw malformed('Field must be grouped or aggregated');
  if (item.kind === 'children') throw malformed('Grouped queries have no sub-queries'); // text unverified
  return table.subject('Field')(item.operand);
}

/** By type, as far as it shows in a type: no decimals, no times, no long texts (docs 2026-11, text recorded by others). */
function checkGroupable(name: string, trait: Trait): void {
  const kind = kindOf(trait);
  const isDecimal = kind === 'number' && trait.type !== 'int';
  if (isDecimal || kind === 'datetime' || kind === 'multipicklist' || isLongText(trait))
    throw malformed(`field '${name}' can not be grouped in a query call`);
}

function pathKey({ hops, name }: Column): string {
  return [...hops.map((hop) => hop.name), name].join('.');
}

function refuseSubSelect(): never {
  throw malformed('Semi join sub-selects are only allowed at the top level WHERE expressions.');
}
