/**
 * What the order system has deleted is moved to the CRM's bin, where the mapping says so. Pure. It is read before: a record that
 * was merged away meanwhile has gone over to another, and one that carries the key of another record is not ours.
 */
import { archives } from './archive';
import { intentLifeMs } from './intents';
import type { Intent, Link, LinkReason } from './link';
import type { ObjectMapping, OwnProperties } from './mapping';
import type { RemoteRecord } from './record';
import { recordKey } from './record-key';

export interface ArchivePlan {
  readonly kind: 'archive';
  readonly link: Link;
  /** Null: a create may still land, and it is looked for once more when it can land no longer. */
  readonly externalId: string | null;
}

const deletedByOrderSystem: LinkReason = {
  code: 'deleted-by-order-system',
  message: 'the order system deleted this record; the CRM keeps its own, and nothing is sent to it any more',
};
export const archivedByUs: LinkReason = {
  code: 'archived',
  message: 'the order system deleted this record, and it was moved to the bin of the CRM; it is not created again',
};

/** It was moved to the CRM's bin, by somebody there or by us, and can be restored. */
export const wentToBin = (reason: LinkReason | null): boolean =>
  reason?.code === 'deleted-in-crm' || reason?.code === archivedByUs.code;

/**
 * What is in the CRM's bin can be restored, and then the CRM tells of it. While the order system had deleted the record too, nobody
 * looked.
 */
export const isWorthALook = ({ reason, externalId }: Link, signalled: boolean): boolean =>
  wentToBin(reason) && externalId !== null && (signalled || reason?.code === archivedByUs.code);

/** It is in the CRM, or may be, and is to leave it. What is gone, as settings were then, stays as it is. */
const owesArchive = ({ archive }: ObjectMapping, { state, externalId, intents }: Link): boolean =>
  archives(archive, 'push') && state !== 'gone' && (externalId !== null || intents.length > 0);

/** Which look a record needs that the order system deleted. */
export function archiveNeed(mapping: ObjectMapping, link: Link): 'none' | 'read-by-id' | 'read-by-key' {
  if (!owesArchive(mapping, link)) return 'none';
  return link.externalId === null ? 'read-by-key' : 'read-by-id';
}

interface Found {
  readonly link: Link;
  readonly remote:
    | { readonly kind: 'found'; readonly record: RemoteRecord }
    | { readonly kind: 'gone'; readonly mergedInto?: string }
    | { readonly kind: 'unread' | 'absent' };
  readonly now: Date;
}

/** There is nothing left to do. */
interface Gone {
  readonly kind: 'rest';
  readonly link: Link;
  readonly state: 'gone';
  readonly reason: LinkReason;
}

interface Relink {
  readonly kind: 'relink';
  readonly link: Link;
  readonly to: string;
}

/** Of a record that the order system deleted, once it was read where that is needed. */
export function planDeleted(mapping: ObjectMapping, own: OwnProperties, look: Found): ArchivePlan | Gone | Relink {
  const { link } = look;
  const owed = owesArchive(mapping, link) ? planArchive(own, look) : null;
  return owed ?? { kind: 'rest', link, state: 'gone', reason: deletedByOrderSystem };
}

/** Null when it is none of ours. */
function planArchive(own: OwnProperties, { link, remote, now }: Found): ArchivePlan | Gone | Relink | null {
  if (remote.kind === 'gone') {
    return remote.mergedInto === undefined ? archived(link) : { kind: 'relink', link, to: remote.mergedInto };
  }
  if (remote.kind !== 'found') {
    const mayLand = link.intents.some(({ at }) => now.getTime() - Date.parse(at) < intentLifeMs);
    return mayLand ? { kind: 'archive', link, externalId: null } : null;
  }
  const { id, properties } = remote.record;
  const key = String(properties[own.key] ?? '').toLowerCase();
  if (key !== '' && key !== recordKey(link.sourceId)) return null;
  return { kind: 'archive', link: { ...link, externalId: id }, externalId: id };
}

/** A record that is gone, where our own archiving may have landed without an answer: then nobody in the CRM deleted it. */
export const archivedUnheard = (link: Link): Gone | null =>
  link.intents.some((intent) => intent.archives) ? archived(link) : null;

const archived = (link: Link): Gone => ({
  kind: 'rest',
  link: { ...link, intents: [] },
  state: 'gone',
  reason: archivedByUs,
});

/** Stored before the call leaves. */
export const archiveIntent = ({ link }: ArchivePlan, now: Date): Intent => ({
  number: link.issuedNumber + 1,
  at: now.toISOString(),
  fields: {},
  archives: true,
});
