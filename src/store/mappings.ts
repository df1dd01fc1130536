/** What connections' mappings were said in: every version is kept, and the live one stands in the settings as well. */
import type { MappingDocument, SavedMapping } from '../core/mapping-document';
import { objectTypes, type ObjectType } from '../core/record';
import type { StoredConnection } from './connections';
import { lanes } from '../core/lane';
import { ofConnection } from './links';
import { leavesToWaves } from './migration-waves';
import { rows, type EntityManager } from './transaction';

type ConnectionName = Pick<StoredConnection, 'tenantId' | 'id'>;

/** Writers of records wait until the end of the transaction: each is seen and marked by the new mapping, or sees it. */
export async function keepWritersOut(tx: EntityManager): Promise<void> {
  await tx.query('lock table record in share mode');
}

/** Stores the next version and lets the connection go by it; what settings of old said of fields, the document says. */
export async function storeMapping(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  saved: SavedMapping,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into mapping_version (tenant_id, connection_id, version, document, created_at) values ($1, $2, $3, $4, $5)`,
    [tenantId, id, saved.version, saved.document, now],
  );
  await tx.query(
    `update connection
        set settings = (settings - 'fieldRules') || jsonb_build_object('mapping', $3::jsonb, 'customFields', '[]'::jsonb)
      where tenant_id = $1 and id = $2`,
    [tenantId, id, JSON.stringify(saved)],
  );
}

export interface MappingVersion {
  readonly version: number;
  readonly document: MappingDocument;
  readonly createdAt: Date;
}

/** A page of versions, the newest first. */
export async function listMappingVersions(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly MappingVersion[]> {
  return rows(
    tx,
    `select version, document, created_at as "createdAt" from mapping_version
      where tenant_id = $1 and connection_id = $2 and ($3::int is null or version < $3)
      order by version desc limit $4`,
    [tenantId, id, page.before, page.limit],
  );
}

/** The types of which the CRM holds something of ours: a field that is new to them has two sides. */
export async function linkedTypes(tx: EntityManager, { tenantId, id }: ConnectionName): Promise<readonly ObjectType[]> {
  const found = await rows<{ object: ObjectType }>(
    tx,
    `select object from unnest($3::text[]) as object
      where exists (select from link where ${ofConnection} and link.object = object.object and external_id is not null)`,
    [tenantId, id, objectTypes],
  );
  return found.map(({ object }) => object);
}

/**
 * Marks all records of these types, to be looked at by the new mapping, behind what is changed meanwhile; but for those that
 * nobody has begun with, where a migration is to bring them. Answers how many.
 * @param mark.reading those whose CRM records are to be read anew: a field counts that nobody looked at before
 */
export async function markForMapping(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  mark: { readonly objects: readonly ObjectType[]; readonly reading: readonly ObjectType[]; readonly now: Date },
): Promise<number> {
  const { objects, reading, now } = mark;
  const [marked] = await rows<{ count: number }>(
    tx,
    `with marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
       select tenant_id, $2, object, source_id, ${lanes.migration}, $4, object = any($5) from record
        where tenant_id = $1 and object = any($3)
          and (not ${leavesToWaves}
            or exists (select from link l where l.tenant_id = $1 and l.connection_id = $2 and l.object = record.object
                          and l.source_id = record.source_id)
            or exists (select from dirty k where k.tenant_id = $1 and k.connection_id = $2 and k.object = record.object
                          and k.source_id = record.source_id))
        order by object, source_id
       on conflict (tenant_id, connection_id, object, source_id) do update
          set revision = d.revision + 1, reads_remote = d.reads_remote or excluded.reads_remote,
              due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end
       returning 1
     ) select count(*)::int as count from marked`,
    [tenantId, id, objects, now, reading],
  );
  return marked?.count ?? 0;
}
