/** A CRM that says what its properties take, and documents for tests of what is wrong with one. */
import { catalogs, type CrmCatalog } from '../../src/catalog/catalog';
import { checkMapping } from '../../src/core/check-mapping';
import type { Ground } from '../../src/core/check/scope';
import type { FieldDocument, MappingDocument, ObjectDocument } from '../../src/core/mapping-document';
import { takes } from './described-property';

const { hubspot } = catalogs;
const stages = ['appointmentscheduled', 'presentationscheduled', 'contractsent', 'closedwon', 'closedlost'];
const readOnly = { onCreate: false, onUpdate: false };
export const contacts = [
  ...['email', 'firstname', 'lastname', 'phone', 'country', 'address', 'nickname'].map((name) => takes(name)),
  takes('tier', { type: 'option', options: ['Gold', 'Silver'] }),
  takes('drinks', { type: 'options', options: ['Tea', 'Coffee'] }),
  takes('score', { type: 'number', digits: { whole: 3, fraction: 1 } }),
  takes('vip', { type: 'boolean' }),
  takes('born', { type: 'date' }),
  takes('seen_at', { type: 'datetime' }),
  takes('boss', { type: 'reference' }),
  takes('short', { maxLength: 5 }),
  takes('created', { writable: readOnly }),
  takes('origin', { writable: { onCreate: true, onUpdate: false } }),
  takes('badge', { unique: true }),
];
export const deals = [
  takes('dealname'),
  takes('dealstage', { type: 'option', options: stages }),
  takes('deal_currency_code', { type: 'option', options: ['EUR', 'USD'] }),
  takes('amount', { type: 'number' }),
  takes('closedate', { type: 'datetime' }),
  takes('closeday', { type: 'date' }),
];
export const properties = { contacts, deals };

export const email: FieldDocument = { field: 'email', property: 'email', direction: 'both' };
export const customer = (...fields: FieldDocument[]): MappingDocument => ({
  objects: { customer: { fields: [email, ...fields] } },
});
export const order = (...fields: FieldDocument[]): MappingDocument => ({ objects: { order: { fields } } });
export const lines = (...fields: FieldDocument[]): MappingDocument => ({ objects: { order: { lines: { fields } } } });
export const where = (...conditions: NonNullable<ObjectDocument['where']>): MappingDocument => ({
  objects: { customer: { where: conditions } },
});
export const status = (rest: Partial<FieldDocument>): MappingDocument =>
  order({ field: 'status', property: 'dealstage', converter: 'picklist', ...rest });
export const options = { paid: 'closedwon', shipped: 'closedwon', cancelled: 'closedlost' };
export const made = { label: 'Made', type: 'text' } as const;

/** Place and reason, one a line. */
export function found(
  document: MappingDocument,
  ground: Partial<Ground> = {},
  catalog: CrmCatalog = hubspot,
): string[] {
  return checkMapping(document, { catalog, properties, ...ground }).map(({ at, reason }) => `${at} ${reason}`);
}
