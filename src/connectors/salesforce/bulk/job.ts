/** The calls about one job of the Bulk API 2.0, and the wait for its end (contract section 4). */
import { isOfAccount, type Failure } from '../../../core/failure';
import type { Answer, Send } from '../call';
import { Pauses, type Pace } from './pace';

export type JobKind = 'ingest' | 'query';

export interface JobRef {
  readonly kind: JobKind;
  readonly object: string;
  readonly id: string;
}

export interface Job {
  readonly id: string;
  /** `Open → UploadComplete → InProgress → JobComplete | Failed`, `Aborted` from any before the end. A query has no `Open`. */
  readonly state: string;
  /** Rows so far, those that failed among them. */
  readonly processed: number;
  readonly failed: number;
  /** Why the job failed as a whole. */
  readonly errorMessage: string | null;
}

/** A file on its way is no record on its way; a line that is slow may be so for minutes. */
export const transferDeadlineMs = 10 * 60_000;
/** One method waits for so long in all, so that a job which is stuck does not hold its stream for hours. */
const waitLimitMs = 10 * 60_000;

const ends: ReadonlySet<string> = new Set(['JobComplete', 'Failed', 'Aborted']);

export function hasEnded({ state }: Job): boolean {
  return ends.has(state);
}

export function createJob(
  send: Send,
  { kind, object, rows }: { readonly kind: JobKind; readonly object: string; readonly rows: number },
  spec: object,
): Promise<Answer<Job>> {
  const path = `jobs/${kind}`;
  // A job that is open has changed nothing yet, and one that nobody knows of is given up by Salesforce after a day.
  return send({
    method: 'POST',
    path,
    endpoint: endpointOf(path),
    object,
    rows,
    writes: false,
    json: spec,
    read: readJob,
  });
}

export function askJob(send: Send, { kind, object, id }: JobRef): Promise<Answer<Job>> {
  return send({
    method: 'GET',
    path: `jobs/${kind}/${id}`,
    endpoint: endpointOf(`jobs/${kind}/{id}`),
    object,
    rows: 0,
    writes: false,
    namesOne: true,
    read: readJob,
  });
}

/** `UploadComplete` hands the rows over: from then on they may land. */
export function setJobState(
  send: Send,
  { kind, object, id }: JobRef,
  { state, rows }: { readonly state: 'UploadComplete' | 'Aborted'; readonly rows: number },
): Promise<Answer<Job>> {
  return send({
    method: 'PATCH',
    path: `jobs/${kind}/${id}`,
    endpoint: endpointOf(`jobs/${kind}/{id}`),
    object,
    rows,
    writes: state === 'UploadComplete',
    namesOne: true,
    json: { state },
    read: readJob,
  });
}

export function endpointOf(path: string): string {
  return `/services/data/${path}`;
}

export type JobEnd =
  | { readonly ok: true; readonly job: Job }
  /** `isMissing`: Salesforce knows no such job any more. Else it may be under way still. */
  | { readonly ok: false; readonly failure: Failure; readonly isMissing: boolean };

/**
 * Looks until the job has ended, or has come to more rows than are wanted. Looks that fail are repeated within the same time, unless
 * the account is refused.
 */
export async function followJob(
  { send, pace }: { readonly send: Send; readonly pace: Pace },
  ref: JobRef,
  total: number | null,
  mostRows = Infinity,
): Promise<JobEnd> {
  const startedAtMs = pace.now();
  const pauses = new Pauses(startedAtMs);
  let done = 0;
  for (;;) {
    const pause = pauses.next({ atMs: pace.now(), done }, total);
    if (pace.now() - startedAtMs + pause > waitLimitMs) return { ok: false, failure: stillUnderWay, isMissing: false };
    await pace.wait(pause);
    const look = await askJob(send, ref);
    if (look.ok && hasEnded(look.value)) return { ok: true, job: look.value };
    if (look.ok && look.value.processed > mostRows) return { ok: false, failure: tooMany, isMissing: false };
    if (look.ok) done = look.value.processed;
    else if (isOfAccount(look.failure) || isMissing(look.failure))
      return { ok: false, failure: look.failure, isMissing: isMissing(look.failure) };
  }
}

/** Jobs are kept for seven days after their end (contract 4.3). */
export function isMissing({ kind, code }: Failure): boolean {
  return kind === 'gone' || code === 'NOT_FOUND';
}

export const stillUnderWay: Failure = {
  kind: 'retry',
  code: 'JOB_UNDER_WAY',
  message: 'The Bulk API job has not ended yet.',
};

export const tooMany: Failure = {
  kind: 'retry',
  code: 'JOB_TOO_LARGE',
  message: 'The answer of the Bulk API job has more rows than are worth reading.',
};

function readJob(body: unknown): Job | null {
  if (typeof body !== 'object' || body === null) return null;
  const said = body as Readonly<Record<string, unknown>>;
  const { id, state, errorMessage } = said;
  if (typeof id !== 'string' || id === '' || typeof state !== 'string') return null;
  return {
    id,
    state,
    processed: asCount(said['numberRecordsProcessed']),
    failed: asCount(said['numberRecordsFailed']),
    errorMessage: typeof errorMessage === 'string' ? errorMessage : null,
  };
}

function asCount(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
