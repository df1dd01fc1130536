/** Records up to a hundred at a time. Who reports what per row is decided in `portal/batch-writes.ts`. */
import type { RefusedRow, WriteResult, WriteRow, WrittenRow } from '../portal/batch-writes';
import { isTraced, writeRows } from '../portal/batch-writes';
import { findByIdProperty, isRecordId, keptId, requireUnique } from '../portal/id-property';
import type { Mutation } from '../portal/mutations';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredRecord } from '../portal/record-store';
import { Refused } from '../portal/refusal';
import { asLinks } from './association-body';
import type { Json } from './body';
import { asInputs, asObject, asProperties, asText, optionalArray, optionalText } from './body';
import { appSource } from './object-routes';
import { missingItem, problemItem } from './problems';
import { historyView } from './history-view';
import type { Wanted } from './record-view';
import { batchAnswer, recordView } from './record-view';
import type { Answer, Call, Route } from './route';
import { objectTypeOf, queryFlag } from './route';

/** HubSpot docs 2026-03: 100 inputs. */
const BATCH_MAX = 100;

export function objectBatchRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/objects/:objectType/batch';
  return [
    { method: 'POST', path: `${path}/create`, handle: (call) => createBatch(portal, call) },
    { method: 'POST', path: `${path}/read`, handle: (call) => readBatch(portal, call) },
    { method: 'POST', path: `${path}/update`, handle: (call) => updateBatch(portal, call) },
    { method: 'POST', path: `${path}/upsert`, handle: (call) => upsertBatch(portal, call) },
    { method: 'POST', path: `${path}/archive`, handle: (call) => archiveBatch(portal, call) },
  ];
}

/** One input that names a record. */
interface Named {
  readonly id: string;
  readonly idProperty: string | undefined;
  readonly written: Map<string, string>;
  readonly traceId: string | undefined;
}

function createBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const rows = asInputs(call.body, BATCH_MAX).map((input) => ({
    record: undefined,
    written: asProperties(input.properties),
    traceId: optionalText(input.objectWriteTraceId, 'objectWriteTraceId'),
    links: asLinks(portal, input.associations),
    adminRules: call.adminRules,
  }));
  const result = writeRows(portal, type, appSource(portal), rows);
  return writtenAnswer(portal, startedMs, 201, { type, result, missing: [], view: () => ({}) });
}

function updateBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const inputs = asInputs(call.body, BATCH_MAX).map(asNamed);
  refuseRepeatedIds(portal, type, inputs);
  for (const { idProperty } of inputs) {
    if (idProperty !== undefined && !isRecordId(idProperty)) requireUnique(portal, type, idProperty, 'update');
  }
  const looked = lookUp(portal, type, inputs).filter((each) => !isIgnored(each));
  const there = looked.filter((each) => each.record !== undefined);
  const result = writeRows(portal, type, appSource(portal), rowsOf(call, there));
  const missing = looked.filter((each) => each.record === undefined).map((each) => each.input);
  return writtenAnswer(portal, startedMs, 200, { type, result, missing, view: () => ({}) });
}

function upsertBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const inputs = asInputs(call.body, BATCH_MAX).map(asNamed);
  refuseRepeatedIds(portal, type, inputs);
  for (const { idProperty } of inputs) {
    if (idProperty !== undefined && !isRecordId(idProperty)) requireUnique(portal, type, idProperty, 'upsert');
  }
  const looked = lookUp(portal, type, inputs).filter(({ input, record }) => !isMergedAway(input, record));
  // A record id that does not exist cannot be made: HubSpot gives ids out itself.
  const isMissing = ({ record, input }: Looked): boolean => record === undefined && isRecordId(input.idProperty);
  const missing = looked.filter(isMissing).map(({ input }) => input);
  const rest = looked.filter((each) => !isMissing(each));
  const result = writeRows(portal, type, appSource(portal), rowsOf(call, rest));
  return writtenAnswer(portal, startedMs, 200, { type, result, missing, view: ({ created }) => ({ new: created }) });
}

function readBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const body = asObject(call.body, 'BatchReadInputSimplePublicObjectId');
  const ids = asInputs(body, BATCH_MAX).map((input) => asText(input.id, 'id'));
  const names = (key: string): string[] =>
    optionalArray(body[key], 'java.util.ArrayList').map((name) => asText(name, key));
  const wanted = names('properties');
  const histories = names('propertiesWithHistory');
  const idProperty = optionalText(body.idProperty, 'idProperty');
  refuseRepeatedIds(
    portal,
    type,
    ids.map((id) => ({ id, idProperty })),
  );

  const found = new Map<string, StoredRecord>();
  const missing: string[] = [];
  for (const id of ids) {
    const record = findByIdProperty(portal, type, { id, idProperty, archived: queryFlag(call, 'archived') });
    if (record === undefined) missing.push(id);
    // Two ids of one record, of which one was merged away, are refused (recorded); two addresses answer it once.
    else if (found.has(record.id) && isRecordId(idProperty)) throw duplicateIds([record.id]);
    else found.set(record.id, record);
  }
  return batchAnswer(portal, startedMs, 200, {
    results: [...found.values()].map((record) => ({
      ...recordView(portal, type, record, wanted),
      ...historyView(portal, type, record, histories),
    })),
    errors: missing.length === 0 ? [] : [missingItem(type.constant, missing, [])],
    tally: { read: found.size, failed: missing.length },
  });
}

/** Unknown ids are passed over (unverified), and the answer is always 204. */
function archiveBatch(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const at = portal.clock.now();
  const ids = new Set(asInputs(call.body, BATCH_MAX).map((input) => asText(input.id, 'id')));
  const mutations = [...ids]
    .filter((id) => portal.records(type.id).findLive(id) !== undefined)
    .map((id): Mutation => ({ kind: 'archive', object: type.id, id, at }));
  portal.commit(appSource(portal), mutations);
  return { status: 204, tally: { archived: mutations.length } };
}

function asNamed(input: Json): Named {
  return {
    id: asText(input.id, 'id'),
    idProperty: optionalText(input.idProperty, 'idProperty'),
    written: asProperties(input.properties),
    traceId: optionalText(input.objectWriteTraceId, 'objectWriteTraceId'),
  };
}

interface Looked {
  readonly input: Named;
  readonly record: StoredRecord | undefined;
}

function lookUp(portal: Portal, type: ObjectType, inputs: readonly Named[]): Looked[] {
  const looked = inputs.map((input) => ({
    input,
    record: findByIdProperty(portal, type, { ...input, archived: false }),
  }));
  // Two names of one record are as bad as one name twice.
  const ids = looked.flatMap(({ record }) => (record === undefined ? [] : [{ id: record.id, idProperty: undefined }]));
  refuseRepeatedIds(portal, type, ids);
  return looked;
}

/**
 * What a batch update neither writes nor mentions: an e-mail address in place of an id (hubspot-api-nodejs issue 548),
 * and an id that was merged away (seen 2026).
 */
function isIgnored({ input, record }: Looked): boolean {
  return isMergedAway(input, record) || (isRecordId(input.idProperty) && input.id.includes('@'));
}

/** That a batch upsert by record id leaves it out as an update does is unverified. */
function isMergedAway(input: Named, record: StoredRecord | undefined): boolean {
  return record !== undefined && isRecordId(input.idProperty) && record.id !== input.id;
}

function rowsOf({ adminRules }: Call, looked: readonly Looked[]): WriteRow[] {
  return looked.map(({ input: { id, idProperty, written, traceId }, record }) => {
    // A new record gets the value it was looked for by, unless the row says otherwise. A blank is none, whatever it says.
    if (record === undefined && idProperty !== undefined && (id === '' || !written.has(idProperty))) {
      written.set(idProperty, id);
    }
    return { record, written, traceId, links: [], lookedUpBy: idProperty, adminRules };
  });
}

function refuseRepeatedIds(
  portal: Portal,
  type: ObjectType,
  inputs: readonly { readonly id: string; readonly idProperty: string | undefined }[],
): void {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { id, idProperty } of inputs) {
    const kept = keptId(portal, type, id, idProperty) ?? '';
    const key = `${idProperty ?? type.id} ${kept.toLowerCase()}`;
    if (seen.has(key)) repeated.add(id);
    seen.add(key);
  }
  if (repeated.size > 0) throw duplicateIds([...repeated]);
}

function duplicateIds(ids: readonly string[]): Refused {
  return new Refused({ kind: 'duplicateIds', ids });
}

interface Written {
  readonly type: ObjectType;
  readonly result: WriteResult;
  readonly missing: readonly Named[];
  readonly view: (row: WrittenRow) => object;
}

function writtenAnswer(portal: Portal, startedMs: number, success: number, outcome: Written): Answer {
  const { type, result, missing } = outcome;
  const errors = result.refused.map((row) => refusedItem(portal, row));
  if (missing.length > 0) {
    const traceIds = isTraced(missing) ? missing.map((input) => input.traceId ?? '') : [];
    errors.push(
      missingItem(
        type.constant,
        missing.map((input) => input.id),
        traceIds,
      ),
    );
  }
  const count = (test: (row: WrittenRow) => boolean): number => result.written.filter(test).length;
  return batchAnswer(portal, startedMs, success, {
    results: result.written.map((row) => ({
      ...recordView(portal, type, row.record, row.created ? 'all' : updatedNames(row)),
      ...(row.row.traceId === undefined ? {} : { objectWriteTraceId: row.row.traceId }),
      ...outcome.view(row),
    })),
    errors,
    tally: {
      created: count((row) => row.created),
      changed: count((row) => !row.created && row.changed),
      unchanged: count((row) => !row.created && !row.changed),
      failed: result.refused.length + missing.length,
    },
  });
}

/** An update answers what was written and what the portal set by itself. */
function updatedNames({ row }: WrittenRow): Wanted {
  return [...row.written.keys(), row.lookedUpBy ?? 'hs_object_id'];
}

function refusedItem(portal: Portal, { row, refusal }: RefusedRow): unknown {
  return problemItem(refusal, { objectWriteTraceId: [row.traceId ?? ''] }, portal.portalId);
}
