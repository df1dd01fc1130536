/**
 * Marks all records of a type for a connection, or all of a kind that may be as many. What is to be marked is noted in the transaction that
 * makes it necessary, and is done behind it, some thousands at a time, each time in a transaction of its own that also notes how far
 * it came: so no write waits for long, and whoever dies is followed by another (ADR 21).
 */
import { lanes } from '../core/lane';
import type { ObjectType } from '../core/record';
import type { Connection } from './connections';
import { onMarkedAgain } from './dirty-set';
import { leavesToWaves } from './migration-waves';
import { readByKey, rows, type DataSource, type EntityManager } from './transaction';

/**
 * - `unlinked`: the records that the connection has no link of, since it was made or said again
 * - `remapped`: all, since they are to be looked at by another mapping; but for those that nobody has begun with where a migration
 *   is to bring them
 * - `held-for-email`: those that its gate for e-mail addresses holds, since another gate may stand there
 */
export type MarkingKind = 'unlinked' | 'remapped' | 'held-for-email';

export interface Marking {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly object: ObjectType;
  readonly kind: MarkingKind;
}

/** For so long nobody else works at it, unless its next slice is marked before. */
const heldForMs = 60_000;

/**
 * Notes it, to be carried out by whoever asks, once this is committed. One that is under way begins anew. Before the connection is stored:
 * whoever marks holds the marking, then marks, and a settle locks the connection after its marks.
 * @param ask.reading of them the types whose CRM records are to be read anew
 */
export async function askToMark(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  ask: {
    readonly kind: MarkingKind;
    readonly objects: readonly ObjectType[];
    readonly reading?: readonly ObjectType[];
    readonly now: Date;
  },
): Promise<readonly Marking[]> {
  const { kind, objects, reading = [], now } = ask;
  await tx.query(
    `insert into marking as m (tenant_id, connection_id, object, kind, reads_remote, due_at)
     select $1, $2, o.object, $4, o.object = any($5), $6 from unnest($3::text[]) as o (object) order by o.object
     on conflict (tenant_id, connection_id, object, kind) do update
        set after_id = '', reads_remote = m.reads_remote or excluded.reads_remote, due_at = excluded.due_at`,
    [tenantId, id, objects, kind, reading, heldUntil(now)],
  );
  return objects.map((object) => ({ tenantId, connectionId: id, object, kind }));
}

const heldUntil = (now: Date): Date => new Date(now.getTime() + heldForMs);

/** One whose process has died, to be carried out by the caller. Null: there is none. One at a time of a connection and kind. */
export async function claimMarking(database: DataSource, now: Date): Promise<Marking | null> {
  const [claimed] = await rows<Marking>(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId", object, kind from claim_marking($1, make_interval(secs => $2))`,
    [now, heldForMs / 1_000],
  );
  return claimed ?? null;
}

/**
 * Before the first slice. A write that has not seen what is new of the connection may be under way: it stores its record first, so that
 * its lock is waited for, and what it has stored is seen from then on. One that stores later sees the connection, and marks its record
 * itself.
 */
export async function waitForWriters(tx: EntityManager): Promise<void> {
  await tx.query('lock table record in share mode');
}

export interface Slice {
  readonly marked: number;
  /** Nothing is left of the marking. */
  readonly isLast: boolean;
}

/** Marks the next records in the order of their ids, and notes where the next slice begins. */
export async function markSlice(
  tx: EntityManager,
  marking: Marking,
  { now, atOnce }: { readonly now: Date; readonly atOnce: number },
): Promise<Slice> {
  const { tenantId, connectionId, object, kind } = marking;
  const key = [tenantId, connectionId, object, kind];
  const [stands] = await rows<{ afterId: string; readsRemote: boolean }>(
    tx,
    `select after_id as "afterId", reads_remote as "readsRemote" from marking where ${isMarking} for no key update`,
    key,
  );
  if (!stands) return { marked: 0, isLast: true };
  const { seen, lastId, marked } = await markAfter(tx, marking, { ...stands, now, atOnce });
  const isLast = seen < atOnce;
  if (isLast) {
    await tx.query(`delete from marking where ${isMarking}`, key);
  } else {
    const behind = [...key, lastId, heldUntil(now)];
    await tx.query(`update marking set after_id = $5, due_at = $6 where ${isMarking}`, behind);
  }
  return { marked, isLast };
}

const isMarking = 'tenant_id = $1 and connection_id = $2 and object = $3 and kind = $4';

interface Place {
  readonly afterId: string;
  readonly readsRemote: boolean;
  readonly now: Date;
  readonly atOnce: number;
}

interface Marked {
  readonly seen: number;
  /** Null when there were none. */
  readonly lastId: string | null;
  readonly marked: number;
}

const linkState = `(select l.state from link l
       where l.tenant_id = $1 and l.connection_id = $2 and l.object = $3 and l.source_id = s.source_id)`;

interface Rule {
  /** The next rows behind `$4`, in the order of their ids. */
  readonly slice: string;
  /** The ids of those that are marked, by rows `s` of the slice. What it asks for of each is read by key, one by one. */
  readonly marked: string;
  readonly lane: number;
  /** What becomes of a mark that is there. */
  readonly onConflict: string;
}

const records = `select source_id from record
        where tenant_id = $1 and object = $3 and source_id > $4 order by source_id limit $5`;

const rules: Readonly<Record<MarkingKind, Rule>> = {
  unlinked: {
    slice: records,
    marked: `select s.source_id from slice s where ${linkState} is null`,
    lane: lanes.migration,
    onConflict: 'on conflict do nothing',
  },
  remapped: {
    slice: records,
    marked: `select s.source_id from slice s
      where not ${leavesToWaves}
         or ${linkState} is not null
         or (select k.lane from dirty k
              where k.tenant_id = $1 and k.connection_id = $2 and k.object = $3 and k.source_id = s.source_id) is not null`,
    lane: lanes.migration,
    onConflict: onMarkedAgain,
  },
  // What is in somebody's hand when it begins may yet be held by the gate that stood there before.
  'held-for-email': {
    slice: `select source_id, reason ->> 'code' as code from link
        where tenant_id = $1 and connection_id = $2 and object = $3 and state = 'held' and source_id > $4
        order by source_id limit $5`,
    marked: `select s.source_id from slice s where s.code like 'email-%'
       union select d.source_id from stream h join dirty d using (tenant_id, connection_id, object)
              where h.tenant_id = $1 and h.connection_id = $2 and h.object = $3 and $4 = '' and d.source_id = any(h.in_hand)`,
    lane: lanes.retry,
    onConflict: onMarkedAgain,
  },
};

async function markAfter(
  tx: EntityManager,
  { tenantId, connectionId, object, kind }: Marking,
  { afterId, readsRemote, now, atOnce }: Place,
): Promise<Marked> {
  await readByKey(tx);
  const [slice] = await rows<Marked>(
    tx,
    `with slice as materialized (${rules[kind].slice}
     ), marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
       select $1, $2, $3, m.source_id, ${rules[kind].lane}, $6, $7 from (${rules[kind].marked}) m (source_id) order by m.source_id
       ${rules[kind].onConflict}
       returning 1
     ) select (select count(*) from slice)::int as seen, (select max(source_id) from slice) as "lastId",
              (select count(*) from marked)::int as marked`,
    [tenantId, connectionId, object, afterId, atOnce, now, readsRemote],
  );
  return slice ?? { seen: 0, lastId: null, marked: 0 };
}
