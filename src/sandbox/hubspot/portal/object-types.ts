/**
 * The four object types of the sandbox, with the names HubSpot takes for each in a path: plural, singular (also upper
 * case) and the `0-N` id (HubSpot docs 2026-03; upper case seen in recorded traffic).
 */

export const objectTypeIds = ['0-1', '0-2', '0-3', '0-8'] as const;
export type ObjectTypeId = (typeof objectTypeIds)[number];

export interface ObjectType {
  readonly id: ObjectTypeId;
  readonly singular: string;
  readonly plural: string;
  /** The name in HubSpot's own messages: `Could not get some CONTACT objects`. */
  readonly constant: string;
  /** Contacts differ from everything else: filtering them on `hs_lastmodifieddate` finds nothing, without an error. */
  readonly modifiedProperty: 'lastmodifieddate' | 'hs_lastmodifieddate';
  /** What a read answers when no `properties` are asked for (recorded 2026-02). */
  readonly defaultProperties: readonly string[];
  /** Where a search's free text `query` looks. */
  readonly queryProperties: readonly string[];
}

const types: Readonly<Record<ObjectTypeId, ObjectType>> = {
  '0-1': {
    id: '0-1',
    singular: 'contact',
    plural: 'contacts',
    constant: 'CONTACT',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    queryProperties: [
      'firstname',
      'lastname',
      'email',
      'phone',
      'hs_additional_emails',
      'fax',
      'mobilephone',
      'company',
    ],
  },
  '0-2': {
    id: '0-2',
    singular: 'company',
    plural: 'companies',
    constant: 'COMPANY',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    queryProperties: ['website', 'phone', 'name', 'domain'],
  },
  '0-3': {
    id: '0-3',
    singular: 'deal',
    plural: 'deals',
    constant: 'DEAL',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    queryProperties: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
  },
  '0-8': {
    id: '0-8',
    singular: 'line_item',
    plural: 'line_items',
    constant: 'LINE_ITEM',
    modifiedProperty: 'hs_lastmodifieddate',
    // HubSpot docs 2026-03 list no default set for line items; these are what its samples show.
    defaultProperties: ['amount', 'createdate', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price', 'quantity'],
    queryProperties: ['name', 'description', 'hs_sku'],
  },
};

const byName = new Map(
  Object.values(types).flatMap((type) => [type.id, type.singular, type.plural].map((name) => [name, type] as const)),
);

export function objectType(id: ObjectTypeId): ObjectType {
  return types[id];
}

/** Finds the type a caller names; `undefined` when HubSpot would not know it. */
export function findObjectType(name: string): ObjectType | undefined {
  return byName.get(name.toLowerCase());
}
