/** What objects and fields there are, found by their API names without case, as Salesforce finds them. */
import type { Row, Value } from './row';

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly defaultValue: boolean;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Characters; 0 where it has no meaning. */
  readonly length: number;
  /** Digits in all, and after the point. */
  readonly precision: number;
  readonly scale: number;
  /** False: must be given on create, unless there is a default. */
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly custom: boolean;
  readonly externalId: boolean;
  /** Can be the key of an upsert: external ids, the id, and Contact.Email. */
  readonly idLookup: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly autoNumber: boolean;
  /** `A-{0000}`; absent: eight digits. */
  readonly autoNumberFormat?: string;
  readonly calculated: boolean;
  readonly restrictedPicklist: boolean;
  readonly picklistValues: readonly PicklistValue[];
  readonly defaultValue: Value;
  /** Names of objects; more than one: polymorphic (an owner, a task's subject). */
  readonly referenceTo: readonly string[];
  /** What the parent is called in a query: `Account`, `Merchandise__r`. */
  readonly relationshipName: string | null;
  /** What the children are called in a sub-query of the parent: `Contacts`. */
  readonly childRelationshipName: string | null;
  /** A parent that is deleted takes its children along; else the reference becomes null. */
  readonly cascadeDelete: boolean;
  /** Where its value stands in `Row.values`; -1 for what the row itself or its siblings say (`Id`, `IsDeleted`, `Name` of a person). */
  readonly position: number;
  /** Of a stored, a system or a calculated field. */
  read(row: Row): Value;
}

export interface SObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly undeletable: boolean;
  readonly mergeable: boolean;
  readonly replicateable: boolean;
  /** In the order of their making. */
  readonly fields: readonly Field[];
  /** By its API name, without case. `undefined` also for a field that is hidden from everybody (field-level security). */
  field(name: string): Field | undefined;
}

export interface ChildRelationship {
  readonly name: string | null;
  readonly type: SObjectType;
  readonly field: Field;
}

/** What a query reads from. `Org` is one. */
export interface QuerySource {
  /** Epoch milliseconds, for date literals. */
  now(): number;
  sObjectType(name: string): SObjectType | undefined;
  /** Of this parent, those with a name first found by it. */
  childRelationships(parent: SObjectType): readonly ChildRelationship[];
  /** All of them, by id, those in the recycle bin among them. */
  rows(type: SObjectType): Iterable<Row>;
  /** By an id of 15 or 18 characters; also one in the recycle bin. */
  rowById(type: SObjectType, id: string): Row | undefined;
  /** The object an id belongs to, by its key prefix. */
  typeOfId(id: string): SObjectType | undefined;
  /**
   * Those whose field equals the value, without case unless the field is case-sensitive; also those in the recycle bin.
   * By an index, which is made when it is first asked for: unique fields, external ids, references and e-mails only.
   * `undefined`: there is none for this field, go through `rows`.
   */
  rowsWhere(type: SObjectType, field: Field, value: string): Iterable<Row> | undefined;
  idOf(type: SObjectType, row: Row): string;
}
