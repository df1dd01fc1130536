/** How a record and the answer of a batch look on the wire (recorded 2025-11). */
import type { ObjectType } from '../portal/object-types';
import { findObjectType, objectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredRecord } from '../portal/record-store';
import { derivedProperties, recordValue } from '../portal/record-values';
import type { Answer } from './route';
import type { Tally } from '../../common/counters';

/** `all`: everything that has a value, as the answer to a create. Empty: the default set. */
export type Wanted = readonly string[] | 'all';

export function recordView(
  portal: Portal,
  type: ObjectType,
  record: StoredRecord,
  wanted: Wanted,
): Record<string, unknown> {
  const properties: Record<string, string | null> = {};
  for (const name of wantedNames(type, record, wanted)) {
    // A name that is not defined is left out without a word; a defined one without a value is null.
    if (portal.catalog.find(type.id, name) !== undefined) properties[name] = recordValue(type, record, name);
  }
  const archived = record.archivedAt !== null;
  return {
    id: record.id,
    properties,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived,
    ...(record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
    url: `https://app.hubspot.com/contacts/${portal.portalId}/record/${type.id}/${record.id}`,
  };
}

function wantedNames(type: ObjectType, record: StoredRecord, wanted: Wanted): Iterable<string> {
  if (wanted === 'all') return new Set([...record.properties.keys(), ...derivedProperties(type)]);
  if (wanted.length === 0) return type.defaultProperties;
  return new Set([...wanted, 'createdate', 'hs_object_id', type.modifiedProperty]);
}

/** The `associations` of a record that was asked for with them: one row per type of a pair. */
export function associationsView(
  portal: Portal,
  type: ObjectType,
  record: StoredRecord,
  names: readonly string[],
): object {
  const associations: Record<string, unknown> = {};
  for (const name of names) {
    const to = findObjectType(name);
    if (to === undefined) continue;
    const labelled = portal.associationTypes.between(type.id, to.id).some((each) => each.label !== null);
    const base = `${type.singular}_to_${to.singular}`;
    const results = [...portal.associations.targets(type.id, record.id, to.id)]
      .filter(([id]) => portal.records(to.id).findLive(id) !== undefined)
      .flatMap(([id, types]) =>
        types.map((typeId) => {
          const { name, label = null } = portal.associationTypes.find(typeId) ?? {};
          // A label of the portal stands under its name (unverified).
          return { id, type: name ?? (labelled && label === null ? `${base}_unlabeled` : base) };
        }),
      );
    if (results.length > 0) associations[objectType(to.id).plural.replace('_', ' ')] = { results };
  }
  return Object.keys(associations).length === 0 ? {} : { associations };
}

export interface BatchOutcome {
  readonly results: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly tally: Tally;
}

/** Rows come back in another order than they were sent, as HubSpot's do. With an error the status is 207. */
export function batchAnswer(portal: Portal, startedMs: number, success: number, outcome: BatchOutcome): Answer {
  const { results, errors, tally } = outcome;
  const body = {
    completedAt: new Date(portal.clock.now()).toISOString(),
    status: 'COMPLETE',
    startedAt: new Date(startedMs).toISOString(),
    results: portal.random.shuffled(results),
    ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
  };
  return { status: errors.length === 0 ? success : 207, body, tally };
}
