/** What becomes of a record that the mapping does not let flow. Nothing is written, and what is in the CRM stays as it is there. */
import { openIntents } from './intents';
import type { Link, LinkReason } from './link';
import type { ObjectMapping, OwnProperties } from './mapping';
import type { Look } from './look';
import { planDeleted } from './plan-archive';
import type { SourceRecord } from './record';
import { localFields, seeRemote } from './seen';

interface Skipped {
  readonly kind: 'rest';
  readonly link: Link;
  readonly state: 'skipped';
  readonly reason: LinkReason;
}

/** As it is, once what was on its way is settled; what may still land is looked for when it can land no longer. */
export function planSkipped(
  mapping: ObjectMapping,
  own: OwnProperties,
  look: Look,
  { record, reason }: { readonly record: SourceRecord; readonly reason: LinkReason },
): Skipped | ReturnType<typeof planDeleted> {
  if (record.deletedAt) return planDeleted({ ...mapping, archive: 'none' }, own, look);
  if (look.remote.kind === 'unread') return { kind: 'rest', link: look.link, state: 'skipped', reason };
  const seen = seeRemote(mapping, own, look, localFields(mapping, record, look.url));
  const { id = seen.link.externalId } = seen.record ?? {};
  const link = { ...seen.link, externalId: id, intents: openIntents(seen.link, look.now) };
  return { kind: 'rest', link, state: 'skipped', reason };
}
