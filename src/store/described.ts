/** What a connection's CRM says of the properties that its mapping writes, and when it is to be read anew. */
import type { Described } from '../core/described';
import type { ObjectType } from '../core/record';
import type { Connection } from './connections';
import { markLinks, type StreamName } from './dirty-set';
import { rows, type DataSource, type EntityManager } from './transaction';

export interface DescribedConnection {
  readonly described: Described;
  /** Null: never. */
  readonly describedAt: Date | null;
  /** When it is to be read anew; null: nobody has asked for it. */
  readonly describeDueAt: Date | null;
  /** When a process began to read it, because it was due; null: none has. */
  readonly describeTriedAt: Date | null;
}

type Name = Pick<Connection, 'tenantId' | 'id'>;

export const notDescribed: DescribedConnection = {
  described: {},
  describedAt: null,
  describeDueAt: null,
  describeTriedAt: null,
};

export async function readDescribed(tx: EntityManager, { tenantId, id }: Name): Promise<DescribedConnection> {
  const [found] = await rows<DescribedConnection>(
    tx,
    `select described, described_at as "describedAt", describe_due_at as "describeDueAt",
            describe_tried_at as "describeTriedAt"
       from connection where tenant_id = $1 and id = $2`,
    [tenantId, id],
  );
  return found ?? notDescribed;
}

/** What was read at that time. Something younger stays. Nobody is asked for it any more, unless somebody asks after `claimedUntil`. */
export async function storeDescribed(
  tx: EntityManager,
  { tenantId, id }: Name,
  read: { readonly described: Described; readonly at: Date; readonly claimedUntil: Date | null },
): Promise<void> {
  await tx.query(
    `update connection
        set described = $3, described_at = $4,
            describe_due_at = case when $5::timestamptz is null or describe_due_at = $5 then null else describe_due_at end
      where tenant_id = $1 and id = $2 and (described_at is null or described_at <= $4)`,
    [tenantId, id, JSON.stringify(read.described), read.at, read.claimedUntil],
  );
}

/**
 * Lets it be read anew at this time, or at an earlier one that was asked for already.
 * @param wentBy what was read of the connection by who asks: nothing is done when it was read anew since, or a process has begun to.
 * Each of the batches that were under way then would have it read once more.
 */
export async function askToDescribe(
  tx: EntityManager,
  { tenantId, id }: Name,
  dueAt: Date,
  wentBy: Pick<DescribedConnection, 'describedAt' | 'describeTriedAt'> | null = null,
): Promise<void> {
  await tx.query(
    `update connection set describe_due_at = least(describe_due_at, $3)
      where tenant_id = $1 and id = $2 and coalesce(describe_due_at, 'infinity') > $3
        and ($4 or described_at is not distinct from $5 and describe_tried_at is not distinct from $6)`,
    [tenantId, id, dueAt, wentBy === null, wentBy?.describedAt, wentBy?.describeTriedAt],
  );
}

export interface ClaimedDescribing {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly claimedUntil: Date;
}

/** The connection that has been due for longest and takes calls, for nobody else until `again`; null: none is. */
export async function claimDescribing(
  database: DataSource,
  claim: { readonly now: Date; readonly again: Date },
): Promise<ClaimedDescribing | null> {
  const [found] = await rows<ClaimedDescribing>(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId", claimed_until as "claimedUntil"
       from claim_describing($1, $2)`,
    [claim.now, claim.again],
  );
  return found ?? null;
}

/** Marks what waits for something else to be said of one of these properties. Answers the stream, when there is something in it. */
export async function markRefused(
  tx: EntityManager,
  { tenantId, id }: Name,
  refused: { readonly object: ObjectType; readonly properties: readonly string[]; readonly now: Date },
): Promise<readonly StreamName[]> {
  const { object, properties, now } = refused;
  const found = await rows<{ source_id: string }>(
    tx,
    `select source_id from link
      where tenant_id = $1 and connection_id = $2 and object = $3 and state = 'parked' and reason->'properties' ?| $4`,
    [tenantId, id, object, properties],
  );
  if (found.length === 0) return [];
  const stream = { connectionId: id, object };
  await markLinks(tx, tenantId, stream, { sourceIds: found.map((row) => row.source_id), lane: 'retry', now });
  return [stream];
}
