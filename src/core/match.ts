/**
 * First contact with a CRM that already holds data: which of its records is ours? One free hit is adopted, several are
 * a person's decision, none means create.
 */
import type { LinkReason } from './link';
import type { Fields, RemoteRecord } from './record';

export type Match =
  /** `agreed`: what both sides have said of it already, when the order system accepted it as a new record. */
  | { readonly kind: 'adopt'; readonly record: RemoteRecord; readonly agreed?: Fields }
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
  /** Records that nobody ordered for are left alone: none is adopted. */
  readonly ignoresOthers?: boolean;
}

/** A record that carries another record's key, or is held by another link, is taken; one with our own key is ours. */
export function decideMatch(question: MatchQuestion): Match {
  const { hits, key, keyProperty, holderOf, field } = question;
  const ours = hits.find((hit) => keyOf(hit, keyProperty) === key);
  if (ours) return { kind: 'adopt', record: ours };

  const unheld = hits.filter((hit) => keyOf(hit, keyProperty) === '' && holderOf(hit.id) === undefined);
  if (question.ignoresOthers && question.uniqueInCrm && unheld[0]) return askAboutIgnored(unheld[0], field);
  const free = question.ignoresOthers ? [] : unheld;
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

const keyOf = ({ properties }: RemoteRecord, keyProperty: string): string =>
  String(properties[keyProperty] ?? '').toLowerCase();

function askAboutIgnored({ id }: RemoteRecord, field: string): Match {
  const message =
    `the CRM has a record with this ${field} already, which nobody ordered for, and this connection ignores those; ` +
    `change the ${field} of one of the two, or let the connection match them, then retry`;
  return { kind: 'ask', reason: { code: 'match-ignored', message, field, candidates: [id] } };
}

/** Adopts the one CRM record that the order system has accepted as new, unless it has become another's meanwhile. */
export function decideAccepted(
  record: RemoteRecord,
  question: Pick<MatchQuestion, 'key' | 'keyProperty' | 'holderOf'> & { readonly agreed: Fields },
): Match {
  const { key, keyProperty, holderOf, agreed } = question;
  const held = keyOf(record, keyProperty);
  const holder = holderOf(record.id);
  if (held === key || (held === '' && holder === undefined)) return { kind: 'adopt', record, agreed };
  const message = `CRM record ${record.id}, which was accepted as this one, belongs to ${holder === undefined ? 'another record' : `record ${holder}`} by now`;
  return { kind: 'ask', reason: { code: 'match-taken', message, candidates: [record.id] } };
}
