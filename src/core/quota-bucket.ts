/**
 * The calls that an account takes in a few seconds, as a bucket of tokens from which all processes are given blocks. The CRM
 * counts a call when it gets there, which is later than it was given: so long a block lives and so long a call is on its way
 * at most. In any window of the limit there arrive only calls that were given in a span longer by that much, and in such a
 * span there are never more tokens than the limit has calls:
 *
 *     cap + perMs × (windowMs + blockLifeMs + onTheWayMs) < calls + 1
 *
 * Calls are whole, so that with less than one more than the limit the last comes after the span: of five searches a second
 * that is a fifth more. A token that was given is spent, whether a call was made by it or not: given back, it could be given
 * twice in one window.
 */
import { isBulk, type Lane } from './lane';
import type { BurstLimit } from './quota-standing';

/** A call leaves within this time of its reservation, or not by it. */
export const blockLifeMs = 500;
/** What a call may take from us to where it is counted. */
export const onTheWayMs = 500;

/** More would let all calls of a window go at once, and then none for a long time; less would let no batch go in one go. */
const capShare = 0.1;
/** Of a call that is whole only after the span. */
const almostOne = 0.9;

export interface Bucket {
  readonly tokens: number;
  /** Up to when it was filled. */
  readonly at: Date;
}

export interface Wanted {
  readonly lane: Lane;
  readonly calls: number;
  /** So many more, of what the bucket can do without: while more than half of it is left. */
  readonly spare?: number;
}

interface Shape {
  readonly cap: number;
  readonly perMs: number;
}

export function shapeOf({ calls, windowMs }: BurstLimit): Shape {
  const cap = Math.max(1, Math.floor(calls * capShare));
  return { cap, perMs: (calls - cap + almostOne) / (windowMs + blockLifeMs + onTheWayMs) };
}

export const fullBucket = (limit: BurstLimit, now: Date): Bucket => ({ tokens: shapeOf(limit).cap, at: now });

/** Answers how many calls were given, and what is left. */
export function takeTokens(
  bucket: Bucket,
  limit: BurstLimit,
  wanted: Wanted,
  now: Date,
): { readonly given: number; readonly bucket: Bucket } {
  const { cap } = shapeOf(limit);
  const filled = fill(bucket, limit, now);
  const atOnce = Math.min(wanted.calls, whole(filled.tokens - floorOf(wanted.lane, cap)));
  const spare = Math.min(wanted.spare ?? 0, whole(filled.tokens - atOnce - Math.ceil(cap / 2)));
  const given = atOnce + spare;
  return { given, bucket: { ...filled, tokens: filled.tokens - given } };
}

/** When so many calls can be given, or as many as the lane can ever have at once. */
export function nextTokens(bucket: Bucket, limit: BurstLimit, { lane, calls }: Wanted, now: Date): Date {
  const { cap, perMs } = shapeOf(limit);
  const filled = fill(bucket, limit, now);
  const needed = Math.min(calls + floorOf(lane, cap), cap);
  const ms = Math.max(0, (needed - filled.tokens) / perMs);
  return new Date(Math.max(now.getTime(), filled.at.getTime()) + Math.ceil(ms));
}

/** The bucket under another limit: what the larger one has more can be given, what the smaller one has less is owed. */
export function resize(bucket: Bucket, from: BurstLimit | null, to: BurstLimit, now: Date): Bucket {
  if (from === null) return { tokens: 0, at: now };
  const filled = fill(bucket, from, now);
  return { ...filled, tokens: filled.tokens + shapeOf(to).cap - shapeOf(from).cap };
}

/** What the CRM says is left of the window: less than we think when somebody else calls in our name. */
export function correctTokens(bucket: Bucket, remaining: number): Bucket {
  return { ...bucket, tokens: Math.min(bucket.tokens, remaining) };
}

function fill({ tokens, at }: Bucket, limit: BurstLimit, now: Date): Bucket {
  const { cap, perMs } = shapeOf(limit);
  const passedMs = now.getTime() - at.getTime();
  if (passedMs >= 0) return { tokens: Math.min(cap, tokens + passedMs * perMs), at: now };
  // Another process' clock is a little ahead: nothing was filled since. A clock that was put back would stop everything.
  return -passedMs > limit.windowMs ? { tokens: Math.min(tokens, 0), at: now } : { tokens, at };
}

/** What the lane leaves to more urgent ones; a bucket of one leaves nothing. */
function floorOf(lane: Lane, cap: number): number {
  if (lane === 'live') return 0;
  return Math.floor(cap * (isBulk(lane) ? 0.5 : 0.2));
}

const whole = (calls: number): number => Math.max(0, Math.floor(calls));
