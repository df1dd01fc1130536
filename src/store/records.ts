/** The order system's last words. Written with one statement per batch; a concurrent write makes the batch start over. */
import type { Fields, ObjectType, OrderLine, SourceRecord } from '../core/record';
import { rows, TryAgain, type EntityManager } from './transaction';

interface RecordRow {
  source_id: string;
  fields: Fields;
  lines: OrderLine[] | null;
  field_at: Record<string, string>;
  updated_at: Date;
  deleted_at: Date | null;
  revision: number;
}

const toRecord = (object: ObjectType, row: RecordRow): SourceRecord => ({
  object,
  sourceId: row.source_id,
  fields: row.fields,
  ...(row.lines && { lines: row.lines }),
  updatedAt: row.updated_at,
  fieldAt: row.field_at,
  deletedAt: row.deleted_at,
  revision: row.revision,
});

/** The records with these ids, deleted ones included, by source id. */
export async function readRecords(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceRecord>> {
  const found = await rows<RecordRow>(
    tx,
    `select source_id, fields, lines, field_at, updated_at, deleted_at, revision from record
      where tenant_id = $1 and object = $2 and source_id = any($3)`,
    [tenantId, object, sourceIds],
  );
  return new Map(found.map((row) => [row.source_id, toRecord(object, row)]));
}

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

/**
 * Stores records, each of which must be one revision ahead of what is there. Throws `TryAgain` when another writer was
 * faster, so that the caller reads and decides again; no lock is held while deciding.
 */
export async function storeRecords(
  tx: EntityManager,
  tenantId: string,
  records: readonly SourceRecord[],
): Promise<void> {
  if (records.length === 0) return;
  // Sorted: two batches that share records take their rows in one order and cannot deadlock.
  const sorted = [...records].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
  const values = sorted.map((record) => ({
    object: record.object,
    source_id: record.sourceId,
    fields: record.fields,
    lines: record.lines ?? null,
    field_at: record.fieldAt,
    updated_at: record.updatedAt,
    deleted_at: record.deletedAt,
    revision: record.revision,
  }));
  const stored = await rows(
    tx,
    `insert into record as r (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision)
     select $1, v.object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision
       from jsonb_to_recordset($2::jsonb) as v (object text, source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                                updated_at timestamptz, deleted_at timestamptz, revision integer)
     on conflict (tenant_id, object, source_id) do update
        set fields = excluded.fields, lines = excluded.lines, field_at = excluded.field_at,
            updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, revision = excluded.revision
      where r.revision = excluded.revision - 1
     returning source_id`,
    [tenantId, JSON.stringify(values)],
  );
  if (stored.length !== records.length) throw new TryAgain('a record was written meanwhile');
}
