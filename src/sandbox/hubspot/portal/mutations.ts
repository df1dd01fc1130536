/**
 * Everything that can change in a portal, as data. A commit is a list of these, applied together or not at all; the
 * state file holds nothing else, so what cannot be said here cannot be forgotten by a restart.
 */
import type { ClockState } from '../../common/clock';
import type { Link } from './association-store';
import type { AssociationType } from './association-types';
import type { OAuthChange } from './oauth-grants';
import type { ObjectTypeId } from './object-types';
import type { Owner } from './owners';
import type { Pipeline } from './pipelines';
import type { PropertyDefinition, PropertyGroup } from './property-definition';
import type { StoredValue } from './property-values';
import type { Source } from './source';
import type { Switches } from './switches';
import type { WebhookChange } from '../webhooks/registry';

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
  /** Out of the recycle bin. */
  | { readonly kind: 'restore'; readonly object: ObjectTypeId; readonly id: string; readonly at: number }
  /** Out of the recycle bin for good, when its days are over. */
  | { readonly kind: 'purge'; readonly object: ObjectTypeId; readonly id: string; readonly at: number }
  /** Gone for good at once, whether it was archived or not. */
  | { readonly kind: 'privacyDeletion'; readonly object: ObjectTypeId; readonly id: string; readonly at: number }
  /** An e-mail address that no contact may have again, as `fingerprint` of `block-list.ts` makes it. */
  | { readonly kind: 'block'; readonly fingerprint: string }
  | Merge
  | {
      readonly kind: 'link';
      readonly link: Link;
      /** All types of the pair from now on, in the direction of `link`; none parts it. */
      readonly types: readonly number[];
    }
  /** One direction of a label between two object types. */
  | { readonly kind: 'label'; readonly label: AssociationType }
  | { readonly kind: 'unlabel'; readonly id: number }
  | {
      readonly kind: 'property';
      readonly object: ObjectTypeId;
      readonly property: PropertyDefinition;
      /** The property of that name that was there before was purged, and its values with it. */
      readonly anew?: boolean;
    }
  | { readonly kind: 'group'; readonly object: ObjectTypeId; readonly group: PropertyGroup }
  | { readonly kind: 'pipeline'; readonly object: ObjectTypeId; readonly pipeline: Pipeline }
  | { readonly kind: 'switches'; readonly switches: Partial<Switches> }
  /** Former ids; only in a file written anew. */
  | { readonly kind: 'alias'; readonly object: ObjectTypeId; readonly ids: readonly string[]; readonly into: string }
  | { readonly kind: 'oauth'; readonly change: OAuthChange }
  | { readonly kind: 'owner'; readonly owner: Owner }
  | { readonly kind: 'webhooks'; readonly change: WebhookChange }
  | { readonly kind: 'clock'; readonly clock: ClockState };

/** Two records become one, which has the primary's id or a new one. Associations follow without mutations of their own. */
export interface Merge {
  readonly kind: 'merge';
  readonly object: ObjectTypeId;
  readonly at: number;
  readonly primaryId: string;
  readonly mergedId: string;
  readonly resultId: string;
  /** Of the record that is left: the oldest of both. */
  readonly createdAt: number;
  /** All values of a record with a new id; only what changes for a primary that keeps its id. */
  readonly properties: Readonly<Record<string, StoredValue>>;
  /** How many values came from the record that was merged in. */
  readonly moved: number;
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
