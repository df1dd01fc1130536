/** Access tokens of connections: stored sealed, read when a CRM is opened, never shown. */
import { seal, unseal, UnknownKey, type SecretKeys } from '../platform/seal';
import { holdKeys, readSecret, storeSecret } from '../store/secrets';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';

export interface TokenDeps {
  readonly database: DataSource;
  readonly keys: SecretKeys;
}

interface ConnectionName {
  readonly tenantId: string;
  readonly id: string;
}

const tokenName = 'access-token';

/** What a sealed secret is bound to. */
export const placeOf = (tenantId: string, connectionId: string, name: string): string =>
  `${tenantId}/${connectionId}/${name}`;

/** Seals and stores, in the transaction that stores the connection. */
export async function storeToken(
  tx: EntityManager,
  keys: SecretKeys,
  { tenantId, id }: ConnectionName,
  token: string,
): Promise<void> {
  await holdKeys(tx);
  const sealed = seal(keys.reread(), placeOf(tenantId, id, tokenName), token);
  await storeSecret(tx, tenantId, { connectionId: id, name: tokenName, sealed });
}

export async function readToken(deps: TokenDeps, connection: ConnectionName): Promise<string> {
  try {
    return await openToken(deps, connection);
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error;
    // The keys were changed meanwhile. The keys first: what is sealed then is sealed by one of them.
    deps.keys.reread();
    return openToken(deps, connection);
  }
}

async function openToken({ database, keys }: TokenDeps, { tenantId, id }: ConnectionName): Promise<string> {
  const sealed = await inTenant(database, tenantId, (tx) => readSecret(tx, tenantId, id, tokenName));
  if (!sealed) throw new Error(`connection ${id} has no token; connect it again`);
  return unseal(keys.held(), placeOf(tenantId, id, tokenName), sealed);
}
