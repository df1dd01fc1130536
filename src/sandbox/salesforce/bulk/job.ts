/**
 * What ingest and query jobs have in common.
 *
 *     Open ──► UploadComplete ──► InProgress ──► JobComplete
 *       │            │                │    └───► Failed
 *       └────────────┴────────────────┴────────► Aborted
 *
 * A query job begins at UploadComplete. `JobComplete` says nothing about rows: each succeeded or failed by itself.
 */
import type { Org } from '../org/org';
import type { Actor } from '../org/committed';
import { parseId, toId } from '../org/ids';
import { refused } from '../org/refused';
import { renderDatetime } from '../org/render';
import type { Json } from '../http/json-body';
import type { CsvFormat, Delimiter, LineEnding } from './csv';
import { DELIMITERS, LINE_ENDINGS } from './csv';

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export interface JobHead {
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  /** As in `64.0`: of the call that made it. */
  readonly version: string;
  readonly actor: Actor;
  readonly format: CsvFormat;
  readonly createdAt: number;
}

export interface JobProgress {
  state: JobState;
  /** When its state last changed. */
  stampedAt: number;
  /** What the processing took, by the sandbox's clock. */
  processingMs: number;
  /** Of a failed one. */
  errorMessage: string | null;
}

export type Job = JobHead & JobProgress;

const JOB_PREFIX = '750';
const ENDED: ReadonlySet<JobState> = new Set(['JobComplete', 'Failed', 'Aborted']);

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return ENDED.has(state);
}

export function setState(org: Org, job: Job, state: JobState): void {
  job.state = state;
  job.stampedAt = org.now();
}

/** Both kinds count in one row of ids. */
export class JobIds {
  private taken = 0;

  take(): string {
    return toId(JOB_PREFIX, ++this.taken);
  }
}

/** By an id of 15 or 18 characters. */
export function jobKey(id: string): string | undefined {
  const parsed = parseId(id);
  return parsed?.keyPrefix === JOB_PREFIX ? toId(JOB_PREFIX, parsed.ordinal) : undefined;
}

export function noSuchJob(): Error {
  return refused(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/** The code is documented, for the abort of a job that is over (API guide, "Abort a Query Job"); other texts are unverified. */
export function wrongState(message: string): Error {
  return refused(400, 'INVALIDJOBSTATE', message);
}

/** Codes of the Bulk API have no underscores. Which one goes with what is unverified. */
export function badJob(message: string): Error {
  return refused(400, 'INVALIDJOB', message);
}

/** Every value is the default's in a body that says nothing (contract 4.1). */
export function formatOf(body: Json): CsvFormat {
  const { contentType = 'CSV', columnDelimiter = 'COMMA', lineEnding = 'LF' } = body;
  if (contentType !== 'CSV') throw badJob('InvalidJob : contentType must be CSV');
  if (typeof columnDelimiter !== 'string' || !(columnDelimiter in DELIMITERS))
    throw badJob(`InvalidJob : columnDelimiter must be one of ${Object.keys(DELIMITERS).join(', ')}`);
  if (typeof lineEnding !== 'string' || !(lineEnding in LINE_ENDINGS))
    throw badJob(`InvalidJob : lineEnding must be one of ${Object.keys(LINE_ENDINGS).join(', ')}`);
  return { columnDelimiter: columnDelimiter as Delimiter, lineEnding: lineEnding as LineEnding };
}

/** The keys that ingest and query jobs both have, without those that only a GET of the one job answers. */
export function headView(job: Job): Json {
  const { id, operation, object, actor, createdAt, stampedAt, state, version, format } = job;
  return {
    id,
    operation,
    object,
    createdById: actor.userId,
    createdDate: renderDatetime(seconds(createdAt)),
    systemModstamp: renderDatetime(seconds(stampedAt)),
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    // A number: 64.0 is written 64.
    apiVersion: Number(version),
    lineEnding: format.lineEnding,
    columnDelimiter: format.columnDelimiter,
  };
}

function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1_000) * 1_000;
}
