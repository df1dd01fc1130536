/** Answers to requests that carried an idempotency key, kept for a day so that a repeated request is done once. */
import { rows, type EntityManager } from './transaction';

/** Long enough for a client's last retry. */
const keepInterval = '24 hours';
/** Of a tenant per claim: more than one that claims leaves behind, so that old rows never gather. */
const pruneRows = 20;
/** A process that dies in the middle gives the key free after this; no request takes half as long. */
const lockInterval = '60 seconds';

export interface KeptAnswer {
  readonly status: number;
  /** JSON. */
  readonly answer: string;
}

/** The change or the conflict that an answer tells of, by its number: an erasure finds it by that. */
export interface ToldOf {
  readonly change?: number | undefined;
  readonly conflict?: number | undefined;
}

export type Claim =
  /** The caller is to do the work, and then to keep its answer or to give the key free. */
  | { readonly kind: 'yours' }
  | { readonly kind: 'answered'; readonly kept: KeptAnswer }
  /** Another request with this key is being worked on. */
  | { readonly kind: 'in-use' }
  /** The key belongs to a request with another method, path or body. */
  | { readonly kind: 'other-request' };

export interface KeyedRequest {
  readonly key: string;
  /** SHA-256 of method, path and body. */
  readonly fingerprint: Buffer;
}

/** Claims a key for a request. Prunes a few of the tenant's old ones along. */
export async function claimIdempotencyKey(
  tx: EntityManager,
  tenantId: string,
  { key, fingerprint }: KeyedRequest,
  now: Date,
): Promise<Claim> {
  await tx.query(
    `delete from idempotency where tenant_id = $1 and key in (
       select key from idempotency where tenant_id = $1 and created_at < $2::timestamptz - interval '${keepInterval}'
        order by created_at limit ${pruneRows} for update skip locked)`,
    [tenantId, now],
  );
  const claimed = await rows(
    tx,
    `insert into idempotency as i (tenant_id, key, fingerprint, locked_until, created_at)
     values ($1, $2, $3, $4::timestamptz + interval '${lockInterval}', $4)
     on conflict (tenant_id, key) do update
        set fingerprint = excluded.fingerprint, locked_until = excluded.locked_until, created_at = excluded.created_at,
            status = null, answer = null, change_seq = null, conflict_seq = null
      where i.created_at < $4::timestamptz - interval '${keepInterval}'
         or (i.status is null and i.locked_until <= $4 and i.fingerprint = excluded.fingerprint)
     returning key`,
    [tenantId, key, fingerprint, now],
  );
  if (claimed.length > 0) return { kind: 'yours' };
  const [known] = await rows<{ fingerprint: Buffer; status: number | null; answer: string | null }>(
    tx,
    'select fingerprint, status, answer from idempotency where tenant_id = $1 and key = $2',
    [tenantId, key],
  );
  if (!known) return { kind: 'in-use' }; // given free this very moment: the caller asks again
  if (!known.fingerprint.equals(fingerprint)) return { kind: 'other-request' };
  if (known.status === null || known.answer === null) return { kind: 'in-use' };
  return { kind: 'answered', kept: { status: known.status, answer: known.answer } };
}

export async function keepAnswer(
  tx: EntityManager,
  tenantId: string,
  key: string,
  { status, answer, change, conflict }: KeptAnswer & ToldOf,
): Promise<void> {
  await tx.query(
    `update idempotency set status = $3, answer = $4, change_seq = $5, conflict_seq = $6
      where tenant_id = $1 and key = $2`,
    [tenantId, key, status, answer, change, conflict],
  );
}

/** Nothing was done: the next request with this key may be another one. */
export async function freeIdempotencyKey(tx: EntityManager, tenantId: string, key: string): Promise<void> {
  await tx.query('delete from idempotency where tenant_id = $1 and key = $2 and status is null', [tenantId, key]);
}
