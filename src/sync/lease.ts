/**
 * A worker's right to write to one stream. Asked for before each call to a CRM: what is left of the lease must outlast
 * the call's deadline, so that a worker which stalls and wakes up sends nothing (architecture 5.1, rule 4).
 */
import { outlastsCall } from '../core/lease';
import type { Clock } from '../platform/clock';
import { holdStream, type Stream } from '../store/streams';
import { inTenant, type DataSource } from '../store/transaction';

export class Lease {
  private until: number;

  constructor(
    private readonly deps: {
      readonly database: DataSource;
      readonly clock: Clock;
      readonly stream: Stream;
      readonly leaseMs: number;
      readonly callDeadlineMs: number;
    },
  ) {
    this.until = deps.clock.now().getTime() + deps.leaseMs;
  }

  /** Returns when a call may leave; renews the lease when too little is left. Throws `LeaseLost` after a takeover. */
  async ensure(): Promise<void> {
    const { clock, callDeadlineMs, database, stream } = this.deps;
    if (outlastsCall(this.until, clock.now(), callDeadlineMs)) return;
    const until = this.next();
    await inTenant(database, stream.tenantId, (tx) => holdStream(tx, stream, { until }));
    this.extendedTo(until);
  }

  /** The end of a lease that starts now, for a statement that extends it by the way. */
  next(): Date {
    return new Date(this.deps.clock.now().getTime() + this.deps.leaseMs);
  }

  /** Statements of two batches may come in another order than they were made in: what was promised longest counts. */
  extendedTo(until: Date): void {
    this.until = Math.max(this.until, until.getTime());
  }
}
