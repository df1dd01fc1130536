/** Parents that nobody has begun with, which a child waits for. */
import { bulkLanes, lanes, type Lane } from '../core/lane';
import type { StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

const bulk = bulkLanes.map((lane) => lanes[lane]);

/**
 * Marks the parents of these records that have no link yet, in the lane of the children: a child that is urgent does not wait for
 * the wave that would bring its parent. Answers the streams to wake.
 */
export async function markMissingParents(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  mark: { readonly childIds: readonly string[]; readonly lane: Lane; readonly now: Date },
): Promise<readonly StreamName[]> {
  if (mark.childIds.length === 0) return [];
  const marked = await rows<Pick<StreamName, 'object'>>(
    tx,
    `with parent as materialized (
       select distinct p.object, p.source_id
         from record c
         cross join lateral (values ('company', c.company_id), ('customer', c.customer_id)) as p (object, source_id)
        where c.tenant_id = $1 and c.object = $3 and c.source_id = any($4) and p.source_id is not null
     ), marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
       select $1, $2, p.object, p.source_id, $5, $6
         from parent p
         join record r on r.tenant_id = $1 and r.object = p.object and r.source_id = p.source_id and r.deleted_at is null
        where (select l.state from link l
                where l.tenant_id = $1 and l.connection_id = $2 and l.object = p.object and l.source_id = p.source_id) is null
        order by p.object, p.source_id
       on conflict (tenant_id, connection_id, object, source_id) do update
          set lane = excluded.lane, due_at = least(d.due_at, excluded.due_at)
        where d.lane = any($7) and excluded.lane < d.lane
       returning object
     ) select distinct object from marked`,
    [tenantId, stream.connectionId, stream.object, mark.childIds, lanes[mark.lane], mark.now, bulk],
  );
  return marked.map(({ object }) => ({ connectionId: stream.connectionId, object }));
}
