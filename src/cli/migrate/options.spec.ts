import { InvalidArgumentError } from 'commander';
import { bodyOf, parseShare, parseWindow } from './options';

describe('a window of a migration', () => {
  it.each([
    [
      'Mo-Fr 22:00-06:00 Europe/Berlin',
      { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00' },
    ],
    ['sat,Sun 00:00-24:00 UTC', { timeZone: 'UTC', days: [6, 7], from: '00:00', to: '00:00' }],
    ['Fr-Mo,Mo 08:30-12:00 UTC', { timeZone: 'UTC', days: [1, 5, 6, 7], from: '08:30', to: '12:00' }],
    ['22:00-06:00 America/New_York', { timeZone: 'America/New_York', from: '22:00', to: '06:00' }],
  ])('may be said as %s', (text, window) => {
    expect(parseWindow(text)).toEqual(window);
  });

  it.each([
    '',
    'nights',
    '22:00-06:00',
    '22-06 UTC',
    '25:00-06:00 UTC',
    '24:00-06:00 UTC',
    'Xx 22:00-06:00 UTC',
    'Mox 22:00-06:00 UTC',
    'M 22:00-06:00 UTC',
    'Mo- 22:00-06:00 UTC',
    'Mo-Fr-Su 22:00-06:00 UTC',
    'Mo-Fr 22:00-06:00 Berlin',
    'Mo - Fr 22:00-06:00 UTC',
  ])('may not be said as %j', (text) => {
    expect(() => parseWindow(text)).toThrow(InvalidArgumentError);
  });
});

describe('a share of a migration', () => {
  it.each([
    ['2%', 0.02],
    ['0.5', 0.5],
    ['100%', 1],
    ['0', 0],
  ])('is said as %s', (text, share) => {
    expect(parseShare(text)).toBe(share);
  });

  it.each(['', '101%', '1.1', '-1%', 'half'])('is not %j', (text) => {
    expect(() => parseShare(text)).toThrow(InvalidArgumentError);
  });
});

it('tells the service of a migration what was said, and nothing else', () => {
  const windows = [parseWindow('22:00-06:00 UTC')];
  expect(bodyOf({ pilot: 10, window: windows })).toEqual({ pilot: 10, windows });
  expect(bodyOf({})).toEqual({});
});
