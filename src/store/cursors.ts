/**
 * Cursors: how far a connection was asked for changes, per object type and kind, and how that fares, each moved by one process at a time under a
 * lease. The fence is the lease's number: after a takeover the former owner moves nothing.
 */
import { cursorKinds, dueAt, type Cursor, type CursorKind } from '../core/cursor';
import { objectTypes, type ObjectType } from '../core/record';
import { secondsOf, type PollHealth, type Schedule } from '../core/schedule';
import type { StreamName } from './dirty-set';
import { rows, type DataSource, type EntityManager } from './transaction';

export interface ClaimedCursor extends StreamName {
  readonly tenantId: string;
  readonly kind: CursorKind;
  readonly fence: number;
}

export interface StoredCursor {
  readonly cursor: Cursor;
  /** How many polls have failed since the last that did not. */
  readonly attempts: number;
  readonly health: PollHealth;
}

/** The lease is over, or another process has taken the cursor: nothing may be written for it any more. */
export class CursorLost extends Error {
  constructor() {
    super('the lease on this cursor is over; its next owner asks for the same page');
    this.name = 'CursorLost';
  }
}

interface Polled {
  readonly tenantId: string;
  readonly id: string;
  readonly settings: { readonly pollSeconds?: number | undefined; readonly schedule?: Schedule | undefined };
}

/**
 * The cursors of a new connection begin now; those of one that is there already stay where they are, and wait no longer than it
 * says. Of those that are disabled the next probe comes when it comes.
 */
export async function storeCursors(tx: EntityManager, { tenantId, id, settings }: Polled, now: Date): Promise<void> {
  const all = objectTypes.flatMap((object) =>
    cursorKinds.map((kind) => {
      const due = dueAt({ kind, seenUntil: now, sweep: null, pages: 0 }, now, secondsOf(settings, object));
      return { object, kind, due };
    }),
  );
  await tx.query(
    `insert into cursor as c (tenant_id, connection_id, object, kind, seen_until, due_at)
     select $1, $2, k.object, k.kind, $5, k.due_at
       from unnest($3::text[], $4::text[], $6::timestamptz[]) as k (object, kind, due_at)
     on conflict (tenant_id, connection_id, object, kind) do update
       set due_at = least(c.due_at, excluded.due_at) where c.disabled_at is null`,
    [tenantId, id, all.map(({ object }) => object), all.map(({ kind }) => kind), now, all.map(({ due }) => due)],
  );
}

/** Leases the cursor that has been due for longest and whose connection takes calls, or answers null. */
export async function claimCursor(
  database: DataSource,
  claim: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedCursor | null> {
  const [claimed] = await rows<{
    tenant_id: string;
    connection_id: string;
    object: ObjectType;
    kind: CursorKind;
    fence: number;
  }>(database, 'select * from claim_cursor($1, make_interval(secs => $2))', [claim.now, claim.leaseMs / 1000]);
  if (!claimed) return null;
  const { tenant_id: tenantId, connection_id: connectionId, object, kind, fence } = claimed;
  return { tenantId, connectionId, object, kind, fence };
}

const claimed = `tenant_id = $1 and connection_id = $2 and object = $3 and kind = $4 and fence = $5`;
const keyOf = ({ tenantId, connectionId, object, kind, fence }: ClaimedCursor): readonly unknown[] => [
  tenantId,
  connectionId,
  object,
  kind,
  fence,
];

export const healthColumns = 'failures, failure, disabled_at as "disabledAt", probes';

/** Nobody else changes it until the end of the transaction. Throws `CursorLost`. */
export async function readCursor(tx: EntityManager, cursor: ClaimedCursor): Promise<StoredCursor> {
  interface Row extends PollHealth {
    readonly seen_until: Date;
    readonly sweep_started_at: Date | null;
    readonly sweep_since: Date | null;
    readonly sweep_after: string | null;
    readonly pages: number;
    readonly attempts: number;
  }
  const [found] = await rows<Row>(
    tx,
    `select seen_until, sweep_started_at, sweep_since, sweep_after, pages, attempts, ${healthColumns}
       from cursor where ${claimed} for update`,
    [...keyOf(cursor)],
  );
  if (!found) throw new CursorLost();
  const { sweep_started_at: startedAt, sweep_since: since, sweep_after: after } = found;
  const sweep = startedAt && since && { startedAt, since, after };
  const { failures, failure, disabledAt, probes } = found;
  const stored = { kind: cursor.kind, seenUntil: found.seen_until, sweep, pages: found.pages };
  return { cursor: stored, attempts: found.attempts, health: { failures, failure, disabledAt, probes } };
}

/** Proves the lease and extends it. Throws `CursorLost`. */
export async function holdCursor(tx: EntityManager, cursor: ClaimedCursor, until: Date): Promise<void> {
  const held = await rows(
    tx,
    `update cursor set lease_until = greatest(lease_until, $6) where ${claimed} returning fence`,
    [...keyOf(cursor), until],
  );
  if (held.length === 0) throw new CursorLost();
}

/**
 * Moves the cursor to where it stands now, keeping it or giving it back: the connection's next poll waits until the lease is over.
 * Whatever it was refused with is over. Throws `CursorLost`; of a fenced transaction the last statement.
 */
export async function moveCursor(
  tx: EntityManager,
  cursor: ClaimedCursor,
  { seenUntil, sweep, pages }: Cursor,
  then: { readonly now: Date; readonly leaseUntil: Date; readonly dueAt: Date },
): Promise<void> {
  const moved = await rows(
    tx,
    `update cursor
        set seen_until = $6, sweep_started_at = $7, sweep_since = $8, sweep_after = $9, attempts = 0, lease_until = $10, due_at = $11,
            failures = 0, disabled_at = null, probes = 0, synced_at = coalesce($12, synced_at), pages = $13
      where ${claimed} returning fence`,
    [
      ...keyOf(cursor),
      seenUntil,
      sweep?.startedAt ?? null,
      sweep?.since ?? null,
      sweep?.after ?? null,
      then.leaseUntil,
      then.dueAt,
      sweep === null ? then.now : null,
      pages,
    ],
  );
  if (moved.length === 0) throw new CursorLost();
}

/** How it fares now. Throws `CursorLost`. */
export async function storeHealth(tx: EntityManager, cursor: ClaimedCursor, health: PollHealth): Promise<void> {
  const stored = await rows(
    tx,
    `update cursor set failures = $6, failure = $7, disabled_at = $8, probes = $9 where ${claimed} returning fence`,
    [
      ...keyOf(cursor),
      health.failures,
      health.failure && JSON.stringify(health.failure),
      health.disabledAt,
      health.probes,
    ],
  );
  if (stored.length === 0) throw new CursorLost();
}

/** Gives it back where it stands. Throws `CursorLost`; of a fenced transaction the last statement. */
export async function releaseCursor(
  tx: EntityManager,
  cursor: ClaimedCursor,
  then: { readonly leaseUntil: Date; readonly dueAt: Date; readonly attempts: number },
): Promise<void> {
  const released = await rows(
    tx,
    `update cursor set lease_until = $6, due_at = $7, attempts = $8 where ${claimed} returning fence`,
    [...keyOf(cursor), then.leaseUntil, then.dueAt, then.attempts],
  );
  if (released.length === 0) throw new CursorLost();
}

/**
 * When the next poll for changes is due of those that have not asked for all that was changed by `now`, and until when a cursor
 * is leased; null when all have.
 */
export async function nextPoll(
  tx: EntityManager,
  tenantId: string,
  now: Date,
): Promise<{ readonly dueAt: Date; readonly leasedUntil: Date } | null> {
  const [next] = await rows<{ due_at: Date | null; leased_until: Date }>(
    tx,
    `select min(due_at) filter (where kind = 'changes' and seen_until < $2) as due_at,
            greatest(max(lease_until), $2) as leased_until
       from cursor where tenant_id = $1`,
    [tenantId, now],
  );
  return next?.due_at ? { dueAt: next.due_at, leasedUntil: next.leased_until } : null;
}

/** Lets these be asked at once for what was changed and archived; null: all of the connection. How far they have come stays. */
export async function hurryCursors(
  tx: EntityManager,
  tenantId: string,
  { connectionId, objects }: { readonly connectionId: string; readonly objects: readonly ObjectType[] | null },
  now: Date,
): Promise<void> {
  await tx.query(
    `update cursor set due_at = least(due_at, $3)
      where tenant_id = $1 and connection_id = $2 and kind in ('changes', 'archived') and disabled_at is null and ($4::text[] is null or object = any($4))`,
    [tenantId, connectionId, now, objects],
  );
}

/** Those that are disabled are probed at once, and after an hour again if that is refused: somebody may have mended the cause. */
export async function probeCursors(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  now: Date,
): Promise<void> {
  await tx.query(
    `update cursor set due_at = least(due_at, $3), probes = 0
      where tenant_id = $1 and connection_id = $2 and disabled_at is not null`,
    [tenantId, connectionId, now],
  );
}
