/** The order system's last words. Written with one statement per batch; a concurrent write makes the batch start over. */
import type { Fields, ObjectType, OrderLine, SourceRecord } from '../core/record';
import { lanes, type Lane } from '../core/lane';
import { type StreamName } from './dirty-set';
import { rows, rowsOfCall, TryAgain, type DataSource, type EntityManager } from './transaction';

interface RecordRow {
  source_id: string;
  fields: Fields;
  lines: OrderLine[] | null;
  field_at: Record<string, string>;
  updated_at: Date;
  deleted_at: Date | null;
  erased_at: Date | null;
  revision: number;
  request_id: string | null;
  requests: Record<string, string> | null;
}

const toRecord = (object: ObjectType, row: RecordRow): SourceRecord => ({
  object,
  sourceId: row.source_id,
  fields: row.fields,
  ...(row.lines && { lines: row.lines }),
  updatedAt: row.updated_at,
  fieldAt: row.field_at,
  deletedAt: row.deleted_at,
  ...(row.erased_at && { erasedAt: row.erased_at }),
  revision: row.revision,
  ...(row.request_id !== null && { requestId: row.request_id }),
  ...(row.requests && { requests: row.requests }),
});

/** The records with these ids, deleted ones included, by source id. */
export async function readRecords(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceRecord>> {
  if (sourceIds.length === 0) return new Map();
  const found = await rows<RecordRow>(
    tx,
    `select source_id, fields, lines, field_at, updated_at, deleted_at, erased_at, revision, request_id, requests from record
      where tenant_id = $1 and object = $2 and source_id = any($3)`,
    [tenantId, object, sourceIds],
  );
  return new Map(found.map((row) => [row.source_id, toRecord(object, row)]));
}

/** Those that were said last, without deleted ones. */
export async function newestRecords(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  limit: number,
): Promise<readonly SourceRecord[]> {
  const found = await rows<RecordRow>(
    tx,
    `select source_id, fields, lines, field_at, updated_at, deleted_at, erased_at, revision, request_id, requests from record
      where tenant_id = $1 and object = $2 and deleted_at is null order by updated_at desc, source_id limit $3`,
    [tenantId, object, limit],
  );
  return found.map((row) => toRecord(object, row));
}

/** The records with these ids, in a transaction of its own and one round trip. */
export async function readRecordsAlone(
  database: DataSource,
  tenantId: string,
  object: ObjectType,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceRecord>> {
  const found = await rowsOfCall<RecordRow>(database, readCall, [tenantId, object, sourceIds]);
  return new Map(found.map((row) => [row.source_id, toRecord(object, row)]));
}

const readCall = { name: 'read_records', text: 'select * from read_records($1, $2, $3)' };

/** Makes other writers of these records wait for this transaction; in the order in which `storeRecords` takes them. */
export async function lockRecords(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceIds: readonly string[],
): Promise<void> {
  await tx.query(
    `select from record where tenant_id = $1 and object = $2 and source_id = any($3) order by source_id collate "C" for update`,
    [tenantId, object, sourceIds],
  );
}

export interface StoredWrites {
  /** Each one revision ahead of what is there. */
  readonly records: readonly SourceRecord[];
  /** Those whose values changed: every connection of the tenant is to look at them. */
  readonly changed: readonly string[];
  readonly lane: Lane;
  readonly now: Date;
  /**
   * None of the records was there a moment ago. Then neither they nor their marks are looked for before they are inserted,
   * which takes a third off a first load; should somebody else have been faster, the keys say so.
   */
  readonly unseen: boolean;
}

/** serialization_failure and unique_violation: how the database says that somebody else was faster. */
const overtaken = new Set(['40001', '23505']);

function tryAgainIfOvertaken(error: unknown): never {
  const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
  throw overtaken.has(code) ? new TryAgain('a record was written meanwhile', { cause: error }) : error;
}

/**
 * Stores records of one object type and marks what changed, in one call (`store_records`, whose SQL stands in its schema
 * migration): who is told that a record is stored is told that it is on its way. A mark frees what was parked. Without a
 * transaction it is one of its own. Answers the streams to wake. Throws `TryAgain` when another writer was faster, so that
 * the caller reads and decides again; no lock is held while deciding.
 */
export async function storeRecords(
  tx: EntityManager | DataSource,
  tenantId: string,
  object: ObjectType,
  { records, changed, lane, now, unseen }: StoredWrites,
): Promise<readonly StreamName[]> {
  if (records.length === 0) return [];
  const parameters = [tenantId, object, toRows(records), changed, lanes[lane], now, unseen];
  const [done] = await rowsOfCall<{ connections: string[] }>(tx, storeCall, parameters).catch(tryAgainIfOvertaken);
  return streamsOf(done?.connections, object);
}

const storeCall = {
  name: 'store_records',
  text: 'select store_records($1, $2, $3, $4, $5, $6, $7) as connections',
};

/** Either they were stored, or some record of theirs stands there and nothing was. */
export type StoredUnseen =
  | { readonly stored: true; readonly woken: readonly StreamName[] }
  | { readonly stored: false; readonly standing: ReadonlyMap<string, SourceRecord> };

/**
 * As `storeRecords`, if none of the records is there yet, else reads those that are: one call and one transaction of its
 * own either way. Throws `TryAgain` as well.
 */
export async function storeUnseenRecords(
  database: DataSource,
  tenantId: string,
  object: ObjectType,
  { records, changed, lane, now }: Omit<StoredWrites, 'unseen'>,
): Promise<StoredUnseen> {
  const sourceIds = records.map(({ sourceId }) => sourceId);
  const found = await rowsOfCall<RecordRow & { connections: string[] | null }>(database, storeUnseenCall, [
    tenantId,
    object,
    sourceIds,
    toRows(records),
    changed,
    lanes[lane],
    now,
  ]).catch(tryAgainIfOvertaken);
  const connections = found[0]?.connections;
  if (connections) return { stored: true, woken: streamsOf(connections, object) };
  return { stored: false, standing: new Map(found.map((row) => [row.source_id, toRecord(object, row)])) };
}

const storeUnseenCall = {
  name: 'store_unseen_or_read',
  text: 'select * from store_unseen_or_read($1, $2, $3, $4, $5, $6, $7)',
};

/** Sorted: two batches that share records take their rows in one order and cannot deadlock. */
function toRows(records: readonly SourceRecord[]): string {
  const sorted = [...records].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
  return JSON.stringify(
    sorted.map((record) => ({
      source_id: record.sourceId,
      fields: record.fields,
      lines: record.lines ?? null,
      field_at: record.fieldAt,
      updated_at: record.updatedAt,
      deleted_at: record.deletedAt,
      revision: record.revision,
      ...(record.requestId !== undefined && { request_id: record.requestId }),
      ...(record.requests && { requests: record.requests }),
    })),
  );
}

const streamsOf = (connections: readonly string[] = [], object: ObjectType): readonly StreamName[] =>
  connections.map((connectionId) => ({ connectionId, object }));
