/**
 * Sees to it that our app is told of what it must be told: at the start, and every hour from then on, as somebody may delete
 * a subscription at the CRM. The tick is real time and the hour is the clock port's, so a virtual clock is followed.
 */
import { Inject, Injectable, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import {
  ensureWebhooks,
  whyNotManaged,
  type ManagedWebhooks,
  type PutRight,
  type WebhookStanding,
} from '../operate/webhook-subscriptions';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { inOneProcess } from '../store/one-process';
import type { DataSource } from '../store/transaction';

const upkeepParts = Symbol('webhook upkeep');

export interface WebhookUpkeepParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly webhooks: ManagedWebhooks;
  /** Told how things stand after each look, for metrics. It neither waits nor throws. */
  readonly onStanding: (crm: string, standing: WebhookStanding) => void;
}

/** Looking at the clock costs nothing. */
const tickMs = 250;
/** What is missing meanwhile is found by polling, within a minute. */
const everyMs = 3_600_000;
/** A trouble that passes must not cost an hour; one that stays is a line in the log each time. */
const afterFailureMs = 300_000;

@Injectable()
export class WebhookUpkeep implements OnModuleDestroy {
  private working: Promise<void> | null = null;
  private stopping = false;
  private dueMs = -Infinity;

  constructor(@Inject(upkeepParts) private readonly parts: WebhookUpkeepParts) {}

  /** Never overlaps itself. */
  @Interval(tickMs)
  async tick(): Promise<void> {
    if (this.working !== null || this.stopping || this.parts.clock.now().getTime() < this.dueMs) return;
    this.working = this.look().finally(() => (this.working = null));
    await this.working;
  }

  /** Answers when the call that is under way has ended, and one look after it. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.working;
  }

  /** Never rejects. */
  private async look(): Promise<void> {
    const { database, clock, webhooks, onStanding } = this.parts;
    const { crm } = webhooks;
    let waitMs = everyMs;
    try {
      const isStopping = (): boolean => this.stopping;
      const looked = await inOneProcess(database, `webhooks of ${crm}`, () => ensureWebhooks(webhooks, { isStopping }));
      if (looked.done) {
        onStanding(crm, looked.value.standing);
        this.say(looked.value);
      }
    } catch (error) {
      waitMs = afterFailureMs;
      this.complain(error);
    }
    this.dueMs = clock.now().getTime() + waitMs;
  }

  private say({ standing, targetSet, created, activated }: PutRight): void {
    const { logger, webhooks } = this.parts;
    const { crm } = webhooks;
    if (targetSet || created + activated > 0) {
      logger.info({ event: 'webhooks.restored', crm, targetSet, created, activated });
    }
    if (standing.target.state === 'foreign') {
      logger.warn(
        { event: 'webhooks.target-foreign', crm, missing: standing.missing.length, inactive: standing.inactive.length },
        'Another URL is told than ours. See: tandem webhooks check',
      );
    }
    if (standing.withoutRoom.length > 0) {
      logger.warn(
        { event: 'webhooks.without-room', crm, count: standing.withoutRoom.length },
        'The app has no room for all custom fields. See: tandem webhooks check',
      );
    }
  }

  private complain(error: unknown): void {
    const { logger, webhooks } = this.parts;
    const about = { event: 'webhooks.check-failed', crm: webhooks.crm } as const;
    const why = whyNotManaged(error);
    if (why === null) logger.warn({ ...about, err: error });
    else logger.warn({ ...about, kind: why.kind, code: why.code }, why.message);
  }
}

@Module({})
export class WebhookUpkeepModule {
  static with(parts: WebhookUpkeepParts): DynamicModule {
    return {
      module: WebhookUpkeepModule,
      imports: [ScheduleModule.forRoot()],
      providers: [{ provide: upkeepParts, useValue: parts }, WebhookUpkeep],
    };
  }
}
