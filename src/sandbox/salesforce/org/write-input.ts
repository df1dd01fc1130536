/** From the keys of a record that a caller sent to fields and values. */
import { Misread, readValue, valueError, wrongId, type Format } from './field-values';
import { parseId, withChecksum } from './ids';
import type { RecordError } from './refused';
import { recordError, refused } from './refused';
import type { Value } from './row';
import type { Field } from './schema';
import type { SObject } from './sobject';
import type { Storage } from './storage';

export type Values = Map<Field, Value>;

export interface WriteInput {
  readonly values: Values;
  readonly errors: readonly RecordError[];
}

const IGNORED = new Set(['attributes', 'type']);

/**
 * `given` by API names; parents by external id as `{"Account": {"Ext__c": "A-1"}}`. A value of the wrong type refuses the
 * whole call when it came as JSON, the row when it came as CSV.
 */
export function readInput(
  org: Storage,
  type: SObject,
  given: Readonly<Record<string, unknown>>,
  how: { readonly operation: 'insert' | 'update'; readonly format: Format },
): WriteInput {
  const values: Values = new Map();
  const errors: RecordError[] = [];
  const notWritable: string[] = [];
  for (const [key, raw] of Object.entries(given)) {
    if (isIgnored(type, key)) continue;
    if (key.toLowerCase() === 'id') {
      errors.push(keyInData('Id'));
      continue;
    }
    const parent = parentNamed(org, type, key, raw);
    if (parent !== undefined) {
      if ('code' in parent) errors.push(parent);
      else values.set(parent.field, parent.id);
      continue;
    }
    const field = type.field(key);
    if (field === undefined) {
      errors.push(noSuchColumn(key, type.name));
      continue;
    }
    if (!(how.operation === 'insert' ? field.createable : field.updateable)) notWritable.push(field.name);
    else readInto(values, errors, { field, raw, format: how.format });
  }
  if (notWritable.length > 0) errors.unshift(notWritableError(notWritable));
  return { values, errors };
}

/** `type` is how some clients name the object, and a field of accounts and opportunities. */
function isIgnored(type: SObject, key: string): boolean {
  const folded = key.toLowerCase();
  return IGNORED.has(folded) && !(folded === 'type' && type.field(key) !== undefined);
}

function readInto(
  values: Values,
  errors: RecordError[],
  { field, raw, format }: { readonly field: Field; readonly raw: unknown; readonly format: Format },
): void {
  try {
    const value = readValue(field, raw, format);
    const error = valueError(field, value);
    if (error !== undefined) errors.push(error);
    // Ids are kept with 18 characters, however they came.
    else values.set(field, field.type === 'reference' && typeof value === 'string' ? whole(value) : value);
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    if (format === 'json') throw misreadJson(error);
    const message = `${error.field.name}: value not of required type: ${error.given}`;
    errors.push(recordError('INVALID_TYPE_ON_FIELD_IN_RECORD', message, [error.field.name]));
  }
}

function whole(id: string): string {
  return withChecksum(id.slice(0, 15));
}

/** The position in the text is unknown here and left out. */
function misreadJson({ field, given }: Misread): Error {
  const message = `Cannot deserialize instance of ${field.type} from VALUE_STRING value ${given} or request may be missing a required field`;
  return refused(400, 'JSON_PARSER_ERROR', message);
}

/** Which record is meant is said beside its data (contract 1.6). Of a create, code and text are unverified. */
export function keyInData(name: string): RecordError {
  return recordError('INVALID_FIELD', `The ${name} field should not be specified in the sobject data.`, [name]);
}

function noSuchColumn(name: string, type: string): RecordError {
  return recordError('INVALID_FIELD', `No such column '${name}' on sobject of type ${type}`);
}

/** The text is unverified. */
function notWritableError(names: readonly string[]): RecordError {
  const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  return recordError('INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
}

type Parent = { readonly field: Field; readonly id: string | null } | RecordError | undefined;

/** `undefined`: the key is no relationship. */
function parentNamed(org: Storage, type: SObject, key: string, raw: unknown): Parent {
  // Asked first: of a hundred thousand rows hardly a cell is a relationship.
  if (typeof raw !== 'object' || Array.isArray(raw)) return undefined;
  const relationship = type.fields.find((field) => field.relationshipName?.toLowerCase() === key.toLowerCase());
  if (relationship === undefined) return undefined;
  if (raw === null) return { field: relationship, id: null };
  const entries = Object.entries(raw as Readonly<Record<string, unknown>>);
  const [named, ...more] = entries.filter(([name]) => name.toLowerCase() !== 'attributes');
  if (named === undefined || more.length > 0)
    return recordError('INVALID_FIELD', `${key}: exactly one external ID field must be given`);
  return parentBy(org, relationship, named);
}

function parentBy(org: Storage, relationship: Field, [name, value]: readonly [string, unknown]): Parent {
  const parentType = org.sObjectType(relationship.referenceTo[0] ?? '');
  const external = parentType?.field(name);
  if (parentType === undefined || external?.idLookup !== true)
    return noSuchColumn(name, relationship.referenceTo[0] ?? '');
  if (value === null || value === '') return { field: relationship, id: null };
  return found(org, {
    relationship,
    parentType,
    external,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  });
}

function found(
  org: Storage,
  at: {
    readonly relationship: Field;
    readonly parentType: SObject;
    readonly external: Field;
    readonly value: string;
  },
): RecordError | { readonly field: Field; readonly id: string } {
  const { relationship, parentType, external, value } = at;
  const rows =
    external.name === 'Id'
      ? [org.rowById(parentType, value)].flatMap((row) => row ?? [])
      : [...(org.rowsWhere(parentType, external, value) ?? [])];
  const live = rows.filter((row) => row.deletedAt === null);
  if (live.length === 1 && live[0]) return { field: relationship, id: parentType.idOf(live[0]) };
  const entity = parentType.name;
  const message =
    live.length === 0
      ? `Foreign key external ID: ${value} not found for field ${external.name} in entity ${entity}`
      : `Foreign key external ID: ${value} matches more than one row for field ${external.name} in entity ${entity}`;
  return recordError('INVALID_FIELD', message, [relationship.name]);
}

/** What is wrong with the references of a record: an id of another object, or of nothing that is there. */
export function referenceErrors(org: Storage, values: ReadonlyMap<Field, Value>): RecordError[] {
  const errors: RecordError[] = [];
  for (const [field, value] of values) {
    if (field.type !== 'reference' || typeof value !== 'string') continue;
    const type = org.typeOfId(value);
    if (parseId(value) === undefined || type === undefined || !field.referenceTo.includes(type.name)) {
      errors.push(wrongId(field, value));
      continue;
    }
    const row = org.rowById(type, value);
    // Which code a deleted parent has is unverified.
    if (row?.deletedAt != null) errors.push(recordError('ENTITY_IS_DELETED', 'entity is deleted', [field.name]));
    else if (row === undefined)
      errors.push(recordError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]));
  }
  return errors;
}
