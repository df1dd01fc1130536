import { DeliveryQueue } from './delivery-queue';
import { SeededRandom } from './random';

describe('queue of deliveries', () => {
  interface Event {
    readonly eventId: number;
  }
  const event = (eventId: number): Event => ({ eventId });
  const packing = { nowMs: 0, batchMax: 100, shuffle: false };

  it('gives out each event once while more keep coming', () => {
    for (const shuffle of [false, true]) {
      const queue = new DeliveryQueue<Event>(new SeededRandom(1));
      const taken: number[] = [];
      const take = (): number =>
        taken.push(...(queue.take({ ...packing, shuffle })?.events ?? []).map(({ eventId }) => eventId));
      let made = 0;
      const add = (count: number): void =>
        queue.add(
          Array.from({ length: count }, () => event(made++)),
          0,
          0,
        );
      add(150);
      for (let round = 0; round < 200; round++) {
        add(100);
        take();
        expect(queue.ready).toBe(made - taken.length);
      }
      while (queue.ready > 0) take();
      const ordered = taken.toSorted((a, b) => a - b);
      expect(ordered).toEqual(Array.from({ length: made }, (_, index) => index));
      if (!shuffle) expect(taken).toEqual(ordered);
    }
  });

  it('gives out what is due, the earliest first, and says when the next is', () => {
    const queue = new DeliveryQueue<Event>(new SeededRandom(1));
    const retry = (eventId: number, dueMs: number): void =>
      queue.retry({ events: [event(eventId)], attempt: 1, firstMs: 0 }, dueMs);
    retry(1, 30);
    retry(2, 10);
    retry(3, 20);
    expect(queue.nextDueMs).toBe(10);
    const idsAt = (nowMs: number): number | undefined => queue.take({ ...packing, nowMs })?.events[0]?.eventId;
    expect(idsAt(9)).toBeUndefined();
    expect([idsAt(20), idsAt(20), idsAt(20)]).toEqual([2, 3, undefined]);
    expect(queue.nextDueMs).toBe(30);
    queue.release(packing);
    expect(queue.takeReleased()?.events[0]?.eventId).toBe(1);
    expect(queue.nextDueMs).toBeUndefined();
  });
});
