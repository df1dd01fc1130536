/**
 * Works through the file of an ingest job: 200 rows are one transaction, with a time of its own, and calls are answered
 * between one and the next.
 */
import type { Tally } from '../../common/counters';
import type { Org } from '../org/org';
import { writeRecords, type Outcome, type WriteRequest } from '../org/write-records';
import { endsInCrlf, firstLineEnding, scanRows, Unreadable, type ScannedRow } from './csv';
import { columnsOf, JobFailure, requestOf } from './ingest-columns';
import type { IngestJob } from './ingest-job';
import { hasEnded, setState } from './job';
import type { DayCount } from './limits';
import type { Pace } from './pace';

const CHUNK_ROWS = 200;

export interface IngestShop {
  readonly org: Org;
  readonly pace: Pace;
  readonly rows: DayCount;
  readonly rowsPerDay: number;
  /** What became of the rows of a chunk. */
  readonly tell: (tally: Tally) => void;
}

/** Comes back when the job has ended, or the sandbox closes: then the job stands where it stood. */
export async function runIngest(shop: IngestShop, job: IngestJob): Promise<void> {
  const { org, pace } = shop;
  const isOff = (): boolean => pace.closing.aborted || hasEnded(job);
  await pace.breathe(); // who closed the job hears "UploadComplete"
  await pace.delay('queuedMs', job.stampedAt, isOff);
  if (isOff()) return;
  setState(org, job, 'InProgress');
  const startedAt = org.now();
  try {
    await workThrough(shop, job, isOff);
    if (!isOff()) setState(org, job, 'JobComplete');
  } catch (error) {
    if (!isOff()) fail(org, job, error);
  } finally {
    job.processingMs = org.now() - startedAt;
  }
}

/** A file without a header has no rows, and nothing is wrong with that (jsforce's tests of real orgs). */
async function workThrough(shop: IngestShop, job: IngestJob, isOff: () => boolean): Promise<void> {
  const { pace } = shop;
  const work = beginWork(shop, job);
  const file = job.file ?? Buffer.alloc(0);
  const { format } = job;
  let workedAt = 0;
  if ((firstLineEnding(file) ?? format.lineEnding) !== format.lineEnding) throw wrongLineEnding(job);
  for await (const rows of scanRows(file, { format, from: 0, rowsAtOnce: CHUNK_ROWS, withHeader: true })) {
    const isFirst = job.header === null;
    if (!isFirst) await pace.delay('chunkMs', workedAt, isOff);
    await pace.unstuck(job.id, isOff);
    if (isOff()) return;
    workedAt = shop.org.now();
    work(isFirst ? readHeader(job, rows) : rows);
    await pace.breathe();
  }
}

/** The header is the first row; the rest of its chunk. */
function readHeader(job: IngestJob, [header, ...rest]: readonly ScannedRow[]): readonly ScannedRow[] {
  if (header === undefined) return [];
  job.header = header.cells;
  job.dealtWithBytes = header.end;
  return rest;
}

/** Deals with one chunk after another. */
function beginWork(shop: IngestShop, job: IngestJob): (rows: readonly ScannedRow[]) => void {
  let columns: ReturnType<typeof columnsOf> | undefined;
  return (rows) => {
    columns ??= columnsOf(shop.org, job.target, job.header ?? []);
    const known = columns;
    const wrong = rows.findIndex((row) => problemOf(job, row) !== null);
    const good = wrong === -1 ? rows : rows.slice(0, wrong);
    requireAllowance(shop, good.length);
    writeChunk(shop, job, good, (row) => requestOf(job.target, known, row.cells));
    const bad = rows[wrong];
    if (bad !== undefined) throw problemOf(job, bad) ?? new Error('No problem');
  };
}

function writeChunk(
  shop: IngestShop,
  job: IngestJob,
  rows: readonly ScannedRow[],
  toRequest: (row: ScannedRow) => ReturnType<typeof requestOf>,
): void {
  const { org } = shop;
  const asked = rows.map(toRequest);
  const requests = asked.filter((one): one is WriteRequest => 'operation' in one);
  const transaction = org.begin(job.actor);
  const options = { allOrNone: false, format: 'csv', allowSave: false } as const;
  const written = writeRecords(org, transaction, requests, options)[Symbol.iterator]();
  transaction.commit();
  shop.rows.add(rows.length);
  const tally = { created: 0, changed: 0, archived: 0, failed: 0 };
  for (const [index, row] of rows.entries()) {
    const one = asked[index];
    const outcome: Outcome =
      one === undefined || 'operation' in one ? (written.next().value as Outcome) : { ok: false, errors: [one] };
    tally[rowKind(job, outcome)]++;
    job.outcomes.add({ start: job.dealtWithBytes, end: row.end }, outcome);
    job.dealtWithBytes = row.end;
  }
  shop.tell(tally);
}

function rowKind({ operation }: IngestJob, outcome: Outcome): 'created' | 'changed' | 'archived' | 'failed' {
  if (!outcome.ok) return 'failed';
  if (operation === 'delete' || operation === 'hardDelete') return 'archived';
  return outcome.created ? 'created' : 'changed';
}

/** Which message a job fails with here is unverified. */
function requireAllowance({ rows, rowsPerDay }: IngestShop, more: number): void {
  if (rows.total + more > rowsPerDay)
    throw new JobFailure(`ExceededQuota : more than ${rowsPerDay} records in 24 hours`);
}

function problemOf(job: IngestJob, row: ScannedRow): JobFailure | null {
  const columns = job.header?.length ?? 0;
  const { file, format } = job;
  if (file !== null && format.lineEnding === 'LF' && endsInCrlf(file, row.end)) return wrongLineEnding(job);
  if (row.cells.length === columns) return null;
  // That such a file fails is reported; with which words is not.
  return new JobFailure(`InvalidBatch : A row has ${row.cells.length} values where the header has ${columns}`);
}

/** In these words in several reports. */
function wrongLineEnding({ format }: IngestJob): JobFailure {
  const setting = format.lineEnding;
  return new JobFailure(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${setting}`,
  );
}

function fail(org: Org, job: IngestJob, error: unknown): void {
  job.errorMessage = messageOf(error);
  setState(org, job, 'Failed');
}

function messageOf(error: unknown): string {
  if (error instanceof JobFailure) return error.message;
  // Text unverified.
  if (error instanceof Unreadable) return `InvalidBatch : Failed to parse CSV: ${error.message}`;
  return `InternalServerError : ${String(error)}`;
}
