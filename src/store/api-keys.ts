/**
 * Tenants and their API keys. Keys are kept as SHA-256 hashes: they are 256 random bits, so a slow hash adds nothing.
 * Making and revoking is the owner's; the service itself can only find a caller and note that a key was used.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { rows, type DataSource, type EntityManager } from './transaction';
import { keysChannel } from './wake';

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

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Keys that open, revoked ones left out. */
  readonly keys: number;
  readonly connections: number;
}

/** All tenants, the oldest first. As the owner. */
export async function listTenants(owner: DataSource | EntityManager): Promise<readonly Tenant[]> {
  return rows<Tenant>(
    owner,
    `select t.id, t.name, t.created_at as "createdAt",
            (select count(*) from api_key k where k.tenant_id = t.id and k.revoked_at is null) as keys,
            (select count(*) from connection c where c.tenant_id = t.id) as connections
       from tenant t order by t.created_at, t.id`,
  );
}

/** Makes a tenant. Throws when there is one with this id. As the owner. */
export async function createTenant(
  owner: DataSource | EntityManager,
  tenant: { readonly id: string; readonly name: string; readonly now: Date },
): Promise<void> {
  const made = await rows(
    owner,
    'insert into tenant (id, name, created_at) values ($1, $2, $3) on conflict (id) do nothing returning id',
    [tenant.id, tenant.name, tenant.now],
  );
  if (made.length === 0) throw new Error(`there is a tenant ${tenant.id} already; choose another id`);
}

export interface KeySettings {
  /** For a person who lists keys: who uses it, for what. */
  readonly label: string;
  readonly scopes: readonly (Scope | typeof everyScope)[];
  /** Null: the service's own setting. */
  readonly requestsPerSecond: number | null;
}

export interface NewKey {
  readonly id: string;
  /** What the caller sends. It is not stored, and so cannot be shown again. */
  readonly key: string;
}

/** Makes a key, and tells processes that had looked for it in vain. Throws when there is no such tenant. As the owner. */
export async function createKey(
  owner: DataSource | EntityManager,
  tenantId: string,
  { label, scopes: allowed, requestsPerSecond }: KeySettings,
  now: Date,
): Promise<NewKey> {
  const made = { id: randomUUID(), key: `tandem_${randomBytes(32).toString('base64url')}` };
  const told = await rows(
    owner,
    `with made as (
       insert into api_key (tenant_id, id, hash, label, scopes, requests_per_second, created_at)
       select id, $2, $3, $4, $5, $6, $7 from tenant where id = $1
       returning id)
     select pg_notify($8, '') from made`,
    [tenantId, made.id, hashKey(made.key), label, allowed, requestsPerSecond, now, keysChannel],
  );
  if (told.length === 0) throw unknownTenant(tenantId);
  return made;
}

/** A key as it may be shown: without its hash. */
export interface ApiKey {
  readonly tenantId: string;
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly requestsPerSecond: number | null;
  readonly createdAt: Date;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const keyColumns = `tenant_id as "tenantId", id, label, scopes, requests_per_second as "requestsPerSecond",
  created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** The keys of all tenants, or of one; throws when there is no such tenant. As the owner. */
export async function listKeys(owner: DataSource | EntityManager, tenantId: string | null): Promise<readonly ApiKey[]> {
  if (tenantId !== null) await refuseUnknownTenant(owner, tenantId);
  return rows<ApiKey>(
    owner,
    `select ${keyColumns} from api_key where $1::text is null or tenant_id = $1 order by tenant_id, created_at, id`,
    [tenantId],
  );
}

/**
 * Revokes a key and tells all processes to forget it, both at the commit. May be repeated: `revokedBefore` is then true
 * and the first time stands. Null when there is no such key. As the owner, in a transaction.
 */
export async function revokeKey(
  tx: EntityManager,
  chosen: { readonly id: string; readonly tenantId: string | null },
  now: Date,
): Promise<{ readonly key: ApiKey; readonly revokedBefore: boolean } | null> {
  const [before] = await rows<{ revokedAt: Date | null }>(
    tx,
    `select revoked_at as "revokedAt" from api_key where id = $1 and ($2::text is null or tenant_id = $2) for update`,
    [chosen.id, chosen.tenantId],
  );
  if (!before) return null;
  const [key] = await rows<ApiKey>(
    tx,
    `update api_key set revoked_at = coalesce(revoked_at, $3) where id = $1 and ($2::text is null or tenant_id = $2)
     returning ${keyColumns}`,
    [chosen.id, chosen.tenantId, now],
  );
  if (!key) throw new Error('a locked key has gone');
  await tx.query('select pg_notify($1, $2)', [keysChannel, '']);
  return { key, revokedBefore: before.revokedAt !== null };
}

/** Throws when there is no such tenant. As the owner, or in a transaction of the tenant. */
export async function refuseUnknownTenant(tx: DataSource | EntityManager, tenantId: string): Promise<void> {
  const known = await rows(tx, 'select from tenant where id = $1', [tenantId]);
  if (known.length === 0) throw unknownTenant(tenantId);
}

const unknownTenant = (tenantId: string): Error =>
  new Error(
    `there is no tenant ${tenantId}; see: tandem tenant list, or make it with: tandem tenant create ${tenantId}`,
  );
