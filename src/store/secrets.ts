/**
 * Sealed credentials. The keys that seal them may be changed by another process at any moment: whoever seals holds the
 * keys with `holdKeys` for the transaction and reads them behind it, whoever changes them waits with `lockKeys`. So
 * nothing is sealed by a key that is about to be forgotten.
 */
import { rows, type EntityManager } from './transaction';

/** Any number will do, as long as every process of ours uses the same, and no other lock does. */
const keysLock = 7_420_002;

/** The keys stay as they are until the end of the transaction. Any number of transactions may hold them. */
export async function holdKeys(tx: EntityManager): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [keysLock]);
}

/** Nobody seals until the end of the transaction. */
export async function lockKeys(tx: EntityManager): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [keysLock]);
}

export interface Secret {
  readonly connectionId: string;
  readonly name: string;
  readonly sealed: Buffer;
}

/** Stores a secret in the place of the one of this name, if there is one. */
export async function storeSecret(tx: EntityManager, tenantId: string, secret: Secret): Promise<void> {
  await tx.query(
    `insert into secret (tenant_id, connection_id, name, sealed) values ($1, $2, $3, $4)
     on conflict (tenant_id, connection_id, name) do update set sealed = excluded.sealed`,
    [tenantId, secret.connectionId, secret.name, secret.sealed],
  );
}

export async function readSecret(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  name: string,
): Promise<Buffer | null> {
  const [found] = await rows<{ sealed: Buffer }>(
    tx,
    `select sealed from secret where tenant_id = $1 and connection_id = $2 and name = $3`,
    [tenantId, connectionId, name],
  );
  return found?.sealed ?? null;
}

/** All of a tenant, locked until the end of the transaction. */
export async function lockSecrets(tx: EntityManager, tenantId: string): Promise<readonly Secret[]> {
  return rows<Secret>(
    tx,
    `select connection_id as "connectionId", name, sealed from secret where tenant_id = $1 order by 1, 2 for update`,
    [tenantId],
  );
}

/** Whether every secret of every tenant begins with these bytes. As the owner. */
export async function allSecretsBegin(owner: EntityManager, header: Buffer): Promise<boolean> {
  const others = await rows(
    owner,
    `select from (select sealed from secret union all select secret from destination union all select previous_secret from destination) s
      where substr(s.sealed, 1, $2) <> $1 limit 1`,
    [header, header.length],
  );
  return others.length === 0;
}
