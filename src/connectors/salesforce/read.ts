/** Reads records by id or by our key. Changes nothing. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { RemoteRecord } from '../connector';
import { asJson, type Json } from '../json';
import type { Answer } from './call';
import { deleted, fatesOf, unseen, type Fate } from './fates';
import { toLongId } from './ids';
import { idsInBulk, keysInBulk } from './read-in-bulk';
import { readByKey } from './read-by-key';
import type { Reach } from './reach';
import { fieldsFor, folded, holdsForAll, orForAll, toRemote, type Lookup, type Whom } from './rows';

type Found = Outcome<RemoteRecord | null>;
/** By id of 18 characters. */
type Present = ReadonlyMap<string, RemoteRecord>;

const nobody: Found = { ok: true, value: null };

/** REST guide, sObject Collections. */
export const idsPerCall = 2_000;

/** As `Connector.read`. */
export function readEach(reach: Reach, lookup: Lookup, ids: readonly string[]): Promise<readonly Found[]> {
  return orForAll(ids, async () => {
    const me = lookup.writers ? await reach.userId() : null;
    return lookup.by === 'key' ? readKeys(reach, lookup, { ids, me }) : readIds(reach, lookup, { ids, me });
  });
}

async function readKeys(reach: Reach, lookup: Lookup, { ids, me }: Whom): Promise<readonly Found[]> {
  const byJob = await keysInBulk(reach, lookup, { ids, me });
  const others = byJob.isWhole ? [] : ids.filter((key) => !byJob.known.has(folded(key)));
  const asked = await readByKey(reach, lookup, { ids: others, me });
  return ids.map((key) => {
    const value = byJob.known.get(folded(key)) ?? null;
    return value === null ? (asked.get(folded(key)) ?? nobody) : { ok: true, value };
  });
}

async function readIds(reach: Reach, lookup: Lookup, { ids, me }: Whom): Promise<readonly Found[]> {
  const distinct = [...new Set(ids.map(toLongId))];
  const known = await idsInBulk(reach, lookup, { ids: distinct, me, calls: Math.ceil(distinct.length / idsPerCall) });
  const others = distinct.filter((id) => !known.has(id));
  const outcomes = await inBatches(others, idsPerCall, (some) => readSome(reach, lookup, { ids: some, me }));
  const byId = new Map<string, Found>(others.map((id, index) => [id, outcomes[index] ?? failed(unseen)]));
  for (const [id, value] of known) byId.set(id, { ok: true, value });
  return ids.map((id) => byId.get(toLongId(id)) ?? failed(unseen));
}

async function readSome(reach: Reach, lookup: Lookup, { ids, me }: Whom): Promise<Verdicts<RemoteRecord | null>> {
  const present = await retrieve(reach, lookup, { ids, me });
  if (!present.ok) return forAll(reach, lookup, { failure: present.failure, ids });
  const absent = ids.filter((id) => !present.value.has(id));
  const fates = await fatesOf(reach, lookup.object, absent);
  if (!fates.ok) return fates.failure;
  const survivors = [...new Set(absent.flatMap((id) => leftOf(id, fates.of(id)) ?? []))];
  const others = survivors.filter((id) => !present.value.has(id));
  const second = await retrieve(reach, lookup, { ids: others, me });
  if (!second.ok) return forAll(reach, lookup, { failure: second.failure, ids });
  return ids.map((id): Found => {
    const left = present.value.has(id) ? id : leftOf(id, fates.of(id));
    if (left === null) return failed(fates.of(id).kind === 'gone' ? deleted : unseen);
    const value = present.value.get(left) ?? second.value.get(left);
    return value === undefined ? failed(elusive) : { ok: true, value };
  });
}

function leftOf(id: string, fate: Fate): string | null {
  if (fate.kind === 'merged') return fate.into;
  return fate.kind === 'here' ? id : null;
}

async function retrieve(reach: Reach, lookup: Lookup, { ids, me }: Whom): Promise<Retrieved> {
  if (ids.length === 0) return { ok: true, value: new Map() };
  const { object } = lookup;
  const answer: Answer<readonly (Json | null)[]> = await reach.send({
    method: 'POST',
    path: `composite/sobjects/${object}`,
    endpoint: `/services/data/composite/sobjects/${object}`,
    object,
    rows: ids.length,
    writes: false,
    json: { ids, fields: fieldsFor(lookup) },
    read: (body) => (Array.isArray(body) ? body.map(asJson) : null),
  });
  if (!answer.ok) return answer;
  const { answeredAt } = answer;
  const present = answer.value.flatMap((record) => {
    const remote = record === null ? null : toRemote(record, lookup, { answeredAt, me });
    return remote === null ? [] : [[remote.id, remote] as const];
  });
  return { ok: true, value: new Map(present) };
}

type Retrieved = { readonly ok: true; readonly value: Present } | { readonly ok: false; readonly failure: Failure };

/** One verdict for all, where halving would only be told the same of each. */
function forAll(
  { describes }: Reach,
  { object }: Lookup,
  { failure, ids }: { readonly failure: Failure; readonly ids: readonly string[] },
): Verdicts<never> {
  if (!holdsForAll(failure)) return failure;
  describes.forget(object);
  return ids.map(() => failed(failure));
}

const elusive: Failure = {
  kind: 'retry',
  code: 'ROW_NOT_ANSWERED',
  message: 'Salesforce says that the record is there, and does not answer it.',
};
