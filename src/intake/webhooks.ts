/**
 * Takes in what a CRM tells by itself: a delivery whose signature is right becomes marks, in one transaction for each
 * tenant, before it is answered. It also shows that webhooks come. Nothing else is changed, and nothing it says of values is
 * believed: the look reads.
 */
import { createHash } from 'node:crypto';
import type { CrmCatalog } from '../catalog/catalog';
import type { Delivery, RemoteEvent, Webhooks } from '../connectors/webhooks';
import type { Crm } from '../core/crm';
import { objectTypes } from '../core/record';
import type { Logger } from '../platform/logger';
import type { StreamName } from '../store/dirty-set';
import { takeDelivery, type RemoteMarks, type StreamChange, type StreamRecord } from '../store/remote-marks';
import type { NamedAccount } from '../store/webhooks';
import type { KnownAccounts } from './known-accounts';
import type { IntakeDeps } from './records';

export interface WebhookDeps extends IntakeDeps {
  readonly logger: Logger;
  readonly webhooksOf: (crm: Crm) => Webhooks;
  readonly catalogOf: (crm: Crm) => CrmCatalog;
  /** Signs the webhooks of our app; null when we have none. */
  readonly appSecretOf: (crm: Crm) => string | null;
  /** Opens the sealed secret of a connection whose webhooks are those of an app of its own. */
  readonly openSecret: (connection: Pick<NamedAccount, 'tenantId' | 'connectionId'>, sealed: Buffer) => string | null;
}

export type WebhookIntake = WebhookDeps & { readonly accounts: KnownAccounts };

/** What became of events, in numbers. */
export interface TakenEvents {
  /** Records that are to be looked at. */
  readonly marked: number;
  /** Records whose link has seen the change, or that were named before in the delivery. */
  readonly seen: number;
  /** Records that are no link's. */
  readonly unlinked: number;
  /** Events of our own writes. */
  readonly echoes: number;
  /** Events of accounts that are not connected, or are signed by somebody else's secret. */
  readonly strange: number;
  /** Events of a type or an object that we know nothing of. */
  readonly unknown: number;
  /** Events of a delivery that was taken in before, byte for byte. */
  readonly replayed: number;
}

export type Intake =
  | { readonly kind: 'taken'; readonly events: number; readonly became: TakenEvents }
  | { readonly kind: 'unreadable'; readonly problem: 'too-many' | 'malformed'; readonly message: string }
  /** `reason`: a word for logs and figures. */
  | { readonly kind: 'unsigned'; readonly reason: string };

/** Throws when the database fails: then nothing of the failed tenant is marked, and the CRM is to send again. */
export async function takeIn(deps: WebhookIntake, crm: Crm, delivery: Delivery): Promise<Intake> {
  const read = deps.webhooksOf(crm).readEvents(delivery.body);
  if (!read.ok) {
    return {
      kind: 'unreadable',
      problem: read.problem === 'too-many' ? 'too-many' : 'malformed',
      message: read.message,
    };
  }
  const { events } = read;
  const named = [...new Set(events.map(({ accountId }) => accountId))];
  const known = deps.accounts.recall(crm, named);
  if (known) {
    const intake = await takeFrom(deps, known, { crm, delivery, events, named });
    if (intake.kind === 'taken') return intake;
  }
  return takeFrom(deps, await deps.accounts.find(crm, named), { crm, delivery, events, named });
}

interface Readable {
  readonly crm: Crm;
  readonly delivery: Delivery;
  readonly events: readonly RemoteEvent[];
  readonly named: readonly string[];
}

/** Takes it in if one of these accounts has signed it. */
async function takeFrom(
  deps: WebhookDeps,
  accounts: readonly NamedAccount[],
  { crm, delivery, events, named }: Readable,
): Promise<Intake> {
  const own = accounts.map((account) => secretOf(deps, crm, account, named));
  const secrets = [...new Set([...own, deps.appSecretOf(crm)])].filter((secret) => secret !== null);
  if (secrets.length === 0 && accounts.length > 0) return { kind: 'unsigned', reason: 'no-secret' };
  // An account that left us may still send, and nobody is left to say whether it was really it. Nothing is done with it.
  if (secrets.length === 0) {
    return { kind: 'taken', events: events.length, became: { ...nothing, strange: events.length } };
  }
  const acceptV1 = accounts.some(({ acceptsV1 }) => acceptsV1);
  const verdict = deps.webhooksOf(crm).verify(delivery, { secrets, now: deps.clock.now(), acceptV1 });
  if (!verdict.ok) return { kind: 'unsigned', reason: verdict.reason };
  const places = new Map<string | null, number>(secrets.map((secret, place) => [secret, place]));
  // Who has one account's secret speaks of no other.
  const signed = accounts.filter(
    ({ acceptsV1 }, index) => places.get(own[index] ?? null) === verdict.signedWith && (acceptsV1 || !verdict.isV1),
  );
  const digest = createHash('sha256').update(verdict.signature).digest();
  return { kind: 'taken', events: events.length, became: await mark(deps, { crm, digest, events, accounts: signed }) };
}

/**
 * An app of one account speaks of that account alone: where several are named, its secret is not tried, so that nobody
 * makes us try a thousand.
 */
function secretOf(deps: WebhookDeps, crm: Crm, account: NamedAccount, named: readonly string[]): string | null {
  const { sealedSecret } = account;
  if (sealedSecret !== null && named.length > 1) return null;
  return (sealedSecret && deps.openSecret(account, sealedSecret)) ?? deps.appSecretOf(crm);
}

interface Signed {
  readonly crm: Crm;
  /** The same for the same delivery. */
  readonly digest: Buffer;
  readonly events: readonly RemoteEvent[];
  readonly accounts: readonly NamedAccount[];
}

const nothing: TakenEvents = { marked: 0, seen: 0, unlinked: 0, echoes: 0, strange: 0, unknown: 0, replayed: 0 };

async function mark(deps: WebhookDeps, { crm, digest, events, accounts }: Signed): Promise<TakenEvents> {
  const ours = new Set(accounts.map(({ accountId }) => accountId));
  let became = { ...nothing, strange: events.filter(({ accountId }) => !ours.has(accountId)).length };
  for (const [tenantId, connections] of groupBy(accounts, (account) => account.tenantId)) {
    const about = connections.map(({ connectionId, accountId }) =>
      sort(
        deps.catalogOf(crm),
        connectionId,
        events.filter((event) => event.accountId === accountId),
      ),
    );
    const changes = about.flatMap((one) => one.changes);
    const erased = about.flatMap((one) => one.erased);
    const connectionIds = connections.map(({ connectionId }) => connectionId);
    const marks = await takeDelivery(deps.database, tenantId, {
      digest,
      connectionIds,
      changes,
      erased,
      now: deps.clock.now(),
    });
    became = added(
      became,
      marks ? takenOf(about, marks) : { ...nothing, replayed: sum(about.map((one) => one.events)) },
    );
    if (marks && marks.marked + marks.noted + erased.length > 0) deps.waker.wake(tenantId, streamsOf(about));
    for (const connectionId of marks?.heard ?? [])
      deps.logger.info({ event: 'webhooks.heard', tenantId, connectionId });
  }
  return became;
}

/** The events of one connection, and the changes that they tell of. */
interface Sorted {
  readonly connectionId: string;
  readonly events: number;
  readonly echoes: number;
  readonly unknown: number;
  readonly changes: readonly StreamChange[];
  /** Of them those of which it says that they were deleted for privacy. */
  readonly erased: readonly StreamRecord[];
}

function sort({ mappings }: CrmCatalog, connectionId: string, events: readonly RemoteEvent[]): Sorted {
  const told = events.filter((event) => !isEcho(event));
  const changes: StreamChange[] = [];
  const erased: StreamRecord[] = [];
  for (const event of told) {
    const modifiedAt = modifiedBy(event);
    for (const { object: remoteObject, id } of event.records) {
      const object = objectTypes.find((type) => mappings[type].remoteObject === remoteObject);
      if (object === undefined) continue;
      changes.push({ connectionId, object, externalId: id, modifiedAt });
      if (event.kind === 'privacyDeleted') erased.push({ connectionId, object, externalId: id });
    }
  }
  return {
    connectionId,
    events: events.length,
    echoes: events.length - told.length,
    unknown: told.filter(({ records }) => records.length === 0).length,
    changes,
    erased,
  };
}

function takenOf(about: readonly Sorted[], { marked, unlinked }: RemoteMarks): TakenEvents {
  return {
    ...nothing,
    echoes: sum(about.map((one) => one.echoes)),
    unknown: sum(about.map((one) => one.unknown)),
    marked,
    unlinked,
    seen: sum(about.map(({ changes }) => changes.length)) - marked - unlinked,
  };
}

const streamsOf = (about: readonly Sorted[]): readonly StreamName[] =>
  about.flatMap(({ connectionId, changes }) =>
    [...new Set(changes.map(({ object }) => object))].map((object) => ({ connectionId, object })),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/**
 * A value that our own app wrote. Another job of the same app looks alike (HubSpot, recorded 2025-03): what it changes is
 * found by polling.
 */
const isEcho = ({ kind, isOurs }: RemoteEvent): boolean => isOurs && (kind === 'changed' || kind === 'created');

/** What happens in the millisecond of a look may come before or after it: it counts as news. */
const modifiedBy = ({ kind, occurredAt }: RemoteEvent): Date | null =>
  kind === 'changed' && occurredAt ? new Date(occurredAt.getTime() + 1) : null;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const added = (a: TakenEvents, b: TakenEvents): TakenEvents => ({
  marked: a.marked + b.marked,
  seen: a.seen + b.seen,
  unlinked: a.unlinked + b.unlinked,
  echoes: a.echoes + b.echoes,
  strange: a.strange + b.strange,
  unknown: a.unknown + b.unknown,
  replayed: a.replayed + b.replayed,
});
