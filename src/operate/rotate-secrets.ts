/**
 * Seals every secret of every tenant by the current key. May be repeated and may die at any moment: what was sealed by
 * another key stays readable until nothing is sealed by it any more, and the next rotation goes on where this one ended.
 */
import { reseal, sealHeader, type Keyring } from '../platform/seal';
import type { RotatingKeys } from '../platform/secret-keys';
import { listTenants } from '../store/api-keys';
import { lockSigningSecrets, storeSigningSecrets } from '../store/destinations';
import { allSecretsBegin, holdKeys, lockKeys, lockSecrets, storeSecret } from '../store/secrets';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import { destinationSecretPlace } from './destination';
import { placeOf } from './tokens';

export interface RotateDeps {
  /** As the service. */
  readonly database: DataSource;
  readonly owner: DataSource;
  readonly keys: RotatingKeys;
}

/** A secret that no key opens. */
interface FailedSecret {
  readonly tenant: string;
  /** Null: it signs what the tenant is sent. */
  readonly connection: string | null;
  readonly name: string;
  readonly reason: string;
}

interface Sealed {
  readonly resealed: number;
  readonly alreadyCurrent: number;
  readonly failed: readonly FailedSecret[];
}

export interface Rotation extends Sealed {
  /** A new key was made, which is so on the embedded database; elsewhere the operator makes it. */
  readonly newKey: boolean;
  /** Everything is sealed by the current key: the ones before it are no longer needed. */
  readonly complete: boolean;
}

export async function rotateSecrets(deps: RotateDeps): Promise<Rotation> {
  const { owner, keys } = deps;
  const newKey = await owner.transaction(async (tx) => {
    await lockKeys(tx);
    return keys.renew();
  });
  const parts: Sealed[] = [];
  for (const { id } of await listTenants(owner)) parts.push(await resealTenant(deps, id));
  const complete = await owner.transaction(async (tx) => {
    await lockKeys(tx);
    const done = await allSecretsBegin(tx, sealHeader(keys.reread().current));
    if (done) keys.forgetPrevious();
    return done;
  });
  return {
    newKey,
    resealed: parts.reduce((sum, { resealed }) => sum + resealed, 0),
    alreadyCurrent: parts.reduce((sum, { alreadyCurrent }) => sum + alreadyCurrent, 0),
    failed: parts.flatMap(({ failed }) => failed),
    complete,
  };
}

/** Through the service's own role: row-level security keeps even this from reaching into another tenant. */
function resealTenant({ database, keys }: RotateDeps, tenantId: string): Promise<Sealed> {
  return inTenant(database, tenantId, async (tx) => {
    await holdKeys(tx);
    const keyring = keys.reread();
    const secrets = [...(await keptByConnections(tx, tenantId)), ...(await keptByDestination(tx, tenantId))];
    const failed: FailedSecret[] = [];
    let resealed = 0;
    for (const { connection, name, place, sealed, replaceBy } of secrets) {
      const anew = resealOne(keyring, place, sealed);
      if (anew.reason !== undefined) failed.push({ tenant: tenantId, connection, name, reason: anew.reason });
      if (anew.sealed === undefined) continue;
      await replaceBy(anew.sealed);
      resealed += 1;
    }
    return { resealed, alreadyCurrent: secrets.length - resealed - failed.length, failed };
  });
}

interface Kept extends Pick<FailedSecret, 'connection' | 'name'> {
  readonly place: string;
  readonly sealed: Buffer;
  readonly replaceBy: (sealed: Buffer) => Promise<void>;
}

async function keptByConnections(tx: EntityManager, tenantId: string): Promise<readonly Kept[]> {
  return (await lockSecrets(tx, tenantId)).map((secret) => ({
    connection: secret.connectionId,
    name: secret.name,
    place: placeOf(tenantId, secret.connectionId, secret.name),
    sealed: secret.sealed,
    replaceBy: (sealed) => storeSecret(tx, tenantId, { ...secret, sealed }),
  }));
}

async function keptByDestination(tx: EntityManager, tenantId: string): Promise<readonly Kept[]> {
  const secrets = await lockSigningSecrets(tx, tenantId);
  if (secrets === null) return [];
  const { current, previous } = secrets;
  const keep = (name: 'current' | 'previous', sealed: Buffer): Kept => ({
    connection: null,
    name: `${name} signing secret`,
    place: destinationSecretPlace(tenantId),
    sealed,
    replaceBy: (anew) => storeSigningSecrets(tx, tenantId, { [name]: anew }),
  });
  return [keep('current', current), ...(previous === null ? [] : [keep('previous', previous.sealed)])];
}

/** Neither: it is sealed by the current key already. */
interface Resealed {
  readonly sealed?: Buffer;
  readonly reason?: string;
}

/** One that cannot be opened does not keep the others from being sealed anew. */
function resealOne(keyring: Keyring, place: string, sealed: Buffer): Resealed {
  try {
    const anew = reseal(keyring, place, sealed);
    return anew ? { sealed: anew } : {};
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
