/** The query jobs of an org: checked when they are made, run once, their answer kept for seven days. */
import type { Org } from '../org/org';
import type { Actor } from '../org/committed';
import { refused } from '../org/refused';
import type { QuerySource } from '../org/schema';
import type { Json } from '../http/json-body';
import { prepareFlat, type FlatResult, type PreparedFlat } from '../soql/flat';
import { parseSoql } from '../soql/parse';
import { SoqlRefused } from '../soql/refused';
import { quotedRow } from './csv';
import {
  badJob,
  formatOf,
  hasEnded,
  headView,
  setState,
  wrongState,
  type JobHead,
  type JobIds,
  type JobProgress,
} from './job';
import { JobRegistry } from './job-registry';
import type { BulkLimits, DayCount } from './limits';
import type { Pace } from './pace';
import { StoredRows } from './stored-rows';

/** Rows that are rendered between two looks at who else calls. */
const SLICE_ROWS = 500;

export interface QueryJob extends JobHead, JobProgress {
  readonly operation: 'query' | 'queryAll';
  readonly prepared: PreparedFlat;
  readonly rows: StoredRows;
}

interface QueryShop {
  readonly org: Org;
  readonly pace: Pace;
  readonly ids: JobIds;
  readonly limits: BulkLimits;
  /** Jobs of the last 24 hours. */
  readonly made: DayCount;
}

export class QueryJobs {
  private readonly jobs: JobRegistry<QueryJob>;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly shop: QueryShop) {
    const { org, limits } = shop;
    this.jobs = new JobRegistry<QueryJob>(org.clock, { keptMs: limits.keptMs, age: () => undefined });
  }

  create(body: Json, { actor, version }: { readonly actor: Actor; readonly version: string }): QueryJob {
    const { org, ids, made, limits } = this.shop;
    const { operation, query } = body;
    if (operation !== 'query' && operation !== 'queryAll')
      throw badJob('InvalidJob : operation must be query or queryAll');
    if (typeof query !== 'string') throw badJob('InvalidJob : query must be given');
    const format = formatOf(body);
    const { prepared, object } = preparedOf(org.hidden.shownTo(actor.userId, org), query);
    // Status, code and text are unverified.
    if (made.total >= limits.queryJobsPerDay)
      throw refused(400, 'EXCEEDEDQUOTA', `more than ${limits.queryJobsPerDay} query jobs in 24 hours`);
    made.add(1);
    const job: QueryJob = {
      id: ids.take(),
      object,
      operation,
      version,
      actor,
      format,
      createdAt: org.now(),
      state: 'UploadComplete',
      stampedAt: org.now(),
      processingMs: 0,
      errorMessage: null,
      prepared,
      rows: new StoredRows(SLICE_ROWS),
    };
    this.jobs.add(job);
    const run = this.run(job).finally(() => this.running.delete(run));
    this.running.add(run);
    return job;
  }

  get(id: string): QueryJob {
    return this.jobs.get(id);
  }

  page(from: number): ReturnType<JobRegistry<QueryJob>['page']> {
    return this.jobs.page(from);
  }

  abort(job: QueryJob): void {
    if (hasEnded(job)) throw wrongState('Aborting already Completed Job not allowed');
    setState(this.shop.org, job, 'Aborted');
  }

  remove(job: QueryJob): void {
    if (!hasEnded(job)) throw wrongState(`Cannot delete a job that is ${job.state}`);
    this.jobs.remove(job);
  }

  /** Until nothing is at work any more. The sandbox must be closing. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run(job: QueryJob): Promise<void> {
    const { org, pace } = this.shop;
    const isOff = (): boolean => pace.closing.aborted || hasEnded(job);
    await pace.breathe(); // who made the job hears "UploadComplete"
    await pace.delay('queuedMs', job.createdAt, isOff);
    await pace.unstuck(job.id, isOff);
    if (isOff()) return;
    setState(org, job, 'InProgress');
    const startedAt = org.now();
    try {
      await this.store(job, job.prepared.run({ includeDeleted: job.operation === 'queryAll' }), isOff);
      if (!isOff()) setState(org, job, 'JobComplete');
    } catch (error) {
      if (isOff()) return;
      // Text unverified.
      job.errorMessage = `InternalServerError : ${String(error)}`;
      setState(org, job, 'Failed');
    } finally {
      job.processingMs = org.now() - startedAt;
    }
  }

  /** A row that changes while a big answer is written is told as it is then; whether Salesforce's differs is unverified. */
  private async store(job: QueryJob, { totalSize, cells }: FlatResult, isOff: () => boolean): Promise<void> {
    const { org, pace } = this.shop;
    for (let from = 0; from < totalSize; from += SLICE_ROWS) {
      if (isOff()) return;
      const size = Math.min(SLICE_ROWS, totalSize - from);
      job.rows.addSlice(Array.from({ length: size }, (_, index) => quotedRow(cells(from + index), job.format)));
      await pace.breathe();
      await pace.delay('chunkMs', org.now(), isOff);
      await pace.unstuck(job.id, isOff);
    }
  }
}

/** What SOQL or the Bulk API does not know is refused at once. */
function preparedOf(org: QuerySource, text: string): { readonly prepared: PreparedFlat; readonly object: string } {
  try {
    const query = parseSoql(text);
    const prepared = prepareFlat(query, org);
    const [name = ''] = query.from.names;
    return { prepared, object: org.sObjectType(name)?.name ?? name };
  } catch (error) {
    if (!(error instanceof SoqlRefused)) throw error;
    throw refused(400, error.errorCode, error.message);
  }
}

/** What POST, PATCH and lists answer (contract 4.2). */
export function queryView(job: QueryJob): Json {
  return headView(job);
}

export function queryEntry(job: QueryJob): Json {
  return { ...headView(job), jobType: 'V2Query' };
}

/** What a GET of the one job answers. */
export function queryInfo(job: QueryJob): Json {
  return {
    ...queryEntry(job),
    numberRecordsProcessed: job.rows.size,
    retries: 0,
    totalProcessingTime: job.processingMs,
    ...(job.errorMessage !== null && { errorMessage: job.errorMessage }),
  };
}
