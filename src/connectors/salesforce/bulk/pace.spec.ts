import { Pauses } from './pace';

describe('the pauses between looks at a job', () => {
  it('begin with a second and grow by half to half a minute while nobody knows how far it is', () => {
    const pauses = new Pauses(0);
    const made = Array.from({ length: 11 }, (_, n) => pauses.next({ atMs: n, done: 0 }, 50_000));
    expect(made.slice(0, 4)).toEqual([1_000, 1_500, 2_250, 3_375]);
    expect(made.at(-1)).toBe(30_000);
  });

  it('last as long as the rest should take at the speed that was seen last', () => {
    const pauses = new Pauses(0);
    // How long of this it was in the queue, nobody knows.
    expect(pauses.next({ atMs: 1_000, done: 5_000 }, 50_000)).toBe(1_000);
    expect(pauses.next({ atMs: 2_000, done: 10_000 }, 50_000)).toBeCloseTo(8_800);
    // It has become twice as fast.
    expect(pauses.next({ atMs: 3_000, done: 20_000 }, 50_000)).toBeCloseTo(3_300);
    expect(pauses.next({ atMs: 6_000, done: 49_900 }, 50_000)).toBe(1_000);
  });

  it('are never longer than half a minute, and grow where a job stands still', () => {
    const pauses = new Pauses(0);
    expect(pauses.next({ atMs: 10_000, done: 1 }, 50_000)).toBe(1_000);
    expect(pauses.next({ atMs: 40_000, done: 1 }, 50_000)).toBe(1_500);
    expect(pauses.next({ atMs: 70_000, done: 2 }, 50_000)).toBe(30_000);
  });

  it('grow where the number of rows is not known', () => {
    const pauses = new Pauses(0);
    expect(pauses.next({ atMs: 1_000, done: 5_000 }, null)).toBe(1_000);
    expect(pauses.next({ atMs: 2_000, done: 9_000 }, null)).toBe(1_500);
  });

  it.each([5, 20, 60, 120, 300])('come to few looks at a job of 50,000 rows that takes %d s', (seconds) => {
    const pauses = new Pauses(0);
    const total = 50_000;
    let atMs = 0;
    let looks = 0;
    for (let done = 0; done < total; looks++) {
      atMs += pauses.next({ atMs, done }, total);
      // It waits for a tenth of the time, and is slower in its second half.
      const part = Math.max(0, atMs / (seconds * 1_000) - 0.1) / 0.9;
      done = Math.min(total, Math.floor(total * (part < 0.4 ? part * 1.25 : 0.5 + ((part - 0.4) * 5) / 6)));
    }
    expect(looks).toBeLessThanOrEqual(seconds > 120 ? 18 : 10);
    expect(atMs).toBeLessThan(seconds * 1_300 + 3_000);
  });
});
