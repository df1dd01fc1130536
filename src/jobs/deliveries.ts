/**
 * Delivers what the change feeds hold, in whatever process comes first: when a feed has grown, and every second besides, since
 * a wake may be lost and what has failed is due later. Any number of processes may do so at once: each destination is leased.
 */
import { DestinationLost, type ClaimedDestination } from '../store/destinations';
import { claimDelivery, deliver, type Delivering } from './deliver';

/** Receivers that answer slowly take nothing but a place. */
const atOnce = 16;
const usualPollMs = 1_000;
/** After an error (the database is away) it asks again later each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class Deliveries {
  private readonly turns = new Set<Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  private unlisten: (() => void) | null = null;
  private stopping = false;
  /** Something was told while nobody waited for it. */
  private woken = false;
  private hear: (() => void) | null = null;

  constructor(
    private readonly parts: Delivering,
    private readonly pollMs = usualPollMs,
  ) {}

  start(): void {
    this.unlisten = this.parts.waker.onChanges(() => this.wake());
    this.loop = this.run();
  }

  /** Begins no more deliveries, finishes those that are under way, and answers when they have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten?.();
    this.wake();
    await this.loop;
    await Promise.all(this.turns);
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      this.woken = false;
      try {
        await this.claimDue();
        errors = 0;
        await this.sleep(this.pollMs);
      } catch (error) {
        errors += 1;
        this.parts.logger.error({ event: 'deliveries.failed', err: error });
        this.woken = false;
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async claimDue(): Promise<void> {
    while (!this.stopping && this.turns.size < atOnce) {
      const claimed = await claimDelivery(this.parts);
      if (claimed === null) return;
      const turn = this.serve(claimed).finally(() => {
        this.turns.delete(turn);
        this.wake(); // there is a place again, and perhaps more of the same
      });
      this.turns.add(turn);
    }
  }

  /** Never rejects: the lease of one that failed runs out, and it is tried again. */
  private async serve(claimed: ClaimedDestination): Promise<void> {
    const { tenantId } = claimed;
    const { logger } = this.parts;
    try {
      await deliver(this.parts, claimed, () => this.stopping);
    } catch (error) {
      if (error instanceof DestinationLost) logger.warn({ event: 'delivery.lease-lost', tenantId });
      else logger.error({ event: 'delivery.broken', tenantId, err: error });
    }
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping || this.woken) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.hear = null;
        resolve();
      };
      const timer = setTimeout(over, ms);
      this.hear = over;
    });
  }

  private wake(): void {
    this.woken = true;
    this.hear?.();
  }
}
