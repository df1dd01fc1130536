/** Up to 200 records in one call (contract 2.3): a result per row in their order, 200 also where rows failed. */
import type { Org } from '../org/org';
import { refused } from '../org/refused';
import type { SObject } from '../org/sobject';
import { writeRecords, type Outcome, type WriteRequest } from '../org/write-records';
import { asList, asObject, objectOf, type Json } from './json-body';
import { rowResult } from './problems';
import { allowsSave } from './record-routes';
import { fieldsAsked, recordView, typeNamed } from './record-view';
import { inTransaction, type Answer, type Call, type Route } from './route';

const BASE = '/services/data/v:version/composite/sobjects';
const MAX_WRITTEN = 200;
const MAX_READ = 2_000;
/** Consecutive records of one object are a chunk. */
const MAX_CHUNKS = 10;

export function collectionRoutes(org: Org): Route[] {
  const route = (method: Route['method'], path: string, handle: (call: Call) => Answer): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  return [
    route('POST', '', (call) => write(org, call, (type, record) => ({ operation: 'insert', type, fields: record }))),
    route('PATCH', '', (call) => write(org, call, updateRequest)),
    route('DELETE', '', (call) => remove(org, call)),
    route('PATCH', '/:type/:field', (call) => upsert(org, call)),
    route('GET', '/:type', (call) =>
      retrieve(org, call, call.query.get('ids')?.split(','), call.query.get('fields')?.split(',')),
    ),
    route('POST', '/:type', (call) => {
      const body = objectOf(call);
      return retrieve(org, call, texts(body.ids, 'ids'), texts(body.fields, 'fields'));
    }),
  ];
}

function updateRequest(type: SObject, record: Json): WriteRequest {
  const { value, fields } = withoutKey(record, 'Id');
  return { operation: 'update', type, id: textOf(value), fields };
}

function write(org: Org, call: Call, toRequest: (type: SObject, record: Json) => WriteRequest): Answer {
  const body = objectOf(call);
  const records = recordsOf(body);
  const types = records.map((record) => typeOf(org, record));
  const chunks = types.filter((type, index) => type !== types[index - 1]).length;
  if (chunks > MAX_CHUNKS) throw tooMany(`more than ${MAX_CHUNKS} chunks of records of one type`);
  const requests = records.map((record, index) => toRequest(types[index] as SObject, record));
  return perform(org, call, requests, { allOrNone: body.allOrNone === true, upsert: false });
}

function upsert(org: Org, call: Call): Answer {
  const body = objectOf(call);
  const type = typeNamed(org, call.params.type ?? '');
  const key = type.field(call.params.field ?? '');
  if (key?.idLookup !== true) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  const requests = recordsOf(body).map((record): WriteRequest => {
    if (typeOf(org, record) !== type) throw refused(400, 'INVALID_TYPE', 'All records must be of the type in the URI');
    const { value, fields } = withoutKey(record, key.name);
    return { operation: 'upsert', type, key, value, fields };
  });
  return perform(org, call, requests, { allOrNone: body.allOrNone === true, upsert: true });
}

/** The key travels in the body here. */
function withoutKey(record: Json, name: string): { readonly value: unknown; readonly fields: Json } {
  const entries = Object.entries(record);
  const isKey = ([key]: [string, unknown]): boolean => key.toLowerCase() === name.toLowerCase();
  return { value: entries.find(isKey)?.[1], fields: Object.fromEntries(entries.filter((entry) => !isKey(entry))) };
}

function remove(org: Org, call: Call): Answer {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw refused(400, 'MISSING_ARGUMENT', 'ids must be given');
  if (ids.length > MAX_WRITTEN) throw tooMany(`more than ${MAX_WRITTEN} records`);
  const requests = ids.map((id): WriteRequest => ({ operation: 'delete', id }));
  return perform(org, call, requests, { allOrNone: call.query.get('allOrNone') === 'true', upsert: false });
}

function perform(
  org: Org,
  call: Call,
  requests: readonly WriteRequest[],
  { allOrNone, upsert: isUpsert }: { readonly allOrNone: boolean; readonly upsert: boolean },
): Answer {
  const options = { allOrNone, format: 'json', allowSave: allowsSave(call) } as const;
  const outcomes = inTransaction(org, call, (transaction) => writeRecords(org, transaction, requests, options));
  return {
    status: 200,
    body: outcomes.map((outcome) => rowResult(outcome, isUpsert)),
    tally: tallyOf(requests, outcomes),
  };
}

function tallyOf(requests: readonly WriteRequest[], outcomes: readonly Outcome[]): NonNullable<Answer['tally']> {
  const count = (wanted: (outcome: Outcome, request: WriteRequest | undefined) => boolean): number =>
    outcomes.filter((outcome, index) => wanted(outcome, requests[index])).length;
  return {
    created: count((outcome) => outcome.ok && outcome.created),
    changed: count((outcome, request) => outcome.ok && !outcome.created && request?.operation !== 'delete'),
    archived: count((outcome, request) => outcome.ok && request?.operation === 'delete'),
    failed: count((outcome) => !outcome.ok),
  };
}

function retrieve(
  org: Org,
  call: Call,
  ids: readonly string[] | undefined,
  names: readonly string[] | undefined,
): Answer {
  const type = typeNamed(org, call.params.type ?? '');
  if (ids === undefined || names === undefined) throw refused(400, 'MISSING_ARGUMENT', 'ids and fields must be given');
  if (ids.length > MAX_READ) throw tooMany(`more than ${MAX_READ} ids`);
  const fields = fieldsAsked(type, names);
  const version = call.params.version ?? '';
  const shown = org.hidden.shownTo(call.caller.userId, org);
  const records = ids.map((id) => {
    const row = shown.rowById(type, id);
    return row === undefined || row.deletedAt !== null ? null : recordView(type, row, { version, fields });
  });
  return { status: 200, body: records, tally: { read: records.length } };
}

function recordsOf(body: Json): readonly Json[] {
  const records = asList(body.records, 'records').map(asObject);
  if (records.length > MAX_WRITTEN) throw tooMany(`more than ${MAX_WRITTEN} records`);
  return records;
}

/** Code and text are unverified; that it is 400 is not (contract 2.3). */
function tooMany(what: string): Error {
  return refused(400, 'EXCEEDED_ID_LIMIT', `record limit reached: ${what}`);
}

function typeOf(org: Org, record: Json): SObject {
  const { type } = (record.attributes ?? {}) as { readonly type?: unknown };
  const name = textOf(type ?? '');
  const found = org.sObjectType(name);
  if (found !== undefined) return found;
  throw refused(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
}

function texts(value: unknown, name: string): string[] | undefined {
  return value === undefined ? undefined : asList(value, name).map(textOf);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
