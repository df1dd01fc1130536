/**
 * What HubSpot fills in by itself on every record of a type and what follows from the record (contacts recorded 2026-02).
 * A million records would keep the same twenty strings each: the store keeps of these only what differs from here.
 */
import type { ObjectTypeId } from './object-types';
import type { StoredValue } from './property-values';
import type { StoredRecord } from './stored-record';

/** As much of a record as there is before it is made. */
export interface Seen extends Pick<StoredRecord, 'id' | 'createdAt' | 'source'> {
  value(property: string): StoredValue;
}
type Compute = (record: Seen) => string | null;

const origin: Readonly<Record<string, Compute>> = {
  hs_object_source: (record) => record.source.type,
  hs_object_source_id: (record) => record.source.id,
  hs_object_source_label: (record) => record.source.type,
};

const contacts: Readonly<Record<string, Compute>> = {
  hs_all_contact_vids: (record) => record.id,
  hs_is_contact: () => 'true',
  hs_is_unworked: () => 'true',
  // Recorded as a string of milliseconds where every other datetime is ISO.
  hs_lifecyclestage_lead_date: (record) => String(record.createdAt),
  hs_pipeline: () => 'contacts-lifecycle-pipeline',
  lifecyclestage: () => 'lead',
  num_notes: () => '0',
  hs_email_domain: (record) => emailDomain(record.value('email')),
  hs_full_name_or_email: (record) => fullNameOrEmail((name) => record.value(name)),
};

/** Never one of them from another. */
export const computedValues: Readonly<Record<ObjectTypeId, ReadonlyMap<string, Compute>>> = {
  '0-1': new Map(Object.entries({ ...origin, ...contacts })),
  '0-2': new Map(Object.entries(origin)),
  '0-3': new Map(Object.entries({ ...origin, pipeline: () => 'default' })),
  '0-8': new Map(Object.entries(origin)),
};

export function emailDomain(email: string | null): string | null {
  return email?.split('@').at(-1) ?? null;
}

export function fullNameOrEmail(value: (property: string) => string | null): string | null {
  const fullName = [value('firstname'), value('lastname')].filter((part) => part !== null).join(' ');
  return fullName === '' ? value('email') : fullName;
}
