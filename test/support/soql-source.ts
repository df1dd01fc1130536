/** A small org in memory for queries to read: written for tests, knows no rules of writing. */
import { parseId, toId } from '../../src/sandbox/salesforce/org/ids';
import type { Row, Value } from '../../src/sandbox/salesforce/org/row';
import type { Field, FieldType, QuerySource, SObjectType } from '../../src/sandbox/salesforce/org/schema';
import { parseSoql } from '../../src/sandbox/salesforce/soql/parse';
import type { SObjectRecord } from '../../src/sandbox/salesforce/soql/records';
import { prepare, run, type QueryResult } from '../../src/sandbox/salesforce/soql/run';

type FieldPlan = Partial<Omit<Field, 'read'>> & { readonly type: FieldType };

const NO_FIELD: Omit<Field, 'name' | 'type' | 'position' | 'read'> = {
  label: '',
  length: 255,
  precision: 18,
  scale: 2,
  nillable: true,
  createable: true,
  updateable: true,
  custom: false,
  externalId: false,
  idLookup: false,
  unique: false,
  caseSensitive: false,
  autoNumber: false,
  calculated: false,
  restrictedPicklist: false,
  picklistValues: [],
  defaultValue: null,
  referenceTo: [],
  relationshipName: null,
  childRelationshipName: null,
  cascadeDelete: false,
};

const SYSTEM: readonly (readonly [string, FieldType, (row: Row) => Value])[] = [
  ['IsDeleted', 'boolean', (row) => row.deletedAt !== null],
  ['CreatedDate', 'datetime', (row) => row.createdAt],
  ['LastModifiedDate', 'datetime', (row) => row.modifiedAt],
  ['SystemModstamp', 'datetime', (row) => row.stampedAt],
];

const parent = (name: string, relationshipName: string, children: string | null = null): FieldPlan => ({
  type: 'reference',
  referenceTo: name.split(' '),
  relationshipName,
  childRelationshipName: children,
});

const picklist = (...values: string[]): FieldPlan => ({
  type: 'picklist',
  picklistValues: values.map((value) => ({ value, label: value, active: true, defaultValue: false })),
});

const OBJECTS: Readonly<Record<string, readonly [string, Readonly<Record<string, FieldPlan>>]>> = {
  User: ['005', { Name: { type: 'string' }, Email: { type: 'email' }, ManagerId: parent('User', 'Manager') }],
  Group: ['00G', { Name: { type: 'string' }, RelatedId: parent('Group', 'Group'), HiddenId: parent('User', 'Hidden') }],
  Account: [
    '001',
    {
      Name: { type: 'string' },
      Industry: picklist('Retail', 'Energy', 'Banking'),
      NumberOfEmployees: { type: 'int' },
      AnnualRevenue: { type: 'currency' },
      Description: { type: 'textarea', length: 32_000 },
      OwnerId: parent('User', 'Owner', 'Accounts'),
      ParentId: parent('Account', 'Parent', 'ChildAccounts'),
      Order_System_Id__c: { type: 'string', custom: true, externalId: true, unique: true },
      Code__c: { type: 'string', custom: true, caseSensitive: true },
    },
  ],
  Contact: [
    '003',
    {
      LastName: { type: 'string', length: 80 },
      FirstName: { type: 'string', length: 40 },
      Email: { type: 'email', length: 80, idLookup: true },
      Birthdate: { type: 'date' },
      DoNotCall: { type: 'boolean' },
      AccountId: parent('Account', 'Account', 'Contacts'),
      OwnerId: parent('User Group', 'Owner'),
      Colours__c: { type: 'multipicklist', custom: true },
      Score__c: { type: 'double', custom: true },
      Secret__c: { type: 'string', custom: true },
    },
  ],
  Order: ['801', { Name: { type: 'string' }, AccountId: parent('Account', 'Account', 'Orders') }],
  Merchandise__c: ['a00', { Name: { type: 'string' }, OwnerId: parent('User', 'Owner') }],
  Line__c: [
    'a01',
    {
      Name: { type: 'string' },
      Merchandise__c: { ...parent('Merchandise__c', 'Merchandise__r', 'Lines__r'), custom: true },
    },
  ],
};

/** Hidden from everybody, as by field-level security. */
const HIDDEN = new Set(['secret__c', 'hiddenid']);

export const NOW = Date.parse('2026-03-18T12:30:00Z'); // a Wednesday

export interface SoqlOrg extends QuerySource {
  /** The id. Records are made a minute apart, the first a day before now. */
  add(objectName: string, values: Readonly<Record<string, Value>>, system?: Partial<Row>): string;
  ask(text: string, includeDeleted?: boolean): QueryResult;
  records(text: string, includeDeleted?: boolean): readonly SObjectRecord[];
  /** Of each record, what this field has. */
  values(text: string, includeDeleted?: boolean): readonly unknown[];
}

export function soqlOrg(options: { readonly indexed: boolean } = { indexed: true }): SoqlOrg {
  const types = new Map(Object.entries(OBJECTS).map(([name, plan]) => [name.toLowerCase(), typeOf(name, plan)]));
  const rows = new Map<SObjectType, Row[]>([...types.values()].map((type) => [type, []]));
  const rowsOf = (type: SObjectType): Row[] => rows.get(type) ?? [];
  const sObjectType = (name: string): SObjectType | undefined => types.get(name.toLowerCase());
  const isIndexed = (field: Field): boolean => field.type === 'reference' || field.type === 'email' || field.unique;
  const org: SoqlOrg = {
    now: () => NOW,
    sObjectType,
    childRelationships: (of) =>
      [...types.values()].flatMap((type) =>
        type.fields
          .filter((field) => field.referenceTo.includes(of.name))
          .map((field) => ({ name: field.childRelationshipName, type, field })),
      ),
    rows: rowsOf,
    rowById: (type, id) => {
      const parsed = parseId(id);
      return parsed?.keyPrefix === type.keyPrefix ? rowsOf(type)[parsed.ordinal - 1] : undefined;
    },
    typeOfId: (id) => [...types.values()].find((type) => type.keyPrefix === id.slice(0, 3)),
    rowsWhere: (type, field, value) =>
      options.indexed && isIndexed(field)
        ? rowsOf(type).filter((row) => String(field.read(row) ?? '').toLowerCase() === value.toLowerCase())
        : undefined,
    idOf: (type, row) => toId(type.keyPrefix, row.ordinal),
    add: (objectName, values, system) => {
      const type = sObjectType(objectName)!;
      const row = rowOf(rowsOf(type).length + 1, type, values);
      rowsOf(type).push({ ...row, ...system });
      return toId(type.keyPrefix, row.ordinal);
    },
    ask: (text, includeDeleted = false) => run(prepare(parseSoql(text), org), { includeDeleted }),
    records: (text, includeDeleted) => org.ask(text, includeDeleted).page(0, 1_000_000, '64.0').records,
    values: (text, includeDeleted) => org.records(text, includeDeleted).map((record) => Object.values(record)[1]),
  };
  return org;
}

function typeOf(name: string, [keyPrefix, plans]: readonly [string, Readonly<Record<string, FieldPlan>>]): SObjectType {
  const stored = Object.entries(plans).map(([fieldName, plan], position): Field => ({
    ...NO_FIELD,
    ...plan,
    name: fieldName,
    position,
    read: (row) => row.values[position] ?? null,
  }));
  const system = [['Id', 'id', (row: Row) => toId(keyPrefix, row.ordinal)] as const, ...SYSTEM].map(
    ([fieldName, type, read]): Field => ({ ...NO_FIELD, name: fieldName, type, position: -1, read }),
  );
  const fields = [...system, ...stored];
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const flags = {
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    mergeable: false,
    replicateable: true,
  };
  return {
    ...flags,
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix,
    custom: name.endsWith('__c'),
    fields,
    field: (wanted) => (HIDDEN.has(wanted.toLowerCase()) ? undefined : byName.get(wanted.toLowerCase())),
  };
}

function rowOf(ordinal: number, type: SObjectType, given: Readonly<Record<string, Value>>): Row {
  const values: Value[] = [];
  for (const [name, value] of Object.entries(given)) values[type.field(name)!.position] = value;
  const madeAt = NOW - 86_400_000 + ordinal * 60_000;
  return {
    ordinal,
    values,
    createdAt: madeAt,
    createdBy: toId('005', 1),
    modifiedAt: madeAt,
    modifiedBy: toId('005', 1),
    stampedAt: madeAt,
    deletedAt: null,
    mergedInto: null,
  };
}
