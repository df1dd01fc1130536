/**
 * Listens to the event streams that nobody listens to, and to each in one process of all: each is leased, and the lease renewed as
 * long as the process lives. The tick is real time and what is due is the clock port's, so a virtual clock is followed.
 */
import { claimListening, listen, type Listener, type Listening } from '../intake/event-stream';
import { EventStreamLost } from '../store/event-streams';
import { TickingLoop } from './ticking-loop';

/** Of one process: each is an open call. */
const atOnce = 500;

export class EventStreams {
  private readonly listeners = new Set<Listener>();
  private readonly loop: TickingLoop;

  constructor(
    private readonly parts: Listening,
    tickMs?: number,
  ) {
    const { logger } = parts;
    this.loop = new TickingLoop(
      (isStopping) => this.tick(isStopping),
      (error) => logger.error({ event: 'events.failed', err: error }),
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

  /** Begins to listen to no more, keeps what was told, and answers when nothing is open any more. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all([...this.listeners].map((listener) => listener.close()));
  }

  private async tick(isStopping: () => boolean): Promise<void> {
    await Promise.all([...this.listeners].map((listener) => listener.renew()));
    await this.claimDue(isStopping);
  }

  private async claimDue(isStopping: () => boolean): Promise<void> {
    while (!isStopping() && this.listeners.size < atOnce) {
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
}
