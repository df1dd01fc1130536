/**
 * Tokens that end, and the lease of whoever refreshes them: once for all processes, and never within a transaction, since
 * it takes a call to the CRM. `generation` is the number of the stored tokens, `fence` that of the lease.
 */
import type { TokenStanding } from '../core/token-refresh';
import { rows, type EntityManager } from './transaction';

export interface TokenRefresh extends TokenStanding {
  /** The app that the refresh token was given to. */
  readonly clientId: string;
  readonly generation: number;
}

interface ConnectionName {
  readonly tenantId: string;
  readonly id: string;
}

const columns = `t.client_id as "clientId", t.generation, t.refresh_at as "refreshAt", t.expires_at as "expiresAt",
  t.lease_until as "leaseUntil", t.retry_at as "retryAt"`;

/** The sealed access token, and how it stands; `refresh` is null for one that does not end. As one moment has them. */
export async function readAccess(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  secretName: string,
): Promise<{ readonly sealed: Buffer; readonly refresh: TokenRefresh | null } | null> {
  const [found] = await rows<Omit<TokenRefresh, 'generation'> & { sealed: Buffer; generation: number | null }>(
    tx,
    `select s.sealed, ${columns} from secret s
       left join token_refresh t on t.tenant_id = s.tenant_id and t.connection_id = s.connection_id
      where s.tenant_id = $1 and s.connection_id = $2 and s.name = $3`,
    [tenantId, id, secretName],
  );
  if (!found) return null;
  const { sealed, generation, ...standing } = found;
  return { sealed, refresh: generation === null ? null : { ...standing, generation } };
}

/** Leases the refresh of exactly these tokens. Null when others have been stored meanwhile, or somebody refreshes them. */
export async function claimRefresh(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  claim: { readonly generation: number; readonly now: Date; readonly until: Date },
): Promise<{ readonly fence: number } | null> {
  const [claimed] = await rows<{ fence: number }>(
    tx,
    `update token_refresh set fence = fence + 1, lease_until = $5
      where tenant_id = $1 and connection_id = $2 and generation = $3 and coalesce(lease_until, '-infinity') <= $4
     returning fence`,
    [tenantId, id, claim.generation, claim.now, claim.until],
  );
  return claimed ?? null;
}

export type TokenLife = Pick<TokenStanding, 'refreshAt' | 'expiresAt'>;

/** A person has authorised the connection: whoever refreshes what was stored before has its answer to itself. */
export async function startRefreshing(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  start: TokenLife & { readonly clientId: string; readonly now: Date },
): Promise<void> {
  await tx.query(
    `insert into token_refresh (tenant_id, connection_id, client_id, generation, refreshed_at, refresh_at, expires_at)
     values ($1, $2, $3, 1, $4, $5, $6)
     on conflict (tenant_id, connection_id) do update
        set client_id = excluded.client_id, generation = token_refresh.generation + 1, refreshed_at = excluded.refreshed_at,
            refresh_at = excluded.refresh_at, expires_at = excluded.expires_at, attempts = 0, retry_at = null,
            fence = token_refresh.fence + 1, lease_until = null`,
    [tenantId, id, start.clientId, start.now, start.refreshAt, start.expiresAt],
  );
}

/** The token of the connection does not end any more. False when it did not before. */
export async function stopRefreshing(tx: EntityManager, { tenantId, id }: ConnectionName): Promise<boolean> {
  const gone = await rows(
    tx,
    'delete from token_refresh where tenant_id = $1 and connection_id = $2 returning connection_id',
    [tenantId, id],
  );
  return gone.length > 0;
}

/**
 * Notes that new tokens take the place of those of `generation`, and gives the lease back. False when others did already.
 * By the generation and not by the fence: an answer that comes after its lease is the only one that knows a rotated token.
 */
export async function noteRefreshed(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  refreshed: TokenLife & { readonly generation: number; readonly now: Date },
): Promise<boolean> {
  const noted = await rows(
    tx,
    `update token_refresh
        set generation = generation + 1, refreshed_at = $4, refresh_at = $5, expires_at = $6, attempts = 0, retry_at = null,
            fence = fence + 1, lease_until = null
      where tenant_id = $1 and connection_id = $2 and generation = $3
     returning generation`,
    [tenantId, id, refreshed.generation, refreshed.now, refreshed.refreshAt, refreshed.expiresAt],
  );
  return noted.length > 0;
}

/** Notes that a refresh has failed, and gives the lease back. Null for whoever holds it no more: another one knows better. */
export async function noteRefused(
  tx: EntityManager,
  { tenantId, id }: ConnectionName,
  refused: { readonly fence: number; readonly retryAt: (attempts: number) => Date | null },
): Promise<{ readonly retryAt: Date | null } | null> {
  const [noted] = await rows<{ attempts: number }>(
    tx,
    `update token_refresh set attempts = least(attempts + 1, 1000), lease_until = null
      where tenant_id = $1 and connection_id = $2 and fence = $3
     returning attempts`,
    [tenantId, id, refused.fence],
  );
  if (!noted) return null;
  const retryAt = refused.retryAt(noted.attempts);
  await tx.query('update token_refresh set retry_at = $3 where tenant_id = $1 and connection_id = $2', [
    tenantId,
    id,
    retryAt,
  ]);
  return { retryAt };
}
