import { InvalidArgumentError } from 'commander';
import { parseDailyCalls, parseReserve } from './quota-options';

describe('the share of calls that is left to others', () => {
  it.each([
    ['20%', 0.2],
    ['12.5%', 0.125],
    ['0.3', 0.3],
    ['0', 0],
    ['90%', 0.9],
  ])('may be said as %s', (text, share) => {
    expect(parseReserve(text)).toBe(share);
  });

  it.each(['', '%', '20 %', '-1%', '91%', '20', 'a fifth', '0,2', '1e-1'])('may not be said as %j', (text) => {
    expect(() => parseReserve(text)).toThrow(InvalidArgumentError);
  });
});

describe('the calls that are ours at most', () => {
  it('are a number, or none to have as many as there are', () => {
    expect(['50000', '1', 'none'].map(parseDailyCalls)).toEqual([50_000, 1, null]);
  });

  it.each(['0', '-1', '1.5', 'all', '1000000000', ''])('are not %j', (text) => {
    expect(() => parseDailyCalls(text)).toThrow(InvalidArgumentError);
  });
});
