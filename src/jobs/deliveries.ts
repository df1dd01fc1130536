/**
 * Delivers what the change feeds hold, in whatever process comes first: when a feed has grown, and every second besides, since
 * a wake may be lost and what has failed is due later. Any number of processes may do so at once: each destination is leased.
 */
import { DestinationLost, type ClaimedDestination } from '../store/destinations';
import { claimDelivery, deliver, type Delivering } from './deliver';
import { TickingLoop } from './ticking-loop';

/** Receivers that answer slowly take nothing but a place. */
const atOnce = 16;

export class Deliveries {
  private readonly turns = new Set<Promise<void>>();
  private readonly loop: TickingLoop;
  private unlisten: (() => void) | null = null;

  constructor(
    private readonly parts: Delivering,
    pollMs?: number,
  ) {
    const { logger } = parts;
    this.loop = new TickingLoop(
      (isStopping) => this.claimDue(isStopping),
      (error) => logger.error({ event: 'deliveries.failed', err: error }),
      pollMs,
    );
  }

  start(): void {
    this.unlisten = this.parts.waker.onChanges(() => this.loop.wake());
    this.loop.start();
  }

  /** Something may be due that was not. */
  wake(): void {
    this.loop.wake();
  }

  /** Begins no more deliveries, finishes those that are under way, and answers when they have ended. */
  async stop(): Promise<void> {
    this.unlisten?.();
    await this.loop.stop();
    await Promise.all(this.turns);
  }

  private async claimDue(isStopping: () => boolean): Promise<void> {
    while (!isStopping() && this.turns.size < atOnce) {
      const claimed = await claimDelivery(this.parts);
      if (claimed === null) return;
      const turn = this.serve(claimed, isStopping).finally(() => {
        this.turns.delete(turn);
        this.loop.wake(); // there is a place again, and perhaps more of the same
      });
      this.turns.add(turn);
    }
  }

  /** Never rejects: the lease of one that failed runs out, and it is tried again. */
  private async serve(claimed: ClaimedDestination, isStopping: () => boolean): Promise<void> {
    const { tenantId } = claimed;
    const { logger } = this.parts;
    try {
      await deliver(this.parts, claimed, isStopping);
    } catch (error) {
      if (error instanceof DestinationLost) logger.warn({ event: 'delivery.lease-lost', tenantId });
      else logger.error({ event: 'delivery.broken', tenantId, err: error });
    }
  }
}
