/**
 * Reads descriptions anew when they are due, in whatever process comes first. Due they are only when something was written
 * with old ones, or refused by them or in spite of them: a connection by which nothing goes costs its CRM no calls, and its
 * first write after a rest asks for them by itself. The tick is real time and what is due is the clock port's, so a virtual
 * clock is followed.
 */
import { describeAgain, type DescribingParts } from '../operate/describe-again';
import { claimDescribing } from '../store/described';

const usualTickMs = 1_000;
/** What was claimed by a process that died, or could not be read, is tried again after it. */
const againMs = 300_000;
/** After an error (the database is away) it asks again later each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class Describing {
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly parts: DescribingParts,
    private readonly tickMs = usualTickMs,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Begins no more, and answers when what is under way has ended, with the call that it is at. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      try {
        await this.serveDue();
        errors = 0;
        await this.sleep(this.tickMs);
      } catch (error) {
        errors += 1;
        this.parts.logger.error({ event: 'describe.failed', err: error });
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async serveDue(): Promise<void> {
    while (!this.stopping) {
      const now = this.parts.clock.now();
      const again = new Date(now.getTime() + againMs);
      const claimed = await claimDescribing(this.parts.database, { now, again });
      if (claimed === null) return;
      await describeAgain(this.parts, claimed, () => this.stopping);
    }
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(over, ms);
      this.wake = over;
    });
  }
}
