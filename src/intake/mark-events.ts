/** Events that a CRM has told become marks, in one transaction for each tenant, however they came. */
import type { CrmCatalog } from '../catalog/catalog';
import type { RemoteEvent } from '../connectors/webhooks';
import type { Crm } from '../core/crm';
import { groupBy } from '../core/group-by';
import { objectTypes } from '../core/record';
import type { Logger } from '../platform/logger';
import type { StreamName } from '../store/dirty-set';
import { takeDelivery, type RemoteMarks, type StreamChange, type StreamRecord } from '../store/remote-marks';
import type { NamedAccount } from '../store/webhooks';
import type { IntakeDeps } from './records';

export interface MarkDeps extends IntakeDeps {
  readonly logger: Logger;
  readonly catalogOf: (crm: Crm) => CrmCatalog;
}

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
  /** Events of what no look reads: who is associated with whom. Only an older subscription tells of it. */
  readonly unread: number;
  /** Events of accounts that are not connected, or are signed by somebody else's secret. */
  readonly strange: number;
  /** Events of a type or an object that we know nothing of. */
  readonly unknown: number;
  /** Events of a delivery that was taken in before, byte for byte. */
  readonly replayed: number;
}

/** Events of accounts that somebody has proved to speak for. */
export interface Believed {
  readonly crm: Crm;
  /** The same for the same delivery. */
  readonly digest: Buffer;
  readonly events: readonly RemoteEvent[];
  /** Events of other accounts are strange. */
  readonly accounts: readonly Pick<NamedAccount, 'tenantId' | 'connectionId' | 'accountId'>[];
}

export const nothingTaken: TakenEvents = {
  marked: 0,
  seen: 0,
  unlinked: 0,
  echoes: 0,
  unread: 0,
  strange: 0,
  unknown: 0,
  replayed: 0,
};

/** Throws when the database fails: then nothing of the failed tenant is marked. */
export async function markEvents(deps: MarkDeps, { crm, digest, events, accounts }: Believed): Promise<TakenEvents> {
  const ours = new Set(accounts.map(({ accountId }) => accountId));
  let became = { ...nothingTaken, strange: events.filter(({ accountId }) => !ours.has(accountId)).length };
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
      marks ? takenOf(about, marks) : { ...nothingTaken, replayed: sum(about.map((one) => one.events)) },
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
  readonly unread: number;
  readonly unknown: number;
  readonly changes: readonly StreamChange[];
  /** Of them those of which it says that they were deleted for privacy. */
  readonly erased: readonly StreamRecord[];
}

/** What the events of one connection say is to be looked at. */
export function sort({ mappings }: CrmCatalog, connectionId: string, events: readonly RemoteEvent[]): Sorted {
  const unread = events.filter(({ kind }) => kind === 'associated').length;
  const told = events.filter((event) => event.kind !== 'associated' && !isEcho(event));
  const typeOf = new Map(objectTypes.map((type) => [mappings[type].remoteObject, type]));
  const changes: StreamChange[] = [];
  const erased: StreamRecord[] = [];
  let unknown = 0;
  for (const event of told) {
    const modifiedAt = modifiedBy(event);
    let isKnown = false;
    for (const { object: remoteObject, id } of event.records) {
      const object = typeOf.get(remoteObject);
      if (object === undefined) continue;
      isKnown = true;
      changes.push({ connectionId, object, externalId: id, modifiedAt });
      if (event.kind === 'privacyDeleted') erased.push({ connectionId, object, externalId: id });
    }
    if (!isKnown) unknown += 1;
  }
  return {
    connectionId,
    events: events.length,
    echoes: events.length - told.length - unread,
    unread,
    unknown,
    changes,
    erased,
  };
}

function takenOf(about: readonly Sorted[], { marked, unlinked }: RemoteMarks): TakenEvents {
  return {
    ...nothingTaken,
    echoes: sum(about.map((one) => one.echoes)),
    unread: sum(about.map((one) => one.unread)),
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
 * A value that our own app wrote. Another job of the same app looks alike (recorded 2025-03): what it changes is
 * found by polling.
 */
const isEcho = ({ kind, isOurs }: RemoteEvent): boolean => isOurs && (kind === 'changed' || kind === 'created');

/** What happens in the millisecond of a look may come before or after it: it counts as news. */
const modifiedBy = ({ kind, occurredAt }: RemoteEvent): Date | null =>
  kind === 'changed' && occurredAt ? new Date(occurredAt.getTime() + 1) : null;

const added = (a: TakenEvents, b: TakenEvents): TakenEvents => ({
  marked: a.marked + b.marked,
  seen: a.seen + b.seen,
  unlinked: a.unlinked + b.unlinked,
  echoes: a.echoes + b.echoes,
  unread: a.unread + b.unread,
  strange: a.strange + b.strange,
  unknown: a.unknown + b.unknown,
  replayed: a.replayed + b.replayed,
});
