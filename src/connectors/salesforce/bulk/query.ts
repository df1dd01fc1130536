/** Reads by a Bulk API 2.0 query job, for more records than pages of 2,000 or lists of ids would do. */
import { isOfAccount, type Failure } from '../../../core/failure';
import type { Send } from '../call';
import type { Reach } from '../reach';
import { createJob, followJob, setJobState, tooMany, type JobEnd, type JobRef } from './job';
import { jobFailure } from './job-failure';
import { realPace, type Pace } from './pace';
import { readResults, type Cells } from './results';

export interface QueryPace extends Pace {
  /** Of one page, which is held until it is whole. Each is a call. */
  readonly pageRows: number;
}

export const pageRows = 50_000;
const queryPace: QueryPace = { ...realPace, pageRows };
/** A page that is missing or cut is asked for again from its own locator. */
const readTries = 3;
const betweenTriesMs = 1_000;

export interface BulkQuery {
  readonly object: string;
  readonly soql: string;
  /** Deleted and merged records too. */
  readonly all?: boolean;
  /** An answer of more is not read. */
  readonly mostRows?: number;
}

/** @param askedAt by Salesforce's clock, in whole seconds; what a record says is from then or later. Null: nobody knows */
export type OnRecord = (record: Readonly<Record<string, string>>, askedAt: Date | null) => void;

/**
 * Hands over every record of the answer as its page comes, its values as texts (blank: an empty one), in no order and none
 * twice. Null when all have come; else why not: what was handed over until then is not all.
 */
export async function queryInBulk(
  { send }: Reach,
  { object, soql, all = false, mostRows = Infinity }: BulkQuery,
  onRecord: OnRecord,
  pace: QueryPace = queryPace,
): Promise<Failure | null> {
  const spec = { operation: all ? 'queryAll' : 'query', query: soql };
  const created = await createJob(send, { kind: 'query', object, rows: 0 }, spec);
  if (!created.ok) return created.failure;
  const ref: JobRef = { kind: 'query', object, id: created.value.id };
  const end = await followJob({ send, pace }, ref, null, mostRows);
  if (!end.ok) return giveUp(send, ref, end);
  if (end.job.state === 'Failed') return jobFailure(end.job.errorMessage);
  if (end.job.state !== 'JobComplete') return aborted;
  if (end.job.processed > mostRows) return tooMany;
  return readAll({ send, pace, ref }, (record) => onRecord(record, created.answeredAt));
}

/** What nobody will read Salesforce need not work on. */
async function giveUp(
  send: Send,
  ref: JobRef,
  { failure, isMissing }: Extract<JobEnd, { ok: false }>,
): Promise<Failure> {
  if (!isMissing && !isOfAccount(failure)) await setJobState(send, ref, { state: 'Aborted', rows: 0 });
  return failure;
}

interface Desk {
  readonly send: Send;
  readonly pace: QueryPace;
  readonly ref: JobRef;
}

async function readAll(
  desk: Desk,
  onRecord: (record: Readonly<Record<string, string>>) => void,
): Promise<Failure | null> {
  const seen = new Set<string>();
  for (let locator: string | null = null; ;) {
    const page = await readPage(desk, locator);
    if ('failure' in page) return page.failure;
    const { header, rows } = page;
    for (const cells of rows) onRecord(Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
    locator = page.next;
    if (locator === null) return null;
    if (seen.has(locator)) return endless;
    seen.add(locator);
  }
}

interface QueryPage {
  readonly header: Cells;
  readonly rows: readonly Cells[];
  readonly next: string | null;
}

async function readPage(
  { send, pace, ref }: Desk,
  locator: string | null,
): Promise<QueryPage | { readonly failure: Failure }> {
  const from = locator === null ? '' : `locator=${encodeURIComponent(locator)}&`;
  const query = `?${from}maxRecords=${pace.pageRows}`;
  for (let tries = 1; ; tries++) {
    let header: Cells = [];
    const rows: Cells[] = [];
    const answer = await readResults(send, ref, { which: 'results', query, rows: pace.pageRows }, (names) => {
      header = names;
      return (cells) => rows.push(cells);
    });
    if (answer.ok) return { header, rows, next: answer.value.locator };
    if (tries === readTries) return { failure: answer.failure };
    await pace.wait(betweenTriesMs * tries);
  }
}

const aborted: Failure = { kind: 'retry', code: 'JOB_ABORTED', message: 'The Bulk API query was aborted.' };
const endless: Failure = {
  kind: 'retry',
  code: 'LOCATOR_REPEATED',
  message: 'The pages of a Bulk API query led back to an earlier one.',
};
