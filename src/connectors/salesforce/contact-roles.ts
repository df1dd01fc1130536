/**
 * Who takes part in an opportunity is a record of its own, of which Salesforce takes any number for one pair (Object Reference):
 * those that are there are read first, so that a join that is repeated doubles nothing. One that was late and not lost lands
 * beside the one that was made in its place: the join that is said once more when nothing can land any more (ADR 4) leaves one.
 */
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, together, type Verdicts } from '../batches';
import type { Pair } from '../connector';
import { asText, type Json } from '../json';
import { isOfReference } from './absence';
import { archiveEach } from './archive';
import { outcomesOf, rowsPerCall, saveSome } from './collections';
import { toLongId } from './ids';
import { inLanes } from './parents';
import type { Reach } from './reach';
import { idOf, orForAll } from './rows';
import { isIn, listsOf, query } from './soql';

const object = 'OpportunityContactRole';

interface Role {
  readonly id: string;
  readonly opportunityId: string;
  readonly contactId: string;
  readonly isPrimary: boolean;
  /** What the contact is in the opportunity; we say nothing of it. */
  readonly role: string | null;
  /** Who made it, and who changed it last. */
  readonly by: readonly (string | null)[];
}

interface NewRole extends Pair {
  readonly isPrimary: boolean;
}

type Roles = readonly Role[] | Failure;

const done: Outcome<null> = { ok: true, value: null };

/** As `Connector.associate`. */
export async function joinRoles(reach: Reach, pairs: readonly Pair[]): Promise<readonly Outcome<null>[]> {
  const rolesOf = await readRoles(reach, pairs);
  const joined = await joinMissing(reach, pairs, rolesOf);
  const doubled = pairs.filter((pair) => listed(rolesOf(pair), pair).length > 1);
  if (doubled.length === 0) return joined;
  const single = await orForAll(doubled, async () => {
    const me = await reach.userId();
    return archiveOf(reach, doubled, (pair) => surplusOf(listed(rolesOf(pair), pair), me));
  });
  const byPair = new Map(doubled.map((pair, at) => [pair, single[at] ?? done]));
  return pairs.map((pair, at) => byPair.get(pair) ?? joined[at] ?? done);
}

/** An opportunity without a primary contact gets one: the first that is joined. */
async function joinMissing(
  reach: Reach,
  pairs: readonly Pair[],
  rolesOf: (pair: Pair) => Roles,
): Promise<readonly Outcome<null>[]> {
  const missing = new Map<string, NewRole>();
  const withPrimary = new Set<string>();
  for (const pair of pairs) {
    const roles = rolesOf(pair);
    if ('kind' in roles || roles.some((role) => isOf(role, pair)) || missing.has(nameOf(pair))) continue;
    const opportunityId = toLongId(pair.fromId);
    const isPrimary = !withPrimary.has(opportunityId) && !roles.some((role) => role.isPrimary);
    missing.set(nameOf(pair), { ...pair, isPrimary });
    withPrimary.add(opportunityId);
  }
  const rows = [...missing.values()];
  const parentOf = ({ fromId }: Pair): string => toLongId(fromId);
  const created = await inLanes(rows, { size: rowsPerCall, parentOf }, (some) =>
    inBatches(some, rowsPerCall, (part) => createSome(reach, part)),
  );
  const byName = new Map([...missing.keys()].map((name, at) => [name, asPair(created[at] ?? done)]));
  return pairs.map((pair) => {
    const roles = rolesOf(pair);
    return 'kind' in roles ? failed(roles) : (byName.get(nameOf(pair)) ?? done);
  });
}

/** Of a pair one end is not there any more. */
function asPair(outcome: Outcome<null>): Outcome<null> {
  if (outcome.ok || !isOfReference(outcome)) return outcome;
  const { code, message } = outcome.failure;
  return failed({ kind: 'gone', code, message });
}

export async function partRoles(reach: Reach, pairs: readonly Pair[]): Promise<readonly Outcome<null>[]> {
  const rolesOf = await readRoles(reach, pairs);
  const parted = await archiveOf(reach, pairs, (pair) => listed(rolesOf(pair), pair));
  return pairs.map((pair, at) => {
    const roles = rolesOf(pair);
    return 'kind' in roles ? failed(roles) : (parted[at] ?? done);
  });
}

/** One outcome per pair, in order: the first failure of a role of it. */
async function archiveOf(
  reach: Reach,
  pairs: readonly Pair[],
  rolesOf: (pair: Pair) => readonly Role[],
): Promise<readonly Outcome<null>[]> {
  const idsOf = (pair: Pair): readonly string[] => rolesOf(pair).map(({ id }) => id);
  const ids = [...new Set(pairs.flatMap(idsOf))];
  const outcomes = await archiveEach(reach, object, ids);
  const byId = new Map(ids.map((id, at) => [id, outcomes[at] ?? done]));
  return pairs.map(
    (pair) =>
      idsOf(pair)
        .flatMap((id) => byId.get(id) ?? [])
        .find(({ ok }) => !ok) ?? done,
  );
}

/** Of one pair, oldest first: what we have made and nobody has touched, and what says no more than the one that stays. */
function surplusOf(roles: readonly Role[], me: string): readonly Role[] {
  const kept = roles.find(({ isPrimary }) => isPrimary) ?? roles[0];
  return roles.filter((role) => role !== kept && role.role === kept?.role && role.by.every((user) => user === me));
}

/** None where they are not known. */
function listed(roles: Roles, pair: Pair): readonly Role[] {
  return 'kind' in roles ? [] : roles.filter((role) => isOf(role, pair));
}

function isOf({ contactId }: Role, { toId }: Pair): boolean {
  return contactId === toLongId(toId);
}

function nameOf({ fromId, toId }: Pair): string {
  return `${toLongId(fromId)}>${toLongId(toId)}`;
}

async function createSome(reach: Reach, rows: readonly NewRole[]): Promise<Verdicts<null>> {
  const records = rows.map(({ fromId, toId, isPrimary }) => ({
    attributes: { type: object },
    OpportunityId: fromId,
    ContactId: toId,
    IsPrimary: isPrimary,
  }));
  const saved = await saveSome(reach, {
    method: 'POST',
    path: 'composite/sobjects',
    endpoint: '/services/data/composite/sobjects',
    object,
    json: { allOrNone: false, records },
    ids: rows.map(() => null),
  });
  return outcomesOf(saved, () => null);
}

const columns = 'Id,OpportunityId,ContactId,IsPrimary,Role,CreatedById,LastModifiedById';
const soqlOf = (opportunityIds: readonly string[]): string =>
  `SELECT ${columns} FROM ${object} WHERE ${isIn('OpportunityId', opportunityIds)} ORDER BY CreatedDate,Id`;

/** The opportunities of these pairs, in lists of one query each. */
export function roleLists(pairs: readonly Pair[]): readonly (readonly string[])[] {
  const ids = [...new Set(pairs.map(({ fromId }) => toLongId(fromId)))];
  return listsOf(ids, soqlOf([]));
}

/** Of the opportunity of a pair, or why they are not known. */
async function readRoles(reach: Reach, pairs: readonly Pair[]): Promise<(pair: Pair) => Roles> {
  const known = new Map<string, Role[] | Failure>();
  await together(
    roleLists(pairs).map(async (some) => {
      const found = await query(reach.send, { object, soql: soqlOf(some), rows: some.length });
      for (const id of some) known.set(id, found.ok ? [] : found.failure);
      const roles = found.ok ? found.records.flatMap((record) => toRole(record) ?? []) : [];
      for (const role of roles) {
        const others = known.get(role.opportunityId);
        if (Array.isArray(others)) others.push(role);
      }
    }),
  );
  return ({ fromId }) => known.get(toLongId(fromId)) ?? [];
}

function toRole(record: Json): Role | null {
  const id = idOf(record);
  const opportunityId = asText(record['OpportunityId']);
  const contactId = asText(record['ContactId']);
  if (id === null || opportunityId === null || contactId === null) return null;
  return {
    id,
    opportunityId: toLongId(opportunityId),
    contactId: toLongId(contactId),
    isPrimary: record['IsPrimary'] === true,
    role: asText(record['Role']),
    by: [userIn(record['CreatedById']), userIn(record['LastModifiedById'])],
  };
}

function userIn(value: unknown): string | null {
  const id = asText(value);
  return id === null ? null : toLongId(id);
}
