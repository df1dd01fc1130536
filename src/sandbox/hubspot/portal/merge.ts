/**
 * What becomes of two records that are merged (HubSpot docs 2026-03 and its knowledge base; the full table of rules is
 * not documented): the primary's values win and its blanks are filled, except e-mail addresses, which are all kept, the
 * furthest lifecycle stage and the oldest create date.
 */
import { stagesInOrder } from './lifecycle-stage';
import type { Merge } from './mutations';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { followUps } from './record-rules';
import { recordValue } from './record-values';
import type { StoredRecord } from './record-store';
import { Refused, invalid } from './refusal';
import type { StoredValue } from './property-values';

/** All ids that one record has or had (HubSpot docs 2026-03). */
const IDENTITIES_MAX = 250;
/** Line items cannot be merged: HubSpot's client has no call for it. */
const mergeable: readonly string[] = ['0-1', '0-2', '0-3'];

export interface MergeRequest {
  readonly primaryId: string;
  readonly mergedId: string;
}

/** Throws `Refused`. Either id may be one that was merged away itself (unverified). */
export function planMerge(portal: Portal, type: ObjectType, request: MergeRequest): Merge {
  if (!mergeable.includes(type.id)) throw invalid(`Objects of type ${type.constant} cannot be merged`);
  const primary = requireLive(portal, type, request.primaryId);
  const other = requireLive(portal, type, request.mergedId);
  // HubSpot's text is not documented (unverified).
  if (primary === other) throw invalid(`Object ${primary.id} cannot be merged with itself (${request.mergedId})`);

  const at = portal.clock.now();
  const keeps = portal.switches.mergeKeepsPrimaryId;
  const resultId = keeps ? primary.id : String(portal.upcomingId);
  const formerIds = formerIdsAfter(portal, type, { primary, other, keeps });
  if (formerIds.length > IDENTITIES_MAX) throw new Refused({ kind: 'tooManyIdentities', max: IDENTITIES_MAX });

  const filled = new Map([...other.properties].filter(([name]) => !primary.properties.has(name)));
  const values = new Map<string, StoredValue>([...primary.properties, ...filled]);
  const set = (name: string, value: StoredValue | undefined): unknown => value !== undefined && values.set(name, value);
  set('createdate', oldestCreateDate(type, primary, other));
  set('lifecyclestage', furthestStage(portal, type, [primary, other]));
  if (type.id === '0-1') for (const [name, value] of identityValues(primary, other)) set(name, value);
  for (const [name, value] of bookkeeping(type, { resultId, formerIds, at, primary, other })) set(name, value);
  for (const [name, value] of followUps(portal, type, values, primary)) set(name, value);

  return {
    kind: 'merge',
    object: type.id,
    at,
    primaryId: primary.id,
    mergedId: other.id,
    resultId,
    createdAt: Math.min(primary.createdAt, other.createdAt),
    properties: Object.fromEntries([...values].filter(([name, value]) => !keeps || differs(primary, name, value))),
    moved: filled.size,
  };
}

/** 404 for a record that is archived or was never there (unverified). */
function requireLive(portal: Portal, type: ObjectType, id: string): StoredRecord {
  const record = portal.current(type.id, id);
  if (record?.archivedAt !== null) throw new Refused({ kind: 'notFound' });
  return record;
}

interface Pair {
  readonly primary: StoredRecord;
  readonly other: StoredRecord;
}

function formerIdsAfter(
  portal: Portal,
  type: ObjectType,
  { primary, other, keeps }: Pair & { readonly keeps: boolean },
): readonly string[] {
  const losers = keeps ? [other] : [primary, other];
  const before = keeps ? portal.aliases.formerly(type.id, primary.id) : [];
  return [...before, ...losers.flatMap(({ id }) => [...portal.aliases.formerly(type.id, id), id])];
}

/** Only where it is stored at all: else it follows from when the record was made. */
function oldestCreateDate(type: ObjectType, primary: StoredRecord, other: StoredRecord): string | undefined {
  if (![primary, other].some(({ properties }) => properties.has('createdate'))) return undefined;
  const dates = [primary, other].map((record) => recordValue(type, record, 'createdate') ?? '');
  return dates.toSorted()[0];
}

function furthestStage(portal: Portal, type: ObjectType, records: readonly StoredRecord[]): string | undefined {
  const property = portal.catalog.find(type.id, 'lifecyclestage');
  const stages = property === undefined ? [] : stagesInOrder(property);
  const held = records.map(({ properties }) => properties.get('lifecyclestage') ?? '');
  return stages.findLast((stage) => held.includes(stage));
}

/** The primary's address stays; the other's, and all additional ones of both, become additional ones. */
function identityValues(primary: StoredRecord, other: StoredRecord): [string, StoredValue][] {
  const email = primary.properties.get('email') ?? other.properties.get('email');
  if (email === undefined) return [];
  const all = [primary, other].flatMap(({ properties }) => [
    properties.get('email') ?? '',
    ...(properties.get('hs_additional_emails') ?? '').split(';'),
  ]);
  const additional = [...new Set(all)].filter((address) => address !== '' && address !== email);
  return additional.length === 0 ? [] : [['hs_additional_emails', additional.join(';')]];
}

interface Outcome extends Pair {
  readonly resultId: string;
  readonly formerIds: readonly string[];
  readonly at: number;
}

function bookkeeping(type: ObjectType, { resultId, formerIds, at, primary, other }: Outcome): [string, StoredValue][] {
  const merged: [string, StoredValue] = ['hs_merged_object_ids', formerIds.join(';')];
  if (type.id !== '0-1') return [merged];
  return [
    merged,
    ['hs_all_contact_vids', [resultId, ...formerIds].join(';')],
    ['hs_calculated_merged_vids', mergedVids(formerIds, at, [primary, other])],
  ];
}

/** `vid:epochMs` of every merge; earlier ones keep their time. */
function mergedVids(formerIds: readonly string[], at: number, records: readonly StoredRecord[]): string {
  const earlier = records.flatMap(({ properties }) => (properties.get('hs_calculated_merged_vids') ?? '').split(';'));
  return formerIds.map((id) => earlier.find((pair) => pair.startsWith(`${id}:`)) ?? `${id}:${at}`).join(';');
}

function differs(record: StoredRecord, name: string, value: StoredValue): boolean {
  return (record.properties.get(name) ?? null) !== value;
}
