/**
 * Reads descriptions anew when they are due, in whatever process comes first. Due they are only when something was written
 * with old ones, or refused by them or in spite of them: a connection by which nothing goes costs its CRM no calls, and its
 * first write after a rest asks for them by itself. The tick is real time and what is due is the clock port's, so a virtual
 * clock is followed.
 */
import { describeAgain, type DescribingParts } from '../operate/describe-again';
import { claimDescribing } from '../store/described';
import { TickingLoop } from './ticking-loop';

/** What was claimed by a process that died, or could not be read, is tried again after it. */
const againMs = 300_000;

export class Describing {
  private readonly loop: TickingLoop;

  constructor(
    private readonly parts: DescribingParts,
    tickMs?: number,
  ) {
    const { logger } = parts;
    this.loop = new TickingLoop(
      (isStopping) => this.serveDue(isStopping),
      (error) => logger.error({ event: 'describe.failed', err: error }),
      tickMs,
    );
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be due that was not. */
  wake(): void {
    this.loop.wake();
  }

  /** Begins no more, and answers when what is under way has ended, with the call that it is at. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async serveDue(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const now = this.parts.clock.now();
      const again = new Date(now.getTime() + againMs);
      const claimed = await claimDescribing(this.parts.database, { now, again });
      if (claimed === null) return;
      await describeAgain(this.parts, claimed, isStopping);
    }
  }
}
