/**
 * Sends events to the app's target, as HubSpot does: up to 100 in a POST, signed, some POSTs at a time, and again for a
 * day when the receiver does not answer 2xx in time. Whatever waits, waits in the sandbox's time, so a test that moves
 * the clock sees a day of retries at once. Nothing here is waited for by a call of the API.
 */
import { DAY_MS } from '../../common/clock';
import type { Portal } from '../portal/portal';
import { ClockAlarm } from '../../common/clock-alarm';
import type { Batch, Packing } from '../../common/delivery-queue';
import { DeliveryQueue } from '../../common/delivery-queue';
import { parseTarget, post } from '../../common/post';
import type { PostOutcome } from '../../common/post';
import { SeededRandom } from '../../common/random';
import type { WebhookEvent } from './event';
import { signV1, signV2, signV3 } from './signature';
import type { Trouble } from './trouble';
import { noTrouble } from './trouble';

/** HubSpot docs 2026-03: up to ten times, spread over 24 hours. */
const RETRIES_MAX = 10;
const DELIVERIES_KEPT = 50;
/** Of our own: what a receiver does must not change the portal's shuffles, or no run could be repeated. */
const RANDOM_SEED = 20_250_715;
const USER_AGENT =
  'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client) - WebhooksExecutorDaemon-executor';

/** `events`, `delivered`, `duplicated`, `dropped`, `overflowed` and `gaveUp` count events, the others POSTs. */
const zero = {
  events: 0,
  delivered: 0,
  duplicated: 0,
  /** Lost because `trouble.drop` said so. */
  dropped: 0,
  /** Lost because too many were waiting. */
  overflowed: 0,
  /** Lost after the last retry. */
  gaveUp: 0,
  sent: 0,
  failed: 0,
  retried: 0,
};

/** A POST that was made; its body is not kept. */
interface Delivery {
  readonly at: string;
  readonly attemptNumber: number;
  readonly events: number;
  readonly status?: number;
  readonly error?: string;
}

export class WebhookDelivery {
  trouble: Trouble = noTrouble;
  readonly random = new SeededRandom(RANDOM_SEED);
  private readonly queue = new DeliveryQueue<WebhookEvent>(this.random);
  private readonly counts = { ...zero };
  private readonly deliveries: Delivery[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private waiting = 0;
  private readonly alarm: ClockAlarm;
  private soon: NodeJS.Immediate | undefined;

  constructor(private readonly portal: Portal) {
    this.alarm = new ClockAlarm(portal.clock, () => this.pump());
  }

  /** How many more events there is room for. */
  get room(): number {
    return Math.max(0, this.trouble.waitingMax - this.waiting);
  }

  /** The events of one commit. More than there is room for are lost. */
  add(events: readonly WebhookEvent[]): void {
    this.counts.events += events.length;
    const kept = this.multiplied(events);
    const fitting = kept.slice(0, this.room);
    this.counts.overflowed += kept.length - fitting.length;
    if (fitting.length === 0) return;
    this.waiting += fitting.length;
    const now = this.portal.clock.now();
    // A creation need not come before the changes of its properties (recorded 2025-06).
    this.queue.add(this.random.shuffled(fitting), now + this.trouble.delayMs, now);
    this.wake();
  }

  /** Counts events that were not even made, for want of room. */
  overflow(count: number): void {
    this.counts.events += count;
    this.counts.overflowed += count;
  }

  /** To be called when anything changed that deliveries depend on: clock, settings, trouble. Returns at once. */
  wake(): void {
    if (this.waiting === 0 || this.closing.signal.aborted) return;
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      this.pump();
    });
  }

  /** Sends all that waits now, whenever it is due, and also while paused. */
  flush(): void {
    this.queue.release(this.packing());
    this.wake();
  }

  snapshot(): unknown {
    // Waiting: not arrived yet, whatever the reason. Of these, `due` could be sent now or are on their way.
    const due = this.queue.ready + this.underWayEvents;
    return {
      trouble: this.trouble,
      counters: { ...this.counts, waiting: this.waiting, due },
      deliveries: this.deliveries,
    };
  }

  /** Nothing is sent after this, and nothing is left open. What was waiting is forgotten. */
  async close(): Promise<void> {
    this.closing.abort();
    this.alarm.stop();
    clearImmediate(this.soon);
    await Promise.all(this.underWay);
  }

  private underWayEvents = 0;

  private multiplied(events: readonly WebhookEvent[]): WebhookEvent[] {
    const { drop, duplicate } = this.trouble;
    const left = drop === 0 ? [...events] : events.filter(() => this.random.next() >= drop);
    this.counts.dropped += events.length - left.length;
    const copies = duplicate === 0 ? [] : left.filter(() => this.random.next() < duplicate);
    this.counts.duplicated += copies.length;
    return [...left, ...copies];
  }

  private packing(): Packing {
    const { batchMax, shuffle } = this.trouble;
    return { nowMs: this.portal.clock.now(), batchMax, shuffle };
  }

  private pump(): void {
    const { webhooks, clock } = this.portal;
    const { settings } = webhooks.inForce(clock.now());
    if (this.closing.signal.aborted) return;
    if (settings === null) {
      this.alarm.set(webhooks.holdsFromMs);
      return;
    }
    // HubSpot counts the requests in flight per account that has the app (HubSpot docs 2025-01): here, all of them.
    while (this.underWay.size < settings.maxConcurrentRequests) {
      const batch = this.trouble.paused ? this.queue.takeReleased() : this.queue.take(this.packing());
      if (batch === undefined) break;
      const sending = this.send(settings.targetUrl, batch).finally(() => {
        this.underWay.delete(sending);
        this.pump();
      });
      this.underWay.add(sending);
    }
    // Busy: the end of a POST comes back here. Paused: so does whoever goes on.
    if (this.underWay.size < settings.maxConcurrentRequests && !this.trouble.paused) {
      this.alarm.set(earlier(this.queue.nextDueMs, webhooks.holdsFromMs));
    }
  }

  private async send(targetUrl: string, batch: Batch<WebhookEvent>): Promise<void> {
    const { events, attempt } = batch;
    this.underWayEvents += events.length;
    this.counts.sent++;
    if (attempt > 0) this.counts.retried++;
    const outcome = await this.post(targetUrl, batch);
    this.underWayEvents -= events.length;
    this.remember({
      at: new Date(this.portal.clock.now()).toISOString(),
      attemptNumber: attempt,
      events: events.length,
      ...('status' in outcome ? { status: outcome.status } : outcome),
    });
    if ('status' in outcome && outcome.status >= 200 && outcome.status < 300) {
      this.waiting -= events.length;
      this.counts.delivered += events.length;
    } else this.failed(batch);
  }

  private post(targetUrl: string, { events, attempt }: Batch<WebhookEvent>): Promise<PostOutcome> {
    const url = parseTarget(targetUrl);
    if (url === undefined) return Promise.resolve({ error: 'no http or https URL' });
    const body = Buffer.from(JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt }))));
    const { timeoutMs } = this.trouble;
    return post({ url, body, timeoutMs, headers: this.headers(url, body), closing: this.closing.signal });
  }

  /** As recorded 2026-01. The timestamp is the sandbox's: its receiver should live in the same time. */
  private headers(url: URL, body: Buffer): Record<string, string> {
    const { clientSecret } = this.portal.app;
    const { signatureVersion } = this.trouble;
    const now = this.portal.clock.now();
    const signed = { method: 'POST', url: url.href, body };
    return {
      'content-type': 'application/json',
      'content-length': String(body.length),
      accept: '*/*',
      'user-agent': USER_AGENT,
      'x-hubspot-request-timestamp': String(now),
      'x-hubspot-signature': signatureVersion === 'v1' ? signV1(clientSecret, body) : signV2(clientSecret, signed),
      'x-hubspot-signature-version': signatureVersion,
      'x-hubspot-signature-v3': signV3(clientSecret, signed, now),
      'x-hubspot-timeout-millis': '10000',
    };
  }

  private failed(batch: Batch<WebhookEvent>): void {
    this.counts.failed++;
    const attempt = batch.attempt + 1;
    if (attempt > RETRIES_MAX) {
      this.waiting -= batch.events.length;
      this.counts.gaveUp += batch.events.length;
      return;
    }
    const since = retryMs(attempt - 1) + this.random.next() * (retryMs(attempt) - retryMs(attempt - 1));
    this.queue.retry({ ...batch, attempt }, batch.firstMs + Math.ceil(since));
  }

  private remember(delivery: Delivery): void {
    this.deliveries.push(delivery);
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.shift();
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** The latest that retry `n` comes after the first attempt: 86 s, 12 min … 24 h (only the 24 h are documented). */
function retryMs(n: number): number {
  return DAY_MS * (n / RETRIES_MAX) ** 3;
}
