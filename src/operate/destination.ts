/** Where a tenant wants its changes delivered, for a person: say it, see how it stands, resume, take it back. */
import { randomBytes } from 'node:crypto';
import { oldSecretServesMs, type Acceptance } from '../core/delivery';
import type { OldestOpen } from '../core/unanswered';
import type { Clock } from '../platform/clock';
import { seal, unseal } from '../platform/seal';
import { readOldestOpen } from '../store/changes';
import {
  beginAnew,
  lockDestination,
  readDestination,
  storeDestination,
  type Destination,
  type SealedSecrets,
} from '../store/destinations';
import { holdKeys } from '../store/secrets';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { orReread, type TokenDeps } from './tokens';

export interface DestinationDeps extends TokenDeps {
  readonly clock: Clock;
  readonly waker: Waker;
}

/** What is left out stays as it is. */
export interface WantedDestination {
  readonly url?: string | undefined;
  readonly acceptance?: Acceptance | undefined;
  /** A new secret signs; the one before signs beside it for a day. */
  readonly rotateSecret?: boolean | undefined;
  /** Delivery goes on after this change. */
  readonly after?: number | undefined;
}

export interface SaidDestination {
  readonly destination: Destination;
  /** To be shown once; null when none was made. */
  readonly secret: string | null;
}

/** What a sealed secret is bound to; the name of no connection is empty. */
export const destinationSecretPlace = (tenantId: string): string => `${tenantId}//signing-secret`;

/** Null: there is no url to sign for. */
export async function sayDestination(
  deps: DestinationDeps,
  tenantId: string,
  wanted: WantedDestination,
): Promise<SaidDestination | null> {
  const said = await inTenant(deps.database, tenantId, async (tx) => {
    await holdKeys(tx);
    const now = deps.clock.now();
    const before = await lockDestination(tx, tenantId, now);
    const url = wanted.url ?? before.url;
    if (url === null && wanted.rotateSecret === true) return null;
    const { secrets, secret } =
      url === null ? { secrets: null, secret: null } : secretsOf(deps, tenantId, before, wanted);
    const isElsewhere = url !== before.url || (wanted.after ?? before.deliveredSeq) !== before.deliveredSeq;
    const { acceptance = before.acceptance, after: deliveredSeq = before.deliveredSeq } = wanted;
    await storeDestination(
      tx,
      tenantId,
      { url, acceptance, secrets, deliveredSeq },
      isElsewhere ? { from: now } : null,
    );
    return { destination: await readStored(tx, tenantId), secret };
  });
  deps.waker.tellOfChanges(tenantId);
  return said;
}

function secretsOf(
  { keys, clock }: DestinationDeps,
  tenantId: string,
  { secrets: before }: Destination,
  { rotateSecret }: WantedDestination,
): { readonly secrets: SealedSecrets; readonly secret: string | null } {
  if (before !== null && rotateSecret !== true) return { secrets: before, secret: null };
  const secret = makeSecret();
  const until = new Date(clock.now().getTime() + oldSecretServesMs);
  const current = seal(keys.reread(), destinationSecretPlace(tenantId), secret);
  return { secrets: { current, previous: before && { sealed: before.current, until } }, secret };
}

/** Standard Webhooks: 24 to 64 random bytes. */
const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The change that has waited longest for an answer, wherever changes go. */
export function findOldestOpen(
  { database }: Pick<DestinationDeps, 'database'>,
  tenantId: string,
): Promise<OldestOpen | null> {
  return inTenant(database, tenantId, (tx) => readOldestOpen(tx, tenantId));
}

export function findDestination(
  { database }: Pick<DestinationDeps, 'database'>,
  tenantId: string,
): Promise<Destination | null> {
  return inTenant(database, tenantId, (tx) => readDestination(tx, tenantId));
}

/** Tries at once and goes on where it stopped. May be repeated. Null when there is nothing to be sent anywhere. */
export async function resumeDestination(deps: DestinationDeps, tenantId: string): Promise<Destination | null> {
  const resumed = await inTenant(deps.database, tenantId, async (tx) => {
    const before = await readDestination(tx, tenantId);
    if (before === null || before.url === null) return null;
    await beginAnew(tx, tenantId, deps.clock.now());
    return readStored(tx, tenantId);
  });
  deps.waker.tellOfChanges(tenantId);
  return resumed;
}

/** Sends no more, forgets the secrets and how changes are accepted, and remembers how far it was. May be repeated. */
export function removeDestination({ database, clock }: DestinationDeps, tenantId: string): Promise<Destination | null> {
  return inTenant(database, tenantId, async (tx) => {
    const before = await readDestination(tx, tenantId);
    if (before === null) return null;
    const none = { url: null, acceptance: 'explicit', secrets: null, deliveredSeq: before.deliveredSeq } as const;
    await storeDestination(tx, tenantId, none, { from: clock.now() });
    return readStored(tx, tenantId);
  });
}

async function readStored(tx: EntityManager, tenantId: string): Promise<Destination> {
  const stored = await readDestination(tx, tenantId);
  if (!stored) throw new Error('a destination that was just stored has gone');
  return stored;
}

/** Those that sign at this moment, the newest first. Throws when no key of ours opens them. */
export function openSigningSecrets(
  { keys }: Pick<TokenDeps, 'keys'>,
  tenantId: string,
  { current, previous }: SealedSecrets,
  now: Date,
): readonly string[] {
  const sealed = previous !== null && now < previous.until ? [current, previous.sealed] : [current];
  const place = destinationSecretPlace(tenantId);
  return sealed.map((one) => orReread(keys, (keyring) => unseal(keyring, place, one)));
}
