/** A job that writes records: what it was made of, and what has become of each row so far. */
import type { SObject } from '../org/sobject';
import type { Field } from '../org/schema';
import type { Json } from '../http/json-body';
import { headView, type JobHead, type JobProgress } from './job';
import { RowOutcomes } from './row-outcomes';

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type IngestOperation = (typeof INGEST_OPERATIONS)[number];

export interface IngestTarget {
  readonly type: SObject;
  readonly operation: IngestOperation;
  /** Of an upsert. */
  readonly key: Field | null;
}

export interface IngestJob extends JobHead, JobProgress {
  readonly target: IngestTarget;
  readonly assignmentRuleId: string | null;
  /** Results are shuffled by it: in another order than the rows came in, and in the same whenever they are asked for. */
  readonly seed: number;
  /** As it was uploaded, once. */
  file: Buffer | null;
  header: readonly string[] | null;
  /** Behind the last row that was dealt with; the rest is unprocessed. */
  dealtWithBytes: number;
  readonly outcomes: RowOutcomes;
}

/** What POST and PATCH answer (contract 4.1). */
export function ingestView(job: IngestJob): Json {
  const { target, id, version, assignmentRuleId } = job;
  return {
    ...headView(job),
    ...(target.key !== null && { externalIdFieldName: target.key.name }),
    ...(assignmentRuleId !== null && { assignmentRuleId }),
    // Without a slash in front.
    contentUrl: `services/data/v${version}/jobs/ingest/${id}/batches`,
  };
}

/** What a GET of the one job answers. */
export function ingestInfo(job: IngestJob): Json {
  return {
    ...ingestView(job),
    jobType: 'V2Ingest',
    numberRecordsProcessed: job.outcomes.processed,
    numberRecordsFailed: job.outcomes.failed,
    retries: 0,
    totalProcessingTime: job.processingMs,
    apiActiveProcessingTime: job.processingMs,
    apexProcessingTime: 0,
    ...(job.errorMessage !== null && { errorMessage: job.errorMessage }),
  };
}

/** In a list. */
export function ingestEntry(job: IngestJob): Json {
  return { ...ingestView(job), jobType: 'V2Ingest' };
}
