/** When a CRM is asked for its own figures of the day, where nothing is heard of it. */
import { accountDay } from './account-day';
import type { DayLimit } from './quota-standing';

const hourMs = 3_600_000;
/** Of a small day asking takes one in so many at most, and the last. */
const callsPerReading = 100;
/** A day that begins anew at midnight is asked for once more so long before: what others have called in it says what the next take. */
const beforeEndMs = 10 * 60_000;

/** So often without the last. */
const usualReadingsADay = ({ calls }: DayLimit): number => Math.min(24, calls / callsPerReading);

/** So often with the last, which a rolling day has not: what it takes of a plan. */
export const readingsADay = (day: DayLimit): number => usualReadingsADay(day) + (day.kind === 'midnight' ? 1 : 0);

/** After one of now. @param day null: nobody has said that the account has a limit of a day */
export function nextReading(day: DayLimit | null, now: Date): Date {
  if (day === null) return new Date(now.getTime() + hourMs);
  const usual = now.getTime() + (24 * hourMs) / Math.max(usualReadingsADay(day), 1 / 24);
  const last = day.kind === 'midnight' ? accountDay(now, day.timeZone).endsAt.getTime() - beforeEndMs : Infinity;
  return new Date(last > now.getTime() ? Math.min(usual, last) : usual);
}
