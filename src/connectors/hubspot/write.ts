/** Writes records in batches: updates by id, upserts by our key, archives. Each may be repeated without harm. */
import type { Failure, Outcome } from '../../core/failure';
import { mapValues } from '../../core/map-values';
import { failed, inBatches, type Verdicts } from '../batches';
import type { Properties, RemoteRecord, Update, Upsert, Upserted } from '../connector';
import { asText, readNothing } from '../json';
import { readRecords, remote, type AnsweredRecord } from './answer';
import { folded, oneForAll, problemsByRow, rowsPerCall } from './batch';
import { model, type Send } from './client';
import { readEach } from './read';

/** One outcome per row, in order. */
export function updateEach(
  send: Send,
  object: string,
  rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  return inBatches(rows, rowsPerCall, (some) => updateSome(send, object, some));
}

async function updateSome(send: Send, object: string, rows: readonly Update[]): Promise<Verdicts<RemoteRecord>> {
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v3/objects/${object}/batch/update`,
    object,
    rows: rows.length,
    writes: true,
    send: ({ crm }, perCall) =>
      crm.objects.batchApi.update(
        object,
        model({
          inputs: rows.map(({ id, properties }, index) => ({
            id,
            objectWriteTraceId: String(index),
            properties: onTheWire(properties),
          })),
        }),
        perCall,
      ),
    read: readRecords,
  });
  if (!answer.ok) return oneForAll(answer.failure, rows, ({ properties }, property) => property in properties);
  const { results, problems } = answer.value;
  const byId = new Map(results.map((record) => [record.id, record]));
  const problemOf = problemsByRow(problems);
  const silent = rows.filter(({ id }, index) => !byId.has(id) && problemOf(id, String(index)) === null);
  const explained = await explainSilence(send, object, silent);
  return rows.map(({ id }, index) => {
    const record = byId.get(id);
    if (record !== undefined) return { ok: true, value: { ...remote(record), ...answer.call } };
    const problem = problemOf(id, String(index));
    return failed(
      problem === null ? (explained.get(id) ?? { ...unanswered, ...answer.call }) : answer.meaning(problem),
    );
  });
}

/**
 * HubSpot leaves an id that was merged away out of the answer to a batch update, without an error and without writing
 * (seen 2026). Reading tells: the survivor answers under another id, a deleted record not at all.
 */
async function explainSilence(
  send: Send,
  object: string,
  silent: readonly Update[],
): Promise<ReadonlyMap<string, Failure>> {
  const ids = silent.map(({ id }) => id);
  const outcomes = await readEach(send, { object, idProperty: null, properties: [] }, ids);
  return new Map(ids.map((id, index) => [id, whyUnwritten(id, outcomes[index])]));
}

function whyUnwritten(id: string, found: Outcome<RemoteRecord | null> | undefined): Failure {
  if (found?.ok !== true) return unanswered;
  if (found.value === null) return deleted;
  return found.value.id === id ? unanswered : merged(found.value.id);
}

/** One outcome per row, in order. */
export function upsertEach(
  send: Send,
  object: string,
  keyProperty: string,
  rows: readonly Upsert[],
): Promise<readonly Outcome<Upserted>[]> {
  return inBatches(rows, rowsPerCall, (some) => upsertSome(send, { object, keyProperty }, some));
}

interface Keyed {
  readonly object: string;
  readonly keyProperty: string;
}

async function upsertSome(
  send: Send,
  { object, keyProperty }: Keyed,
  rows: readonly Upsert[],
): Promise<Verdicts<Upserted>> {
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v3/objects/${object}/batch/upsert`,
    object,
    rows: rows.length,
    writes: true,
    send: ({ crm }, perCall) =>
      crm.objects.batchApi.upsert(
        object,
        model({
          inputs: rows.map(({ key, properties }, index) => ({
            id: key,
            idProperty: keyProperty,
            objectWriteTraceId: String(index),
            // HubSpot answers the properties that were sent, so the key is sent to be answered.
            properties: onTheWire(Object.assign({}, properties, { [keyProperty]: key })),
          })),
        }),
        perCall,
      ),
    read: readRecords,
  });
  if (!answer.ok) {
    const carries = ({ properties }: Upsert, name: string): boolean => name === keyProperty || name in properties;
    return oneForAll(answer.failure, rows, carries);
  }
  const { results, problems } = answer.value;
  const byKey = new Map(results.map((record) => [folded(asText(record.properties[keyProperty]) ?? ''), record]));
  const byTrace = new Map(results.map((record) => [record.traceId, record]));
  const named = rows.map(({ key }, index) => byKey.get(folded(key)) ?? byTrace.get(String(index)));
  const problemOf = problemsByRow(problems);
  const silent = rows.filter(({ key }, index) => named[index] === undefined && problemOf(key, String(index)) === null);
  const identified = await identify(send, { object, keyProperty }, { silent, results, named });
  return rows.map(({ key }, index) => {
    const record = named[index] ?? identified.get(key);
    if (record !== undefined)
      return { ok: true, value: { created: record.created, ...remote(record), ...answer.call } };
    const problem = problemOf(key, String(index));
    return failed(problem === null ? { ...unanswered, ...answer.call } : answer.meaning(problem));
  });
}

interface Unnamed {
  readonly silent: readonly Upsert[];
  readonly results: readonly AnsweredRecord[];
  readonly named: readonly (AnsweredRecord | undefined)[];
}

/**
 * Finds the rows of results that came back without their key: a read by key tells the record id. Only the id is taken
 * from it, the values stay those of the answer to the write: someone may have edited the record in between.
 */
async function identify(
  send: Send,
  { object, keyProperty }: Keyed,
  { silent, results, named }: Unnamed,
): Promise<ReadonlyMap<string, AnsweredRecord>> {
  const known = new Set(named);
  const nameless = new Map(results.filter((record) => !known.has(record)).map((record) => [record.id, record]));
  if (nameless.size === 0) return nameless;
  const keys = silent.map(({ key }) => key);
  const outcomes = await readEach(send, { object, idProperty: keyProperty, properties: [] }, keys);
  const identified = new Map<string, AnsweredRecord>();
  keys.forEach((key, index) => {
    const outcome = outcomes[index];
    const record = outcome?.ok === true && outcome.value !== null ? nameless.get(outcome.value.id) : undefined;
    if (record !== undefined) identified.set(key, record);
  });
  return identified;
}

/** One outcome per id, in order. HubSpot answers 204 and names no row: archiving what is gone is no error there. */
export function archiveEach(send: Send, object: string, ids: readonly string[]): Promise<readonly Outcome<null>[]> {
  return inBatches(ids, rowsPerCall, async (some) => {
    const answer = await send({
      method: 'POST',
      endpoint: `/crm/v3/objects/${object}/batch/archive`,
      object,
      rows: some.length,
      writes: true,
      send: ({ crm }, perCall) =>
        crm.objects.batchApi.archive(object, model({ inputs: some.map((id) => ({ id })) }), perCall),
      read: readNothing,
    });
    if (answer.ok) return some.map(() => done);
    return some.length === 1 && answer.failure.kind === 'gone' ? [done] : answer.failure;
  });
}

const done: Outcome<null> = { ok: true, value: null };

/** HubSpot clears a property with an empty string; the client's types and the docs want strings everywhere. */
function onTheWire(properties: Properties): Record<string, string> {
  return mapValues(properties, (value) => (value === null ? '' : String(value)));
}

const unanswered: Failure = {
  kind: 'unknown',
  code: 'ROW_NOT_ANSWERED',
  message: 'HubSpot took the call and did not say what became of this row.',
};

const deleted: Failure = { kind: 'gone', code: 'OBJECT_NOT_FOUND', message: 'HubSpot has no such record.' };

function merged(mergedInto: string): Failure {
  return { kind: 'gone', code: 'MERGED', message: 'The HubSpot record was merged into another.', mergedInto };
}
