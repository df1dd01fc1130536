/** What a record answers for a property: what was stored, or what HubSpot derives from the record itself. */
import type { ObjectType } from './object-types';
import type { StoredRecord } from './record-store';

/** `null` for a blank. Says nothing about whether the property is defined. */
export function recordValue(type: ObjectType, record: StoredRecord, property: string): string | null {
  switch (property) {
    case 'hs_object_id':
      return record.id;
    case type.modifiedProperty:
      return new Date(record.updatedAt).toISOString();
    case 'createdate':
      return record.properties.get(property) ?? new Date(record.createdAt).toISOString();
    case 'hs_createdate':
      return new Date(record.createdAt).toISOString();
    default:
      return record.properties.get(property) ?? null;
  }
}

/** The names that `recordValue` derives; every one of them has a value on every record. */
export function derivedProperties(type: ObjectType): readonly string[] {
  return ['createdate', 'hs_createdate', 'hs_object_id', type.modifiedProperty];
}
