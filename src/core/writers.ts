/** What it says of a CRM record who set its values, where the CRM keeps that. */
import { isRead, toFields, type FieldMapping, type ObjectMapping } from './mapping';
import type { Fields, RemoteRecord, Value } from './record';
import { sameValue } from './values';

/** Fields that are read back, as far as the CRM does not say that their values were written by us. */
export function foreignFields(mapping: ObjectMapping, { writers = {} }: RemoteRecord): ReadonlySet<string> {
  const foreign = mapping.fields.filter((line) => isRead(line) && !(writers[line.property]?.isOurs ?? false));
  return new Set(foreign.map(({ field }) => field));
}

/**
 * What others had written between a read of ours and the write that took its place. Found afterwards, as the CRM keeps what a
 * value has taken the place of (architecture 5.1, rule 11).
 * @param record as it is now, with its fields in normal form
 * @param readAt when the record had been changed last, in the state that the read had seen; null: it was not read
 */
export function overwrittenIn(
  mapping: ObjectMapping,
  record: RemoteRecord & { readonly fields: Fields },
  readAt: Date | null,
): Fields {
  if (readAt === null) return {};
  const lost = mapping.fields.filter(isRead).flatMap((line): [string, Value][] => {
    const value = unseen(mapping, line, record, readAt);
    return value === undefined || sameValue(value, record.fields[line.field]) ? [] : [[line.field, value]];
  });
  return Object.fromEntries(lost);
}

function unseen(
  mapping: ObjectMapping,
  { field, property }: FieldMapping,
  { writers = {}, fields }: RemoteRecord & { readonly fields: Fields },
  readAt: Date,
): Value | undefined {
  const { isOurs = false, before } = writers[property] ?? {};
  if (!isOurs || !before || before.isOurs || before.at === null || before.at <= readAt) return undefined;
  return toFields(mapping, { [property]: before.value }, fields)[field];
}
