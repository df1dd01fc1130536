/**
 * What a commit means to somebody who watches the CRM. Told from the mutation and from the portal as it was before it;
 * associations are told by their store, because giving a contact its primary company takes that from another one.
 */
import type { Link } from '../portal/association-store';
import type { Merge, Mutation } from '../portal/mutations';
import type { ObjectTypeId } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredValue } from '../portal/property-values';

/** Something that happened to a record. `at` is the sandbox's time. */
export interface RecordHappening {
  readonly object: ObjectTypeId;
  readonly at: number;
  readonly id: string;
}

export interface MergeHappening {
  readonly object: ObjectTypeId;
  readonly at: number;
  readonly primaryId: string;
  readonly mergedIds: readonly string[];
  /** The record that is there afterwards; the primary's own id where the merge made no new one. */
  readonly newId: string;
  readonly propertiesMoved: number;
}

export type Happening =
  | ({ readonly kind: 'creation' | 'deletion' | 'restore' | 'privacyDeletion' } & RecordHappening)
  | ({ readonly kind: 'propertyChange'; readonly property: string; readonly value: StoredValue } & RecordHappening)
  | ({ readonly kind: 'merge' } & MergeHappening)
  | {
      readonly kind: 'associationChange';
      /** As seen from `from`; the other side has a happening of its own. */
      readonly link: Link;
      readonly at: number;
      readonly typeId: number;
      readonly removed: boolean;
    };

type Tellers = {
  readonly [Kind in Mutation['kind']]: (
    portal: Portal,
    mutation: Extract<Mutation, { readonly kind: Kind }>,
  ) => readonly Happening[];
};

const silent = (): readonly Happening[] => [];

/** THE ONE PLACE where kinds of mutation become happenings. */
const tellers: Tellers = {
  record: written,
  archive: archived,
  restore: (_portal, mutation) => [happeningTo('restore', mutation)],
  // HubSpot tells both, in any order (HubSpot docs 2025-01).
  privacyDeletion: (_portal, mutation) => [happeningTo('deletion', mutation), happeningTo('privacyDeletion', mutation)],
  merge: (_portal, mutation) => [merged(mutation)],
  purge: silent, // unverified
  link: silent, // told by the association store
  label: silent,
  unlabel: silent,
  property: silent,
  group: silent,
  pipeline: silent,
  owner: silent,
  block: silent,
  alias: silent,
  switches: silent,
  oauth: silent,
  webhooks: silent,
  clock: silent,
};

/** `portal` is still as it was before the mutation. A kind that nobody outside can see gives none. */
export function happeningsOf(portal: Portal, mutation: Mutation): readonly Happening[] {
  const tell = tellers[mutation.kind] as (portal: Portal, mutation: Mutation) => readonly Happening[];
  return tell(portal, mutation);
}

/** A create is also a change of each property that it set (unverified, commonly observed; recorded 2025-06). */
function written(portal: Portal, mutation: Mutation & { kind: 'record' }): Happening[] {
  const { object, id, at } = mutation;
  const before = portal.records(object).find(id);
  const happenings: Happening[] = before === undefined ? [{ kind: 'creation', object, id, at }] : [];
  for (const [property, value] of Object.entries(mutation.properties)) {
    if ((before?.properties.get(property) ?? null) === value) continue;
    happenings.push({ kind: 'propertyChange', object, id, at, property, value });
  }
  return happenings;
}

function happeningTo(kind: 'deletion' | 'restore' | 'privacyDeletion', { object, id, at }: RecordHappening): Happening {
  return { kind, object, id, at };
}

/** Of the values that moved nobody is told apart (unverified). */
function merged({ object, at, primaryId, mergedId, resultId, moved }: Merge): Happening {
  return {
    kind: 'merge',
    object,
    at,
    primaryId,
    mergedIds: [mergedId],
    newId: resultId,
    propertiesMoved: moved,
  };
}

function archived(portal: Portal, { object, id, at }: Mutation & { kind: 'archive' }): Happening[] {
  return portal.records(object).findLive(id) === undefined ? [] : [{ kind: 'deletion', object, id, at }];
}
