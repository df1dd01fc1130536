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
    expect(pauses.next({ atMs: 1_000, done: 5_000 }, 50_000)).toBeCloseTo(9_900);
    // It has become twice as fast.
    expect(pauses.next({ atMs: 2_000, done: 15_000 }, 50_000)).toBeCloseTo(3_850);
    expect(pauses.next({ atMs: 6_000, done: 49_900 }, 50_000)).toBe(1_000);
  });

  it('are never longer than half a minute, and grow where a job stands still', () => {
    const pauses = new Pauses(0);
    expect(pauses.next({ atMs: 10_000, done: 1 }, 50_000)).toBe(30_000);
    expect(pauses.next({ atMs: 40_000, done: 1 }, 50_000)).toBe(1_500);
  });

  it('grow where the number of rows is not known', () => {
    const pauses = new Pauses(0);
    expect(pauses.next({ atMs: 1_000, done: 5_000 }, null)).toBe(1_000);
    expect(pauses.next({ atMs: 2_000, done: 9_000 }, null)).toBe(1_500);
  });
});
