import { nextReading, readingsADay } from './usage-reading';

const noon = new Date('2026-03-11T12:00:00Z');
const day = (calls: number, timeZone = 'UTC') => ({ calls, kind: 'midnight', timeZone }) as const;

describe('what others call is asked for', () => {
  it('once an hour, and of a small day by one call in a hundred of it', () => {
    expect(nextReading(null, noon)).toEqual(new Date('2026-03-11T13:00:00Z'));
    expect(nextReading(day(250_000), noon)).toEqual(new Date('2026-03-11T13:00:00Z'));
    expect(nextReading(day(300), noon)).toEqual(new Date('2026-03-11T20:00:00Z'));
    expect(nextReading({ calls: 300, kind: 'rolling', timeZone: null }, new Date('2026-03-11T20:00:00Z'))).toEqual(
      new Date('2026-03-12T04:00:00Z'),
    );
    expect(nextReading({ calls: 1, kind: 'rolling', timeZone: null }, noon)).toEqual(new Date('2026-04-04T12:00:00Z'));
  });

  it('once more shortly before a day ends', () => {
    expect(nextReading(day(300), new Date('2026-03-11T20:00:00Z'))).toEqual(new Date('2026-03-11T23:50:00Z'));
    expect(nextReading(day(300), new Date('2026-03-11T23:50:00Z'))).toEqual(new Date('2026-03-12T07:50:00Z'));
    expect(nextReading(day(300, 'America/New_York'), new Date('2026-03-11T23:50:00Z'))).toEqual(
      new Date('2026-03-12T03:50:00Z'),
    );
  });

  it('so often a day as a plan reckons with, by the last too where a day has one', () => {
    expect(readingsADay(day(300))).toBe(4);
    expect(readingsADay(day(250_000))).toBe(25);
    expect(readingsADay({ calls: 300, kind: 'rolling', timeZone: null })).toBe(3);
  });
});
