/** Writes by Bulk API 2.0 jobs, for so many rows that collections of 200 would take too many calls. */
import type { Outcome } from '../../../core/failure';
import type { RemoteRecord, Update, Upsert, Upserted } from '../../connector';
import type { Reach } from '../reach';
import { columnsOf, fitsCsv, splitRows, type CsvRow } from './csv';
import { runLoad } from './ingest';
import { JobsUnderWay } from './jobs-under-way';
import type { Desk, Load, Verdict } from './load';
import { realPace, type Pace } from './pace';

export interface BulkPace extends Pace {
  /** Of one file, raw. */
  readonly fileBytes: number;
}

/** Salesforce: 150 MB once it is base64 (contract 4.3). */
const bulkPace: BulkPace = { ...realPace, fileBytes: 100_000_000 };

/** As `Connector.upsert`. `properties` and `onCreate` are in the values of the wire already (`null` for blank). */
export async function upsertInBulk(
  reach: Reach,
  object: string,
  rows: readonly Upsert[],
  pace: BulkPace = bulkPace,
): Promise<readonly Outcome<Upserted>[]> {
  const target: Target = { object, operation: 'upsert', keyColumn: reach.settings.keyProperty };
  const verdicts = await writeAll(reach, target, rows, pace);
  return verdicts.map((verdict) =>
    verdict.ok
      ? { ok: true, value: { id: verdict.id, properties: {}, created: verdict.created } }
      : { ok: false, failure: verdict.failure },
  );
}

/** As `Connector.update`. */
export async function updateInBulk(
  reach: Reach,
  object: string,
  rows: readonly Update[],
  pace: BulkPace = bulkPace,
): Promise<readonly Outcome<RemoteRecord>[]> {
  const keyed = rows.map(({ id, properties }) => ({ key: id, properties }));
  const verdicts = await writeAll(reach, { object, operation: 'update', keyColumn: 'Id' }, keyed, pace);
  return verdicts.map((verdict) =>
    verdict.ok ? { ok: true, value: { id: verdict.id, properties: {} } } : { ok: false, failure: verdict.failure },
  );
}

type Target = Pick<Load, 'object' | 'operation'> & { readonly keyColumn: string };

/** One verdict per row, in order. */
async function writeAll(
  { send, context }: Reach,
  target: Target,
  rows: readonly CsvRow[],
  pace: BulkPace,
): Promise<readonly Verdict[]> {
  const desk = { send, pace, jobs: await JobsUnderWay.find(context.checkpoint), fileBytes: pace.fileBytes };
  const first = await writeFiles(desk, target, rows);
  const there = rows.filter((row, index) => isThere(row, first[index]));
  const again = there.map(({ key, properties }) => ({ key, properties }));
  const second = (await writeFiles(desk, target, again)).values();
  await desk.jobs.keep();
  return first.map((verdict, index) => (isThere(rows[index], verdict) ? (second.next().value ?? verdict) : verdict));
}

/**
 * The record is there already, and Salesforce refuses it nothing but what is said of a new one: it is written once more
 * without. An upsert cannot say "only when you create it" (the code is unverified for rows of a Bulk job).
 */
function isThere(row: CsvRow | undefined, verdict: Verdict | undefined): boolean {
  if (row?.onCreate === undefined || verdict?.ok !== false || verdict.problems === undefined) return false;
  const { onCreate, properties } = row;
  return verdict.problems.every(
    ({ code, fields }) =>
      code === 'INVALID_FIELD_FOR_INSERT_UPDATE' &&
      fields.length > 0 &&
      fields.every((field) => field in onCreate && !(field in properties)),
  );
}

/** Files go one after another: two jobs at a time would only lock each other's parents. */
async function writeFiles(
  desk: Desk & { readonly fileBytes: number },
  { object, operation, keyColumn }: Target,
  rows: readonly CsvRow[],
): Promise<readonly Verdict[]> {
  const verdicts = new Map<CsvRow, Verdict>();
  const fitting = byParent(rows.filter(fitsCsv));
  const columns = columnsOf(keyColumn, fitting);
  const noted = desk.jobs.all.length;
  for (const file of splitRows(columns, fitting, desk.fileBytes)) {
    const isBehind = desk.jobs.all.length > noted; // nobody has seen the end of the job before
    const answers = isBehind ? [] : await runLoad(desk, { object, operation, columns, rows: file });
    file.forEach((row, index) => verdicts.set(row, answers[index] ?? notBegun));
  }
  return rows.map((row) => verdicts.get(row) ?? unfit);
}

const parentColumns = ['AccountId', 'OpportunityId'];

/**
 * Children of one parent side by side: Salesforce writes 200 rows in one transaction, several at a time, and each locks
 * the parents of its rows (contract 10.14).
 */
function byParent(rows: readonly CsvRow[]): readonly CsvRow[] {
  const keyed = rows.map((row) => ({ row, parent: parentOf(row) }));
  return keyed.sort((a, b) => (a.parent < b.parent ? -1 : Number(a.parent > b.parent))).map(({ row }) => row);
}

function parentOf({ properties, onCreate }: CsvRow): string {
  for (const column of parentColumns) {
    const parent = properties[column] ?? onCreate?.[column];
    if (typeof parent === 'string') return parent;
  }
  return '';
}

const unfit: Verdict = {
  ok: false,
  failure: {
    kind: 'retry',
    code: 'NOT_FOR_BULK',
    message: 'A text that is #N/A means blank to the Bulk API; it is written with the next few rows, by another way.',
  },
};

const notBegun: Verdict = {
  ok: false,
  failure: { kind: 'retry', code: 'JOB_NOT_BEGUN', message: 'An earlier Bulk API job is still under way.' },
};
