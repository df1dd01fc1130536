/**
 * Seals every secret of every tenant by the current key. May be repeated and may die at any moment: what was sealed by
 * another key stays readable until nothing is sealed by it any more, and the next rotation goes on where this one ended.
 */
import { reseal, sealHeader, type Keyring } from '../platform/seal';
import type { RotatingKeys } from '../platform/secret-keys';
import { listTenants } from '../store/api-keys';
import { allSecretsBegin, holdKeys, lockKeys, lockSecrets, storeSecret } from '../store/secrets';
import { inTenant, type DataSource } from '../store/transaction';
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
  readonly connection: string;
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
    const secrets = await lockSecrets(tx, tenantId);
    const failed: FailedSecret[] = [];
    let resealed = 0;
    for (const secret of secrets) {
      const { connectionId: connection, name } = secret;
      const anew = resealOne(keyring, placeOf(tenantId, connection, name), secret.sealed);
      if (anew.reason !== undefined) failed.push({ tenant: tenantId, connection, name, reason: anew.reason });
      if (anew.sealed === undefined) continue;
      await storeSecret(tx, tenantId, { ...secret, sealed: anew.sealed });
      resealed += 1;
    }
    return { resealed, alreadyCurrent: secrets.length - resealed - failed.length, failed };
  });
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
