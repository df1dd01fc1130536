/** What a look sees of both sides, in the words of the mapping. */
import { foldTaken } from './fold';
import { settleIntents } from './intents';
import type { Link } from './link';
import { computedFields, urlField, type ObjectMapping, type OwnProperties } from './mapping';
import type { Look } from './look';
import type { Fields, RemoteRecord, SourceRecord, Value } from './record';
import { understand } from './understand';
import { normalFields } from './values';
import { foreignFields } from './writers';

export interface Seen {
  /** With its intents settled by what was read. */
  readonly link: Link;
  readonly record: RemoteRecord | null;
  readonly fields: Fields;
  readonly adopting: boolean;
}

/** What this look read of the CRM record, if it read it. */
export function seeRemote(mapping: ObjectMapping, own: OwnProperties, look: Look, local: Fields): Seen {
  const { remote, match } = look;
  const adopt = match?.kind === 'adopt' && look.link.externalId === null ? match : null;
  const agreed = adopt?.agreed && { localBase: adopt.agreed, remoteBase: adopt.agreed };
  const link = { ...look.link, ...agreed };
  const record = remote.kind === 'found' ? remote.record : (adopt?.record ?? null);
  const adopting = adopt !== null && record === adopt.record;
  if (!record) return { link: foldTaken(link, local), record, fields: {}, adopting };
  const fields = understand(mapping, record.properties, local, link);
  const number = numberOf(record, own);
  const read = { number, fields, foreign: foreignFields(mapping, record), isLastOurs: record.isLastOurs };
  const settled = settleIntents(link, read, look.now);
  const seenAt = record.modifiedAt ?? null;
  return { link: { ...foldTaken(settled, local), remoteAt: seenAt, readAt: seenAt }, record, fields, adopting };
}

/** Links hold numbers in 32 bits. What cannot be a number of ours (somebody edited the property) is none. */
const largestNumber = 2 ** 30;

function numberOf(record: RemoteRecord, own: OwnProperties): number {
  const number = Number(record.properties[own.revision] ?? 0);
  return Number.isInteger(number) && number > 0 && number <= largestNumber ? number : 0;
}

/** The record's mapped fields in normal form, with the URL that leads back to it. */
export function localFields(mapping: ObjectMapping, record: SourceRecord, url: string | null): Fields {
  const said = normalFields(mapping.definition.kinds, record.fields);
  const fields: Record<string, Value> = {};
  for (const { field, reads = [] } of mapping.fields) {
    for (const name of [field, ...reads]) {
      const value = Object.hasOwn(said, name) ? said[name] : undefined;
      if (value !== undefined) fields[name] = value;
    }
  }
  if (url !== null) fields[urlField] = url;
  return Object.assign(fields, computedFields(mapping.fields, said));
}
