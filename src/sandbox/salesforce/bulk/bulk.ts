/** The Bulk jobs of one org. Lives as long as the sandbox; what is at work stops when the sandbox closes. */
import type { Tally } from '../../common/counters';
import type { Org } from '../org/org';
import { IngestJobs } from './ingest-jobs';
import { JobIds } from './job';
import { DayCount, salesforceLimits, type BulkLimits } from './limits';
import { Pace } from './pace';
import { QueryJobs } from './query-jobs';

export interface BulkOptions {
  /** Aborts when the sandbox closes. */
  readonly closing: AbortSignal;
  /** What became of the rows of a chunk: no call's answer says it. */
  readonly tell: (tally: Tally) => void;
  readonly limits?: BulkLimits;
}

export class Bulk {
  readonly pace: Pace;
  readonly ingest: IngestJobs;
  readonly query: QueryJobs;
  /** Of the last 24 hours. */
  readonly rows: DayCount;
  readonly queryJobs: DayCount;

  constructor(org: Org, { closing, tell, limits = salesforceLimits }: BulkOptions) {
    this.pace = new Pace(org.clock, closing);
    this.rows = new DayCount(org.clock);
    this.queryJobs = new DayCount(org.clock);
    const ids = new JobIds();
    const { rowsPerDay } = limits;
    this.ingest = new IngestJobs({ org, pace: this.pace, rows: this.rows, rowsPerDay, tell, ids, limits });
    this.query = new QueryJobs({ org, pace: this.pace, ids, limits, made: this.queryJobs });
  }

  /** After `closing` was aborted. */
  async settled(): Promise<void> {
    await Promise.all([this.ingest.settled(), this.query.settled()]);
  }
}
