/**
 * Everything that can change in a portal, as data. A commit is a list of these, applied together or not at all; the
 * state file holds nothing else, so what cannot be said here cannot be forgotten by a restart.
 */
import type { Behaviour } from './behaviour';
import type { ClockState } from './clock';
import type { Link } from './association-store';
import type { ObjectTypeId } from './object-types';
import type { Owner } from './owners';
import type { Pipeline } from './pipelines';
import type { PropertyDefinition, PropertyGroup } from './property-definition';
import type { StoredValue } from './property-values';

export type Mutation =
  | {
      readonly kind: 'record';
      readonly object: ObjectTypeId;
      readonly id: string;
      readonly at: number;
      readonly properties: Readonly<Record<string, StoredValue>>;
      /** Only in a file written anew, where one line is all there is about the record. */
      readonly createdAt?: number;
      readonly archivedAt?: number | null;
      readonly history?: readonly PropertyChange[];
    }
  | { readonly kind: 'archive'; readonly object: ObjectTypeId; readonly id: string; readonly at: number }
  | { readonly kind: 'link'; readonly link: Link; readonly types: readonly number[] }
  | {
      readonly kind: 'property';
      readonly object: ObjectTypeId;
      readonly property: PropertyDefinition;
      /** The property of that name that was there before was purged, and its values with it. */
      readonly anew?: boolean;
    }
  | { readonly kind: 'group'; readonly object: ObjectTypeId; readonly group: PropertyGroup }
  | { readonly kind: 'pipeline'; readonly object: ObjectTypeId; readonly pipeline: Pipeline }
  | { readonly kind: 'owner'; readonly owner: Owner }
  | { readonly kind: 'behaviour'; readonly behaviour: Behaviour }
  | { readonly kind: 'clock'; readonly clock: ClockState };

/** Who made a change, as HubSpot names it in histories and webhooks: `INTEGRATION` with the app's id, `CRM_UI`… */
export interface Source {
  readonly type: 'INTEGRATION' | 'CRM_UI' | 'IMPORT';
  readonly id: string;
}

/** When and by whom; one for all records of a commit. */
export interface Stamp {
  readonly at: number;
  readonly source: Source;
}

/** A change in a property's past: what it was before. What it became is the next change's `before`, or the value now. */
export interface PropertyChange {
  readonly property: string;
  readonly before: StoredValue;
  readonly stamp: Stamp;
}
