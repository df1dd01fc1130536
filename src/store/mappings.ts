/** What connections' mappings were said in: every version is kept, and the live one stands in the settings as well. */
import type { MappingDocument, SavedMapping } from '../core/mapping-document';
import { objectTypes, type ObjectType } from '../core/record';
import type { StoredConnection } from './connections';
import { ofConnection } from './links';
import { rows, type EntityManager } from './transaction';

type ConnectionName = Pick<StoredConnection, 'tenantId' | 'id'>;

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
