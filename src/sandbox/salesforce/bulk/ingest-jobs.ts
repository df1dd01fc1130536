/** The ingest jobs of an org: opened, filled once, closed or aborted, worked through, kept for seven days. */
import type { Actor } from '../org/committed';
import { refused } from '../org/refused';
import type { Json } from '../http/json-body';
import { INGEST_OPERATIONS, type IngestJob, type IngestOperation, type IngestTarget } from './ingest-job';
import { runIngest, type IngestShop } from './ingest-run';
import { badJob, formatOf, hasEnded, setState, wrongState, type JobIds } from './job';
import { JobRegistry } from './job-registry';
import type { BulkLimits } from './limits';
import { RowOutcomes } from './row-outcomes';

export class IngestJobs {
  private readonly jobs: JobRegistry<IngestJob>;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly shop: IngestShop & { readonly ids: JobIds; readonly limits: BulkLimits }) {
    const { org, limits } = shop;
    this.jobs = new JobRegistry<IngestJob>(org.clock, {
      keptMs: limits.keptMs,
      // What becomes of it is unverified; that 24 hours are the end is not (contract 4.3).
      age: (job, now) => {
        if (job.state === 'Open' && job.createdAt + limits.openMs <= now) setState(org, job, 'Aborted');
      },
    });
  }

  create(body: Json, { actor, version }: { readonly actor: Actor; readonly version: string }): IngestJob {
    const { org, ids } = this.shop;
    const target = this.targetOf(body);
    const format = formatOf(body);
    const job: IngestJob = {
      id: ids.take(),
      object: target.type.name,
      operation: target.operation,
      version,
      actor,
      format,
      createdAt: org.now(),
      state: 'Open',
      stampedAt: org.now(),
      processingMs: 0,
      errorMessage: null,
      target,
      assignmentRuleId: typeof body.assignmentRuleId === 'string' ? body.assignmentRuleId : null,
      seed: Math.floor(org.random.next() * 2 ** 31),
      file: null,
      header: null,
      dealtWithBytes: 0,
      outcomes: new RowOutcomes(),
    };
    this.jobs.add(job);
    return job;
  }

  get(id: string): IngestJob {
    return this.jobs.get(id);
  }

  page(from: number): ReturnType<JobRegistry<IngestJob>['page']> {
    return this.jobs.page(from);
  }

  /** Once per job. */
  upload(job: IngestJob, data: string | Buffer): void {
    if (job.state !== 'Open') throw wrongState(`Cannot upload data to a job that is ${job.state}`);
    // A second PUT is refused with this sentence in reports; code and the rest of the sentence are unverified.
    if (job.file !== null) throw refused(400, 'CLIENTINPUTERROR', `Found multiple contents for job: <${job.id}>`);
    const file = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    // Status, code and text are unverified.
    if (file.length > this.shop.limits.uploadMaxBytes)
      throw refused(413, 'EXCEEDEDQUOTA', `The file is larger than ${this.shop.limits.uploadMaxBytes} bytes`);
    job.file = file;
  }

  close(job: IngestJob): void {
    if (job.state !== 'Open') throw wrongState(`Cannot close a job that is ${job.state}`);
    if (job.file === null) throw wrongState('Cannot close a job that has no data');
    setState(this.shop.org, job, 'UploadComplete');
    const run = runIngest(this.shop, job).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Rows that were written stay written. */
  abort(job: IngestJob): void {
    if (hasEnded(job)) throw wrongState('Aborting already Completed Job not allowed');
    setState(this.shop.org, job, 'Aborted');
  }

  remove(job: IngestJob): void {
    if (job.state === 'Open' || job.state === 'InProgress')
      throw wrongState(`Cannot delete a job that is ${job.state}`);
    if (job.state === 'UploadComplete') setState(this.shop.org, job, 'Aborted');
    this.jobs.remove(job);
  }

  /** Until nothing is at work any more. The sandbox must be closing. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private targetOf(body: Json): IngestTarget {
    const operation = INGEST_OPERATIONS.find((one) => one === body.operation);
    if (operation === undefined) throw badJob(`InvalidJob : operation must be one of ${INGEST_OPERATIONS.join(', ')}`);
    const name = typeof body.object === 'string' ? body.object : '';
    const type = this.shop.org.sObjectType(name);
    // Text unverified.
    if (type === undefined) throw refused(400, 'INVALIDENTITY', `InvalidEntity : Unable to find object: ${name}`);
    return { type, operation, key: keyOf(type, operation, body.externalIdFieldName) };
  }
}

/** Texts are as Bulk 1.0 has them (unverified). */
function keyOf(type: IngestTarget['type'], operation: IngestOperation, given: unknown): IngestTarget['key'] {
  if (operation !== 'upsert') return null;
  const name = typeof given === 'string' ? given : '';
  if (name === '')
    throw badJob(`InvalidJob : External ID was blank for ${type.name}. An External ID must be specified for upsert.`);
  const field = type.field(name);
  if (field?.idLookup === true) return field;
  throw badJob(
    `InvalidJob : Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${type.name}`,
  );
}
