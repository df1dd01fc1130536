/**
 * Everything that can change in a portal, as data. A commit is a list of these, applied together or not at all; the
 * state file holds nothing else, so what cannot be said here cannot be forgotten by a restart.
 */
import type { ClockState } from './clock';
import type { Link } from './association-store';
import type { OAuthChange } from './oauth-grants';
import type { ObjectTypeId } from './object-types';
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
    }
  | { readonly kind: 'archive'; readonly object: ObjectTypeId; readonly id: string; readonly at: number }
  | { readonly kind: 'link'; readonly link: Link; readonly types: readonly number[] }
  | { readonly kind: 'property'; readonly object: ObjectTypeId; readonly property: PropertyDefinition }
  | { readonly kind: 'group'; readonly object: ObjectTypeId; readonly group: PropertyGroup }
  | { readonly kind: 'pipeline'; readonly object: ObjectTypeId; readonly pipeline: Pipeline }
  | { readonly kind: 'oauth'; readonly change: OAuthChange }
  | { readonly kind: 'clock'; readonly clock: ClockState };

/** Who made a change, as HubSpot names it in histories and webhooks: `INTEGRATION` with the app's id, `CRM_UI`… */
export interface Source {
  readonly type: 'INTEGRATION' | 'CRM_UI' | 'IMPORT';
  readonly id: string;
}
