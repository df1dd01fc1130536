/** What joins records of two objects: a lookup in the child, or a record of its own between them. */
import type { Outcome } from '../../core/failure';
import { failed } from '../batches';
import type { AssociationType, Pair } from '../connector';
import { asText } from '../json';
import { partRoles, joinRoles } from './contact-roles';
import { sameId, toLongId } from './ids';
import type { Reach } from './reach';
import { readEach } from './read';
import { updateEach } from './write';

type Join =
  | { readonly kind: 'lookup'; readonly field: string }
  /** An OpportunityContactRole. */
  | { readonly kind: 'role' }
  /** The child is made under its parent, and can be under no other. */
  | { readonly kind: 'born' };

const joins: Readonly<Record<string, Join>> = {
  'Contact>Account': { kind: 'lookup', field: 'AccountId' },
  'Opportunity>Account': { kind: 'lookup', field: 'AccountId' },
  'Opportunity>Contact': { kind: 'role' },
  'OpportunityLineItem>Opportunity': { kind: 'born' },
};

const done: Outcome<null> = { ok: true, value: null };

export function joinOf({ from, to }: AssociationType): Join {
  const join = joins[`${from}>${to}`];
  if (join === undefined) throw new Error(`Nothing is known that joins ${from} to ${to} in Salesforce`);
  return join;
}

/** As `Connector.associate`. */
export async function associateEach(
  reach: Reach,
  type: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  const join = joinOf(type);
  if (join.kind === 'born') return pairs.map(() => done);
  if (join.kind === 'role') return joinRoles(reach, pairs);
  return setLookup(reach, type.from, { field: join.field, pairs, toValue: ({ toId }) => toId });
}

/** As `Connector.dissociate`. */
export async function dissociateEach(
  reach: Reach,
  type: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  const join = joinOf(type);
  if (join.kind === 'born') return pairs.map(() => done);
  if (join.kind === 'role') return partRoles(reach, pairs);
  return clearLookup(reach, type.from, { field: join.field, pairs });
}

interface Lookups {
  readonly field: string;
  readonly pairs: readonly Pair[];
}

/** A child has one parent: of several pairs with one child the last holds. */
async function setLookup(
  reach: Reach,
  object: string,
  { field, pairs, toValue }: Lookups & { readonly toValue: (pair: Pair) => string | null },
): Promise<readonly Outcome<null>[]> {
  const last = new Map(pairs.map((pair) => [toLongId(pair.fromId), toValue(pair)]));
  const rows = [...last].map(([id, value]) => ({ id, properties: { [field]: value } }));
  const outcomes = await updateEach(reach, object, rows);
  const byId = new Map(rows.map(({ id }, at) => [id, outcomes[at]]));
  return pairs.map(({ fromId }) => {
    const outcome = byId.get(toLongId(fromId));
    return outcome?.ok === false ? failed(outcome.failure) : done;
  });
}

/** Only where it still holds that parent: somebody may have moved the child in the meantime. */
async function clearLookup(reach: Reach, object: string, { field, pairs }: Lookups): Promise<readonly Outcome<null>[]> {
  const ids = pairs.map(({ fromId }) => fromId);
  const read = await readEach(reach, { object, by: 'id', properties: [field] }, ids);
  const joined = pairs.filter(({ fromId, toId }, at) => {
    const held = read[at]?.ok === true ? read[at].value : null;
    const parent = asText(held?.properties[field]);
    return held !== null && parent !== null && sameId(held.id, fromId) && sameId(parent, toId);
  });
  const cleared = await setLookup(reach, object, { field, pairs: joined, toValue: () => null });
  const byPair = new Map(joined.map((pair, at) => [pair, cleared[at]]));
  return pairs.map((pair, at) => {
    const outcome = read[at];
    if (outcome?.ok === false && outcome.failure.kind !== 'gone') return failed(outcome.failure);
    return byPair.get(pair) ?? done;
  });
}
