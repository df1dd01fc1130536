/**
 * Looks at once, then every tick and whenever it is woken, never beside itself, until it is stopped. After an error (the database is
 * away) it looks later each time, so that a log stays readable.
 */
import { Bell } from '../platform/bell';

const usualTickMs = 1_000;
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class TickingLoop {
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private readonly bell = new Bell();

  /** @param look told whether to begin nothing more */
  constructor(
    private readonly look: (isStopping: () => boolean) => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly tickMs = usualTickMs,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Begins nothing more, and answers when the look that is under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  /** Something may be due that was not: has it look now, or once more when it is looking. */
  wake(): void {
    this.bell.ring();
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      this.bell.forget();
      try {
        await this.look(() => this.stopping);
        errors = 0;
        await this.rest(this.tickMs);
      } catch (error) {
        errors += 1;
        this.failed(error);
        this.bell.forget();
        await this.rest(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async rest(ms: number): Promise<void> {
    if (!this.stopping) await this.bell.heard(ms);
  }
}
