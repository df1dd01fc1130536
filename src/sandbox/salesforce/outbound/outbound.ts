/**
 * Watches what is committed and sends the outbound messages that were set up for it: up to 100 notifications in each, again
 * and again until the receiver acknowledges, at growing intervals, for a day (contract 7.5). Whatever waits, waits in the
 * sandbox's time. Messages are retried each by itself, so they arrive out of order. Nothing here is waited for by a call.
 */
import { ClockAlarm } from '../../common/clock-alarm';
import { DAY_MS } from '../../common/clock';
import { DeliveryQueue, type Batch, type Packing } from '../../common/delivery-queue';
import { parseTarget, post, type PostOutcome } from '../../common/post';
import { SeededRandom } from '../../common/random';
import type { Committed } from '../org/committed';
import type { Org } from '../org/org';
import type { Row } from '../org/row';
import { envelopeOf, isAck } from './envelope';
import { notificationId, type Notification, type OutboundMessage } from './outbound-message';
import { noTrouble, type OutboundTrouble } from './trouble';

/** The order of seconds is told by Salesforce's people, two hours by its docs; the steps between are unverified. */
const FIRST_RETRY_MS = 5_000;
const RETRY_MAX_MS = 7_200_000;
/** Messages on their way at a time (unverified). */
const CONCURRENT_MAX = 5;
const DELIVERIES_KEPT = 50;
/** Of its own: what a receiver does must not change the org's shuffles, or no run could be repeated. */
const RANDOM_SEED = 20_050_912;

/** `notifications`, `delivered`, `duplicated`, `overflowed` and `gaveUp` count notifications, the others messages. */
const zero = {
  notifications: 0,
  delivered: 0,
  duplicated: 0,
  /** Lost because too many were waiting. */
  overflowed: 0,
  /** Lost after a day. */
  gaveUp: 0,
  sent: 0,
  failed: 0,
  retried: 0,
};

/** A message that was sent; its text is not kept. */
interface Delivery {
  readonly at: string;
  readonly message: string;
  readonly attempt: number;
  readonly notifications: number;
  readonly acknowledged: boolean;
  readonly status?: number;
  readonly error?: string;
}

interface Line {
  message: OutboundMessage;
  readonly queue: DeliveryQueue<Notification>;
}

export class Outbound {
  trouble: OutboundTrouble = noTrouble;
  private readonly random = new SeededRandom(RANDOM_SEED);
  private readonly lines = new Map<string, Line>();
  private readonly counts = { ...zero };
  private readonly deliveries: Delivery[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private readonly alarm: ClockAlarm;
  private soon: NodeJS.Immediate | undefined;
  private waiting = 0;
  private onTheWay = 0;
  private notified = 0;

  /** `url` is where the org's API is, once it is known. */
  constructor(
    private readonly org: Org,
    private readonly url: () => string,
  ) {
    this.alarm = new ClockAlarm(org.clock, () => this.pump());
    org.clock.watch(() => this.wake());
    org.watch((committed) => this.queue(committed));
  }

  /** Set up, or changed: what waits is told as it is set up then. */
  set(message: OutboundMessage): void {
    const line = this.lines.get(message.id);
    if (line !== undefined) line.message = message;
    else this.lines.set(message.id, { message, queue: new DeliveryQueue(this.random) });
    this.wake();
  }

  find(id: string): OutboundMessage | undefined {
    return this.lines.get(id)?.message;
  }

  /** All of them, and what waits to be told. */
  clear(): void {
    this.lines.clear();
    this.waiting = this.onTheWay;
  }

  /** To be called when anything changed that deliveries depend on. Returns at once. */
  wake(): void {
    if (this.waiting === 0 || this.closing.signal.aborted) return;
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      this.pump();
    });
  }

  /** Sends all that waits now, whenever it is due, and also while paused. */
  flush(): void {
    for (const { queue } of this.lines.values()) queue.release(this.packing());
    this.wake();
  }

  snapshot(): object {
    const lines = [...this.lines.values()];
    const due = lines.reduce((sum, { queue }) => sum + queue.ready, this.onTheWay);
    return {
      messages: lines.map(({ message: { type, ...rest } }) => ({ object: type.name, ...rest })),
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

  /** Nothing is told of a deletion (contract 7.5), nor of what the org derives by itself. */
  private queue({ actor, changes }: Committed): void {
    if (this.lines.size === 0 || actor.quiet === true) return;
    for (const { message, queue } of this.lines.values()) {
      const rows = new Set<Row>();
      for (const { kind, type, row } of changes) {
        const told = kind === 'CREATE' || (kind === 'UPDATE' && message.when === 'create-or-edit');
        if (told && type === message.type) rows.add(row);
      }
      if (rows.size > 0) this.add(queue, [...rows]);
    }
  }

  private add(queue: DeliveryQueue<Notification>, rows: readonly Row[]): void {
    const { waitingMax, delayMs, duplicate } = this.trouble;
    const now = this.org.now();
    const made = rows.map((row) => ({ id: notificationId(++this.notified), row, queuedAt: now }));
    const copies = duplicate === 0 ? [] : made.filter(() => this.random.next() < duplicate);
    const all = [...made, ...copies];
    const fitting = all.slice(0, Math.max(0, waitingMax - this.waiting));
    this.counts.notifications += made.length;
    this.counts.duplicated += copies.length;
    this.counts.overflowed += all.length - fitting.length;
    this.waiting += fitting.length;
    queue.add(fitting, now + delayMs, now);
    this.wake();
  }

  private packing(): Packing {
    const { batchMax, shuffle } = this.trouble;
    return { nowMs: this.org.now(), batchMax, shuffle };
  }

  private pump(): void {
    if (this.closing.signal.aborted) return;
    while (this.underWay.size < CONCURRENT_MAX) {
      const next = this.next();
      if (next === undefined) break;
      const sending = this.send(next.line, next.batch).finally(() => {
        this.underWay.delete(sending);
        this.pump();
      });
      this.underWay.add(sending);
    }
    // Busy: the end of a message comes back here. Paused: so does whoever goes on.
    if (this.underWay.size < CONCURRENT_MAX && !this.trouble.paused) {
      const due = [...this.lines.values()].flatMap(({ queue }) => queue.nextDueMs ?? []);
      this.alarm.set(due.length === 0 ? undefined : Math.min(...due));
    }
  }

  private next(): { readonly line: Line; readonly batch: Batch<Notification> } | undefined {
    for (const line of this.lines.values()) {
      const { queue } = line;
      const take = (): Batch<Notification> | undefined =>
        this.trouble.paused ? queue.takeReleased() : queue.take(this.packing());
      for (let batch = take(); batch !== undefined; batch = take()) {
        const events = this.young(batch.events, this.org.now());
        if (events.length > 0) return { line, batch: { ...batch, events } };
      }
    }
    return undefined;
  }

  /** What is a day old is dropped (contract 7.5). */
  private young(notifications: readonly Notification[], at: number): readonly Notification[] {
    const left = notifications.filter(({ queuedAt }) => at - queuedAt < DAY_MS);
    this.waiting -= notifications.length - left.length;
    this.counts.gaveUp += notifications.length - left.length;
    return left;
  }

  private async send(line: Line, batch: Batch<Notification>): Promise<void> {
    const { events, attempt } = batch;
    this.onTheWay += events.length;
    this.counts.sent++;
    if (attempt > 0) this.counts.retried++;
    const outcome = await this.post(line.message, events);
    this.onTheWay -= events.length;
    const acknowledged = 'status' in outcome && outcome.status === 200 && isAck(outcome.body);
    this.remember({
      at: new Date(this.org.now()).toISOString(),
      message: line.message.id,
      attempt,
      notifications: events.length,
      acknowledged,
      ...('status' in outcome ? { status: outcome.status } : outcome),
    });
    if (acknowledged) {
      this.waiting -= events.length;
      this.counts.delivered += events.length;
    } else this.failed(line, batch);
  }

  private post(message: OutboundMessage, notifications: readonly Notification[]): Promise<PostOutcome> {
    const url = parseTarget(message.url);
    if (url === undefined) return Promise.resolve({ error: 'no http or https URL' });
    const { organizationId } = this.org;
    const body = Buffer.from(envelopeOf(message, notifications, { organizationId, url: this.url() }));
    // Which other headers Salesforce sends is unverified.
    const headers = {
      'content-type': 'text/xml; charset=UTF-8',
      'content-length': String(body.length),
      accept: 'text/xml',
      soapaction: '""',
    };
    return post({ url, body, headers, timeoutMs: this.trouble.timeoutMs, closing: this.closing.signal });
  }

  private failed(line: Line, batch: Batch<Notification>): void {
    this.counts.failed++;
    // Set up no more: what waited with it is not counted any longer either.
    if (this.lines.get(line.message.id) !== line) {
      this.waiting -= batch.events.length;
      return;
    }
    const due = this.org.now() + Math.min(RETRY_MAX_MS, FIRST_RETRY_MS * 2 ** batch.attempt);
    const events = this.young(batch.events, due);
    if (events.length > 0) line.queue.retry({ ...batch, events, attempt: batch.attempt + 1 }, due);
  }

  private remember(delivery: Delivery): void {
    this.deliveries.push(delivery);
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.shift();
  }
}
