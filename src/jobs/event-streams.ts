/**
 * Listens to the event streams that nobody listens to, and to each in one process of all: each is leased, and the lease renewed as
 * long as the process lives. The tick is real time and what is due is the clock port's, so a virtual clock is followed.
 */
import { claimListening, listen, type Listener, type Listening } from '../intake/event-stream';
import { EventStreamLost } from '../store/event-streams';

const usualTickMs = 1_000;
/** Of one process: each is an open call. */
const atOnce = 500;
/** After an error (the database is away) it asks again later each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class EventStreams {
  private readonly listeners = new Set<Listener>();
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly parts: Listening,
    private readonly tickMs = usualTickMs,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Begins to listen to no more, keeps what was told, and answers when nothing is open any more. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
    await Promise.all([...this.listeners].map((listener) => listener.close()));
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      try {
        await Promise.all([...this.listeners].map((listener) => listener.renew()));
        await this.claimDue();
        errors = 0;
        await this.sleep(this.tickMs);
      } catch (error) {
        errors += 1;
        this.parts.logger.error({ event: 'events.failed', err: error });
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async claimDue(): Promise<void> {
    while (!this.stopping && this.listeners.size < atOnce) {
      const claimed = await claimListening(this.parts);
      if (claimed === null) return;
      try {
        const listener = await listen(this.parts, claimed);
        if (listener === null) continue;
        this.listeners.add(listener);
        void listener.ended.then(() => this.listeners.delete(listener));
      } catch (error) {
        if (!(error instanceof EventStreamLost)) throw error;
      }
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
