/** From the header of a CSV and a row of it to what is to be written. */
import type { Org } from '../org/org';
import { recordError, type RecordError } from '../org/refused';
import type { SObject } from '../org/sobject';
import type { WriteRequest } from '../org/write-records';
import type { IngestTarget } from './ingest-job';

/** Ends a job: its `errorMessage`. Rows that were written before stay. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailure';
  }
}

type Column =
  | { readonly kind: 'id' }
  | { readonly kind: 'key' }
  | { readonly kind: 'field'; readonly name: string }
  /** `Account.Ext__c`: the parent by a key of its own. */
  | { readonly kind: 'parent'; readonly relationship: string; readonly by: string };

/** Writes null; an empty cell changes nothing (contract 4.1). */
const NULL_CELL = '#N/A';

/** Throws `JobFailure` for a header that does not fit the object or the operation. */
export function columnsOf(org: Org, target: IngestTarget, header: readonly string[]): readonly Column[] {
  const columns = header.map((name) => columnOf(org, target, name.trim()));
  const seen = new Set<string>();
  for (const name of header.map((one) => one.trim().toLowerCase())) {
    // Text unverified.
    if (seen.has(name)) throw new JobFailure(`InvalidBatch : Duplicate field name : ${name}`);
    seen.add(name);
  }
  const needed = neededColumn(target);
  if (needed !== null && !columns.some(({ kind }) => kind === needed.kind)) throw notFound(needed.name);
  return columns;
}

/** That a file without the column fails with its name: heroku/salesforce-bulk issue 101. */
function neededColumn({
  operation,
  key,
}: IngestTarget): { readonly kind: Column['kind']; readonly name: string } | null {
  if (operation === 'insert') return null;
  // An upsert by id without ids makes all its rows (as jsforce's tests find it in real orgs).
  if (operation === 'upsert' && key?.name === 'Id') return null;
  if (operation !== 'upsert' || key === null) return { kind: 'id', name: 'Id' };
  return { kind: 'key', name: key.name };
}

function columnOf(org: Org, { type, key }: IngestTarget, name: string): Column {
  const folded = name.toLowerCase();
  if (folded === 'id') return { kind: 'id' };
  if (key !== null && folded === key.name.toLowerCase()) return { kind: 'key' };
  const [relationship = '', by, ...more] = name.split('.');
  if (by !== undefined && more.length === 0 && isParentKey(org, type, { relationship, by }))
    return { kind: 'parent', relationship, by };
  const field = type.field(name);
  if (field === undefined) throw notFound(name);
  return { kind: 'field', name: field.name };
}

function isParentKey(
  org: Org,
  type: SObject,
  { relationship, by }: { readonly relationship: string; readonly by: string },
): boolean {
  const reference = type.fields.find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase());
  const parent = reference && org.sObjectType(reference.referenceTo[0] ?? '');
  return parent?.field(by)?.idLookup === true;
}

/** In these words in many reports, also for a field that is hidden; only the first one is named. */
function notFound(name: string): JobFailure {
  return new JobFailure(`InvalidBatch : Field name not found : ${name}`);
}

/** A row that cannot be asked for is refused by itself. */
export function requestOf(
  target: IngestTarget,
  columns: readonly Column[],
  cells: readonly string[],
): WriteRequest | RecordError {
  const { type, operation, key } = target;
  const { id, keyValue, fields } = read(columns, cells);
  if (operation === 'delete' || operation === 'hardDelete') {
    if (id === '') return noId(operation);
    return { operation: 'delete', type, id, hard: operation === 'hardDelete' };
  }
  if (operation === 'update') return id === '' ? noId('update') : { operation, type, id, fields };
  if (operation === 'upsert' && key !== null) {
    if (key.name === 'Id') return { operation, type, key, value: id, fields };
    return id === '' ? { operation, type, key, value: keyValue, fields } : idGiven('upsert');
  }
  return id === '' ? { operation: 'insert', type, fields } : idGiven('insert');
}

function read(
  columns: readonly Column[],
  cells: readonly string[],
): { readonly id: string; readonly keyValue: string; readonly fields: Readonly<Record<string, unknown>> } {
  let id = '';
  let keyValue = '';
  const fields: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    const value = cell === NULL_CELL ? null : cell;
    if (column.kind === 'id') id = value ?? '';
    else if (column.kind === 'key') keyValue = value ?? '';
    else if (column.kind === 'field') fields[column.name] = value;
    else fields[column.relationship] = value === null ? null : { [column.by]: value };
  }
  return { id, keyValue, fields };
}

/** Of an update in these words in several clients' tests; of a delete unverified. */
function noId(operation: IngestTarget['operation']): RecordError {
  return recordError(
    'MISSING_ARGUMENT',
    `Id not specified in ${operation === 'update' ? 'an' : 'a'} ${operation} call`,
  );
}

/** Text unverified; that it is refused is not (contract 1.6). */
function idGiven(operation: 'insert' | 'upsert'): RecordError {
  const message = `cannot specify Id in an ${operation} call`;
  return recordError('INVALID_FIELD_FOR_INSERT_UPDATE', message, ['Id']);
}
