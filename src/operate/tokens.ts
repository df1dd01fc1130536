/** Tokens of connections: stored sealed, opened when a CRM is called, never shown. */
import type { Tokens } from '../connectors/token';
import { tokenLife } from '../core/token-refresh';
import { seal, unseal, UnknownKey, type Keyring, type SecretKeys } from '../platform/seal';
import { holdKeys, readSecret, storeSecret } from '../store/secrets';
import {
  claimRefresh,
  noteRefreshed,
  readAccess,
  startRefreshing,
  stopRefreshing,
  type TokenRefresh,
} from '../store/token-refresh';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';

export interface TokenDeps {
  readonly database: DataSource;
  readonly keys: SecretKeys;
}

export interface ConnectionName {
  readonly tenantId: string;
  readonly id: string;
}

/** What lets us in was never stored, or its database was restored without it. */
export class NoToken extends Error {}

/** Tokens as a CRM gave them. */
export interface GivenTokens extends Tokens {
  /** Before it was asked for them. */
  readonly askedAt: Date;
}

/** What lets us in: one token for good, or tokens that are refreshed in the name of an app. */
export type Credentials =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly tokens: GivenTokens };

export interface Access {
  readonly accessToken: string;
  /** Null: it does not end. */
  readonly refresh: TokenRefresh | null;
}

/** Signs the webhooks of a connection whose app is its own. */
const webhookName = 'webhook-secret';

const accessName = 'access-token';
const refreshName = 'refresh-token';

/** What a sealed secret is bound to. */
export const placeOf = (tenantId: string, connectionId: string, name: string): string =>
  `${tenantId}/${connectionId}/${name}`;

/** Seals and stores, in the transaction that stores the connection. */
export async function storeCredentials(
  tx: EntityManager,
  keys: SecretKeys,
  connection: ConnectionName,
  credentials: Credentials,
): Promise<void> {
  if (credentials.kind === 'token') {
    // The service may delete no secret: one that is not needed any more is emptied.
    const before = await stopRefreshing(tx, connection);
    await sealAll(tx, keys, connection, {
      [accessName]: credentials.accessToken,
      ...(before && { [refreshName]: '' }),
    });
    return;
  }
  const { clientId, tokens } = credentials;
  const life = tokenLife(tokens.askedAt, tokens.lifetimeMs);
  await startRefreshing(tx, connection, { ...life, clientId, now: tokens.askedAt });
  await sealTokens(tx, keys, connection, tokens);
}

/** Puts refreshed tokens in the place of those of `generation`, both at once; false when others have taken it. */
export async function replaceTokens(
  { database, keys }: TokenDeps,
  connection: ConnectionName,
  { generation, ...tokens }: GivenTokens & { readonly generation: number },
  also: (tx: EntityManager, noted: boolean) => Promise<void>,
): Promise<boolean> {
  const life = tokenLife(tokens.askedAt, tokens.lifetimeMs);
  return inTenant(database, connection.tenantId, async (tx) => {
    const noted = await noteRefreshed(tx, connection, { ...life, generation, now: tokens.askedAt });
    if (noted) await sealTokens(tx, keys, connection, tokens);
    await also(tx, noted);
    return noted;
  });
}

const sealTokens = (tx: EntityManager, keys: SecretKeys, connection: ConnectionName, tokens: Tokens): Promise<void> =>
  sealAll(tx, keys, connection, { [accessName]: tokens.accessToken, [refreshName]: tokens.refreshToken });

async function sealAll(
  tx: EntityManager,
  keys: SecretKeys,
  { tenantId, id }: ConnectionName,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  await holdKeys(tx);
  for (const [name, plain] of Object.entries(secrets)) {
    const sealed = seal(keys.reread(), placeOf(tenantId, id, name), plain);
    await storeSecret(tx, tenantId, { connectionId: id, name, sealed });
  }
}

/** In the transaction that stores the connection; an empty one is none. */
export function storeWebhookSecret(
  tx: EntityManager,
  keys: SecretKeys,
  connection: ConnectionName,
  secret: string,
): Promise<void> {
  return sealAll(tx, keys, connection, { [webhookName]: secret });
}

/** What `storeWebhookSecret` stored; null when that was none. Throws when no key of ours opens it. */
export function openWebhookSecret(keys: SecretKeys, { tenantId, id }: ConnectionName, sealed: Buffer): string | null {
  const place = placeOf(tenantId, id, webhookName);
  return orReread(keys, (keyring) => unseal(keyring, place, sealed)) || null;
}

/** The access token of a connection, and how it stands. */
export async function readTokens(deps: TokenDeps, connection: ConnectionName): Promise<Access> {
  try {
    return await openAccess(deps, connection);
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error;
    // The keys were changed meanwhile. The keys first: what is sealed then is sealed by one of them.
    deps.keys.reread();
    return openAccess(deps, connection);
  }
}

async function openAccess({ database, keys }: TokenDeps, connection: ConnectionName): Promise<Access> {
  const { tenantId, id } = connection;
  const found = await inTenant(database, tenantId, (tx) => readAccess(tx, connection, accessName));
  if (!found) throw new NoToken(`connection ${id} has no token; connect it again`);
  return {
    accessToken: unseal(keys.held(), placeOf(tenantId, id, accessName), found.sealed),
    refresh: found.refresh,
  };
}

/** The refresh token of exactly this generation, for whoever has the lease now. Null when somebody else has it. */
export async function claimTokens(
  { database, keys }: TokenDeps,
  connection: ConnectionName,
  claim: { readonly generation: number; readonly now: Date; readonly until: Date },
): Promise<{ readonly refreshToken: string; readonly fence: number } | null> {
  const { tenantId, id } = connection;
  const claimed = await inTenant(database, tenantId, async (tx) => {
    const lease = await claimRefresh(tx, connection, claim);
    return lease && { ...lease, sealed: await readSecret(tx, tenantId, id, refreshName) };
  });
  if (!claimed) return null;
  const { fence, sealed } = claimed;
  if (!sealed) throw new NoToken(`connection ${id} has no refresh token; connect it again`);
  const place = placeOf(tenantId, id, refreshName);
  return { fence, refreshToken: orReread(keys, (keyring) => unseal(keyring, place, sealed)) };
}

/** The keys may have been changed since they were read. */
export function orReread<T>(keys: SecretKeys, open: (keyring: Keyring) => T): T {
  try {
    return open(keys.held());
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error;
    return open(keys.reread());
  }
}
