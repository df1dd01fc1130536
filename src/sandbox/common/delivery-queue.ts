/**
 * Events that have not arrived yet: what can go now, and what is due at some later time of the sandbox, as it was
 * delayed or has failed before. It knows neither the network nor the clock.
 */
import type { SeededRandom } from './random';

/** Events that go out together, and stay together when they are sent again (HubSpot docs 2026-03; Salesforce: unverified). */
export interface Batch<E> {
  readonly events: readonly E[];
  /** 0 the first time. */
  readonly attempt: number;
  /** When it was tried first, in the sandbox's time. */
  readonly firstMs: number;
}

interface DueBatch<E> extends Batch<E> {
  readonly dueMs: number;
}

/** How the next batch is made. */
export interface Packing {
  readonly nowMs: number;
  readonly batchMax: number;
  readonly shuffle: boolean;
}

/** Moving the rest to the front pays once as much is taken as is left, and for some thousand at once. */
const FORGET_FROM = 4_096;

export class DeliveryQueue<E> {
  private readonly fresh: E[] = [];
  /** Where `fresh` begins: taking from the front of an array of a hundred thousand would move all the rest. */
  private head = 0;
  /** By `dueMs`. */
  private readonly later: DueBatch<E>[] = [];
  private again: Batch<E>[] = [];
  private released: Batch<E>[] = [];

  constructor(private readonly random: SeededRandom) {}

  /** New events, to be sent at `dueMs`. */
  add(events: readonly E[], dueMs: number, nowMs: number): void {
    if (dueMs > nowMs) this.putLater({ events, attempt: 0, firstMs: dueMs, dueMs });
    else for (const event of events) this.fresh.push(event);
  }

  /** A batch that failed. */
  retry(batch: Batch<E>, dueMs: number): void {
    this.putLater({ ...batch, dueMs });
  }

  /** What can be sent now. */
  take(packing: Packing): Batch<E> | undefined {
    this.ripen(packing.nowMs);
    return this.takeReleased() ?? this.again.shift() ?? this.pack(packing);
  }

  /** What was let go by `release`. */
  takeReleased(): Batch<E> | undefined {
    return this.released.shift();
  }

  /** Lets everything go that waits now, whenever it is due. */
  release(packing: Packing): void {
    this.ripen(Infinity);
    this.released.push(...this.again);
    this.again = [];
    for (let batch = this.pack(packing); batch !== undefined; batch = this.pack(packing)) this.released.push(batch);
  }

  /** When the next one is due that is not due yet. */
  get nextDueMs(): number | undefined {
    return this.later[0]?.dueMs;
  }

  /** Events that could go now. */
  get ready(): number {
    const count = (batches: readonly Batch<E>[]): number => batches.reduce((sum, { events }) => sum + events.length, 0);
    return this.fresh.length - this.head + count(this.again) + count(this.released);
  }

  private ripen(nowMs: number): void {
    const due = this.later.findIndex(({ dueMs }) => dueMs > nowMs);
    for (const batch of this.later.splice(0, due === -1 ? this.later.length : due)) {
      if (batch.attempt > 0) this.again.push(batch);
      else for (const event of batch.events) this.fresh.push(event);
    }
  }

  private pack({ nowMs, batchMax, shuffle }: Packing): Batch<E> | undefined {
    const events: E[] = [];
    while (events.length < batchMax && this.head < this.fresh.length) events.push(this.next(shuffle));
    this.forgetTaken();
    return events.length === 0 ? undefined : { events, attempt: 0, firstMs: nowMs };
  }

  /** Also while there is always more to come, or what was sent long ago would stay for ever. */
  private forgetTaken(): void {
    if (this.head < this.fresh.length && (this.head < FORGET_FROM || this.head * 2 < this.fresh.length)) return;
    this.fresh.splice(0, this.head);
    this.head = 0;
  }

  private next(shuffle: boolean): E {
    const first = this.head++;
    if (shuffle) {
      const other = first + Math.floor(this.random.next() * (this.fresh.length - first));
      [this.fresh[first], this.fresh[other]] = [this.fresh[other] as E, this.fresh[first] as E];
    }
    return this.fresh[first] as E;
  }

  private putLater(batch: DueBatch<E>): void {
    let low = 0;
    let high = this.later.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.later[middle] as DueBatch<E>).dueMs <= batch.dueMs) low = middle + 1;
      else high = middle;
    }
    this.later.splice(low, 0, batch);
  }
}
