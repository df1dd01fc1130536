/** Tenants and their API keys. Keys are kept as SHA-256 hashes: they are 256 random bits, so a slow hash adds nothing. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { rows, type DataSource, type EntityManager } from './transaction';

export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
}

const hash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Who calls with this key, or null. Runs before the tenant is known. */
export async function findCaller(database: DataSource, key: string): Promise<Caller | null> {
  const [found] = await rows<{ tenant_id: string; key_id: string; scopes: string[] }>(
    database,
    'select * from find_api_key($1)',
    [hash(key)],
  );
  return found ? { tenantId: found.tenant_id, keyId: found.key_id, scopes: found.scopes } : null;
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
    [tenantId, randomUUID(), hash(key), ['*'], now],
  );
  return key;
}
