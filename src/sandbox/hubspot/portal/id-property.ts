/** Finding a record by something other than its id: a contact's e-mail address, or a property of unique values. */
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { judgeValue } from './property-values';
import type { StoredRecord } from './record-store';
import { invalid } from './refusal';

/** Undefined or `hs_object_id`: the record id itself. */
export function isRecordId(idProperty: string | undefined): boolean {
  return idProperty === undefined || idProperty === 'hs_object_id';
}

/** Throws for a property whose values need not be unique (hubspot-api-nodejs issue 548). `verb` is in the message. */
export function requireUnique(portal: Portal, type: ObjectType, idProperty: string, verb: string): void {
  const unique = portal.catalog.find(type.id, idProperty)?.hasUniqueValue === true;
  const email = type.id === '0-1' && idProperty === 'email' && verb !== 'update';
  if (!unique && !email) throw invalid(`Unable to perform ${verb} by non-unique ${type.id} property ${idProperty}`);
}

/**
 * What a record is named by, as its property would keep it: who is written as "0042" is found by it again, and held as "42".
 * Null is a blank, and what the property would not take stays as it is: nobody has it.
 */
export function keptId(portal: Portal, type: ObjectType, id: string, idProperty: string | undefined): string | null {
  const property =
    idProperty === undefined || isRecordId(idProperty) ? undefined : portal.catalog.find(type.id, idProperty);
  if (property === undefined) return id;
  const verdict = judgeValue(property, id, { current: null, externalOptions: () => [] });
  return 'value' in verdict ? verdict.value : id;
}

/**
 * A contact's additional addresses find it too. An id that was merged away finds the record that is left. Archived
 * records are found by id only.
 */
export function findByIdProperty(
  portal: Portal,
  type: ObjectType,
  query: { readonly id: string; readonly idProperty: string | undefined; readonly archived: boolean },
): StoredRecord | undefined {
  const records = portal.records(type.id);
  if (query.idProperty === undefined || isRecordId(query.idProperty)) {
    const record = portal.current(type.id, query.id);
    return record !== undefined && (record.archivedAt !== null) === query.archived ? record : undefined;
  }
  requireUnique(portal, type, query.idProperty, 'read');
  const kept = keptId(portal, type, query.id, query.idProperty);
  const holder = kept === null ? undefined : records.holder(query.idProperty, kept);
  return holder === undefined || query.archived ? undefined : records.findLive(holder);
}
