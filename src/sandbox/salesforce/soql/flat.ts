/** The answer of a Bulk query: a header and cells, parents as `Account.Name`. */
import type { Row } from '../org/row';
import type { QuerySource } from '../org/schema';
import { typeNamed, type Scope } from './columns';
import { isAggregateQuery } from './groups';
import type { Query } from './query';
import { malformed } from './refused';
import { columnName, selectedColumns } from './records';
import { renderCell } from '../org/render';
import { planRows } from './rows-plan';
import { startRun, type RunOptions } from './run';

export interface FlatResult {
  readonly header: readonly string[];
  readonly totalSize: number;
  /** Of one row, by its place in the result; a record that has no such parent has empty cells. */
  readonly cells: (at: number) => readonly string[];
}

export interface PreparedFlat {
  readonly header: readonly string[];
  readonly run: (options: RunOptions) => FlatResult;
}

/** Aggregates, GROUP BY, OFFSET and sub-queries are refused (contract 4.2). */
export function prepareFlat(query: Query, source: QuerySource): PreparedFlat {
  const scope: Scope = { query, source, type: typeNamed(source, query) };
  const hasChildren = query.select.some((item) => item.kind === 'children');
  // Text unverified.
  if (query.countOnly || isAggregateQuery(scope) || hasChildren || query.offset > 0)
    throw malformed('Aggregates, GROUP BY, OFFSET and sub-queries are not supported in a Bulk query');
  const columns = selectedColumns(scope);
  const plan = planRows(scope);
  const header = columns.map(columnName);
  return {
    header,
    run: ({ includeDeleted }) => {
      const rows = plan.find(startRun(source, includeDeleted));
      const cells = (at: number): string[] => {
        const row = rows[at] as Row;
        return columns.map(({ trait, read }) => renderCell(trait.type, read(row)));
      };
      return { header, totalSize: rows.length, cells };
    },
  };
}
