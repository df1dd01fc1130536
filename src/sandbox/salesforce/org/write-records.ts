/**
 * Creates, updates, upserts, deletes and undeletes, in the order given, each row all or nothing, and all of them if the
 * caller says so. The one way by which records change, whichever API was called.
 */
import type { Org } from './org';
import type { RecordError } from './refused';
import { recordError } from './refused';
import { parseId } from './ids';
import { deleteRow, undeleteRow } from './cascade';
import type { Row } from './row';
import type { Field } from './schema';
import { afterSave, beforeSave, deletionErrors } from './side-effects';
import type { Saving, WriteOptions } from './check';
import type { SObject } from './sobject';
import type { Transaction } from './transaction';
import { readInput, referenceErrors, type Values } from './write-input';

type Fields = Readonly<Record<string, unknown>>;

export type WriteRequest =
  | { readonly operation: 'insert'; readonly type: SObject; readonly fields: Fields }
  | { readonly operation: 'update'; readonly type: SObject; readonly id: string; readonly fields: Fields }
  | {
      readonly operation: 'upsert';
      readonly type: SObject;
      /** An external id, an `idLookup` field or the id. */
      readonly key: Field;
      readonly value: unknown;
      readonly fields: Fields;
      readonly updateOnly?: boolean;
    }
  /** Without a type the id's prefix says it. */
  | {
      readonly operation: 'delete';
      readonly type?: SObject;
      readonly id: string;
      readonly hard?: boolean;
      /** The id of the record that it becomes a part of. */
      readonly mergedInto?: string;
    }
  | { readonly operation: 'undelete'; readonly id: string };

export type Outcome =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly id?: string; readonly errors: readonly RecordError[] };

export const ROLLED_BACK = recordError(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

/** One outcome per request, in their order. Not committed yet. */
export function writeRecords(
  org: Org,
  transaction: Transaction,
  requests: readonly WriteRequest[],
  options: WriteOptions,
): Outcome[] {
  const start = transaction.savepoint();
  const writing: Writing = { org, transaction, options, keys: new Set() };
  const struck = org.strikeRows?.(
    requests.map((request) => typeOf(org, request)),
    transaction.actor,
  );
  const outcomes = requests.map((request, index) => {
    const error = struck?.get(index);
    return error === undefined ? writeOne(writing, request) : failed([error], 'id' in request ? request.id : undefined);
  });
  if (!options.allOrNone || outcomes.every(({ ok }) => ok)) return outcomes;
  transaction.rollbackTo(start);
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: false, ...(!outcome.created && { id: outcome.id }), errors: [ROLLED_BACK] } : outcome,
  );
}

function typeOf(org: Org, request: WriteRequest): string | undefined {
  const type = request.operation === 'undelete' ? undefined : request.type;
  return type?.name ?? ('id' in request ? org.typeOfId(request.id)?.name : undefined);
}

interface Writing {
  readonly org: Org;
  readonly transaction: Transaction;
  readonly options: WriteOptions;
  /** External ids of this call, so that one given twice is told. */
  readonly keys: Set<string>;
}

function writeOne(writing: Writing, request: WriteRequest): Outcome {
  const before = writing.transaction.savepoint();
  const outcome = performOne(writing, request);
  if (!outcome.ok) writing.transaction.rollbackTo(before);
  return outcome;
}

function performOne(writing: Writing, request: WriteRequest): Outcome {
  switch (request.operation) {
    case 'insert':
      return insert(writing, request.type, request.fields);
    case 'update':
      return update(writing, request);
    case 'upsert':
      return upsert(writing, request);
    case 'delete':
      return remove(writing, request);
    case 'undelete':
      return undelete(writing, request.id);
  }
}

function failed(errors: readonly RecordError[], id?: string): Outcome {
  return { ok: false, ...(id !== undefined && { id }), errors };
}

function insert(writing: Writing, type: SObject, fields: Fields): Outcome {
  const { org, transaction, options } = writing;
  if (!type.createable) return failed([readOnlyEntity]);
  const { values, errors } = readInput(org, type, fields, { operation: 'insert', format: options.format });
  if (errors.length > 0) return failed(errors);
  const refusal = refusalOf(writing, { org, transaction, type, row: undefined, values });
  if (refusal.length > 0) return failed(refusal);
  const row = transaction.insert(type, values);
  afterSave({ org, transaction, type }, row);
  return { ok: true, id: type.idOf(row), created: true };
}

function update(
  writing: Writing,
  request: { readonly type: SObject; readonly id: string; readonly fields: Fields },
): Outcome {
  const { type, id, fields } = request;
  // In these words from Bulk in several clients' tests; of the other APIs unverified.
  if (id === '') return failed([recordError('MISSING_ARGUMENT', 'Id not specified in an update call')]);
  const found = findRow(writing.org, type, id, writing.transaction.actor.userId);
  if ('code' in found) return failed([found], id);
  return change(writing, type, found, fields);
}

function change(writing: Writing, type: SObject, row: Row, fields: Fields): Outcome {
  const { org, transaction, options } = writing;
  const id = type.idOf(row);
  if (!type.updateable) return failed([readOnlyEntity], id);
  const { values, errors } = readInput(org, type, fields, { operation: 'update', format: options.format });
  if (errors.length > 0) return failed(errors, id);
  const refusal = refusalOf(writing, { org, transaction, type, row, values });
  if (refusal.length > 0) return failed(refusal, id);
  transaction.update(type, row, values);
  afterSave({ org, transaction, type }, row);
  return { ok: true, id, created: false };
}

function upsert(writing: Writing, request: Extract<WriteRequest, { operation: 'upsert' }>): Outcome {
  const { org, transaction } = writing;
  const { type, key, value, fields } = request;
  if (key.name === 'Id') return upsertById(writing, request);
  const text = keyText(value);
  if (text === '') return failed([recordError('MISSING_ARGUMENT', `${key.name} not specified`)]);
  const folded = key.caseSensitive ? text : text.toLowerCase();
  // Which of the two rows fails, and how, is unverified (contract 2.3).
  if (writing.keys.has(folded))
    return failed([recordError('DUPLICATE_VALUE', `Duplicate external id specified: ${text}`, [key.name])]);
  writing.keys.add(folded);
  // The key of a record that is kept from the user is taken all the same, and the create is refused (unverified).
  const shown = org.hidden.shownTo(transaction.actor.userId, org);
  const live = [...(shown.rowsWhere(type, key, text) ?? [])].filter(({ deletedAt }) => deletedAt === null);
  const [row, ...more] = live;
  if (more.length > 0) return failed([severalMatches(type, live)]);
  if (row) return change(writing, type, row, fields);
  if (request.updateOnly === true) return failed([notFound]);
  return insert(writing, type, { ...fields, [key.name]: text });
}

function keyText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

/** Without an id it is a create (as the upsert of Bulk and collections with `Id`). */
function upsertById(writing: Writing, request: Extract<WriteRequest, { operation: 'upsert' }>): Outcome {
  const { type, value, fields } = request;
  if (typeof value !== 'string' || value === '') return insert(writing, type, fields);
  return update(writing, { type, id: value, fields });
}

function severalMatches(type: SObject, rows: readonly Row[]): RecordError {
  const ids = rows.map((row) => type.idOf(row));
  return {
    ...recordError('DUPLICATE_EXTERNAL_ID', `More than one record found for external id field: [${ids.join(', ')}]`),
    more: { ids },
  };
}

const readOnlyEntity = recordError('INSUFFICIENT_ACCESS_OR_READONLY', 'entity is read-only');
const notFound = recordError('NOT_FOUND', 'The requested resource does not exist');

/** A row that the user may write to, or why there is none. What is kept from the user is an id of nobody (code unverified). */
export function findRow(org: Org, type: SObject, id: string, userId: string): Row | RecordError {
  const owner = org.typeOfId(id);
  if (owner === undefined || owner !== type) {
    return recordError('MALFORMED_ID', `${type.label} ID: id value of incorrect type: ${id}`, ['Id']);
  }
  const row = org.rowById(type, id);
  if (row === undefined || org.hidden.isHidden(id, userId))
    return recordError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  return row.deletedAt === null ? row : recordError('ENTITY_IS_DELETED', 'entity is deleted');
}

/** In Salesforce's order: what every org has, then the administrator's rules, then uniqueness (order of execution). */
function refusalOf({ org, options }: Writing, saving: Saving): readonly RecordError[] {
  const own = beforeSave(saving);
  if (own.length > 0) return own;
  const missing = missingFields(saving);
  if (missing.length > 0) {
    return [recordError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing)];
  }
  const references = referenceErrors(org, saving.values);
  if (references.length > 0) return references;
  for (const check of org.checks) {
    const errors = check(saving, options);
    if (errors.length > 0) return errors;
  }
  return duplicateValues(saving);
}

function missingFields({ type, row, values }: Saving): string[] {
  // What is there can only go missing by being written.
  if (row !== undefined && ![...values.values()].includes(null)) return [];
  return type.fields
    .filter((field) => !field.nillable && field.position >= 0 && field.type !== 'boolean')
    .filter((field) => (values.has(field) ? values.get(field) === null : row === undefined))
    .map(({ name }) => name);
}

function duplicateValues({ org, type, row, values }: Saving): RecordError[] {
  for (const [field, value] of values) {
    if (!field.unique || value === null) continue;
    const other = [...(org.rowsWhere(type, field, String(value)) ?? [])].find(
      (found) => found !== row && found.deletedAt === null,
    );
    if (other === undefined) continue;
    const id = type.idOf(other).slice(0, 15);
    return [
      recordError(
        'DUPLICATE_VALUE',
        `duplicate value found: ${field.name} duplicates value on record with id: ${id}`,
        [],
      ),
    ];
  }
  return [];
}

function remove(writing: Writing, request: Extract<WriteRequest, { operation: 'delete' }>): Outcome {
  const { org, transaction } = writing;
  const { id } = request;
  const type = parseId(id) === undefined ? undefined : (request.type ?? org.typeOfId(id));
  if (type === undefined) return failed([recordError('MALFORMED_ID', `malformed id ${id}`)], id);
  const row = findRow(org, type, id, transaction.actor.userId);
  if ('code' in row) return failed([row], id);
  if (!type.deletable) return failed([readOnlyEntity], id);
  const errors = [
    ...deletionErrors(type, row),
    ...org.checks.flatMap((check) =>
      check({ org, transaction, type, row, values: new Map() as Values, deleting: true }, writing.options),
    ),
  ];
  if (errors.length > 0) return failed(errors, id);
  deleteRow(org, transaction, { type, row, mergedInto: request.mergedInto ?? null });
  // A contact role comes into the recycle bin only with its parent (contract 8.3).
  if (request.hard === true || type.name === 'OpportunityContactRole') transaction.purge(type, row);
  return { ok: true, id: type.idOf(row), created: false };
}

function undelete(writing: Writing, id: string): Outcome {
  const { org, transaction } = writing;
  const type = org.typeOfId(id);
  const row = type && org.rowById(type, id);
  if (type === undefined || row === undefined) {
    return failed([recordError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')], id);
  }
  // Code and text are unverified.
  if (row.deletedAt === null || !type.undeletable || row.mergedInto !== null) {
    return failed([recordError('UNDELETE_FAILED', 'Entity is not in the recycle bin')], id);
  }
  const values = new Map(type.fields.filter(({ unique }) => unique).map((field) => [field, field.read(row)]));
  const taken = duplicateValues({ org, transaction, type, row, values });
  if (taken.length > 0) return failed(taken, id);
  undeleteRow(org, transaction, { type, row });
  return { ok: true, id: type.idOf(row), created: false };
}
