/** What a process knows of one connection's calls: those that it has, those that wait for one, and what answers have said. */
import pLimit from 'p-limit';
import type { OfConnection } from '../connectors/call-quota';
import type { QuotaLeft } from '../connectors/connector';
import type { AccountFailure } from '../core/failure';
import type { Lane } from '../core/lane';
import type { Unused } from '../core/quota-reserve';
import type { AccountLimits } from '../core/quota-standing';
import { Bell } from '../platform/bell';
import type { HeardLeft } from './quota-book';

export interface Block extends Omit<Unused, 'calls'> {
  left: number;
  readonly size: number;
  /** The one after it was asked for. */
  isFollowed: boolean;
  readonly until: Date;
  /** By the monotonic clock as well: a virtual one may stand still. */
  readonly untilMs: number;
}

export interface Waiting {
  readonly lane: Lane;
  readonly sinceMs: number;
  readonly answer: (failure: AccountFailure | null) => void;
  readonly fail: (error: unknown) => void;
}

export class Desk {
  blocks: readonly Block[] = [];
  /** Lanes whose block is soon over, or used up. */
  readonly ahead = new Set<Lane>();
  waiting: Waiting[] = [];
  serving: Promise<void> | null = null;
  /** The last visit to the book. */
  visiting: Promise<unknown> | null = null;
  /** Ends the pause between two reservations. */
  readonly bell = new Bell();
  /** By lane, how many calls were taken since it reserved last. */
  readonly demand = new Map<Lane, { readonly sinceMs: number; calls: number }>();
  /** When this process has reserved, and the mark of that; the newest last. */
  reservations: { readonly at: Date; readonly mark: number }[] = [];
  heard: HeardLeft[] = [];
  /** When that was, last. What is heard after a silence is written down at once. */
  heardAtMs = -Infinity;
  flush: NodeJS.Timeout | null = null;
  limits: AccountLimits | null = null;
  /** One search after the other waits for its turn. */
  readonly searching = pLimit(1);

  constructor(readonly connection: OfConnection) {}
}

/** Of a day the one with the least left and the latest, which need not be the same; of a burst the latest. */
export function keepHeard(desk: Desk, heard: HeardLeft): void {
  const same = desk.heard.filter(({ left }) => left.window === heard.left.window);
  const all = [...same, heard].sort((a, b) => a.at.getTime() - b.at.getTime());
  const latest = all[all.length - 1];
  const least =
    heard.left.window === 'day' ? all.reduce((a, b) => (b.left.remaining < a.left.remaining ? b : a)) : latest;
  const kept = new Set([least, latest].filter((one) => one !== undefined));
  desk.heard = [...desk.heard.filter(({ left }) => left.window !== heard.left.window), ...kept];
}

export function isOtherLimit(known: AccountLimits | null, left: QuotaLeft): boolean {
  if (left.limit === null || known === null) return left.limit !== null;
  if (left.window === 'day') return known.day?.calls !== left.limit;
  return known.burst?.calls !== left.limit || (left.windowMs !== null && known.burst.windowMs !== left.windowMs);
}
