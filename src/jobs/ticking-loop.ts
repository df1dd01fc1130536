/**
 * Looks at once, then every tick and whenever it is woken, never beside itself, until it is stopped. After an error (the database is away) it looks
 * later each time, so that a log stays readable.
 */
const usualTickMs = 1_000;
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class TickingLoop {
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  /** Something was told while nobody waited for it. */
  private woken = false;
  private hear: (() => void) | null = null;

  /** @param look told whether to begin nothing more */
  constructor(
    private readonly look: (isStopping: () => boolean) => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly tickMs = usualTickMs,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Answers when the look that is under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  /** Has it look now, or once more when it is looking. */
  wake(): void {
    this.woken = true;
    this.hear?.();
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      this.woken = false;
      try {
        await this.look(() => this.stopping);
        errors = 0;
        await this.sleep(this.tickMs);
      } catch (error) {
        errors += 1;
        this.failed(error);
        this.woken = false;
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
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
}
