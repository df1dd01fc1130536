/** Tenants and their API keys. Keys are kept as SHA-256 hashes: they are 256 random bits, so a slow hash adds nothing. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { rows, type DataSource, type EntityManager } from './transaction';

/** What a key may be allowed. `operate` is what waits for a person: parked records, conflicts. */
export const scopes = [
  'records:read',
  'records:write',
  'changes:read',
  'changes:write',
  'connections:read',
  'connections:write',
  'operate:read',
  'operate:write',
] as const;
export type Scope = (typeof scopes)[number];
/** What a key has that may do everything, also what comes later. */
export const everyScope = '*';

export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
  /** Null: the service's own setting. */
  readonly requestsPerSecond: number | null;
  readonly lastUsedAt: Date | null;
}

export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Who calls with the key of this hash, or null. Runs before the tenant is known. */
export async function findCaller(database: DataSource, hash: Buffer): Promise<Caller | null> {
  const [found] = await rows<{
    tenant_id: string;
    key_id: string;
    scopes: string[];
    requests_per_second: number | null;
    last_used_at: Date | null;
  }>(database, 'select * from find_api_key($1)', [hash]);
  if (!found) return null;
  return {
    tenantId: found.tenant_id,
    keyId: found.key_id,
    scopes: found.scopes,
    requestsPerSecond: found.requests_per_second,
    lastUsedAt: found.last_used_at,
  };
}

/** Notes that a key was used. */
export async function touchKey(tx: EntityManager, tenantId: string, keyId: string, now: Date): Promise<void> {
  await tx.query(
    `update api_key set last_used_at = $3 where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < $3)`,
    [tenantId, keyId, now],
  );
}

/** The tenants' ids. As the owner. */
export async function listTenants(owner: DataSource): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(owner, 'select id from tenant order by created_at, id');
  return found.map(({ id }) => id);
}

/** Makes a tenant. As the owner. */
export async function createTenant(
  owner: DataSource | EntityManager,
  tenant: { readonly id: string; readonly name: string; readonly now: Date },
): Promise<void> {
  await owner.query('insert into tenant (id, name, created_at) values ($1, $2, $3)', [
    tenant.id,
    tenant.name,
    tenant.now,
  ]);
}

/** Makes a key that may do everything and answers it: it is shown once and cannot be read back. As the owner. */
export async function createKey(owner: DataSource | EntityManager, tenantId: string, now: Date): Promise<string> {
  const key = `tandem_${randomBytes(32).toString('base64url')}`;
  await owner.query(
    `insert into api_key (tenant_id, id, hash, label, scopes, created_at) values ($1, $2, $3, 'made at start', $4, $5)`,
    [tenantId, randomUUID(), hashKey(key), [everyScope], now],
  );
  return key;
}
