/** Marks the relatives of what was settled: parents that a child waits for, and children that waited for a parent. */
import { bulkLanes, lanes, type Lane } from '../core/lane';
import type { ObjectType } from '../core/record';
import { onMarkedAgain, type StreamName } from './dirty-set';
import { isBegun, leavesToWaves } from './migration-waves';
import { rows, type EntityManager } from './transaction';

const bulk = bulkLanes.map((lane) => lanes[lane]);

/**
 * Marks the parents of these records that nobody has begun with, in the lane of the children: a child that is urgent does not wait for
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
        where (select ${isBegun}
                 from link l
                where l.tenant_id = $1 and l.connection_id = $2 and l.object = p.object and l.source_id = p.source_id) is not true
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

/**
 * Marks the children of parents that were settled: those that the CRM has not been told to join to the parent's present
 * id. A parked child waits for a person or for a change of its own, and one that nobody has begun with nor marked for a wave, where
 * a migration is to bring it. Answers the streams to wake.
 */
export async function markChildren(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  mark: { readonly parentIds: readonly string[]; readonly lane?: Lane; readonly now: Date },
): Promise<readonly StreamName[]> {
  const reference = { company: 'companyId', customer: 'customerId', order: null }[stream.object];
  if (reference === null || mark.parentIds.length === 0) return [];
  const column = reference === 'companyId' ? 'company_id' : 'customer_id';
  // Children first, and their links one by one from the index of keys, as `readHolders` does and for its reason.
  const marked = await rows<{ object: ObjectType }>(
    tx,
    `with child as materialized (
       select r.object, r.source_id, r.${column} as parent_id from record r
        where r.tenant_id = $1 and r.${column} = any($4) and r.deleted_at is null
     ), marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
       select $1, $2, c.object, c.source_id, $7, $5
         from child c
         cross join lateral (
           select external_id from link
            where (source_id, object, connection_id, tenant_id) >= (c.parent_id, $3, $2, $1)
              and (source_id, object, connection_id, tenant_id) <= (c.parent_id, $3, $2, $1)
            order by source_id, object, connection_id, tenant_id limit 1
         ) p
         left join lateral (
           select source_id, external_id, state, associations from link
            where (source_id, object, connection_id, tenant_id) >= (c.source_id, c.object, $2, $1)
              and (source_id, object, connection_id, tenant_id) <= (c.source_id, c.object, $2, $1)
            order by source_id, object, connection_id, tenant_id limit 1
         ) l on true
        where l.state is distinct from 'parked' and l.state is distinct from 'gone'
          and (l.external_id is null or l.associations ->> $6 is distinct from p.external_id)
          and (not ${leavesToWaves} or l.source_id is not null or (
            select k.lane from dirty k
             where k.tenant_id = $1 and k.connection_id = $2 and k.object = c.object and k.source_id = c.source_id) is not null)
        order by c.object, c.source_id
       ${onMarkedAgain}
       returning object
     ) select distinct object from marked`,
    [tenantId, stream.connectionId, stream.object, mark.parentIds, mark.now, reference, lanes[mark.lane ?? 'live']],
  );
  return marked.map((row) => ({ connectionId: stream.connectionId, object: row.object }));
}
