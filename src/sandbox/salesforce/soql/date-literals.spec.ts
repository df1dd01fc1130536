import { NOW, soqlOrg } from '../../../../test/support/soql-source';
import { dateLiteralKind, rangeOf } from './date-literals';

/** First and last day; now is Wednesday, the 18th of March 2026. */
function days(name: string, count = 0): string {
  const { start, end } = rangeOf(name, count, NOW);
  return [start, end - 1].map((time) => new Date(time).toISOString().slice(0, 10)).join(' ');
}

describe('date literals', () => {
  it.each([
    ['YESTERDAY', 0, '2026-03-17 2026-03-17'],
    ['TODAY', 0, '2026-03-18 2026-03-18'],
    ['TOMORROW', 0, '2026-03-19 2026-03-19'],
    ['LAST_WEEK', 0, '2026-03-08 2026-03-14'],
    ['THIS_WEEK', 0, '2026-03-15 2026-03-21'],
    ['NEXT_WEEK', 0, '2026-03-22 2026-03-28'],
    ['LAST_MONTH', 0, '2026-02-01 2026-02-28'],
    ['THIS_MONTH', 0, '2026-03-01 2026-03-31'],
    ['NEXT_MONTH', 0, '2026-04-01 2026-04-30'],
    ['LAST_QUARTER', 0, '2025-10-01 2025-12-31'],
    ['THIS_QUARTER', 0, '2026-01-01 2026-03-31'],
    ['NEXT_FISCAL_QUARTER', 0, '2026-04-01 2026-06-30'],
    ['LAST_YEAR', 0, '2025-01-01 2025-12-31'],
    ['THIS_FISCAL_YEAR', 0, '2026-01-01 2026-12-31'],
    ['NEXT_YEAR', 0, '2027-01-01 2027-12-31'],
    ['LAST_90_DAYS', 0, '2025-12-18 2026-03-18'],
    ['NEXT_90_DAYS', 0, '2026-03-19 2026-06-16'],
    ['LAST_N_DAYS', 1, '2026-03-17 2026-03-18'],
    ['NEXT_N_DAYS', 2, '2026-03-19 2026-03-20'],
    ['N_DAYS_AGO', 3, '2026-03-15 2026-03-15'],
    ['LAST_N_WEEKS', 2, '2026-03-01 2026-03-14'],
    ['NEXT_N_WEEKS', 2, '2026-03-22 2026-04-04'],
    ['N_WEEKS_AGO', 2, '2026-03-01 2026-03-07'],
    ['LAST_N_MONTHS', 2, '2026-01-01 2026-02-28'],
    ['NEXT_N_MONTHS', 1, '2026-04-01 2026-04-30'],
    ['N_MONTHS_AGO', 13, '2025-02-01 2025-02-28'],
    ['LAST_N_QUARTERS', 1, '2025-10-01 2025-12-31'],
    ['N_FISCAL_QUARTERS_AGO', 1, '2025-10-01 2025-12-31'],
    ['NEXT_N_FISCAL_YEARS', 2, '2027-01-01 2028-12-31'],
    ['N_YEARS_AGO', 1_950, '0076-01-01 0076-12-31'],
  ])('%s:%s is %s', (name, count, span) => {
    expect(dateLiteralKind(name)).toBe(/(^|_)N_/.test(name) ? 'counted' : 'plain');
    expect(days(name, count)).toBe(span);
  });

  it('others are not known', () => {
    for (const name of ['', 'NOW', 'THIS_DAY', 'LAST_N_HOURS', 'N_DAYS', 'LAST_FISCAL_WEEK', 'LAST_N_FISCAL_MONTHS'])
      expect(dateLiteralKind(name)).toBeUndefined();
  });

  it('are ranges: equal is within, smaller before, larger after; of dates as of times', () => {
    const org = soqlOrg();
    for (const day of ['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19'])
      org.add('Contact', { LastName: day.slice(-2), Birthdate: day }, { createdAt: Date.parse(`${day}T23:59:59Z`) });
    org.add('Contact', { LastName: 'none' });
    const found = (field: string, rest: string): string =>
      org.values(`SELECT LastName FROM Contact WHERE ${field} ${rest} AND LastName != 'none'`).join(' ');
    for (const field of ['Birthdate', 'CreatedDate']) {
      expect(found(field, '= YESTERDAY')).toBe('17');
      expect(found(field, '!= yesterday')).toBe('16 18 19');
      expect(found(field, '< YESTERDAY')).toBe('16');
      expect(found(field, '<= YESTERDAY')).toBe('16 17');
      expect(found(field, '> YESTERDAY')).toBe('18 19');
      expect(found(field, '>= YESTERDAY')).toBe('17 18 19');
      expect(found(field, '= LAST_N_DAYS:1')).toBe('17 18');
      expect(found(field, 'IN (YESTERDAY, TOMORROW)')).toBe('17 19');
    }
    expect(org.values('SELECT LastName FROM Contact WHERE Birthdate != THIS_YEAR')).toEqual(['none']);
    expect(found('CreatedDate', '> LAST_N_DAYS:1')).toBe('17 18 19');
  });
});
