/** A mapping with one field of every sort, for tests of the core: the catalog's own mappings are tested as data. */
import { boolean, datetime, integer, money, picklist, text } from '../../src/core/converters';
import { urlField, type ObjectMapping, type OwnProperties } from '../../src/core/mapping';
import type { Fields, SourceRecord } from '../../src/core/record';

export const own: OwnProperties = { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' };

export const sample: ObjectMapping = {
  definition: {
    object: 'order',
    kinds: {
      name: 'text',
      note: 'text',
      email: 'email',
      phone: 'phone',
      country: 'country',
      status: 'text',
      currency: 'currency',
      totalMinor: 'integer',
      placedAt: 'datetime',
      points: 'integer',
      vip: 'boolean',
      customerId: 'reference',
      companyId: 'reference',
    },
    references: [
      { field: 'customerId', parent: 'customer' },
      { field: 'companyId', parent: 'company' },
    ],
    hasLines: true,
  },
  remoteObject: 'things',
  fields: [
    { field: 'name', property: 'p_name', convert: text },
    { field: 'note', property: 'p_note', convert: text, clear: true },
    { field: 'email', property: 'p_email', convert: text },
    { field: 'phone', property: 'p_phone', convert: text },
    {
      field: 'status',
      property: 'p_stage',
      convert: picklist({ new: 'open', placed: 'open', paid: 'won' }, { open: 'placed', won: 'paid' }),
      options: ['open', 'won'],
    },
    { field: 'currency', property: 'p_currency', convert: text },
    { field: 'totalMinor', property: 'p_amount', convert: money('currency'), reads: ['currency'] },
    { field: 'placedAt', property: 'p_placed', convert: datetime },
    { field: 'points', property: 'p_points', convert: integer },
    { field: 'vip', property: 'p_vip', convert: boolean },
    { field: urlField, property: 'tandem_url', convert: text },
  ],
  matchBy: [{ field: 'email', property: 'p_email', uniqueInCrm: true }],
  associations: [
    { field: 'customerId', parent: 'customer', toObject: 'people' },
    { field: 'companyId', parent: 'company', toObject: 'firms' },
  ],
  lines: {
    remoteObject: 'items',
    fields: [
      { field: 'name', property: 'i_name', convert: text },
      { field: 'quantity', property: 'i_quantity', convert: integer },
      { field: 'unitPriceMinor', property: 'i_price', convert: money('currency'), reads: ['currency'] },
    ],
  },
  onCreate: (sourceId) => ({ p_name: sourceId, p_stage: 'open', p_pipeline: 'default' }),
};

/** The order system's first word about order 4711. */
export function said(fields: Fields, rest: Partial<SourceRecord> = {}): SourceRecord {
  return {
    object: 'order',
    sourceId: '4711',
    fields,
    updatedAt: new Date('2026-03-01T08:00:00Z'),
    fieldAt: {},
    deletedAt: null,
    revision: 1,
    ...rest,
  };
}
