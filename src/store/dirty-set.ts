/**
 * The dirty set: one row per link that is to be looked at. Marking twice is marking once; a mark while the row is in a
 * worker's hands raises its revision, so that the settle leaves it and it runs again.
 */
import type { ObjectType } from '../core/record';
import { rows, type EntityManager } from './transaction';

export const lanes = { live: 0, inbound: 1, retry: 2, migration: 3, audit: 4 } as const;
export type Lane = keyof typeof lanes;

/** The stream that a mark belongs to: who is to be woken once the transaction has committed. */
export interface StreamName {
  readonly connectionId: string;
  readonly object: ObjectType;
}

export interface DirtyRow {
  readonly sourceId: string;
  readonly lane: number;
  readonly revision: number;
  readonly attempts: number;
  /** How many workers died with it in hand. */
  readonly crashes: number;
}

/**
 * A fresh signal must not cut a failing record's backoff short, or one broken record that is edited often would drain
 * the account's quota. What is parked has no row here, so a mark inserts one and frees it.
 */
const onMarkedAgain = `
  on conflict (tenant_id, connection_id, object, source_id) do update
     set revision = d.revision + 1, lane = least(d.lane, excluded.lane),
         due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end`;

/**
 * Marks links of one connection, because something around them changed.
 */
export async function markLinks(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  mark: { readonly sourceIds: readonly string[]; readonly lane: Lane; readonly now: Date },
): Promise<void> {
  await tx.query(
    `insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
     select $1, $2, $3, s.source_id, $5, $6 from unnest($4::text[]) as s (source_id) order by s.source_id
     ${onMarkedAgain}`,
    [tenantId, stream.connectionId, stream.object, [...mark.sourceIds].sort(), lanes[mark.lane], mark.now],
  );
}

/** Marks what waits for a person: all of the tenant, or what is named. Answers the streams to wake, with their marks. */
export async function markWaiting(
  tx: EntityManager,
  tenantId: string,
  chosen: { readonly connectionId?: string; readonly type?: ObjectType; readonly id?: string },
  now: Date,
): Promise<readonly (StreamName & { readonly count: number })[]> {
  return rows(
    tx,
    `with marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
       select tenant_id, connection_id, object, source_id, ${lanes.live}, $5 from link
        where tenant_id = $1 and state in ('parked', 'conflict') and connection_id = coalesce($2, connection_id)
          and object = coalesce($3, object) and source_id = coalesce($4, source_id)
        order by connection_id, object, source_id
       ${onMarkedAgain}
       returning connection_id, object
     ) select connection_id as "connectionId", object, count(*)::int as count from marked group by 1, 2`,
    [tenantId, chosen.connectionId ?? null, chosen.type ?? null, chosen.id ?? null, now],
  );
}

/**
 * Marks the children of parents that were settled: those that the CRM has not been told to join to the parent's present
 * id. A parked child waits for a person or for a change of its own. Answers the streams to wake.
 */
export async function markChildren(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  mark: { readonly parentIds: readonly string[]; readonly now: Date },
): Promise<readonly StreamName[]> {
  const reference = { company: 'companyId', customer: 'customerId', order: null }[stream.object];
  if (reference === null || mark.parentIds.length === 0) return [];
  const column = reference === 'companyId' ? 'company_id' : 'customer_id';
  const marked = await rows<{ object: ObjectType }>(
    tx,
    `with marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
       select r.tenant_id, $2, r.object, r.source_id, ${lanes.live}, $5
         from record r
         join link p on p.tenant_id = r.tenant_id and p.connection_id = $2 and p.object = $3 and p.source_id = r.${column}
         left join link l on l.tenant_id = r.tenant_id and l.connection_id = $2 and l.object = r.object and l.source_id = r.source_id
        where r.tenant_id = $1 and r.${column} = any($4) and r.deleted_at is null
          and l.state is distinct from 'parked' and l.state is distinct from 'gone'
          and (l.external_id is null or l.associations ->> $6 is distinct from p.external_id)
        order by r.object, r.source_id
       ${onMarkedAgain}
       returning object
     ) select distinct object from marked`,
    [tenantId, stream.connectionId, stream.object, mark.parentIds, mark.now, reference],
  );
  return marked.map((row) => ({ connectionId: stream.connectionId, object: row.object }));
}

/** The next due rows of a stream, in lane order, oldest first. Claims nothing: the stream's lease is the claim. */
export async function nextDue(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  limit: { readonly rows: number; readonly now: Date },
): Promise<readonly DirtyRow[]> {
  // One index range per lane: a plain "order by lane, due_at" would walk over all rows that wait in a backoff.
  return rows<DirtyRow>(
    tx,
    `select due.source_id as "sourceId", due.lane, due.revision, due.attempts, due.crashes
       from unnest(array[0, 1, 2, 3, 4]::smallint[]) as lanes (lane)
       cross join lateral (
         select d.source_id, d.lane, d.revision, d.attempts, d.crashes, d.due_at from dirty d
          where d.tenant_id = $1 and d.connection_id = $2 and d.object = $3 and d.lane = lanes.lane and d.due_at <= $4
          order by d.due_at limit $5
       ) due
      order by due.lane, due.due_at limit $5`,
    [tenantId, stream.connectionId, stream.object, limit.now, limit.rows],
  );
}

/** Rows whose look is over: gone from the set, unless they were marked meanwhile. */
export async function removeSettled(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  settled: readonly DirtyRow[],
): Promise<void> {
  await tx.query(
    `delete from dirty d using unnest($4::text[], $5::integer[]) as s (source_id, revision)
      where d.tenant_id = $1 and d.connection_id = $2 and d.object = $3 and d.source_id = s.source_id and d.revision = s.revision`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      settled.map((row) => row.sourceId),
      settled.map((row) => row.revision),
    ],
  );
}

export interface Postponed {
  readonly row: DirtyRow;
  readonly lane: number;
  readonly dueAt: Date;
  readonly attempts: number;
}

/** Rows that are looked at again later; one that was marked meanwhile keeps its mark. */
export async function postpone(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  postponed: readonly Postponed[],
): Promise<void> {
  await tx.query(
    `update dirty d set due_at = s.due_at, attempts = s.attempts, crashes = 0, lane = s.lane
       from unnest($4::text[], $5::integer[], $6::timestamptz[], $7::integer[], $8::smallint[])
            as s (source_id, revision, due_at, attempts, lane)
      where d.tenant_id = $1 and d.connection_id = $2 and d.object = $3 and d.source_id = s.source_id and d.revision = s.revision`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      postponed.map(({ row }) => row.sourceId),
      postponed.map(({ row }) => row.revision),
      postponed.map(({ dueAt }) => dueAt),
      postponed.map(({ attempts }) => attempts),
      postponed.map(({ lane }) => lane),
    ],
  );
}

/** One crash more for rows whose worker died, so that a record which kills its process parks itself. */
export async function countCrash(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  sourceIds: readonly string[],
): Promise<void> {
  await tx.query(
    `update dirty set crashes = crashes + 1
      where tenant_id = $1 and connection_id = $2 and object = $3 and source_id = any($4)`,
    [tenantId, stream.connectionId, stream.object, sourceIds],
  );
}

/** How many links of the tenant are to be looked at, by object type. */
export async function countDirty(tx: EntityManager, tenantId: string): Promise<Readonly<Record<string, number>>> {
  const counts = await rows<{ object: ObjectType; count: number }>(
    tx,
    'select object, count(*)::int as count from dirty where tenant_id = $1 group by object',
    [tenantId],
  );
  return Object.fromEntries(counts.map(({ object, count }) => [object, count]));
}
