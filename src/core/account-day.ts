/** The day of an account, from midnight to midnight of its time zone: by it daily limits are counted. */

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface AccountDay {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Of a zone that is not known, or not to the runtime, that of UTC. A day has 23 to 25 hours, as the zone's clocks have it. */
export function accountDay(now: Date, timeZone: string | null): AccountDay {
  const known = found.get(timeZone);
  if (known && known.startsAt <= now && now < known.endsAt) return known;
  const startsAt = startOf(now, timeZone);
  // The day after it, however long this one is.
  const day = { startsAt, endsAt: startOf(new Date(startsAt.getTime() + dayMs + 2 * hourMs), timeZone) };
  found.set(timeZone, day);
  return day;
}

/** When the day ends, of a zone that is known; else null. */
export function midnightAfter(now: Date, timeZone: string | null): Date | null {
  const isKnown = timeZone !== null && formatOf(timeZone) !== null;
  return isKnown ? accountDay(now, timeZone).endsAt : null;
}

/** By its noon, which is of the same date in UTC nearly everywhere. */
export function isWeekend({ startsAt }: Pick<AccountDay, 'startsAt'>): boolean {
  const weekday = new Date(startsAt.getTime() + 12 * hourMs).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The day that was found last: it is asked for many times before it is over. */
const found = new Map<string | null, AccountDay>();

function startOf(at: Date, timeZone: string | null): Date {
  const guess = new Date(at.getTime() - msOfDay(at, timeZone));
  // The clocks were changed since midnight: the guess is an hour before or after it.
  const off = msOfDay(guess, timeZone);
  return new Date(guess.getTime() + (off > dayMs / 2 ? dayMs - off : -off));
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function msOfDay(at: Date, timeZone: string | null): number {
  const format = timeZone === null ? null : formatOf(timeZone);
  if (format === null) return at.getTime() % dayMs;
  const [hours = 0, minutes = 0, seconds = 0] = format.format(at).split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + at.getUTCMilliseconds();
}

/** Kept: to make one takes a hundred times as long as to use it. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = makeFormat(timeZone);
  formats.set(timeZone, made);
  return made;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', timeStyle: 'medium' });
  } catch (error) {
    if (error instanceof RangeError) return null; // not a time zone
    throw error;
  }
}
