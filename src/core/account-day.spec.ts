import { accountDay, midnightAfter } from './account-day';

const dayOf = (now: string, timeZone: string | null): readonly string[] => {
  const { startsAt, endsAt } = accountDay(new Date(now), timeZone);
  return [startsAt.toISOString(), endsAt.toISOString()];
};

describe('the day of an account', () => {
  it.each([
    ['UTC', '2026-03-10T22:30:00.123Z', '2026-03-10T00:00:00.000Z', '2026-03-11T00:00:00.000Z'],
    ['US/Eastern', '2026-03-10T03:30:00Z', '2026-03-09T04:00:00.000Z', '2026-03-10T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-10T22:30:00Z', '2026-03-10T18:15:00.000Z', '2026-03-11T18:15:00.000Z'],
  ])('is counted by the midnights of %s', (timeZone, now, startsAt, endsAt) => {
    expect(dayOf(now, timeZone)).toEqual([startsAt, endsAt]);
  });

  it.each([
    ['25', '2026-10-25T20:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['23', '2026-03-29T20:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ])('has %s hours when the clocks are changed', (_hours, now, startsAt, endsAt) => {
    expect(dayOf(now, 'Europe/Berlin')).toEqual([startsAt, endsAt]);
  });

  it('begins with itself at midnight', () => {
    expect(dayOf('2026-03-10T00:00:00Z', 'UTC')[0]).toBe('2026-03-10T00:00:00.000Z');
  });

  it.each([[null], ['Middle/Earth']])('is that of UTC where the zone %s is not known', (timeZone) => {
    expect(dayOf('2026-03-10T22:30:00Z', timeZone)).toEqual(['2026-03-10T00:00:00.000Z', '2026-03-11T00:00:00.000Z']);
  });

  it('ends at a midnight that nobody knows where the zone is not known', () => {
    const now = new Date('2026-03-10T22:30:00Z');
    expect(midnightAfter(now, 'Asia/Kathmandu')).toEqual(new Date('2026-03-11T18:15:00.000Z'));
    expect(midnightAfter(now, null)).toBeNull();
    expect(midnightAfter(now, 'Middle/Earth')).toBeNull();
  });
});
