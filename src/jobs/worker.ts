/**
 * The loops that serve streams. Each leases the least recently served stream with something due, serves it for a turn,
 * and asks for the next; when nothing is due it waits for a wake, or for the poll that backs it up.
 */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../sync/engine';
import { syncStream, TurnFailed } from '../sync/sync-stream';
import { claimStream, LeaseLost } from '../store/streams';

/** Company, customer and order of one account can be served side by side, and one more of another. */
const loopsPerProcess = 4;
const usualPollMs = 1_000;
/** After an error (the database is away) a loop waits longer each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class Worker {
  private readonly owner = randomUUID();
  private stopping = false;
  private readonly sleepers = new Set<() => void>();
  private wakes = 0;
  /** Loops that have found nothing due: those that sleep after an error have not looked. */
  private idle = 0;
  private loops: Promise<void>[] = [];
  private unlisten: (() => void) | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly pollMs = usualPollMs,
  ) {}

  start(): void {
    this.unlisten = this.engine.waker.onWake(() => this.wake());
    this.loops = Array.from({ length: loopsPerProcess }, () => this.loop());
  }

  /** Takes no more streams, finishes what is in hand, and answers when all loops have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten?.();
    for (const wake of [...this.sleepers]) wake();
    await Promise.all(this.loops);
  }

  private async loop(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      try {
        const { wakes } = this;
        const served = await this.serveNext();
        errors = 0;
        if (!served && wakes === this.wakes) await this.rest();
      } catch (error) {
        if (error instanceof LeaseLost) continue;
        errors += 1;
        if (!(error instanceof TurnFailed)) this.engine.logger.error({ event: 'worker.failed', err: error });
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async serveNext(): Promise<boolean> {
    const { database, clock, leaseMs } = this.engine;
    const stream = await claimStream(database, { owner: this.owner, now: clock.now(), leaseMs });
    if (!stream) return false;
    // What is due in one stream may be due in others.
    this.wakeOne();
    await syncStream(this.engine, stream, {
      isStopping: () => this.stopping,
      // An idle loop takes any other stream as soon as it is due.
      isWaitedFor: () => this.idle === 0,
    });
    return true;
  }

  private async rest(): Promise<void> {
    this.idle += 1;
    await this.sleep(this.pollMs);
    this.idle -= 1;
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }

  /**
   * Something may be due that was not. One loop looks, and wakes the next when it has found work; one that looks already looks once
   * more. Four that all look find nothing three times.
   */
  wake(): void {
    this.wakes += 1;
    this.wakeOne();
  }

  private wakeOne(): void {
    this.sleepers.values().next().value?.();
  }
}
