/** What an org does to a record beside what was asked: stages, roll-ups, the life of an order (contract 8.3, 8.4). */
import type { Saving } from './check';
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { Row, Value } from './row';
import type { Field } from './schema';
import type { SObject } from './sobject';
import type { Storage } from './storage';
import type { Transaction } from './transaction';
import type { Values } from './write-input';

/** Before the record is stored: what else it gets, or why it may not be. */
export function beforeSave(saving: Saving): RecordError[] {
  if (saving.row === undefined) fillDefaults(saving);
  const rule = rules[saving.type.name];
  return rule === undefined ? [] : rule(saving);
}

/** After it is stored: what it changes elsewhere. */
export function afterSave({ org, transaction, type }: Omit<Saving, 'values' | 'row'>, row: Row): void {
  if (type.name === 'OpportunityLineItem') rollUp(org, transaction, row, opportunityRollUp);
  if (type.name === 'OrderItem') rollUp(org, transaction, row, orderRollUp);
  if (type.name === 'Opportunity') primaryContact(org, transaction, { type, row });
}

/** Why a record may not be deleted. */
export function deletionErrors(type: SObject, row: Row): RecordError[] {
  // The code is unverified; that it is refused is not (contract 8.4).
  return type.name === 'Order' && type.field('StatusCode')?.read(row) === 'Activated'
    ? [recordError('DELETE_FAILED', 'an activated order cannot be deleted')]
    : [];
}

const rules: Readonly<Record<string, (saving: Saving) => RecordError[]>> = {
  Opportunity: stageRules,
  Order: orderRules,
  OrderItem: itemRules,
  OpportunityLineItem: itemRules,
  PricebookEntry: entryRules,
  OpportunityContactRole: roleRules,
};

function fillDefaults({ org, type, values, transaction }: Saving): void {
  for (const field of type.fields) {
    if (field.position < 0) continue;
    if (field.autoNumber) values.set(field, numberText(field, org.table(type).nextOrdinal));
    else if (values.get(field) === undefined && field.defaultValue !== null) values.set(field, field.defaultValue);
  }
  const owner = type.field('OwnerId');
  if (owner !== undefined && (values.get(owner) ?? null) === null) values.set(owner, transaction.actor.userId);
}

/** The digits stand where the format has its braces. */
function numberText({ autoNumberFormat }: Field, number: number): string {
  if (autoNumberFormat === undefined) return String(number + 99).padStart(8, '0');
  return autoNumberFormat.replace(/\{(0+)\}/, (_braces, zeros: string) => String(number).padStart(zeros.length, '0'));
}

function stageRules({ org, type, row, values }: Saving): RecordError[] {
  const put = setter(type, values);
  const items = row === undefined ? false : type.field('HasOpportunityLineItem')?.read(row) === true;
  const amount = type.field('Amount');
  // Silently: the sum of its products is what an opportunity with products is worth (contract 8.3).
  if (items && amount !== undefined) values.delete(amount);
  const field = type.field('StageName');
  const name = field && values.get(field);
  if (field === undefined || name === undefined || (row !== undefined && field.read(row) === name)) return [];
  const stage = org.stages.find(name);
  if (stage === undefined) return [];
  if (!has(type, values, 'Probability')) put('Probability', stage.probability);
  put('ForecastCategoryName', stage.forecastCategory);
  return [];
}

/** Made as a draft; activated by an update of nothing but the status; the account is settled by then. */
function orderRules({ type, row, values, transaction }: Saving): RecordError[] {
  const put = setter(type, values);
  const given = (name: string): Value | undefined => {
    const field = type.field(name);
    return field && values.get(field);
  };
  const status = given('Status');
  if (row === undefined) {
    put('TotalAmount', 0);
    if (status === undefined || status === null || status === 'Draft') return [];
    return [integrity('Status: orders must be created as a draft', 'Status')];
  }
  const before = type.field('Status')?.read(row);
  if (before === 'Draft' && status === 'Activated') {
    const others = [...values.keys()].filter(({ name }) => name !== 'Status');
    if (others.length > 0) return [integrity('activation may change nothing but the status', 'Status')];
    put('ActivatedDate', transaction.at);
    put('ActivatedById', transaction.actor.userId);
  }
  if (before === 'Activated' && has(type, values, 'AccountId'))
    return [integrity('AccountId can be changed only while the order is a draft', 'AccountId')];
  return [];
}

/** The code is [reference], the texts are unverified. */
function integrity(message: string, field: string): RecordError {
  return recordError('FIELD_INTEGRITY_EXCEPTION', message, [field]);
}

/** A product's line takes product, its code and list price from its price book entry. */
function itemRules({ org, type, row, values }: Saving): RecordError[] {
  const put = setter(type, values);
  const entry = row === undefined ? entryOf(org, type, values) : undefined;
  if (entry !== undefined) {
    put('Product2Id', entry.product);
    put('ProductCode', entry.code);
    put('ListPrice', entry.price);
    if (!has(type, values, 'UnitPrice') && !has(type, values, 'TotalPrice')) put('UnitPrice', entry.price);
  }
  const now = (name: string): number => {
    const field = type.field(name);
    const value = field && (values.has(field) ? values.get(field) : row && field.read(row));
    return typeof value === 'number' ? value : 0;
  };
  const priced = !has(type, values, 'UnitPrice') && has(type, values, 'TotalPrice') && now('Quantity') !== 0;
  if (priced) put('UnitPrice', round(now('TotalPrice') / now('Quantity')));
  else put('TotalPrice', round(now('Quantity') * now('UnitPrice')));
  return [];
}

interface Entry {
  readonly product: Value;
  readonly code: Value;
  readonly price: Value;
}

function entryOf(org: Storage, type: SObject, values: Values): Entry | undefined {
  const field = type.field('PricebookEntryId');
  const id = field && values.get(field);
  const entries = org.sObjectType('PricebookEntry');
  const entry = entries && typeof id === 'string' ? org.rowById(entries, id) : undefined;
  if (entries === undefined || entry === undefined) return undefined;
  return {
    product: entries.field('Product2Id')?.read(entry) ?? null,
    code: entries.field('ProductCode')?.read(entry) ?? null,
    price: entries.field('UnitPrice')?.read(entry) ?? null,
  };
}

function entryRules({ org, type, row, values }: Saving): RecordError[] {
  const product = type.field('Product2Id');
  const id = product && values.get(product);
  const products = org.sObjectType('Product2');
  const found = products && typeof id === 'string' ? org.rowById(products, id) : undefined;
  if (row !== undefined || products === undefined || found === undefined) return [];
  const put = setter(type, values);
  put('Name', products.field('Name')?.read(found) ?? null);
  put('ProductCode', products.field('ProductCode')?.read(found) ?? null);
  return [];
}

/** One primary contact per opportunity: a new one takes the place of the old (which of them wins is unverified). */
function roleRules({ org, type, row, values, transaction }: Saving): RecordError[] {
  const primary = type.field('IsPrimary');
  const parent = type.field('OpportunityId');
  if (primary === undefined || parent === undefined || values.get(primary) !== true) return [];
  const id = row === undefined ? values.get(parent) : parent.read(row);
  if (typeof id !== 'string') return [];
  for (const other of org.rowsWhere(type, parent, id) ?? []) {
    if (other === row || other.deletedAt !== null || primary.read(other) !== true) continue;
    transaction.derive(type, other, new Map([[primary, false]]));
  }
  return [];
}

/** `ContactId` on create makes the primary role. */
function primaryContact(org: Storage, transaction: Transaction, made: { type: SObject; row: Row }): void {
  const { type, row } = made;
  const contact = type.field('ContactId')?.read(row);
  const roles = org.sObjectType('OpportunityContactRole');
  const parent = roles?.field('OpportunityId');
  if (roles === undefined || parent === undefined || typeof contact !== 'string') return;
  const id = type.idOf(row);
  if ([...(org.rowsWhere(roles, parent, id) ?? [])].length > 0) return;
  const values: Values = new Map();
  const put = setter(roles, values);
  put('OpportunityId', id);
  put('ContactId', contact);
  put('IsPrimary', true);
  transaction.insert(roles, values);
}

interface RollUp {
  readonly itemType: string;
  readonly parentField: string;
  readonly parentType: string;
  readonly into: (parent: SObject, total: number, count: number) => Values;
}

const opportunityRollUp: RollUp = {
  itemType: 'OpportunityLineItem',
  parentField: 'OpportunityId',
  parentType: 'Opportunity',
  into: (parent, total, count) => {
    const values: Values = new Map();
    setter(parent, values)('HasOpportunityLineItem', count > 0);
    // Without products the amount stays what it was last.
    if (count > 0) setter(parent, values)('Amount', total);
    return values;
  },
};

const orderRollUp: RollUp = {
  itemType: 'OrderItem',
  parentField: 'OrderId',
  parentType: 'Order',
  into: (parent, total) => {
    const values: Values = new Map();
    setter(parent, values)('TotalAmount', total);
    return values;
  },
};

function rollUp(
  org: Storage,
  transaction: Transaction,
  item: Row,
  { itemType, parentField, parentType, into }: RollUp,
): void {
  const items = typed(org, itemType);
  const parents = typed(org, parentType);
  const field = items.field(parentField);
  const id = field?.read(item);
  if (field === undefined || typeof id !== 'string') return;
  const parent = org.rowById(parents, id);
  if (parent === undefined || parent.deletedAt !== null) return;
  const live = [...(org.rowsWhere(items, field, id) ?? [])].filter(({ deletedAt }) => deletedAt === null);
  const total = items.field('TotalPrice');
  const sum = round(live.reduce((all, one) => all + Number(total?.read(one) ?? 0), 0));
  transaction.derive(parents, parent, into(parents, sum, live.length));
}

function typed(org: Storage, name: string): SObject {
  const type = org.sObjectType(name);
  if (type === undefined) throw new Error(`No object ${name}`);
  return type;
}

const round = (amount: number): number => Math.round(amount * 100) / 100;

function setter(type: SObject, values: Values): (name: string, value: Value) => void {
  return (name, value) => {
    const field: Field | undefined = type.field(name);
    if (field !== undefined) values.set(field, value);
  };
}

function has(type: SObject, values: Values, name: string): boolean {
  const field = type.field(name);
  return field !== undefined && values.has(field);
}
