/**
 * The waves of a migration in the dirty set: what they release, what is taken back of them, and how they stand. All marks are in
 * the lane `migration`. A record was begun once it has a link that says something of it; nothing that was begun is released.
 */
import type { Migration, ParkedCount, Released } from '../core/migration';
import type { Portion } from '../core/migration-step';
import { lanes } from '../core/lane';
import { objectTypes, type ObjectType } from '../core/record';
import { bySlices, readByKey, rows, rowsOfSlice, type DataSource, type EntityManager } from './transaction';

type Name = Pick<Migration, 'tenantId' | 'connectionId'>;

/** Of a link `l`, that it says something of its record: more than that its account took no calls. */
export const isBegun = `not (l.state = 'pending' and l.external_id is null and l.intents = '[]'
                         and coalesce(l.reason ->> 'code', '') not like 'parent-%')`;

/**
 * Of a record `r`, that nobody has begun with it and nobody is about to: no mark, and no link but one that says that its account
 * took no calls. Subqueries that are read by key, one by one: a join would be planned by what a table has that is being filled.
 */
const isUnbegun = `r.deleted_at is null
        and (select d.lane from dirty d
              where d.tenant_id = r.tenant_id and d.connection_id = $2 and d.object = r.object and d.source_id = r.source_id) is null
        and (select ${isBegun}
               from link l
              where l.tenant_id = r.tenant_id and l.connection_id = $2 and l.object = r.object and l.source_id = r.source_id
            ) is not true`;

/**
 * Of a connection ($2), that records which nobody has begun with are its migration's to bring: one is open, or its first load is
 * planned and none is done. Read once for a statement, however many rows that has.
 */
export const leavesToWaves = `(
        exists (select from migration m where m.tenant_id = $1 and m.connection_id = $2 and m.state not in ('done', 'cancelled'))
        or exists (select from connection c where c.tenant_id = $1 and c.id = $2 and c.settings ->> 'firstLoad' = 'planned')
           and not exists (select from migration m where m.tenant_id = $1 and m.connection_id = $2 and m.state = 'done'))`;

/** The next records after a place that nobody has begun with, all of one type; null: there are none. */
export async function nextPortion(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  wanted: { readonly after: Released | null; readonly count: number },
): Promise<Portion | null> {
  const { after, count } = wanted;
  for (const object of objectTypes) {
    if (after && objectTypes.indexOf(object) < objectTypes.indexOf(after.object)) continue;
    const from = after?.object === object ? after.sourceId : '';
    const found = await rows<{ source_id: string }>(
      tx,
      `select r.source_id from record r
        where r.tenant_id = $1 and r.object = $3 and r.source_id > $4 and ${isUnbegun}
        order by r.source_id limit $5`,
      [tenantId, connectionId, object, from, count],
    );
    if (found.length > 0) return { object, sourceIds: found.map((row) => row.source_id) };
  }
  return null;
}

/** Of these records, those that nobody has begun with: of the first type that has any; null: there are none. */
export async function unbegunOf(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  records: readonly Released[],
): Promise<Portion | null> {
  for (const object of objectTypes) {
    const ids = records.filter((one) => one.object === object).map(({ sourceId }) => sourceId);
    if (ids.length === 0) continue;
    const found = await rows<{ source_id: string }>(
      tx,
      `select r.source_id from record r
        where r.tenant_id = $1 and r.object = $3 and r.source_id = any($4) and ${isUnbegun}
        order by r.source_id`,
      [tenantId, connectionId, object, ids],
    );
    if (found.length > 0) return { object, sourceIds: found.map((row) => row.source_id) };
  }
  return null;
}

/** Marks them, but for those that somebody has marked in the meantime. */
export async function release(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  { object, sourceIds }: Portion,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
     select $1, $2, $3, s.source_id, ${lanes.migration}, $5 from unnest($4::text[]) as s (source_id) order by s.source_id
     on conflict do nothing`,
    [tenantId, connectionId, object, sourceIds, now],
  );
}

/**
 * Takes back what is marked in the lane, was not begun and is in nobody's hands. Answers how many. A worker that takes rows in this
 * very moment does what it has read; should it die with that, its intents mark the records again.
 */
export async function withdraw(tx: EntityManager, { tenantId, connectionId }: Name): Promise<number> {
  const [taken] = await rows<{ count: number }>(
    tx,
    `with taken as (
       delete from dirty d
        where d.tenant_id = $1 and d.connection_id = $2 and d.lane = ${lanes.migration}
          and not exists (select from stream s where s.tenant_id = $1 and s.connection_id = $2 and s.object = d.object
                             and d.source_id = any(s.in_hand))
          and (select ${isBegun}
                 from link l
                where l.tenant_id = $1 and l.connection_id = $2 and l.object = d.object and l.source_id = d.source_id) is not true
       returning 1
     ) select count(*)::int as count from taken`,
    [tenantId, connectionId],
  );
  return taken?.count ?? 0;
}

/** Of a mark `d` ($1, $2), that nobody has begun with its record nor has it in hand; $3: whatever its lane is. Read by key or place, as above and in `taken`. */
const isMarkOfUnbegun = `d.tenant_id = $1 and d.connection_id is not distinct from $2 and ($3 or d.lane = ${lanes.migration})
        and not exists (select from stream s where s.tenant_id = $1 and s.connection_id = $2 and s.object = d.object
                           and d.source_id = any(s.in_hand))
        and (select r.revision from record r
              where r.tenant_id = $1 and r.object = d.object and r.source_id = d.source_id) is not null
        and (select l.state from link l
              where l.tenant_id = $1 and l.connection_id = $2 and l.object = d.object and l.source_id = d.source_id) is null`;

/**
 * Drops marks of records that nobody has begun with, for the waves bring them: of a connection that has begun nothing all, else
 * those of the lane.
 */
export async function dropUnbegun(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  { ofAllLanes }: { readonly ofAllLanes: boolean },
): Promise<void> {
  await tx.query(`delete from dirty d where ${isMarkOfUnbegun}`, [tenantId, connectionId, ofAllLanes]);
}

/**
 * Drops those of all lanes some thousands at a time, each time in a transaction of its own: a write of the order system waits for
 * whoever drops its record's mark. All at once, 300,000 took 2.3 s (2026-11).
 */
export async function dropUnbegunBySlices(database: DataSource, name: Name, atOnce = rowsOfSlice): Promise<void> {
  const first: Released = { object: objectTypes[0], sourceId: '' };
  await bySlices(database, name.tenantId, first, (tx, after) => dropAfter(tx, name, after, atOnce));
}

/** Answers the last mark that it has seen; undefined: there were no more. */
async function dropAfter(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  after: Released,
  atOnce: number,
): Promise<Released | undefined> {
  await readByKey(tx);
  const [last] = await rows<Released>(
    tx,
    `with slice as materialized (
       select ctid, source_id, object from dirty
        where (source_id, object, connection_id, tenant_id) > ($4, $5, $2, $1) and tenant_id = $1 and connection_id = $2
        order by source_id, object, connection_id, tenant_id limit $6
     ), dropped as (
       delete from dirty d where d.ctid = any(array(select ctid from slice)) and ${isMarkOfUnbegun}
     ) select object, source_id as "sourceId" from slice order by source_id desc, object desc limit 1`,
    [tenantId, connectionId, true, after.sourceId, after.object, atOnce],
  );
  return last;
}

/** Whether something in the lane is still to be begun: three looks at an index. */
export async function hasOpen(tx: EntityManager, { tenantId, connectionId }: Name): Promise<boolean> {
  const found = await rows(
    tx,
    `select o.object from unnest($3::text[]) as o (object)
      cross join lateral (
        select from dirty
         where tenant_id = $1 and connection_id = $2 and object = o.object and lane = ${lanes.migration}
         order by due_at limit 1
      ) open
      limit 1`,
    [tenantId, connectionId, objectTypes],
  );
  return found.length > 0;
}

/** What is parked of the connection, by type and reason. */
export async function countParked(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
): Promise<readonly ParkedCount[]> {
  return rows<ParkedCount>(
    tx,
    `select object, coalesce(reason ->> 'code', '') as code, min(reason ->> 'message') as message, count(*)::int as count
       from link where tenant_id = $1 and connection_id = $2 and state = 'parked' group by 1, 2 order by 1, 2`,
    [tenantId, connectionId],
  );
}

export interface Retrying {
  readonly count: number;
  readonly next: Date | null;
}

/** Records that are not in the CRM yet and will be tried again, counted no further than `atMost`. */
export async function countRetrying(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  atMost: number,
): Promise<Retrying> {
  const [counted] = await rows<Retrying>(
    tx,
    `select count(*)::int as count, min(due_at) as next from (
       select d.due_at from unnest($3::text[]) as o (object)
         cross join lateral (
           select due_at, source_id from dirty
            where tenant_id = $1 and connection_id = $2 and object = o.object and lane = ${lanes.retry}
            order by due_at limit $4
         ) d
         join link l on l.tenant_id = $1 and l.connection_id = $2 and l.object = o.object and l.source_id = d.source_id
        where l.external_id is null and l.state = 'pending'
     ) retrying`,
    [tenantId, connectionId, objectTypes, atMost],
  );
  return counted ?? { count: 0, next: null };
}

/** How many records the connection has no link of, by type. Reads all of them: when a person asks, and not by the way. */
export async function countUnlinked(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
): Promise<Readonly<Record<ObjectType, number>>> {
  const counts = await rows<{ object: ObjectType; count: number }>(
    tx,
    `select r.object, count(*)::int as count from record r
      where r.tenant_id = $1 and r.deleted_at is null
        and not exists (select from link l where l.tenant_id = $1 and l.connection_id = $2 and l.object = r.object
                           and l.source_id = r.source_id)
      group by 1`,
    [tenantId, connectionId],
  );
  const zero = { company: 0, customer: 0, order: 0 };
  return { ...zero, ...Object.fromEntries(counts.map(({ object, count }) => [object, count])) };
}
