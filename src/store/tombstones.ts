/**
 * What is left of CRM records that were erased: an HMAC of each id, so that it is known again when somebody tells of it, and
 * cannot be read back. The key is the connection's own and kept sealed: ids are numbers, and who has the database alone could
 * try them all with a salt that stands beside them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { seal, unseal, UnknownKey, type SecretKeys } from '../platform/seal';
import type { StreamName } from './dirty-set';
import { holdKeys, readSecret, storeSecret } from './secrets';
import { rows, type EntityManager } from './transaction';

export interface RemoteName extends StreamName {
  readonly externalId: string;
}

const secretName = 'tombstone-key';
const keyBytes = 32;

export async function storeTombstones(
  tx: EntityManager,
  keys: SecretKeys,
  tenantId: string,
  { names, now }: { readonly names: readonly RemoteName[]; readonly now: Date },
): Promise<void> {
  for (const name of names) {
    const key = (await readKey(tx, keys, tenantId, name)) ?? (await makeKey(tx, keys, tenantId, name));
    await tx.query(
      `insert into tombstone (tenant_id, connection_id, object, digest, erased_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [tenantId, name.connectionId, name.object, digestOf(key, name), now],
    );
  }
}

/** Which of these CRM records were erased. */
export async function erasedAmong(
  tx: EntityManager,
  keys: SecretKeys,
  tenantId: string,
  { stream, externalIds }: { readonly stream: StreamName; readonly externalIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const key = externalIds.length === 0 ? null : await readKey(tx, keys, tenantId, stream);
  if (key === null) return new Set();
  const { connectionId, object } = stream;
  const byDigest = new Map(
    externalIds.map((externalId) => [digestOf(key, { connectionId, object, externalId }).toString('hex'), externalId]),
  );
  const found = await rows<{ digest: Buffer }>(
    tx,
    `select digest from tombstone
      where tenant_id = $1 and connection_id = $2 and object = $3
        and digest in (select decode(d, 'hex') from unnest($4::text[]) as d)`,
    [tenantId, connectionId, object, [...byDigest.keys()]],
  );
  return new Set(found.flatMap(({ digest }) => byDigest.get(digest.toString('hex')) ?? []));
}

const digestOf = (key: string, { object, externalId }: RemoteName): Buffer =>
  createHmac('sha256', key).update(`${object}/${externalId}`).digest();

/** As every sealed secret of a connection, so that a rotation seals it anew. */
const placeOf = (tenantId: string, connectionId: string): string => `${tenantId}/${connectionId}/${secretName}`;

/** Null where nothing was erased yet; or no key of ours opens it, and what was erased then is known no more. */
async function readKey(
  tx: EntityManager,
  keys: SecretKeys,
  tenantId: string,
  { connectionId }: StreamName,
): Promise<string | null> {
  const sealed = await readSecret(tx, tenantId, connectionId, secretName);
  if (sealed === null) return null;
  const place = placeOf(tenantId, connectionId);
  for (const keyring of [() => keys.held(), () => keys.reread()]) {
    try {
      return unseal(keyring(), place, sealed);
    } catch (error) {
      if (!(error instanceof UnknownKey)) throw error; // else the keys may have been changed meanwhile
    }
  }
  return null;
}

/** The one that is there, should another have been faster; one that nobody can open gives way: an erasure waits for no lost key. */
async function makeKey(tx: EntityManager, keys: SecretKeys, tenantId: string, stream: StreamName): Promise<string> {
  await holdKeys(tx);
  const { connectionId } = stream;
  const made = randomBytes(keyBytes).toString('hex');
  const sealed = seal(keys.reread(), placeOf(tenantId, connectionId), made);
  await tx.query(
    `insert into secret (tenant_id, connection_id, name, sealed) values ($1, $2, $3, $4) on conflict do nothing`,
    [tenantId, connectionId, secretName, sealed],
  );
  const there = await readKey(tx, keys, tenantId, stream);
  if (there !== null) return there;
  await storeSecret(tx, tenantId, { connectionId, name: secretName, sealed });
  return made;
}
