import type { Bench, Reply } from './support';

/** The keys of a job that tests ask for (contract 4.1). */
export interface JobInfo {
  readonly id: string;
  readonly state: string;
  readonly errorMessage?: string;
  readonly numberRecordsProcessed: number;
  readonly numberRecordsFailed: number;
}

const CSV = { 'Content-Type': 'text/csv' };

export class BulkBench {
  constructor(readonly bench: Bench) {}

  async open(spec: Readonly<Record<string, unknown>>): Promise<JobInfo> {
    const made = await this.bench.call<JobInfo>('POST', '/jobs/ingest', spec);
    if (made.status !== 200) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    return made.body;
  }

  upload(id: string, csv: string): Promise<Reply<unknown>> {
    return this.bench.call('PUT', `/jobs/ingest/${id}/batches`, csv, CSV);
  }

  patch(id: string, state: string): Promise<Reply<JobInfo>> {
    return this.bench.call<JobInfo>('PATCH', `/jobs/ingest/${id}`, { state });
  }

  async info(id: string): Promise<JobInfo> {
    return (await this.bench.call<JobInfo>('GET', `/jobs/ingest/${id}`)).body;
  }

  /** Asks until it is so; every ask lets the sandbox get on. */
  async until(id: string, isSo: (job: JobInfo) => boolean): Promise<JobInfo> {
    for (;;) {
      const job = await this.info(id);
      if (isSo(job)) return job;
    }
  }

  ended(id: string): Promise<JobInfo> {
    return this.until(id, ({ state }) => state === 'JobComplete' || state === 'Failed');
  }

  /** The whole way of a job, to its end. */
  async load(spec: Readonly<Record<string, unknown>>, csv: string): Promise<JobInfo> {
    const { id } = await this.open(spec);
    await this.upload(id, csv);
    await this.patch(id, 'UploadComplete');
    return this.ended(id);
  }

  async results(id: string, which: string): Promise<string> {
    return (await this.bench.call<string>('GET', `/jobs/ingest/${id}/${which}`)).body;
  }
}
