/** One record at a time: create, read, update, delete, and upsert by external id (contract 2.1). */
import type { Org } from '../org/org';
import { Refused, refused } from '../org/refused';
import type { Row } from '../org/row';
import type { Field, QuerySource } from '../org/schema';
import type { SObject } from '../org/sobject';
import { findRow, writeRecords, type Outcome, type WriteRequest } from '../org/write-records';
import { keyInData } from '../org/write-input';
import { objectOf } from './json-body';
import { failedAnswer, problemAnswer } from './problems';
import { fieldsAsked, recordView, typeNamed } from './record-view';
import { inTransaction, type Answer, type Call, type Route } from './route';

const BASE = '/services/data/v:version/sobjects/:type';
/** From this version on an upsert answers a body also where it updated (contract 2.1). */
const UPSERT_ANSWERS_FROM = 46;

export function recordRoutes(org: Org): Route[] {
  const route = (method: Route['method'], path: string, handle: (call: Call) => Answer): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  return [
    route('POST', '', (call) => create(org, call)),
    // As an upsert that has nothing to look for (contract 2.1).
    route('POST', '/Id', (call) => create(org, call, { created: true })),
    route('GET', '/:id', (call) => read(org, call)),
    route('PATCH', '/:id', (call) => update(org, call)),
    route('DELETE', '/:id', (call) => remove(org, call)),
    route('GET', '/:field/:value', (call) => readByKey(org, call)),
    route('PATCH', '/:field/:value', (call) => upsert(org, call)),
    route('DELETE', '/:field/:value', (call) => removeByKey(org, call)),
  ];
}

function create(org: Org, call: Call, more: { readonly created?: true } = {}): Answer {
  const type = typeOf(org, call);
  const outcome = writeOne(org, call, { operation: 'insert', type, fields: objectOf(call) });
  if (!outcome.ok) return failedAnswer(outcome);
  const { id } = outcome;
  return {
    status: 201,
    body: { id, success: true, errors: [], ...more },
    headers: { Location: `/services/data/v${call.params.version}/sobjects/${type.name}/${id}` },
    tally: { created: 1 },
  };
}

function read(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  const fields = fieldsAsked(type, call.query.get('fields')?.split(','));
  const row = rowForReading(org, call, type);
  const stale = precondition(call, row);
  return stale ?? view(type, row, call, fields);
}

function view(type: SObject, row: Row, call: Call, fields: readonly Field[]): Answer {
  const version = call.params.version ?? '';
  return { status: 200, body: recordView(type, row, { version, fields }), tally: { read: 1 } };
}

/** An id that is malformed or of nobody has this text in a real answer (contract section 6). */
function rowForReading(org: Org, call: Call, type: SObject): Row {
  const { id = '' } = call.params;
  const row = findRow(org, type, id, call.caller.userId);
  if (!('code' in row)) return row;
  if (row.code === 'ENTITY_IS_DELETED') throw new Refused(404, [row]);
  throw missing(id);
}

function missing(what: string): Refused {
  const message = `Provided external ID field does not exist or is not accessible: ${what}`;
  return refused(404, 'NOT_FOUND', message);
}

function update(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  const id = call.params.id ?? '';
  const row = findRow(org, type, id, call.caller.userId);
  if (!('code' in row)) {
    const stale = precondition(call, row);
    if (stale) return stale;
  }
  const fields = objectOf(call);
  return done(writeOne(org, call, { operation: 'update', type, id, fields }), { changed: 1 });
}

function remove(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  return done(writeOne(org, call, { operation: 'delete', type, id: call.params.id ?? '' }), { archived: 1 });
}

function done(outcome: Outcome, tally: Answer['tally']): Answer {
  return outcome.ok ? { status: 204, ...(tally && { tally }) } : failedAnswer(outcome);
}

function readByKey(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  const key = keyOf(type, call);
  const fields = fieldsAsked(type, call.query.get('fields')?.split(','));
  const [row, ...more] = liveRows(shownTo(org, call), type, key, call.params.value ?? '');
  if (row === undefined) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  return more.length > 0 ? choices(type, [row, ...more], call) : view(type, row, call, fields);
}

function removeByKey(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  const [row, ...more] = liveRows(shownTo(org, call), type, keyOf(type, call), call.params.value ?? '');
  if (row === undefined) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (more.length > 0) return choices(type, [row, ...more], call);
  return done(writeOne(org, call, { operation: 'delete', type, id: type.idOf(row) }), { archived: 1 });
}

function upsert(org: Org, call: Call): Answer {
  const type = typeOf(org, call);
  const key = keyOf(type, call);
  const value = call.params.value ?? '';
  const updateOnly = call.query.get('updateOnly') === 'true';
  const fields = objectOf(call);
  if (Object.keys(fields).some((name) => name.toLowerCase() === key.name.toLowerCase()))
    return problemAnswer(new Refused(400, [keyInData(key.name)]));
  const outcome = writeOne(org, call, { operation: 'upsert', type, key, value, fields, updateOnly });
  if (!outcome.ok) {
    const several = outcome.errors[0]?.code === 'DUPLICATE_EXTERNAL_ID';
    return several ? choices(type, liveRows(shownTo(org, call), type, key, value), call) : failedAnswer(outcome);
  }
  const { id, created } = outcome;
  const answers = created || Number(call.params.version) >= UPSERT_ANSWERS_FROM;
  return {
    status: created ? 201 : answers ? 200 : 204,
    ...(answers && { body: { id, success: true, errors: [], created } }),
    tally: created ? { created: 1 } : { changed: 1 },
  };
}

/** 300: the paths of all that match, and nothing is written. */
function choices(type: SObject, rows: readonly Row[], call: Call): Answer {
  const base = `/services/data/v${call.params.version}/sobjects/${type.name}/`;
  return { status: 300, body: rows.map((row) => base + type.idOf(row)), tally: { failed: 1 } };
}

function keyOf(type: SObject, call: Call): Field {
  const name = call.params.field ?? '';
  const field = type.field(name);
  if (field?.idLookup === true) return field;
  throw missing(name);
}

const shownTo = (org: Org, { caller }: Call): QuerySource => org.hidden.shownTo(caller.userId, org);

function liveRows(shown: QuerySource, type: SObject, key: Field, value: string): Row[] {
  const rows =
    key.name === 'Id' ? [shown.rowById(type, value)].flatMap((row) => row ?? []) : shown.rowsWhere(type, key, value);
  return [...(rows ?? [])].filter(({ deletedAt }) => deletedAt === null);
}

function typeOf(org: Org, call: Call): SObject {
  return typeNamed(org, call.params.type ?? '');
}

/** `If-Unmodified-Since` counts in whole seconds (contract 2.1). */
function precondition(call: Call, row: Row): Answer | undefined {
  const header = call.headers['if-unmodified-since'];
  if (header === undefined) return undefined;
  const since = Date.parse(header);
  // The code is unverified.
  if (Number.isNaN(since)) throw refused(400, 'INVALID_HTTP_HEADER', 'If-Unmodified-Since is not a date');
  if (row.modifiedAt <= since) return undefined;
  // 412 is documented; what its body says is unverified.
  throw refused(412, 'PRECONDITION_FAILED', 'The record has been modified since the time given');
}

function writeOne(org: Org, call: Call, request: WriteRequest): Outcome {
  const options = { allOrNone: true, format: 'json', allowSave: allowsSave(call) } as const;
  const [outcome] = inTransaction(org, call, (transaction) => writeRecords(org, transaction, [request], options));
  if (outcome === undefined) throw new Error('No outcome for the one request');
  return outcome;
}

/** `Sforce-Duplicate-Rule-Header: allowSave=true, …` */
export function allowsSave(call: Pick<Call, 'headers'>): boolean {
  return /(^|[,;\s])allowSave=true\b/i.test(String(call.headers['sforce-duplicate-rule-header'] ?? ''));
}
