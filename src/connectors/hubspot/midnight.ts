const dayMs = 86_400_000;

/**
 * The next midnight of a time zone, by which HubSpot counts its days. Null when the zone is not known to the runtime.
 * On the two nights a year when the clocks change it may be an hour late, which costs that hour.
 */
export function nextMidnight(now: Date, timeZone: string | null): Date | null {
  const passed = msOfDay(now, timeZone);
  if (passed === null) return null;
  const guess = new Date(now.getTime() + dayMs - passed);
  const off = msOfDay(guess, timeZone) ?? 0;
  // A day of 25 h leaves the guess before midnight: go on. A day of 23 h leaves it after: that is the late hour.
  return off > dayMs / 2 ? new Date(guess.getTime() + dayMs - off) : guess;
}

function msOfDay(at: Date, timeZone: string | null): number | null {
  if (timeZone === null) return null;
  try {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', timeStyle: 'medium' }).format(at);
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + at.getUTCMilliseconds();
  } catch (error) {
    if (error instanceof RangeError) return null; // not a time zone
    throw error;
  }
}
