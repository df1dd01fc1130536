/** The records that a migration would bring: those of a tenant that are not deleted and have no link on the connection. */
import type { StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

const isInScope = `r.tenant_id = $1 and r.deleted_at is null
        and (select l.state from link l where l.tenant_id = $1 and l.connection_id = $2 and l.object = r.object
                and l.source_id = r.source_id) is null`;

/** The next of them after an id, in the order in which they are released. */
export async function nextInScope(
  tx: EntityManager,
  tenantId: string,
  { connectionId, object }: StreamName,
  wanted: { readonly after: string; readonly count: number; readonly except: readonly string[] },
): Promise<readonly string[]> {
  const found = await rows<{ source_id: string }>(
    tx,
    `select r.source_id from record r
      where r.object = $3 and r.source_id > $4 and r.source_id <> all($6) and ${isInScope}
      order by r.source_id limit $5`,
    [tenantId, connectionId, object, wanted.after, wanted.count, wanted.except],
  );
  return found.map((row) => row.source_id);
}

/** Some of them, evenly chosen and the same each time, whatever their ids are like. Reads all records of the type. */
export async function sampleScope(
  tx: EntityManager,
  tenantId: string,
  { connectionId, object }: StreamName,
  count: number,
): Promise<readonly string[]> {
  const found = await rows<{ source_id: string }>(
    tx,
    `select r.source_id from record r where r.object = $3 and ${isInScope}
      order by hashtextextended(r.source_id, 0), r.source_id limit $4`,
    [tenantId, connectionId, object, count],
  );
  return found.map((row) => row.source_id).sort();
}

/** Records that the order system has changed last in this time, by its own word. Reads all of the tenant's. */
export async function countChanged(
  tx: EntityManager,
  tenantId: string,
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<number> {
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    tx,
    'select count(*)::int as count from record where tenant_id = $1 and updated_at > $2 and updated_at <= $3',
    [tenantId, since, now],
  );
  return count;
}
