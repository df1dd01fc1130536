/** The time span of getUpdated and getDeleted, and what is refused of it (contract 3.4). */
import { DAY_MS } from '../../common/clock';
import { refused } from '../org/refused';

export interface Window {
  /** The first moment in it. */
  readonly start: number;
  /** The first moment behind it. */
  readonly end: number;
}

const MINUTE_MS = 60_000;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The seconds of both ends are not looked at: 12:35:15 is 12:35 (API guide, getUpdated). `from`: the first moment at which
 * it may begin. Texts are unverified.
 */
export function windowOf(query: URLSearchParams, from: number): Window {
  const start = wholeMinute(timeOf(query, 'start'));
  const end = wholeMinute(timeOf(query, 'end'));
  if (start >= end) throw outOfRange('startDate before endDate by at least one minute is required');
  if (start < from) throw outOfRange(`startDate cannot be before ${new Date(from).toISOString()}`);
  return { start, end };
}

export function daysBack(now: number, dayCount: number): number {
  return wholeMinute(now - dayCount * DAY_MS);
}

/** Not behind an emptying of the recycle bin: what was deleted before is not told in full any more (contract 3.4). */
export function sinceEmptied(from: number, emptiedAt: number | null): number {
  return emptiedAt === null ? from : Math.max(from, wholeMinute(emptiedAt));
}

/** Where the next call should begin: what happened since may not have been there yet. */
export function coveredUntil({ end }: Window, now: number): number {
  return Math.min(end, wholeMinute(now));
}

function wholeMinute(epochMs: number): number {
  return Math.floor(epochMs / MINUTE_MS) * MINUTE_MS;
}

function timeOf(query: URLSearchParams, name: 'start' | 'end'): number {
  const text = query.get(name);
  if (text === null) throw refused(400, 'MISSING_ARGUMENT', `${name} must be given`);
  // An offset whose plus was not escaped arrives as a blank.
  const given = text.replace(' ', '+');
  const time = DATETIME.test(given) ? Date.parse(given.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN;
  if (Number.isNaN(time)) throw outOfRange(`${name} is not a date and time: ${text}`);
  return time;
}

function outOfRange(message: string): Error {
  return refused(400, 'INVALID_REPLICATION_DATE', message);
}
