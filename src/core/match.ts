/**
 * First contact with a CRM that already holds data: which of its records is ours? One free hit is adopted, several are
 * a person's decision, none means create.
 */
import type { LinkReason } from './link';
import type { RemoteRecord } from './record';

export type Match =
  | { readonly kind: 'adopt'; readonly record: RemoteRecord }
  | { readonly kind: 'ask'; readonly reason: LinkReason }
  | { readonly kind: 'create' };

export interface MatchQuestion {
  readonly key: string;
  readonly keyProperty: string;
  readonly hits: readonly RemoteRecord[];
  /** The source id of the link that holds this CRM record already, or undefined. */
  readonly holderOf: (externalId: string) => string | undefined;
  /** The CRM refuses a second record with this value, so a hit that is taken rules out a create. */
  readonly uniqueInCrm: boolean;
  readonly field: string;
}

/** A record that carries another record's key, or is held by another link, is taken; one with our own key is ours. */
export function decideMatch(question: MatchQuestion): Match {
  const { hits, key, keyProperty, holderOf, field } = question;
  const keyOf = (hit: RemoteRecord): string => String(hit.properties[keyProperty] ?? '').toLowerCase();
  const ours = hits.find((hit) => keyOf(hit) === key);
  if (ours) return { kind: 'adopt', record: ours };

  const free = hits.filter((hit) => keyOf(hit) === '' && holderOf(hit.id) === undefined);
  const [only] = free;
  if (only && free.length === 1) return { kind: 'adopt', record: only };
  if (free.length > 1) {
    return {
      kind: 'ask',
      reason: {
        code: 'ambiguous-match',
        message: `${free.length} records in the CRM have the same ${field}; merge them there, or leave it on one, then retry`,
        field,
        candidates: free.map((hit) => hit.id),
      },
    };
  }
  const [taken] = hits;
  if (!taken || !question.uniqueInCrm) return { kind: 'create' };
  const holder = holderOf(taken.id);
  return {
    kind: 'ask',
    reason: {
      code: 'match-taken',
      message:
        `the CRM record with this ${field} belongs to ${holder === undefined ? 'another record' : `record ${holder}`} already; ` +
        `join the two in the order system, or give one another ${field}`,
      field,
      candidates: [taken.id],
    },
  };
}
