/**
 * Checks a query against the schema and runs it.
 *
 *     const prepared = prepare(parseSoql(text), org);
 *     const result = run(prepared, { includeDeleted: false });
 *     const page = result.page(0, 2_000, '64.0');
 *     // {"totalSize": result.totalSize, "done": page.next === null, "records": page.records,
 *     //  "nextRecordsUrl": page.next === null ? undefined : `/services/data/v64.0/query/${locator}-${page.next}`}
 *     // and for that URL, from the result that was kept: result.page(2_000, batchSize, '64.0')
 *
 * All of them throw `SoqlRefused`, `page` apart.
 *
 * A result keeps which rows were found, not what is in them: pages show a record as it is when they are asked for
 * (unverified), and a million rows take 8 MB.
 */
import type { Row } from '../org/row';
import type { QuerySource } from '../org/schema';
import { typeNamed, type Scope } from './columns';
import type { Run } from './filter';
import { isAggregateQuery, planGroups } from './groups';
import type { Query } from './query';
import { malformed } from './refused';
import { planRecord, type RecordWriter, type SObjectRecord } from './records';
import { planRows, type RowsPlan } from './rows-plan';

export interface Prepared {
  readonly query: Query;
  readonly source: QuerySource;
  readonly rows: RowsPlan;
  /** Opens a result; what kind of one was decided when the query was prepared. */
  readonly open: (run: Run) => QueryResult;
}

export interface RunOptions {
  /** `queryAll`: those in the recycle bin too. */
  readonly includeDeleted: boolean;
}

export interface QueryResult {
  /** Also of COUNT(), which has no records. */
  readonly totalSize: number;
  /** The API version is that of the request, without `v`; URLs of records have it in them. */
  readonly page: (start: number, batchSize: number, apiVersion: string) => Page;
}

export interface Page {
  readonly records: readonly SObjectRecord[];
  /** Where the next page starts; null after the last. */
  readonly next: number | null;
}

export function prepare(query: Query, source: QuerySource): Prepared {
  const scope: Scope = { query, source, type: typeNamed(source, query) };
  if (isAggregateQuery(scope)) return prepareGroups(scope);
  const rows = planRows(scope);
  if (query.countOnly) {
    // Text unverified.
    if (query.orderBy.length > 0) throw malformed('COUNT() queries cannot have ORDER BY');
    return { query, source, rows, open: (run) => countResult(rows.find(run).length) };
  }
  const writer = planRecord(scope);
  return { query, source, rows, open: (run) => rowsResult(rows, run, writer) };
}

export function run({ source, open }: Prepared, { includeDeleted }: RunOptions): QueryResult {
  return open(startRun(source, includeDeleted));
}

export function startRun(source: QuerySource, includeDeleted: boolean): Run {
  return { source, now: source.now(), includeDeleted, found: new Map() };
}

function prepareGroups(scope: Scope): Prepared {
  const { query, source } = scope;
  // Text unverified.
  if (query.countOnly) throw malformed('COUNT() cannot be used with GROUP BY');
  // ORDER BY is of the groups, not of the rows.
  const rows = planRows({ ...scope, query: { ...query, orderBy: [] } });
  const groups = planGroups(scope, rows);
  return { query, source, rows, open: (started) => groupsResult(groups.find(started)) };
}

function rowsResult(plan: RowsPlan, started: Run, writer: RecordWriter): QueryResult {
  const rows = plan.find(started);
  return {
    totalSize: rows.length,
    page: (start, batchSize, apiVersion) => {
      let size = 0;
      const write = writer({ run: started, apiVersion, countChildren: (count) => (size += count) });
      const records: SObjectRecord[] = [];
      for (let at = start; at < rows.length && size < batchSize; at++) {
        records.push(write({ type: plan.type, row: rows[at] as Row }));
        size++;
      }
      const next = start + records.length;
      return { records, next: next < rows.length ? next : null };
    },
  };
}

function groupsResult(records: readonly SObjectRecord[]): QueryResult {
  return { totalSize: records.length, page: (start) => ({ records: records.slice(start), next: null }) };
}

function countResult(totalSize: number): QueryResult {
  return { totalSize, page: () => ({ records: [], next: null }) };
}
