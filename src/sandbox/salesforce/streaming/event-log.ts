/** The events of the last three days, in the order of their commits, found by their replay ids. */
import { DAY_MS } from '../../common/clock';
import type { SObject } from '../org/sobject';

/** Contract 7.2. */
const RETENTION_MS = 3 * DAY_MS;
/** Moving the rest to the front pays once as much is forgotten as is left, and for some thousand at once. */
const FORGET_FROM = 4_096;

/** One text each: an event is small then, and is sent as it is kept. */
export interface ChangeEvent {
  readonly replayId: number;
  /** By the sandbox's clock. */
  readonly at: number;
  readonly type: SObject;
  /** `data` of the message, as JSON. */
  readonly text: string;
}

export class EventLog {
  private readonly events: ChangeEvent[] = [];
  /** Where `events` begins. */
  private head = 0;

  get size(): number {
    return this.events.length - this.head;
  }

  add(event: ChangeEvent): void {
    this.events.push(event);
  }

  /** Lets go what is older than three days, and the oldest of what is too much. Returns how many were too much. */
  forget(nowMs: number, max: number): number {
    while (this.head < this.events.length && this.at(this.head).at < nowMs - RETENTION_MS) this.head++;
    const surplus = Math.max(0, this.size - max);
    this.head += surplus;
    if (this.head >= FORGET_FROM && this.head * 2 >= this.events.length) {
      this.events.splice(0, this.head);
      this.head = 0;
    }
    return surplus;
  }

  has(replayId: number): boolean {
    const place = this.firstAfter(replayId - 1);
    return place < this.events.length && this.at(place).replayId === replayId;
  }

  /** Those that come after a replay id, a number of them at most, and up to which id that was looked through. */
  after(
    replayId: number,
    wanted: (type: SObject) => boolean,
    limit: number,
  ): { readonly events: readonly ChangeEvent[]; readonly upTo: number } {
    const events: ChangeEvent[] = [];
    let upTo = replayId;
    for (let place = this.firstAfter(replayId); place < this.events.length && events.length < limit; place++) {
      const event = this.at(place);
      upTo = event.replayId;
      if (wanted(event.type)) events.push(event);
    }
    return { events, upTo };
  }

  private at(place: number): ChangeEvent {
    return this.events[place] as ChangeEvent;
  }

  private firstAfter(replayId: number): number {
    let low = this.head;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).replayId <= replayId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
