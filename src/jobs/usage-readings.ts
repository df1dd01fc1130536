/**
 * Asks CRMs for their own figures of the day where nothing was heard of them for an hour, in whatever process comes first. The tick is real
 * time and what is due is the clock port's, so a virtual clock is followed.
 */
import { readUsage, type UsageParts } from '../operate/read-usage';
import { claimUsageReading } from '../store/usage-readings';
import { TickingLoop } from './ticking-loop';

export class UsageReadings {
  private readonly loop: TickingLoop;

  constructor(
    private readonly parts: UsageParts,
    tickMs?: number,
  ) {
    const { logger } = parts;
    this.loop = new TickingLoop(
      (isStopping) => this.serveDue(isStopping),
      (error) => logger.error({ event: 'usage.failed', err: error }),
      tickMs,
    );
  }

  start(): void {
    this.loop.start();
  }

  /** Begins no more, and answers when what is under way has ended, with the call that it is at. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Something may be due that was not. */
  wake(): void {
    this.loop.wake();
  }

  private async serveDue(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const claimed = await claimUsageReading(this.parts.database, this.parts.clock.now());
      if (claimed === null) return;
      await readUsage(this.parts, claimed, isStopping);
    }
  }
}
