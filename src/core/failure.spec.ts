import fc from 'fast-check';
import { backoffMs, failureKinds, treatments } from './failure';

describe('backoff', () => {
  it('lies between nothing and a bound that doubles from one second to a quarter of an hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, random) => {
          const ms = backoffMs(attempts, random);
          expect(Number.isInteger(ms)).toBe(true);
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThan(Math.min(900_000, 1_000 * 2 ** Math.min(attempts - 1, 40)));
        },
      ),
    );
  });

  it('grows with the attempts until its cap', () => {
    expect([1, 2, 3, 10, 11, 12, 1_000].map((attempts) => backoffMs(attempts, 0.5))).toEqual([
      500, 1_000, 2_000, 256_000, 450_000, 450_000, 450_000,
    ]);
  });

  it('spreads records that failed together', () => {
    expect(backoffMs(5, 0)).toBe(0);
    expect(backoffMs(5, 0.25)).toBe(4_000);
    expect(backoffMs(5, 0.999)).toBe(15_984);
  });
});

describe('treatments', () => {
  it('expect a late landing of what was not answered, and of nothing that was', () => {
    expect(failureKinds.filter((kind) => treatments[kind].mayHaveLanded)).toEqual(['retry', 'unknown']);
  });

  it('count no attempt when a failure says nothing about the record', () => {
    expect(failureKinds.filter((kind) => !treatments[kind].countsAsAttempt)).toEqual(['throttled', 'reauth', 'gone']);
  });
});
