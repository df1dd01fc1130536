import fc from 'fast-check';
import { laneNames, type Lane } from './lane';
import {
  blockLifeMs,
  correctTokens,
  fullBucket,
  nextTokens,
  onTheWayMs,
  resize,
  shapeOf,
  takeTokens,
  type Bucket,
} from './quota-bucket';
import type { BurstLimit } from './quota-standing';

const at = (ms: number): Date => new Date(1_000_000 + ms);
const hundred: BurstLimit = { calls: 100, windowMs: 10_000 };
const wanted = (lane: Lane, calls: number, spare = 0): { lane: Lane; calls: number; spare: number } => ({
  lane,
  calls,
  spare,
});

/** The most arrivals in any window of the limit. */
function fullestWindow(arrivals: readonly number[], windowMs: number): number {
  const sorted = [...arrivals].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  sorted.forEach((ms, last) => {
    while (ms - (sorted[first] ?? ms) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

describe('the bucket of a burst limit', () => {
  it.each([1, 2, 5, 10, 100, 110, 190, 1_000_000])('of %i calls never gives more in its window', (calls) => {
    const limit = { calls, windowMs: 10_000 };
    const { cap, perMs } = shapeOf(limit);
    expect(Math.floor(cap + perMs * (limit.windowMs + blockLifeMs + onTheWayMs))).toBeLessThanOrEqual(calls);
    expect(Number.isInteger(cap) && cap >= 1).toBe(true);
  });

  it('gives what it holds, and more as time goes by', () => {
    const first = takeTokens(fullBucket(hundred, at(0)), hundred, wanted('live', 50), at(0));
    expect(first.given).toBe(10);
    expect(takeTokens(first.bucket, hundred, wanted('live', 50), at(0)).given).toBe(0);
    expect(takeTokens(first.bucket, hundred, wanted('live', 50), at(1_000)).given).toBe(8);
    expect(takeTokens(first.bucket, hundred, wanted('live', 50), at(900_000)).given).toBe(10);
  });

  it.each([
    ['live', 10],
    ['inbound', 8],
    ['retry', 8],
    ['migration', 5],
    ['audit', 5],
  ] as const)('leaves to more urgent lanes what %s does not get', (lane, calls) => {
    expect(takeTokens(fullBucket(hundred, at(0)), hundred, wanted(lane, 50), at(0)).given).toBe(calls);
  });

  it('gives to spare only while more than half of it is left', () => {
    expect(takeTokens(fullBucket(hundred, at(0)), hundred, wanted('live', 1, 50), at(0)).given).toBe(5);
    expect(takeTokens(fullBucket(hundred, at(0)), hundred, wanted('live', 7, 50), at(0)).given).toBe(7);
  });

  it.each(laneNames)('says when it has something for %s', (lane) => {
    const empty = takeTokens(fullBucket(hundred, at(0)), hundred, wanted('live', 10), at(0)).bucket;
    const next = nextTokens(empty, hundred, wanted(lane, 1), at(0));
    expect(takeTokens(empty, hundred, wanted(lane, 1), next).given).toBe(1);
    expect(takeTokens(empty, hundred, wanted(lane, 1), new Date(next.getTime() - 2)).given).toBe(0);
  });

  it('says when it has as much as a lane can ever get at once', () => {
    const next = nextTokens({ tokens: 0, at: at(0) }, hundred, wanted('migration', 1_000), at(0));
    expect(takeTokens({ tokens: 0, at: at(0) }, hundred, wanted('migration', 1_000), next).given).toBe(5);
  });

  it('grows with its limit by what that has more, and owes what a smaller one has less', () => {
    const empty: Bucket = { tokens: 0, at: at(0) };
    expect(resize(empty, hundred, { ...hundred, calls: 190 }, at(0)).tokens).toBe(9);
    expect(resize(empty, { ...hundred, calls: 190 }, hundred, at(0)).tokens).toBe(-9);
    expect(resize(fullBucket(hundred, at(0)), null, hundred, at(0)).tokens).toBe(0);
  });

  it('holds no more than the CRM says is left', () => {
    expect(correctTokens(fullBucket(hundred, at(0)), 3).tokens).toBe(3);
    expect(correctTokens({ tokens: 1, at: at(0) }, 60).tokens).toBe(1);
  });

  it('is not filled twice by a clock that is ahead, nor stopped by one that was put back', () => {
    const ahead = takeTokens(fullBucket(hundred, at(5_000)), hundred, wanted('live', 10), at(5_000)).bucket;
    expect(takeTokens(ahead, hundred, wanted('live', 10), at(4_000)).given).toBe(0);
    expect(takeTokens(ahead, hundred, wanted('live', 10), at(6_000)).given).toBe(8);
    const back = takeTokens(ahead, hundred, wanted('live', 10), at(-900_000));
    expect(back.given).toBe(0);
    expect(takeTokens(back.bucket, hundred, wanted('live', 10), at(-899_000)).given).toBe(8);
  });

  const limits = fc.record({
    calls: fc.integer({ min: 1, max: 300 }),
    windowMs: fc.integer({ min: 200, max: 12_000 }),
  });
  const asked = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2_000 })),
    lane: fc.constantFrom(...laneNames),
    calls: fc.integer({ min: 1, max: 60 }),
    spare: fc.integer({ min: 0, max: 60 }),
    /** Where in the block's life its calls leave, and how long they are on their way: 0 to 1. */
    leaves: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
    travels: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
  });

  it('keeps the calls of all processes within the limit, in any window, whenever each is made', () => {
    fc.assert(
      fc.property(limits, fc.array(asked, { maxLength: 150 }), (limit, asks) => {
        let bucket = fullBucket(limit, at(0));
        let ms = 0;
        const arrivals: number[] = [];
        const givenAt: number[] = [];
        for (const { afterMs, lane, calls, spare, leaves, travels } of asks) {
          ms += afterMs;
          const taken = takeTokens(bucket, limit, { lane, calls, spare }, at(ms));
          bucket = taken.bucket;
          for (let call = 0; call < taken.given; call += 1) {
            const leaveMs = (leaves[call % leaves.length] ?? 0) * (blockLifeMs - 1);
            givenAt.push(ms);
            arrivals.push(ms + leaveMs + (travels[call % travels.length] ?? 0) * onTheWayMs);
          }
        }
        expect(fullestWindow(arrivals, limit.windowMs)).toBeLessThanOrEqual(limit.calls);
        // At worst the first are as late and the last as early as they can be.
        const spanMs = limit.windowMs + blockLifeMs + onTheWayMs;
        expect(fullestWindow(givenAt, spanMs)).toBeLessThanOrEqual(limit.calls);
      }),
      { numRuns: 400 },
    );
  });

  it('is used up to what its law allows', () => {
    let bucket = fullBucket(hundred, at(0));
    let given = 0;
    for (let ms = 0; ms < 60_000; ms += 50) {
      const taken = takeTokens(bucket, hundred, wanted('live', 3), at(ms));
      bucket = taken.bucket;
      given += taken.given;
    }
    expect(given).toBeGreaterThanOrEqual(499);
  });
});
