import { IdFilter, shareOf } from './id-filter';

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe('a filter of ids', () => {
  it('says of every name that it holds that it does, and hardly ever of another', () => {
    const filter = new IdFilter(5_000);
    for (const name of names('in', 5_000)) filter.add(name);
    expect(names('in', 5_000).every((name) => filter.has(name))).toBe(true);
    expect(names('out', 20_000).filter((name) => filter.has(name)).length).toBeLessThanOrEqual(2);
  });

  it('holds nothing at first', () => {
    expect(names('x', 100).some((name) => new IdFilter(0).has(name))).toBe(false);
  });
});

describe('the share of a name', () => {
  it('is the same each time, and spread evenly', () => {
    expect(shareOf('a')).toBe(shareOf('a'));
    const below = names('s', 4_000).filter((name) => shareOf(name) < 0.25).length;
    expect(Math.abs(below - 1_000)).toBeLessThan(100);
  });
});
