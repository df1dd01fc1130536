/**
 * The dirty set: one row per link that is to be looked at. Marking twice is marking once; a mark while the row is in a
 * worker's hands raises its revision, so that the settle leaves it and it runs again. Whoever marks or settles takes rows
 * in the order of the key (connection, object type by name, id), and locks the connection itself after them. What is
 * rare (a wave that is taken back) takes them as they stand, since sorting them first would double how long others wait for it, and is
 * done again should Postgres end it. Whoever marks or drops many does so by slices (ADR 21).
 */
import { laneNames, laneNumbered, lanes, type Lane } from '../core/lane';
import type { ObjectType } from '../core/record';
import { rows, type EntityManager } from './transaction';

/** What a look is for, as a journal entry says it: its lane, and that the CRM told of a change. */
export function signalsOf({ lane, readsRemote }: Pick<DirtyRow, 'lane' | 'readsRemote'>): readonly Lane[] {
  const own = laneNumbered(lane);
  return readsRemote && lane !== lanes.inbound ? [own, 'inbound'] : [own];
}

/** The stream that a mark belongs to: who is to be woken once the transaction has committed. */
export interface StreamName {
  readonly connectionId: string;
  readonly object: ObjectType;
}

export interface DirtyRow {
  /** Where the row is, as long as nobody writes it (Postgres' ctid). */
  readonly place: string;
  readonly sourceId: string;
  readonly lane: number;
  readonly revision: number;
  readonly attempts: number;
  /** How many workers died with it in hand. */
  readonly crashes: number;
  /** The CRM says that something changed there: the look reads its record. */
  readonly readsRemote: boolean;
}

/**
 * A fresh signal must not cut a failing record's backoff short, or one broken record that is edited often would drain
 * the account's quota. What is parked has no row here, so a mark inserts one and frees it.
 */
export const onMarkedAgain = `
  on conflict (tenant_id, connection_id, object, source_id) do update
     set revision = d.revision + 1, lane = least(d.lane, excluded.lane), reads_remote = d.reads_remote or excluded.reads_remote,
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

/**
 * The next due rows of a stream, in lane order, oldest first, but for those that are in hand already. Claims nothing: the
 * stream's lease is the claim.
 */
export async function nextDue(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  limit: {
    readonly rows: number;
    readonly now: Date;
    readonly inHand?: readonly string[];
    /** Left out: all. */
    readonly lanes?: readonly Lane[];
    /** No others than these; left out: all. */
    readonly only?: readonly string[];
  },
): Promise<readonly DirtyRow[]> {
  // One index range per lane: a plain "order by lane, due_at" would walk over all rows that wait in a backoff.
  return rows<DirtyRow>(
    tx,
    `select due.ctid as place, due.source_id as "sourceId", due.lane, due.revision, due.attempts, due.crashes,
            due.reads_remote as "readsRemote"
       from unnest($7::smallint[]) as lanes (lane)
       cross join lateral (
         select d.ctid, d.source_id, d.lane, d.revision, d.attempts, d.crashes, d.reads_remote, d.due_at from dirty d
          where d.tenant_id = $1 and d.connection_id = $2 and d.object = $3 and d.lane = lanes.lane and d.due_at <= $4
            and d.source_id <> all($6) and ($8::text[] is null or d.source_id = any($8))
          order by d.due_at limit $5
       ) due
      order by due.lane, due.due_at limit $5`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      limit.now,
      limit.rows,
      limit.inHand ?? [],
      numbersOf(limit.lanes ?? laneNames),
      limit.only ?? null,
    ],
  );
}

const numbersOf = (some: readonly Lane[]): readonly number[] => some.map((lane) => lanes[lane]);

/** How many rows of a stream are due in these lanes, counted no further than `atMost`. */
export async function countDue(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { lanes: some, now, atMost }: { readonly lanes: readonly Lane[]; readonly now: Date; readonly atMost: number },
): Promise<number> {
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    tx,
    `select count(*)::int as count from (
       select from unnest($6::smallint[]) as lanes (lane)
         cross join lateral (
           select from dirty
            where tenant_id = $1 and connection_id = $2 and object = $3 and lane = lanes.lane and due_at <= $4
            order by due_at limit $5
         ) due
        limit $5
     ) due`,
    [tenantId, stream.connectionId, stream.object, now, atMost, numbersOf(some)],
  );
  return count;
}

/**
 * The rows that were taken, at their places ($4). This table is emptied all day, so what the planner knows of it is often that
 * it is nearly empty; asked for them by key it then reads every row of the stream and joins, which with a million marks
 * takes longer for each batch than all the rest. `is not distinct from` is `=` that no index is used for. A row that
 * was marked meanwhile has another place and another revision, and is left alone.
 */
const taken = `d.ctid = any(array(select unnest($4::tid[])))
        and d.tenant_id = $1 and d.connection_id is not distinct from $2 and d.object is not distinct from $3
        and d.source_id = s.source_id and d.revision = s.revision`;

/** The parameters $1 to $6: where the rows are, and that they still are what was taken. */
const parametersOf = (tenantId: string, { connectionId, object }: StreamName, all: readonly DirtyRow[]): unknown[] => [
  tenantId,
  connectionId,
  object,
  all.map((row) => row.place),
  all.map((row) => row.sourceId),
  all.map((row) => row.revision),
];

/**
 * Locks the rows that were taken, by their ids, before they are removed and postponed: both go by places, and whoever marks many
 * records goes by their ids, so that the two would wait for each other. Postgres ends one of them then, after a second.
 */
export async function lockTaken(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  all: readonly DirtyRow[],
): Promise<void> {
  if (all.length < 2) return;
  await tx.query(
    `select from dirty d, unnest($5::text[], $6::integer[]) as s (source_id, revision)
      where ${taken} order by d.source_id for update of d`,
    parametersOf(tenantId, stream, all),
  );
}

/** Rows whose look is over: gone from the set, unless they were marked meanwhile. */
export async function removeSettled(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  settled: readonly DirtyRow[],
): Promise<void> {
  if (settled.length === 0) return;
  await tx.query(
    `delete from dirty d using unnest($5::text[], $6::integer[]) as s (source_id, revision)
      where ${taken}`,
    parametersOf(tenantId, stream, settled),
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
  if (postponed.length === 0) return;
  await tx.query(
    `update dirty d set due_at = s.due_at, attempts = s.attempts, crashes = 0, lane = s.lane
       from unnest($5::text[], $6::integer[], $7::timestamptz[], $8::integer[], $9::smallint[])
            as s (source_id, revision, due_at, attempts, lane)
      where ${taken}`,
    [
      ...parametersOf(
        tenantId,
        stream,
        postponed.map(({ row }) => row),
      ),
      postponed.map(({ dueAt }) => dueAt),
      postponed.map(({ attempts }) => attempts),
      postponed.map(({ lane }) => lane),
    ],
  );
}

/**
 * One crash more for rows whose worker died, so that a record which kills its process parks itself. Answers how many of them the
 * one has now that has most.
 */
export async function countCrash(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  sourceIds: readonly string[],
): Promise<number> {
  const inHand = `tenant_id = $1 and connection_id = $2 and object = $3 and source_id = any($4)`;
  const parameters = [tenantId, stream.connectionId, stream.object, sourceIds];
  await tx.query(`select from dirty where ${inHand} order by source_id for update`, parameters);
  const [counted] = await rows<{ most: number }>(
    tx,
    `with counted as (update dirty set crashes = crashes + 1 where ${inHand} returning crashes)
     select coalesce(max(crashes), 0)::int as most from counted`,
    parameters,
  );
  return counted?.most ?? 0;
}

/** What is left to look at of a tenant's links: how many soon, by object type, and when all of the others are due. */
export async function countOpen(
  tx: EntityManager,
  tenantId: string,
  soon: Date,
): Promise<{ readonly soon: Readonly<Record<string, number>>; readonly allDueAt: Date | null }> {
  const counts = await rows<{ object: ObjectType; soon: number; all_due_at: Date | null }>(
    tx,
    `select object, count(*) filter (where due_at <= $2)::int as soon, max(due_at) filter (where due_at > $2) as all_due_at
       from dirty where tenant_id = $1 group by object`,
    [tenantId, soon],
  );
  const late = counts.flatMap(({ all_due_at }) => (all_due_at === null ? [] : [all_due_at.getTime()]));
  return {
    soon: Object.fromEntries(counts.map((row) => [row.object, row.soon])),
    allDueAt: late.length === 0 ? null : new Date(Math.max(...late)),
  };
}
