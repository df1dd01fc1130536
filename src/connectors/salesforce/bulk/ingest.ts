/**
 * One ingest job, from its making to the verdict about each of its rows. Nothing can land before it is handed over; from
 * then on only the job itself says what landed, and a row that nobody answers for is `unknown`.
 *
 *     create ──► note ──► upload ──► hand over ──► follow ──► read verdicts
 */
import { isOfAccount, type Failure, type Outcome } from '../../../core/failure';
import type { Send } from '../call';
import { csvPieces } from './csv';
import { askJob, createJob, endpointOf, followJob, setJobState, transferDeadlineMs, type JobRef } from './job';
import type { Desk, Load, Verdict } from './load';
import { readVerdicts } from './verdicts';

/** One verdict per row, in order. The job stays noted as long as it may be under way. */
export async function runLoad(desk: Desk, load: Load): Promise<readonly Verdict[]> {
  const handedOver = await handOver(desk, load);
  if (!handedOver.ok) return load.rows.map(() => handedOver);
  const ref = handedOver.value;
  const end = await followJob(desk, ref, load.rows.length);
  if (end.ok || end.isMissing) desk.jobs.over(ref.id);
  if (end.ok) return readVerdicts(desk, { ref, load, job: end.job });
  const { failure } = end;
  return load.rows.map(() => ({ ok: false, failure: { ...unseen, code: failure.code } }));
}

async function handOver(desk: Desk, load: Load): Promise<Outcome<JobRef>> {
  const { send, jobs } = desk;
  const { object, operation, columns, rows } = load;
  const created = await createJob(
    send,
    { kind: 'ingest', object, rows: rows.length },
    {
      object,
      operation,
      ...(operation === 'upsert' && { externalIdFieldName: columns[0] }),
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    },
  );
  if (!created.ok) return { ok: false, failure: withoutDoubt(created.failure) };
  const ref: JobRef = { kind: 'ingest', object, id: created.value.id };
  await jobs.add({ id: ref.id, object });
  const uploaded = await upload(send, ref, load);
  if (uploaded === null) return close(desk, ref, rows.length);
  const aborted = await setJobState(send, ref, { state: 'Aborted', rows: 0 });
  if (aborted.ok) jobs.over(ref.id);
  return { ok: false, failure: withoutDoubt(uploaded) };
}

/** Null when Salesforce has the file. It takes one per job: a job whose file was lost on the way gets no other. */
async function upload(send: Send, { object, id }: JobRef, { columns, rows }: Load): Promise<Failure | null> {
  const answer = await send({
    method: 'PUT',
    path: `jobs/ingest/${id}/batches`,
    endpoint: endpointOf('jobs/ingest/{id}/batches'),
    object,
    rows: rows.length,
    writes: false,
    namesOne: true,
    csv: () => csvPieces(columns, rows),
    deadlineMs: transferDeadlineMs,
    read: () => true,
  });
  return answer.ok ? null : answer.failure;
}

/** A closing whose answer is lost may have closed the job or not: the job's state tells, and an open one is closed again. */
const closeTries = 3;
const betweenTriesMs = 1_000;

async function close({ send, pace }: Desk, ref: JobRef, rows: number): Promise<Outcome<JobRef>> {
  for (let tries = 1; tries <= closeTries; tries++) {
    const closed = await setJobState(send, ref, { state: 'UploadComplete', rows });
    if (closed.ok) return { ok: true, value: ref };
    // Refused before anything was done. The job stays noted, and is given up by who resumes.
    if (isOfAccount(closed.failure)) return { ok: false, failure: tries === 1 ? closed.failure : unseen };
    const look = await askJob(send, ref);
    if (look.ok && look.value.state !== 'Open') return { ok: true, value: ref };
    await pace.wait(betweenTriesMs * tries);
  }
  // One of the closings may be late and not lost: if giving up works, the job itself says how far it came.
  const aborted = await setJobState(send, ref, { state: 'Aborted', rows: 0 });
  if (aborted.ok) return { ok: true, value: ref };
  return { ok: false, failure: unseen };
}

/** Of a step after which nothing can have landed. */
function withoutDoubt(failure: Failure): Failure {
  return failure.kind === 'unknown' ? { ...failure, kind: 'retry' } : failure;
}

const unseen: Failure = {
  kind: 'unknown',
  code: 'JOB_NOT_SEEN',
  message: 'Salesforce has the rows, and nobody could see yet what became of them.',
};
