/** What Bulk 2.0 allows (contract 4.3). Values, so that a test need not load 150 million rows to see one reached. */
import { DAY_MS, type SandboxClock } from '../../common/clock';

export interface BulkLimits {
  /** Of the raw CSV: 150 MB once it is base64. */
  readonly uploadMaxBytes: number;
  /** Records of all ingest jobs. */
  readonly rowsPerDay: number;
  readonly queryJobsPerDay: number;
  /** A job that nobody closed by then is aborted. */
  readonly openMs: number;
  /** Jobs and their results. */
  readonly keptMs: number;
}

export const salesforceLimits: BulkLimits = {
  uploadMaxBytes: 104_857_600,
  rowsPerDay: 150_000_000,
  queryJobsPerDay: 10_000,
  openMs: DAY_MS,
  keptMs: 7 * DAY_MS,
};

/** How much there was in the last 24 hours of the sandbox's clock, to the second. */
export class DayCount {
  private readonly spent: { readonly at: number; amount: number }[] = [];
  private sum = 0;

  constructor(private readonly clock: SandboxClock) {}

  get total(): number {
    const since = this.clock.now() - DAY_MS;
    while (this.spent[0] !== undefined && this.spent[0].at <= since) this.sum -= this.spent.shift()?.amount ?? 0;
    return this.sum;
  }

  add(amount: number): void {
    const at = Math.floor(this.clock.now() / 1_000) * 1_000;
    const last = this.spent.at(-1);
    if (last?.at === at) last.amount += amount;
    else this.spent.push({ at, amount });
    this.sum += amount;
  }
}
