/**
 * Streams: (connection, object type, shard), each owned by one worker at a time under a lease. The fence is the lease's
 * number: whatever a worker writes carries it, and after a takeover it writes nothing.
 */
import { rows, type DataSource, type EntityManager } from './transaction';
import type { StreamName } from './dirty-set';
import type { ObjectType } from '../core/record';

export interface Stream extends StreamName {
  readonly tenantId: string;
  readonly shard: number;
  readonly fence: number;
}

export interface ClaimedStream extends Stream {
  /** What the last owner was working on when it lost the lease; empty when it gave the stream back. */
  readonly leftInHand: readonly string[];
}

/** The lease is over, or another worker has taken the stream: nothing may be written for it any more. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease on this stream is over; what was in hand is looked at again by its next owner');
    this.name = 'LeaseLost';
  }
}

/** Leases the least recently served stream with something due, or answers null. */
export async function claimStream(
  database: DataSource,
  claim: { readonly owner: string; readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedStream | null> {
  const [row] = await rows<{
    tenant_id: string;
    connection_id: string;
    object: ObjectType;
    shard: number;
    fence: number;
    in_hand: string[];
  }>(database, `select * from claim_stream($1, $2, make_interval(secs => $3))`, [
    claim.owner,
    claim.now,
    claim.leaseMs / 1000,
  ]);
  if (!row) return null;
  return {
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    object: row.object,
    shard: row.shard,
    fence: row.fence,
    leftInHand: row.in_hand,
  };
}

/** Proves the lease, extends it and notes what is in hand. Throws `LeaseLost`. Of a fenced transaction the first or the last statement. */
export async function holdStream(
  tx: EntityManager,
  stream: Stream,
  hold: { readonly until: Date; readonly inHand?: readonly string[] },
): Promise<void> {
  const held = await rows(
    tx,
    `update stream set lease_until = greatest(lease_until, $6), in_hand = coalesce($7, in_hand)
      where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4 and fence = $5
     returning fence`,
    [stream.tenantId, stream.connectionId, stream.object, stream.shard, stream.fence, hold.until, hold.inHand ?? null],
  );
  if (held.length === 0) throw new LeaseLost();
}

/** What the connector keeps of long jobs of this stream; null: none is under way. */
export async function readCheckpoint(tx: EntityManager, stream: Stream): Promise<string | null> {
  const [found] = await rows<{ checkpoint: string | null }>(
    tx,
    'select checkpoint from stream where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4',
    [stream.tenantId, stream.connectionId, stream.object, stream.shard],
  );
  return found?.checkpoint ?? null;
}

/** Throws `LeaseLost`: what another owner keeps is not written over. */
export async function keepCheckpoint(tx: EntityManager, stream: Stream, note: string | null): Promise<void> {
  const kept = await rows(
    tx,
    `update stream set checkpoint = $6
      where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4 and fence = $5 returning fence`,
    [stream.tenantId, stream.connectionId, stream.object, stream.shard, stream.fence, note],
  );
  if (kept.length === 0) throw new LeaseLost();
}

/** Gives the stream back. A stream that was taken over meanwhile is left alone. */
export async function releaseStream(tx: EntityManager, stream: Stream): Promise<void> {
  await tx.query(
    `update stream set lease_until = '-infinity', owner = null, in_hand = '{}'
      where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4 and fence = $5`,
    [stream.tenantId, stream.connectionId, stream.object, stream.shard, stream.fence],
  );
}

/** How many streams somebody works at. */
export async function countLeased(tx: EntityManager, tenantId: string, now: Date): Promise<number> {
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    tx,
    'select count(*)::int as count from stream where tenant_id = $1 and lease_until > $2',
    [tenantId, now],
  );
  return count;
}
