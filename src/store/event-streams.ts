/**
 * Event streams of CRMs: how far each was listened to, by one process at a time under a lease. The fence is the lease's number:
 * after a takeover the former owner keeps nothing.
 */
import { rows, type DataSource, type EntityManager } from './transaction';

export interface ClaimedEventStream {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly fence: number;
}

export interface StoredEventStream {
  /** Where it goes on, in the connector's words; null: with what is changed from now on. */
  readonly place: string | null;
  /** How often it has failed since something was kept. */
  readonly attempts: number;
}

/** The lease is over, another process has taken it, or the connection wants none any more. */
export class EventStreamLost extends Error {
  constructor() {
    super('the lease on this event stream is over, or nobody is to listen to it any more');
    this.name = 'EventStreamLost';
  }
}

/** Of a connection that wants one. One that is there already goes on where it is. */
export async function storeEventStream(
  tx: EntityManager,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into event_stream (tenant_id, connection_id, due_at) values ($1, $2, $3)
     on conflict (tenant_id, connection_id) do update set due_at = excluded.due_at`,
    [tenantId, id, now],
  );
}

/** Leases one that nobody listens to, or answers null. */
export async function claimEventStream(
  database: DataSource,
  claim: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedEventStream | null> {
  const [claimed] = await rows<{ tenant_id: string; connection_id: string; fence: number }>(
    database,
    'select * from claim_event_stream($1, make_interval(secs => $2))',
    [claim.now, claim.leaseMs / 1000],
  );
  if (!claimed) return null;
  return { tenantId: claimed.tenant_id, connectionId: claimed.connection_id, fence: claimed.fence };
}

const claimed = `tenant_id = $1 and connection_id = $2 and fence = $3`;
const keyOf = ({ tenantId, connectionId, fence }: ClaimedEventStream): readonly unknown[] => [
  tenantId,
  connectionId,
  fence,
];

/** Throws `EventStreamLost`. */
export async function readEventStream(tx: EntityManager, stream: ClaimedEventStream): Promise<StoredEventStream> {
  const [found] = await rows<StoredEventStream>(tx, `select place, attempts from event_stream where ${claimed}`, [
    ...keyOf(stream),
  ]);
  if (!found) throw new EventStreamLost();
  return found;
}

/** Proves the lease and extends it, as long as somebody is to listen. Throws `EventStreamLost`. */
export async function holdEventStream(tx: EntityManager, stream: ClaimedEventStream, until: Date): Promise<void> {
  const held = await rows(
    tx,
    `update event_stream set lease_until = greatest(lease_until, $4)
      where ${claimed} and exists (
        select from connection c where c.tenant_id = $1 and c.id = $2 and c.state = 'active' and c.settings -> 'streaming' = 'true')
      returning fence`,
    [...keyOf(stream), until],
  );
  if (held.length === 0) throw new EventStreamLost();
}

/** What was told up to this place is kept. Throws `EventStreamLost`; of a fenced transaction the last statement. */
export async function keepPlace(tx: EntityManager, stream: ClaimedEventStream, place: string): Promise<void> {
  const kept = await rows(tx, `update event_stream set place = $4, attempts = 0 where ${claimed} returning fence`, [
    ...keyOf(stream),
    place,
  ]);
  if (kept.length === 0) throw new EventStreamLost();
}

/**
 * Gives it back, to be taken up again from then on.
 * @param then.place absent: as it was kept. Throws `EventStreamLost`; of a fenced transaction the last statement.
 */
export async function releaseEventStream(
  tx: EntityManager,
  stream: ClaimedEventStream,
  then: { readonly dueAt: Date; readonly attempts: number; readonly place?: null },
): Promise<void> {
  const released = await rows(
    tx,
    `update event_stream
        set lease_until = '-infinity', due_at = $4, attempts = $5, place = case when $6 then null else place end
      where ${claimed} returning fence`,
    [...keyOf(stream), then.dueAt, then.attempts, then.place === null],
  );
  if (released.length === 0) throw new EventStreamLost();
}
