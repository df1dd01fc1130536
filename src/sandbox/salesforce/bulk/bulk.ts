/** The Bulk jobs of one org. Lives as long as the sandbox; what is at work stops when the sandbox closes. */
import type { Org } from '../org/org';
import { IngestJobs } from './ingest-jobs';
import { JobIds } from './job';
import { DayCount, salesforceLimits, type BulkLimits } from './limits';
import { Pace } from './pace';

export class Bulk {
  readonly pace: Pace;
  readonly ingest: IngestJobs;
  /** Of ingest jobs, in the last 24 hours. */
  readonly rows: DayCount;

  constructor(
    org: Org,
    { closing, limits = salesforceLimits }: { readonly closing: AbortSignal; readonly limits?: BulkLimits },
  ) {
    this.pace = new Pace(org.clock, closing);
    this.rows = new DayCount(org.clock);
    const ids = new JobIds();
    const { rowsPerDay } = limits;
    this.ingest = new IngestJobs({ org, pace: this.pace, rows: this.rows, rowsPerDay, ids, limits });
  }

  /** After `closing` was aborted. */
  async settled(): Promise<void> {
    await this.ingest.settled();
  }
}
