/**
 * Privacy erasure: the CRM says that it has deleted a person for good. It is believed where the record is not there any more.
 * Pure; `sync/erase` carries it out, and `store/erase` removes the values.
 */
import type { Failure, Outcome } from './failure';
import type { Link, LinkReason } from './link';
import type { Look } from './look';
import type { Plan } from './plan';
import type { RemoteRecord } from './record';

export const erased: LinkReason = {
  code: 'erased',
  message: 'the person was erased: nothing is kept of this record, sent for it or taken in of it any more',
};

/** An erased record is planned nothing for; should its link still say something, it does so no longer. */
export const planErased = ({ record, link }: Pick<Look, 'record' | 'link'>): Plan | null =>
  record?.erasedAt ? { kind: 'rest', link: emptied(link), state: 'gone', reason: erased } : null;

/** The link without a value of either side, and without the CRM's ids. */
const emptied = (link: Link): Link => ({
  ...link,
  externalId: null,
  aliases: [],
  localBase: {},
  remoteBase: {},
  standings: {},
  intents: [],
  parts: {},
  associations: {},
  remoteAt: null,
  readAt: null,
});

export type ErasureVerdict =
  | { readonly kind: 'erase' }
  /** It is there all the same: perhaps not for long. */
  | { readonly kind: 'wait'; readonly dueAt: Date }
  /** It is still there: nothing is erased. */
  | { readonly kind: 'refuse' }
  /** It could not be read, which says nothing. */
  | { readonly kind: 'again'; readonly failure: Failure };

/** A CRM may tell of what it has not done everywhere yet (unverified); after these there is no more reason to believe it. */
const waitsMs = [60_000, 600_000, 3_600_000];

export interface ErasureLook {
  /** What was read under every id by which the CRM may know the record. */
  readonly seen: readonly Outcome<RemoteRecord | null>[];
  /** How often it was there before. */
  readonly attempts: number;
  readonly now: Date;
}

export function judgeErasure({ seen, attempts, now }: ErasureLook): ErasureVerdict {
  for (const outcome of seen) {
    if (!outcome.ok && outcome.failure.kind !== 'gone') return { kind: 'again', failure: outcome.failure };
  }
  if (!seen.some(isThere)) return { kind: 'erase' };
  const waitMs = waitsMs[attempts];
  return waitMs === undefined ? { kind: 'refuse' } : { kind: 'wait', dueAt: new Date(now.getTime() + waitMs) };
}

/** Merged into another is there as well: as that one. */
const isThere = (outcome: Outcome<RemoteRecord | null>): boolean =>
  outcome.ok ? outcome.value !== null : outcome.failure.kind === 'gone' && outcome.failure.mergedInto !== undefined;
