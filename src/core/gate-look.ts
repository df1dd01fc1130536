/** What the e-mail gate lets go of a record is all that its look goes by. */
import { passEmails, type EmailGate } from './email-gate';
import type { Link } from './link';
import type { ObjectMapping, OwnProperties } from './mapping';
import type { Look, Plan } from './plan';
import type { Fields, SourceRecord } from './record';
import { localFields, seeRemote, type Seen } from './seen';

/** A look at a record that is there, with both sides as it sees them. */
export interface RecordLook {
  readonly look: Look;
  readonly record: SourceRecord;
  readonly local: Fields;
  readonly seen: Seen;
}

/** The plan of a record that is held, else the look as it goes on. */
export function gateLook(
  gate: EmailGate | null,
  mapping: ObjectMapping,
  own: OwnProperties,
  given: { readonly look: Look; readonly record: SourceRecord },
): Plan | RecordLook {
  const { look, record } = given;
  const whole = seeSides(mapping, own, given);
  const { local, seen } = whole;
  const told = wasTold(look, seen) ? seen.link.localBase : {};
  const refused = look.refusedEmails ?? {};
  const passed = passEmails(gate, mapping, { record, local, remote: seen.fields, told, refused });
  if (passed.kind === 'hold') return { kind: 'rest', link: heldLink(look, seen), state: 'held', reason: passed.reason };
  return passed.record === record ? whole : seeSides(mapping, own, { look, record: passed.record });
}

function seeSides(mapping: ObjectMapping, own: OwnProperties, given: Pick<RecordLook, 'look' | 'record'>): RecordLook {
  const { look, record } = given;
  const local = localFields(mapping, record, look.url);
  return { look, record, local, seen: seeRemote(mapping, own, look, local) };
}

/** Whether its baseline is of this CRM record. */
function wasTold({ match }: Look, { link, record, adopting }: Seen): boolean {
  if (adopting) return match?.kind === 'adopt' && match.agreed !== undefined;
  return link.externalId !== null || record !== null;
}

/** What others have changed in the CRM is news until the record goes. */
function heldLink({ link: { remoteAt, readAt } }: Look, { link, record, adopting }: Seen): Link {
  return { ...link, externalId: link.externalId ?? (adopting ? null : (record?.id ?? null)), remoteAt, readAt };
}
