/** How the calls of a connection stand: what its account allows, what is used of that and by whom, and what is expected. Data only. */
import type { Lane } from './lane';

/** So many calls in any window of this length. */
export interface BurstLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/** `midnight`: the day begins anew at midnight in the account's time zone. `rolling`: a call is given back 24 hours after it was made. */
export interface DayLimit {
  readonly calls: number;
  readonly kind: 'midnight' | 'rolling';
  /** Of the account, of a `midnight` day; null: not known yet, taken as UTC. */
  readonly timeZone: string | null;
}

/** Null: there is no such limit, or the CRM never says. */
export interface AccountLimits {
  readonly burst: BurstLimit | null;
  readonly day: DayLimit | null;
}

/** Calls to expect in each hour of a day: 24 figures, the first from 00:00 to 01:00 UTC. */
export type HourlyCalls = readonly number[];

/**
 * By the days before. `others`: as on the busiest of those days, of which they usually call `usualShare`. `live`: ours in all urgent
 * lanes, for polls and retries have to go as well.
 */
export interface ExpectedCalls {
  readonly others: HourlyCalls;
  readonly usualShare: number;
  readonly live: HourlyCalls;
}

/** Of the day that is running (`midnight`), or of the last 24 hours (`rolling`). */
export interface DayUse {
  readonly startsAt: Date;
  /** When all of it is given back: of a rolling day 24 hours from now. */
  readonly endsAt: Date;
  /** All calls that may have been made: what the CRM said last, and ours since. */
  readonly used: number;
  readonly ours: number;
  /** What the CRM said minus ours. */
  readonly others: number;
  /** Ours by lane. */
  readonly lanes: Readonly<Record<Lane, number>>;
  /** When the CRM said so; null: it has not yet, and others' calls are not known. */
  readonly heardAt: Date | null;
}

export interface QuotaStanding {
  readonly limits: AccountLimits;
  /** Calls of a day that bulk lanes never touch. */
  readonly reserve: number;
  /** Null where there is neither a daily limit nor one of our own. */
  readonly day: DayUse | null;
  /** Of a day like this one; null: less than a day is known. */
  readonly expected: ExpectedCalls | null;
  /** Of a weekend on a weekday, and of a weekday at a weekend. */
  readonly expectedElse: ExpectedCalls | null;
  /** The most calls of others that came at once: between two answers a few minutes apart. */
  readonly othersBurst: number;
  /** What a person lets all of our lanes call in a day; null: as much as the account has. */
  readonly ownCalls: number | null;
  /** When a call was reserved last; null: never. */
  readonly calledAt: Date | null;
}
