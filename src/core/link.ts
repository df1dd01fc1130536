/** The binding of one local record to one remote record, and what each side last said. */
import type { Owner } from './owner';
import type { Fields } from './record';
import type { Standings } from './standing';

/**
 * What a salesperson or an operator would ask:
 *
 *     pending ──▶ synced ◀──▶ pending (changed, waits for a parent, or will be tried again)
 *        ├──────▶ parked    the CRM refuses a value: a person, or a change of the record, frees it
 *        ├──────▶ conflict  several records match, or the one that does is taken: a person is asked
 *        └──────▶ gone      deleted on one side; kept, so that it does not come back
 *
 *        ├──────▶ offered   the order system was told of a change in the CRM, and has not answered
 *        ├──────▶ held      the quality gate keeps it back: it goes by itself when the record is corrected
 *        └──────▶ skipped   the mapping says that it does not flow
 */
export const linkStates = ['pending', 'synced', 'held', 'parked', 'conflict', 'offered', 'gone', 'skipped'] as const;
export type LinkState = (typeof linkStates)[number];

/** Why a link is in its state: for a person, without personal values. */
export interface LinkReason {
  readonly code: string;
  readonly message: string;
  /** The order system's name of the field that is to blame. */
  readonly field?: string;
  /** The CRM's names of the properties that are to blame, where it goes by itself once the CRM says something else of one. */
  readonly properties?: readonly string[];
  /** CRM ids a person may choose from. */
  readonly candidates?: readonly string[];
  /** Who can mend it. Absent: it follows from the code (`core/reason-families.ts`). */
  readonly owner?: Owner;
}

/**
 * What is about to be written, stored before the request leaves. An intent whose answer never came is kept until a
 * read settles it (architecture 5.1, rules 1 and 15).
 */
export interface Intent {
  readonly number: number;
  readonly at: string;
  readonly fields: Fields;
  /** Ids of the order lines that are written or archived along. */
  readonly lines?: readonly string[];
  /** By reference field: the CRM ids of the parents that are joined or parted along. */
  readonly ends?: Readonly<Record<string, readonly string[]>>;
  /** The record itself is moved to the CRM's bin. */
  readonly archives?: true;
}

/** An order line in the CRM, and what we last said of it. */
export interface LinkPart {
  readonly externalId: string;
  readonly base: Fields;
}

export interface Link {
  readonly sourceId: string;
  readonly externalId: string | null;
  /** Ids under which the CRM knew the record before a merge. */
  readonly aliases: readonly string[];
  readonly state: LinkState;
  readonly reason: LinkReason | null;
  /** What the order system last said, as far as it has reached the CRM. Normal form. */
  readonly localBase: Fields;
  /** What the CRM stored, taken from its answers. Normal form. */
  readonly remoteBase: Fields;
  /** What was offered, refused or asked, by field. */
  readonly standings: Standings;
  readonly intents: readonly Intent[];
  /** The number of the last write known to have landed, and of the last one that was given out. */
  readonly settledNumber: number;
  readonly issuedNumber: number;
  /** By line id. */
  readonly parts: Readonly<Record<string, LinkPart>>;
  /** By the record's reference field: the CRM id of the parent that the CRM was told of. */
  readonly associations: Readonly<Record<string, string>>;
  readonly attempts: number;
  readonly syncedAt: Date | null;
  /**
   * When the CRM record was changed last, by the CRM's clock, in the state that our last read or write saw; null when that
   * is not known. What a signal says was changed by then is no news.
   */
  readonly remoteAt: Date | null;
  /** The same in the state that our last read saw: what others changed between the two, nobody has seen. */
  readonly readAt: Date | null;
  /** The version of the connection's document that the baselines were made by; 0: there was none. */
  readonly mapping: number;
}

/** A link that is not stored yet. */
export function newLink(sourceId: string): Link {
  return {
    sourceId,
    externalId: null,
    aliases: [],
    state: 'pending',
    reason: null,
    localBase: {},
    remoteBase: {},
    standings: {},
    intents: [],
    settledNumber: 0,
    issuedNumber: 0,
    parts: {},
    associations: {},
    attempts: 0,
    syncedAt: null,
    remoteAt: null,
    readAt: null,
    mapping: 0,
  };
}
