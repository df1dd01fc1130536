import { nextMidnight } from './midnight';

describe('next midnight', () => {
  it.each([
    ['UTC', '2026-03-10T22:30:00Z', '2026-03-11T00:00:00.000Z'],
    ['US/Eastern', '2026-03-10T22:30:00Z', '2026-03-11T04:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-10T22:30:00.123Z', '2026-03-11T18:30:00.000Z'],
  ])('is that of %s', (timeZone, now, expected) => {
    expect(nextMidnight(new Date(now), timeZone)?.toISOString()).toBe(expected);
  });

  it('comes after a day of 25 hours', () => {
    const start = new Date('2026-10-25T00:30:00+02:00'); // Berlin puts the clock back that night
    expect(nextMidnight(start, 'Europe/Berlin')?.toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });

  it('is at most an hour late after a day of 23 hours', () => {
    const start = new Date('2026-03-29T00:30:00+01:00');
    expect(nextMidnight(start, 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T23:00:00.000Z');
  });

  it('is not known where the time zone is not', () => {
    expect(nextMidnight(new Date(0), null)).toBeNull();
    expect(nextMidnight(new Date(0), 'Middle/Earth')).toBeNull();
  });
});
