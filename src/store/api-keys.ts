/** Tenants and their API keys. Keys are kept as SHA-256 hashes: they are 256 random bits, so a slow hash adds nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { rows, type DataSource } from './transaction';

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

/** How many tenants there are. As the owner. */
export async function countTenants(owner: DataSource): Promise<number> {
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(owner, 'select count(*)::int as count from tenant');
  return count;
}

/** Makes a tenant with a first key and answers the key, which is shown once and cannot be read back. As the owner. */
export async function createTenant(
  owner: DataSource,
  tenant: { readonly id: string; readonly name: string; readonly now: Date },
): Promise<string> {
  const key = `tandem_${randomBytes(32).toString('base64url')}`;
  await owner.transaction(async (tx) => {
    await tx.query('insert into tenant (id, name, created_at) values ($1, $2, $3)', [
      tenant.id,
      tenant.name,
      tenant.now,
    ]);
    await tx.query(
      `insert into api_key (tenant_id, id, hash, label, scopes, created_at) values ($1, 'first', $2, 'first key', $3, $4)`,
      [tenant.id, hash(key), ['*'], tenant.now],
    );
  });
  return key;
}
