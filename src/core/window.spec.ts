import type { MigrationWindow } from './migration';
import { isOpen, nextClosing, nextOpening } from './window';

const nights: MigrationWindow = { timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' };
const weekend: MigrationWindow = { timeZone: 'America/New_York', days: [6, 7], from: '00:00', to: '00:00' };

const at = (text: string): Date => new Date(text);
const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

describe('the windows of a migration', () => {
  it('are always open when there are none', () => {
    expect(isOpen([], at('2026-11-26T12:00:00Z'))).toBe(true);
    expect(nextOpening([], at('2026-11-26T12:00:00Z'))).toEqual(at('2026-11-26T12:00:00Z'));
    expect(nextClosing([], at('2026-11-26T12:00:00Z'))).toBeNull();
  });

  it.each([
    ['2026-11-26T20:59:59.999Z', false],
    ['2026-11-26T21:00:00Z', true],
    ['2026-11-27T04:59:59.999Z', true],
    ['2026-11-27T05:00:00Z', false],
  ])('are read off the wall clock of their zone: at %s a night is open, %s', (moment, open) => {
    expect(isOpen([nights], at(moment))).toBe(open);
  });

  it('belong, over midnight, to the day they begin', () => {
    const friday = { ...nights, timeZone: 'UTC', days: [5] };
    expect(isOpen([friday], at('2026-11-28T03:00:00Z'))).toBe(true); // Saturday
    expect(isOpen([friday], at('2026-11-27T03:00:00Z'))).toBe(false); // Friday, and so of Thursday's night
  });

  it('are the whole day from a time to the same one', () => {
    expect(isOpen([weekend], at('2026-11-28T04:59:00Z'))).toBe(false);
    expect(iso(nextOpening([weekend], at('2026-11-26T12:00:00Z')))).toBe('2026-11-28T05:00:00.000Z');
    expect(iso(nextClosing([weekend], at('2026-11-28T06:00:00Z')))).toBe('2026-11-30T05:00:00.000Z');
  });

  it('open and close to the minute', () => {
    const short = { timeZone: 'UTC', from: '10:07', to: '10:09' };
    expect(iso(nextOpening([short], at('2026-11-26T10:09:00Z')))).toBe('2026-11-27T10:07:00.000Z');
    expect(iso(nextOpening([short], at('2026-11-26T10:06:59.500Z')))).toBe('2026-11-26T10:07:00.000Z');
    expect(iso(nextClosing([short], at('2026-11-26T10:07:30Z')))).toBe('2026-11-26T10:09:00.000Z');
  });

  it('hold until the last of them closes', () => {
    const evening = { timeZone: 'Europe/Berlin', from: '18:00', to: '23:00' };
    expect(iso(nextClosing([evening, nights], at('2026-11-26T18:00:00Z')))).toBe('2026-11-27T05:00:00.000Z');
  });

  it('are as much shorter as the night when the clocks go forward', () => {
    const opened = at('2026-03-28T21:00:00Z');
    expect(iso(nextOpening([nights], at('2026-03-28T12:00:00Z')))).toBe(iso(opened));
    expect(iso(nextClosing([nights], opened))).toBe('2026-03-29T04:00:00.000Z'); // seven hours
  });

  it('are as much longer as the night when the clocks go back', () => {
    expect(iso(nextClosing([nights], at('2026-10-24T20:00:00Z')))).toBe('2026-10-25T05:00:00.000Z'); // nine hours
  });

  it('do not open in an hour that the clocks leave out, and twice in one that they repeat', () => {
    const early = { timeZone: 'Europe/Berlin', from: '02:15', to: '02:45' };
    expect(iso(nextOpening([early], at('2026-03-28T12:00:00Z')))).toBe('2026-03-30T00:15:00.000Z');
    expect(iso(nextOpening([early], at('2026-10-24T23:00:00Z')))).toBe('2026-10-25T00:15:00.000Z');
    expect(iso(nextOpening([early], at('2026-10-25T00:45:00Z')))).toBe('2026-10-25T01:15:00.000Z');
  });

  it('of no day never open', () => {
    expect(nextOpening([{ ...nights, days: [] }], at('2026-11-26T12:00:00Z'))).toBeNull();
    const now = at('2026-11-26T12:00:00Z');
    expect(nextClosing([{ ...nights, days: [] }], now)).toEqual(now);
  });

  it('of all hours never close', () => {
    expect(nextClosing([{ timeZone: 'UTC', from: '00:00', to: '00:00' }], at('2026-11-26T12:00:00Z'))).toBeNull();
  });
});
