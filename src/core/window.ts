/**
 * When records of a migration may be released. A window is said in the wall time of its zone, so it is read off the wall clock of
 * a moment: on the night when the clocks go forward a window is as much shorter as the night is, and one that lies in the hour
 * that is left out does not open; on the night when they go back it holds in both of the hours that have one name.
 */
import type { MigrationWindow } from './migration';

const minuteMs = 60_000;
/** Clocks are changed at full quarters of an hour, in all zones since 1972. */
const quarterMs = 15 * minuteMs;
const minutesOfDay = 24 * 60;
/** Whatever recurs weekly has come by then, even if a change of the clocks has left it out once. */
const horizonMs = 15 * 24 * 60 * minuteMs;

/** Whether one of them is open; with none it always is. */
export function isOpen(windows: readonly MigrationWindow[], at: Date): boolean {
  return windows.length === 0 || windows.some((window) => holds(window, wallClock(window.timeZone, at)));
}

/** The first moment from `at` on at which one is open: `at` itself when it is; null: none ever opens. */
export function nextOpening(windows: readonly MigrationWindow[], at: Date): Date | null {
  return firstMoment(windows, at, true);
}

/** The first moment from `at` on at which none is open: `at` itself when none is; null: that never comes. */
export function nextClosing(windows: readonly MigrationWindow[], at: Date): Date | null {
  return firstMoment(windows, at, false);
}

interface WallClock {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly minute: number;
}

function holds({ from, to, days }: MigrationWindow, { weekday, minute }: WallClock): boolean {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const isDay = (day: number): boolean => days === undefined || days.includes(day);
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  if (start < end) return isDay(weekday) && minute >= start && minute < end;
  // Over midnight; from a time to the same one it is the whole day long.
  return (isDay(weekday) && minute >= start) || (isDay(dayBefore) && minute < end);
}

function firstMoment(windows: readonly MigrationWindow[], at: Date, wanted: boolean): Date | null {
  if (windows.length === 0) return wanted ? at : null;
  const end = at.getTime() + horizonMs;
  for (let moment = at; moment.getTime() <= end; moment = nextEdge(windows, moment)) {
    if (isOpen(windows, moment) === wanted) return moment;
  }
  return null;
}

/** Nothing opens or closes before it. */
function nextEdge(windows: readonly MigrationWindow[], at: Date): Date {
  const ms = at.getTime();
  const quarter = ms - (ms % quarterMs) + quarterMs;
  const edges = windows.flatMap(({ timeZone, from, to }) => {
    const { minute } = wallClock(timeZone, at);
    const full = ms - (ms % minuteMs);
    return [from, to].map((edge) => full + minutesUntil(minute, minuteOf(edge)) * minuteMs);
  });
  return new Date(Math.min(quarter, ...edges));
}

/** At least one. */
const minutesUntil = (minute: number, edge: number): number =>
  ((edge - minute + minutesOfDay - 1 + minutesOfDay) % minutesOfDay) + 1;

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

export function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function wallClock(timeZone: string, at: Date): WallClock {
  const clock = clocks.get(timeZone) ?? clockOf(timeZone);
  clocks.set(timeZone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    weekday: weekdays.indexOf(parts['weekday'] ?? '') + 1,
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}

/** Throws a RangeError where there is no such zone: settings are checked when they are made. */
const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
