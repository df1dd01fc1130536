/** Date literals and the days they span. In UTC, weeks from Sunday, fiscal years from January: a new org's defaults. */

/** Keeps years at four digits, since dates are compared as text. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T00:00:00Z');

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** In units from the present one; the end is not part of it. */
interface Span {
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
}

/** Epoch milliseconds of two midnights; the end is not part of it. */
export interface DateRange {
  readonly start: number;
  readonly end: number;
}

const FIXED: Readonly<Record<string, Span>> = {
  YESTERDAY: { unit: 'DAY', from: -1, to: 0 },
  TODAY: { unit: 'DAY', from: 0, to: 1 },
  TOMORROW: { unit: 'DAY', from: 1, to: 2 },
  LAST_90_DAYS: { unit: 'DAY', from: -90, to: 1 },
  NEXT_90_DAYS: { unit: 'DAY', from: 1, to: 91 },
};
const RELATIVE = /^(LAST|THIS|NEXT)_(WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))$/;
const COUNTED = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))S$/;
const AGO = /^N_(DAY|WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))S_AGO$/;

/** Whether it is a date literal at all, and if it needs a number: `LAST_N_DAYS:7`. */
export function dateLiteralKind(name: string): 'plain' | 'counted' | undefined {
  if (FIXED[name] !== undefined || RELATIVE.test(name)) return 'plain';
  return COUNTED.test(name) || AGO.test(name) ? 'counted' : undefined;
}

export function rangeOf(name: string, count: number, now: number): DateRange {
  const { unit, from, to } = spanOf(name, count);
  return { start: clamp(startOf(unit, now, from)), end: clamp(startOf(unit, now, to)) };
}

/**
 * The last days have today in them, though their range ends now; the next ones do not (seen by others, docs 2026-11). So
 * "after the last seven days" would be never, and clients that write it want what was changed within them.
 */
export function endsNow(name: string): boolean {
  return name === 'LAST_90_DAYS' || name === 'LAST_N_DAYS';
}

function spanOf(name: string, count: number): Span {
  const fixed = FIXED[name];
  if (fixed !== undefined) return fixed;
  const ago = AGO.exec(name);
  if (ago !== null) return { unit: unitNamed(ago[1]), from: -count, to: 1 - count };
  const [, direction, unitName] = RELATIVE.exec(name) ?? COUNTED.exec(name) ?? [];
  const unit = unitNamed(unitName);
  const length = COUNTED.test(name) ? count : 1;
  if (direction === 'THIS') return { unit, from: 0, to: 1 };
  if (direction === 'NEXT') return { unit, from: 1, to: 1 + length };
  return { unit, from: -length, to: COUNTED.test(name) && unit === 'DAY' ? 1 : 0 };
}

function unitNamed(name = ''): Unit {
  return name.replace('FISCAL_', '') as Unit;
}

function startOf(unit: Unit, now: number, shift: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'DAY':
      return midnight(year, month, day + shift);
    case 'WEEK':
      return midnight(year, month, day - date.getUTCDay() + 7 * shift);
    case 'MONTH':
      return midnight(year, month + shift, 1);
    case 'QUARTER':
      return midnight(year, month - (month % 3) + 3 * shift, 1);
    case 'YEAR':
      return midnight(year + shift, 0, 1);
  }
}

/** Unlike `Date.UTC`, which takes the year 76 for 1976. */
function midnight(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function clamp(time: number): number {
  return Math.min(Math.max(time, EARLIEST), LATEST);
}
