/**
 * Where the changes of a tenant are delivered, and how far they were: a cursor over the change feed, moved by one process at
 * a time under a lease. The fence is the lease's number: after a takeover, or once somebody has said another place, the former
 * owner moves nothing.
 */
import type { Acceptance, Trouble } from '../core/delivery';
import { rows, type DataSource, type EntityManager } from './transaction';

export interface ClaimedDestination {
  readonly tenantId: string;
  readonly fence: number;
}

export interface DestinationError {
  readonly code: string;
  readonly message: string;
}

/** What signs, sealed. */
export interface SealedSecrets {
  readonly current: Buffer;
  readonly previous: { readonly sealed: Buffer; readonly until: Date } | null;
}

export interface Destination {
  /** Null: nothing is sent. */
  readonly url: string | null;
  readonly acceptance: Acceptance;
  /** Null without a url. */
  readonly secrets: SealedSecrets | null;
  readonly deliveredSeq: number;
  /** Of the change that is next; null while all goes well. */
  readonly trouble: Trouble | null;
  readonly error: DestinationError | null;
  readonly parkedAt: Date | null;
  readonly dueAt: Date;
}

/** The lease is over, or what is delivered where was said anew: nothing may be written any more. */
export class DestinationLost extends Error {
  constructor() {
    super('the lease on this destination is over; its next owner delivers the same change again');
    this.name = 'DestinationLost';
  }
}

interface DestinationRow {
  readonly url: string | null;
  readonly acceptance: Acceptance;
  readonly secret: Buffer | null;
  readonly previous_secret: Buffer | null;
  readonly previous_until: Date | null;
  readonly delivered_seq: number;
  readonly attempts: number;
  readonly failing_since: Date | null;
  readonly error: DestinationError | null;
  readonly parked_at: Date | null;
  readonly due_at: Date;
}

const columns =
  'url, acceptance, secret, previous_secret, previous_until, delivered_seq, attempts, failing_since, error, parked_at, due_at';

function toDestination(row: DestinationRow): Destination {
  const { previous_secret: sealed, previous_until: until } = row;
  return {
    url: row.url,
    acceptance: row.acceptance,
    secrets: row.secret && { current: row.secret, previous: sealed && until && { sealed, until } },
    deliveredSeq: row.delivered_seq,
    trouble: row.failing_since && { attempts: row.attempts, since: row.failing_since },
    error: row.error,
    parkedAt: row.parked_at,
    dueAt: row.due_at,
  };
}

/** Puts these in the place of the ones that sign; what is left out stays. */
export async function storeSigningSecrets(
  tx: EntityManager,
  tenantId: string,
  { current, previous }: { readonly current?: Buffer; readonly previous?: Buffer },
): Promise<void> {
  await tx.query(
    `update destination set secret = coalesce($2, secret), previous_secret = coalesce($3, previous_secret)
      where tenant_id = $1`,
    [tenantId, current ?? null, previous ?? null],
  );
}

/** Those that sign, locked until the end of the transaction; null when nothing is sent. */
export async function lockSigningSecrets(tx: EntityManager, tenantId: string): Promise<SealedSecrets | null> {
  const [found] = await rows<DestinationRow>(tx, `select ${columns} from destination where tenant_id = $1 for update`, [
    tenantId,
  ]);
  return found ? toDestination(found).secrets : null;
}

export async function readDestination(tx: EntityManager, tenantId: string): Promise<Destination | null> {
  const [found] = await rows<DestinationRow>(tx, `select ${columns} from destination where tenant_id = $1`, [tenantId]);
  return found ? toDestination(found) : null;
}

/** The tenant's, made when it has none; nobody else changes it until the end of the transaction. */
export async function lockDestination(tx: EntityManager, tenantId: string, now: Date): Promise<Destination> {
  await tx.query('insert into destination (tenant_id, due_at) values ($1, $2) on conflict (tenant_id) do nothing', [
    tenantId,
    now,
  ]);
  const [found] = await rows<DestinationRow>(tx, `select ${columns} from destination where tenant_id = $1 for update`, [
    tenantId,
  ]);
  if (!found) throw new Error('a destination that was just made has gone');
  return toDestination(found);
}

/**
 * Stores what a person has said.
 * @param anew whoever is delivering loses the lease, and what has failed until now counts no more
 */
export async function storeDestination(
  tx: EntityManager,
  tenantId: string,
  said: Pick<Destination, 'url' | 'acceptance' | 'secrets' | 'deliveredSeq'>,
  anew: { readonly from: Date } | null,
): Promise<void> {
  const { url, acceptance, secrets, deliveredSeq } = said;
  const { sealed = null, until = null } = secrets?.previous ?? {};
  await tx.query(
    `update destination
        set url = $2, acceptance = $3, secret = $4, previous_secret = $5, previous_until = $6, delivered_seq = $7
      where tenant_id = $1`,
    [tenantId, url, acceptance, secrets?.current ?? null, sealed, until, deliveredSeq],
  );
  if (anew) await beginAnew(tx, tenantId, anew.from);
}

/** Tries at once, as if nothing had failed. */
export async function beginAnew(tx: EntityManager, tenantId: string, now: Date): Promise<void> {
  await tx.query(
    `update destination
        set attempts = 0, failing_since = null, error = null, parked_at = null, due_at = $2, fence = fence + 1,
            lease_until = '-infinity'
      where tenant_id = $1`,
    [tenantId, now],
  );
}

/** Leases the destination that has waited for longest of those with something to be delivered, or answers null. */
export async function claimDestination(
  database: DataSource,
  claim: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedDestination | null> {
  const [claimed] = await rows<{ tenant_id: string; fence: number }>(
    database,
    'select * from claim_destination($1, make_interval(secs => $2))',
    [claim.now, claim.leaseMs / 1000],
  );
  return claimed ? { tenantId: claimed.tenant_id, fence: claimed.fence } : null;
}

/** Throws `DestinationLost`. */
export async function readClaimed(
  tx: EntityManager,
  { tenantId, fence }: ClaimedDestination,
): Promise<Destination & { readonly url: string; readonly secrets: SealedSecrets }> {
  const [found] = await rows<DestinationRow>(
    tx,
    `select ${columns} from destination where tenant_id = $1 and fence = $2`,
    [tenantId, fence],
  );
  const destination = found && toDestination(found);
  if (!destination?.url || !destination.secrets) throw new DestinationLost();
  const { url, secrets } = destination;
  return { ...destination, url, secrets };
}

/** Whether delivery is acceptance; then it is until the end of the transaction. Under a fence also that it is the owner's still. */
export async function holdAcceptance(tx: EntityManager, tenantId: string, fence: number | null): Promise<boolean> {
  const held = await rows(
    tx,
    `select from destination
      where tenant_id = $1 and acceptance = 'on-delivery' and ($2::bigint is null or fence = $2) for share`,
    [tenantId, fence],
  );
  return held.length > 0;
}

/** Everything up to this change was delivered. Throws `DestinationLost`; of a fenced transaction the last statement. */
export async function noteDelivered(
  tx: EntityManager,
  { tenantId, fence }: ClaimedDestination,
  { seq, leaseUntil, dueAt }: { readonly seq: number; readonly leaseUntil: Date; readonly dueAt: Date },
): Promise<void> {
  const moved = await rows(
    tx,
    `update destination
        set delivered_seq = $3, attempts = 0, failing_since = null, error = null, lease_until = $4, due_at = $5
      where tenant_id = $1 and fence = $2 returning fence`,
    [tenantId, fence, seq, leaseUntil, dueAt],
  );
  if (moved.length === 0) throw new DestinationLost();
}

/** Gives it back with what has failed, to be tried again then; without a then, parked. Throws `DestinationLost`. */
export async function noteFailed(
  tx: EntityManager,
  { tenantId, fence }: ClaimedDestination,
  failed: {
    readonly trouble: Trouble;
    readonly error: DestinationError;
    readonly retryAt: Date | null;
    readonly now: Date;
  },
): Promise<void> {
  const { trouble, error, retryAt, now } = failed;
  const noted = await rows(
    tx,
    `update destination
        set attempts = $3, failing_since = $4, error = $5, due_at = coalesce($6, due_at),
            parked_at = case when $6::timestamptz is null then $7::timestamptz end, lease_until = $7
      where tenant_id = $1 and fence = $2 returning fence`,
    [tenantId, fence, trouble.attempts, trouble.since, JSON.stringify(error), retryAt, now],
  );
  if (noted.length === 0) throw new DestinationLost();
}

/** Gives it back where it stands. One that was taken over meanwhile is left alone. */
export async function releaseDestination(
  tx: EntityManager,
  { tenantId, fence }: ClaimedDestination,
  now: Date,
): Promise<void> {
  await tx.query('update destination set lease_until = $3, due_at = $3 where tenant_id = $1 and fence = $2', [
    tenantId,
    fence,
    now,
  ]);
}
