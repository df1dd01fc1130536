/** What a look goes by: what both sides say of one link. */
import type { RefusedEmails } from './email-gate';
import type { Link, LinkReason } from './link';
import type { Match } from './match';
import type { Resolution } from './merge';
import type { RemoteRecord, SourceRecord } from './record';

/** What the CRM said about the record in this look. */
export type RemoteView =
  | { readonly kind: 'unread' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly record: RemoteRecord }
  /** `survivor`: the record that it was merged into, as far as it was read. */
  | { readonly kind: 'gone'; readonly mergedInto?: string; readonly survivor?: RemoteRecord };

/**
 * A parent as its child sees it. `ready`: it is in the CRM. `waiting`: it will be, and marks its children then.
 * `absent`: it will not be until a person decides, so the child goes without it and the association follows.
 */
export type ParentView =
  | { readonly kind: 'ready'; readonly externalId: string }
  | { readonly kind: 'waiting'; readonly reason: LinkReason }
  | { readonly kind: 'absent' };

export interface Look {
  readonly record: SourceRecord | null;
  readonly link: Link;
  /** By reference field; fields without a value are not in it. */
  readonly parents: Readonly<Record<string, ParentView>>;
  readonly remote: RemoteView;
  /** Null when first contact is not this look's matter. */
  readonly match: Match | null;
  readonly url: string | null;
  /** What a person has decided about fields that differ. */
  readonly resolutions?: Readonly<Record<string, Resolution>>;
  /** Addresses that the CRM has refused. */
  readonly refusedEmails?: RefusedEmails;
  readonly now: Date;
}
