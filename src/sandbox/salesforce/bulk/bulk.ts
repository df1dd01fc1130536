/** The Bulk jobs of one org. Lives as long as the sandbox; what is at work stops when the sandbox closes. */
import type { Org } from '../org/org';
import { IngestJobs } from './ingest-jobs';
import { JobIds } from './job';
import { DayCount, salesforceLimits, type BulkLimits } from './limits';
import { Pace } from './pace';
import { QueryJobs } from './query-jobs';

export class Bulk {
  readonly pace: Pace;
  readonly ingest: IngestJobs;
  readonly query: QueryJobs;
  /** Of the last 24 hours. */
  readonly rows: DayCount;
  readonly queryJobs: DayCount;

  constructor(
    org: Org,
    { closing, limits = salesforceLimits }: { readonly closing: AbortSignal; readonly limits?: BulkLimits },
  ) {
    this.pace = new Pace(org.clock, closing);
    this.rows = new DayCount(org.clock);
    this.queryJobs = new DayCount(org.clock);
    const ids = new JobIds();
    const { rowsPerDay } = limits;
    this.ingest = new IngestJobs({ org, pace: this.pace, rows: this.rows, rowsPerDay, ids, limits });
    this.query = new QueryJobs({ org, pace: this.pace, ids, limits, made: this.queryJobs });
  }

  /** After `closing` was aborted. */
  async settled(): Promise<void> {
    await Promise.all([this.ingest.settled(), this.query.settled()]);
  }
}
