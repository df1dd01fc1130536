/** How long a call waits for its turn, and what it is told when that comes too late. */
import type { AccountFailure } from '../core/failure';
import { isBulk, type Lane } from '../core/lane';
import type { Short } from '../core/quota-reserve';
import type { Clock } from '../platform/clock';

const longestPauseMs = 100;
const shortestPauseMs = 5;

/** A moment of it at most: a clock may be virtual, and be put forward. */
export const pauseMs = (again: Date, clock: Clock): number =>
  Math.min(longestPauseMs, Math.max(shortestPauseMs, again.getTime() - clock.now().getTime()));

export function refusal(lane: Lane, { of, again: until, isOfAll }: Short): AccountFailure {
  const [code, message] =
    of === 'day'
      ? ['QUOTA_DAY', 'The account has no call left for this in its day.']
      : ['QUOTA_BURST', 'The account takes no more calls in these seconds.'];
  const only = isBulk(lane) ? { bulkOnly: true } : { laneOnly: true };
  return { kind: 'throttled', code, message, until, ...(!isOfAll && only) };
}

export const stopped = (now: Date): AccountFailure => ({
  kind: 'throttled',
  code: 'QUOTA_STOPPED',
  message: 'The process stops, and reserves no more calls.',
  until: now,
});
