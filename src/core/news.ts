/** What a look means to others than the CRM: what the order system is told, which of its open offers are over, what differs. */
import type { Link } from './link';
import { ruleOf, type ObjectMapping } from './mapping';
import type { Decided } from './merge-fields';
import { isBuried, type Plan } from './plan';
import type { PolicyName } from './policies/policies';
import type { Value } from './record';
import { closesAs, mayHaveTaken, withOffer, type Answer, type Standings } from './standing';

/** A field of a change. */
export interface OfferedField {
  /** What the order system says, as far as we know. */
  readonly from: Value;
  /** What it may have taken over since, of what was offered before; the change may replace these as well. */
  readonly orFrom?: readonly Value[];
  readonly to: Value;
}

/** What the order system is told, in the words of its change feed. */
export type News =
  | { readonly kind: 'changed'; readonly fields: Readonly<Record<string, OfferedField>> }
  /** A record that nobody ordered for. */
  | { readonly kind: 'created'; readonly fields: Readonly<Record<string, OfferedField>> }
  | { readonly kind: 'deleted' | 'restored' | 'erased' }
  /** `into`: the CRM's id of the survivor. */
  | { readonly kind: 'merged'; readonly into: string };

export interface ClosedOffer {
  readonly seq: number;
  readonly field: string;
  readonly as: Answer;
}

/** A field whose two sides differed, for whoever asks why it came out as it did. */
export interface Clash {
  readonly field: string;
  readonly policy: PolicyName;
  readonly base: Value;
  readonly ours: Value;
  readonly theirs: Value;
  readonly oursAt: Date | null;
  readonly theirsAt: Date | null;
  /** `ask`: it is open. */
  readonly outcome: 'ours' | 'theirs' | 'ask';
}

export interface Clashes {
  readonly found: readonly Clash[];
  /** Fields about which a person need not be asked any more. */
  readonly over: readonly string[];
}

export function newsOf(plan: Plan, before: Link, after: Link): News | null {
  if (after.state === 'gone' && before.state !== 'gone') return goneNews(after);
  if (plan.kind !== 'sync') return null;
  const fields: Record<string, OfferedField> = {};
  for (const [field, { owed, ours }] of Object.entries(plan.decided)) {
    if (owed.kind !== 'offer') continue;
    const orFrom = mayHaveTaken(plan.link.standings[field] ?? {}, ours, owed.value);
    fields[field] = { from: ours, ...(orFrom.length > 0 && { orFrom }), to: owed.value };
  }
  if (Object.keys(fields).length > 0) return { kind: 'changed', fields };
  return isBuried(before) && after.state !== 'gone' ? { kind: 'restored' } : null;
}

function goneNews({ reason }: Link): News | null {
  const [into] = reason?.candidates ?? [];
  if (reason?.code === 'merged' && into !== undefined) return { kind: 'merged', into };
  return reason?.code === 'deleted-in-crm' ? { kind: 'deleted' } : null;
}

/** Offers that stood before and do not stand any more. Both sides have come to the same, or something else is offered. */
export function closedOffers(before: Link, after: Link, plan: Plan): readonly ClosedOffer[] {
  const decided: Readonly<Record<string, Decided>> = plan.kind === 'sync' ? plan.decided : {};
  return Object.entries(before.standings).flatMap(([field, { offers = [] }]) => {
    const isReplaced = decided[field]?.owed.kind === 'offer';
    const kept = new Set(isReplaced ? [] : (after.standings[field]?.offers ?? []).map(({ seq }) => seq));
    return offers
      .filter(({ seq }) => !kept.has(seq))
      .map((offer) => ({
        seq: offer.seq,
        field,
        as: closesAs(offer, isReplaced ? undefined : after.localBase[field]),
      }));
  });
}

/** @param isDone what was to be written has landed */
export function clashesOf(
  mapping: ObjectMapping,
  plan: Plan,
  links: { readonly before: Link; readonly after: Link },
  isDone: boolean,
): Clashes {
  const { before, after } = links;
  if (plan.kind !== 'sync') return { found: [], over: [] };
  const found = mapping.fields.flatMap((line): Clash[] => {
    const one = plan.decided[line.field];
    if (one === undefined || !isClash(one) || (one.owed.kind === 'push' && !isDone)) return [];
    const { base = null, ours, theirs = null, oursAt, theirsAt, owed } = one;
    const outcome = owed.kind === 'ask' ? 'ask' : owed.kind === 'push' ? 'ours' : 'theirs';
    return [{ field: line.field, policy: ruleOf(line).policy, base, ours, theirs, oursAt, theirsAt, outcome }];
  });
  const over = Object.keys(before.standings).filter(
    (field) => before.standings[field]?.asked && !after.standings[field]?.asked,
  );
  return { found, over };
}

/** What a rule has decided at first contact is in the journal, and no conflict: a migration would be full of them. */
const isClash = ({ owed, isFirst }: Decided): boolean =>
  !('why' in owed) || ((owed.why === 'decided' || owed.why === 'resolved') && !isFirst);

/** The standings with the offers of this change, now that it has a number. */
export function numbered(standings: Standings, news: News | null, seq: number): Standings {
  if (news?.kind !== 'changed') return standings;
  const after = { ...standings };
  for (const [field, { from, to }] of Object.entries(news.fields)) {
    after[field] = withOffer(after[field] ?? {}, { seq, value: to, over: from });
  }
  return after;
}
