/**
 * When cursors are polled: every tick asks the database which are due and lets some be polled side by side, in whatever
 * process comes first. The tick is real time and what is due is the clock port's, so a virtual clock is followed.
 */
import { Inject, Injectable, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { claimPoll, poll, type Polling } from '../intake/poll';
import { CursorLost, type ClaimedCursor } from '../store/cursors';

const pollingParts = Symbol('polling');

/** What is due is begun within it; asking costs one look at an index. */
const tickMs = 250;
/** Polls of one process at a time: with answers in 0.2 s, enough for a poll a minute of 700 connections. */
const pollsAtOnce = 8;
/** After an error (the database is away) it asks again later each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

@Injectable()
export class PollSchedule implements OnModuleDestroy {
  private readonly polls = new Set<Promise<void>>();
  private claiming: Promise<void> | null = null;
  private stopping = false;
  private errors = 0;
  private quietUntilMs = 0;

  constructor(@Inject(pollingParts) private readonly polling: Polling) {}

  /** Never overlaps itself: while one is asking, or everybody is busy, there is nothing for another to do. */
  @Interval(tickMs)
  async tick(): Promise<void> {
    if (this.claiming !== null || this.stopping || performance.now() < this.quietUntilMs) return;
    this.claiming = this.claimDue().finally(() => (this.claiming = null));
    await this.claiming;
  }

  /** Begins no more polls, lets those that are under way end with the page they are at, and answers when they have. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.claiming;
    await Promise.all(this.polls);
  }

  /** Never rejects. */
  private async claimDue(): Promise<void> {
    try {
      while (!this.stopping && this.polls.size < pollsAtOnce) {
        const claimed = await claimPoll(this.polling);
        if (claimed === null) break;
        const one = this.serve(claimed).finally(() => this.polls.delete(one));
        this.polls.add(one);
      }
      this.errors = 0;
    } catch (error) {
      this.errors += 1;
      this.quietUntilMs = performance.now() + Math.min(errorWaitCapMs, errorWaitMs * 2 ** this.errors);
      this.polling.logger.error({ event: 'scheduler.failed', err: error });
    }
  }

  /** Never rejects: the lease of one that failed runs out, and it is tried again. */
  private async serve(claimed: ClaimedCursor): Promise<void> {
    const { tenantId, connectionId, object, kind } = claimed;
    try {
      await poll(this.polling, claimed, () => this.stopping);
    } catch (error) {
      const about = { tenantId, connectionId, object, poll: kind };
      if (error instanceof CursorLost) this.polling.logger.warn({ event: 'poll.lease-lost', ...about });
      else this.polling.logger.error({ event: 'poll.failed', ...about, err: error });
    }
  }
}

@Module({})
export class PollModule {
  static with(polling: Polling): DynamicModule {
    return {
      module: PollModule,
      imports: [ScheduleModule.forRoot()],
      providers: [{ provide: pollingParts, useValue: polling }, PollSchedule],
    };
  }
}
