/**
 * Marks what the CRM says has changed there; the SQL stands in its schema migrations (20261128000000). What it says is trusted
 * no further: the look reads the record anew.
 */
import { groupBy } from '../core/group-by';
import type { StreamName } from './dirty-set';
import { again, rows, rowsOfCall, type DataSource, type EntityManager } from './transaction';

export interface RemoteChange {
  /** The CRM's id of the record. */
  readonly externalId: string;
  /** When the CRM says it was changed last; null: look at it whatever is known. */
  readonly modifiedAt: Date | null;
}

export interface RemoteMarks {
  readonly marked: number;
  /** Records that are no link's: nobody ordered for them, or they are not bound yet. */
  readonly unlinked: number;
}

export interface FoundMarks extends RemoteMarks {
  /** Of the marked those that no signal had told of: nothing waited to be read anew because of one. */
  readonly unannounced: number;
}

export interface DeliveredMarks extends RemoteMarks {
  /** Of the unlinked those that are looked at because they may be offered. */
  readonly noted: number;
  /** The connections whose webhooks were silent until this delivery. */
  readonly heard: readonly string[];
}

/**
 * Marks the links that hold these CRM records to be looked at with a fresh read, in lane inbound. One whose link has seen
 * the record changed at that moment or later is left alone: our own writes come back this way.
 */
export async function markRemoteChanges(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { changes, now }: { readonly changes: readonly RemoteChange[]; readonly now: Date },
): Promise<FoundMarks> {
  if (changes.length === 0) return { marked: 0, unlinked: 0, unannounced: 0 };
  const [found] = await rows<FoundMarks>(
    tx,
    'select marked, unlinked, unannounced from mark_remote_changes($1, $2, $3, $4, $5, $6)',
    [tenantId, ...columnsOf(stream, changes), now],
  );
  return found ?? { marked: 0, unlinked: changes.length, unannounced: 0 };
}

export type StreamChange = RemoteChange & StreamName;
export type StreamRecord = Omit<StreamChange, 'modifiedAt'>;

export interface TakenDelivery {
  readonly digest: Buffer;
  readonly connectionIds: readonly string[];
  readonly changes: readonly StreamChange[];
  /** What the CRM says it has deleted for privacy: noted, to be judged by a look. */
  readonly erased?: readonly StreamRecord[];
  readonly now: Date;
}

/**
 * Takes in a delivery of webhooks of one tenant, in one call and a transaction of its own: marks as above, and remembers it
 * for ten minutes. Null when it was taken in before: then nothing is marked.
 * @param delivery.digest the same for the same delivery
 * @param delivery.connectionIds whom it tells of something, whether or not that is a change
 */
export async function takeDelivery(
  database: DataSource,
  tenantId: string,
  { digest, connectionIds, changes, erased = [], now }: TakenDelivery,
): Promise<DeliveredMarks | null> {
  const taken = [tenantId, digest, connectionIds, ...streamColumnsOf(changes), now];
  const [marks] = await again(database, () =>
    erased.length === 0
      ? rowsOfCall<DeliveredMarks>(database, takeCall, taken)
      : rowsOfCall<DeliveredMarks>(database, takeErasingCall, [...taken, JSON.stringify(erased)]),
  );
  return marks ?? null;
}

const takeErasingCall = {
  name: 'take_erasing_delivery',
  text: 'select * from take_erasing_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
};
const takeCall = { name: 'take_delivery', text: 'select * from take_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9)' };

/**
 * Notes those of these CRM records that are no link's, where the connection offers such records of their type. To be called after
 * they were marked. Answers how many are to be looked at.
 */
export async function noteStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { changes, now }: { readonly changes: readonly RemoteChange[]; readonly now: Date },
): Promise<number> {
  const [found] = await rows<{ noted: number }>(tx, 'select note_strangers($1, $2, $3, $4, $5, $6) as noted', [
    tenantId,
    ...columnsOf(stream, changes),
    now,
  ]);
  return found?.noted ?? 0;
}

/** Of a stream, whose records stand once each: connection, object, ids, and when they were changed, in milliseconds. */
type Columns = readonly [string, string, readonly string[], readonly (number | null)[]];

function columnsOf({ connectionId, object }: StreamName, changes: readonly RemoteChange[]): Columns {
  const modified = new Map<string, number | null>();
  for (const { externalId, modifiedAt } of changes) {
    const before = modified.get(externalId);
    // The later of two; one that the CRM gives no time of is later than all.
    if (before !== null) modified.set(externalId, modifiedAt && Math.max(modifiedAt.getTime(), before ?? 0));
  }
  return [connectionId, object, [...modified.keys()], [...modified.values()]];
}

/** Of all streams, one after the other: connections, objects, the ends of their records among those of all, ids and times. */
function streamColumnsOf(changes: readonly StreamChange[]): readonly unknown[] {
  const streams = groupBy(changes, ({ connectionId, object }) => `${connectionId}/${object}`);
  const columns = [...streams.values()].map((found) => columnsOf(found[0], found)).sort(inLockOrder);
  let end = 0;
  return [
    columns.map(([connectionId]) => connectionId),
    columns.map(([, object]) => object),
    columns.map(([, , ids]) => (end += ids.length)),
    columns.flatMap(([, , ids]) => ids),
    columns.flatMap(([, , , modified]) => modified),
  ];
}

/** By connection and object, as whoever marks several streams takes their locks. */
const inLockOrder = ([a, ofA]: Columns, [b, ofB]: Columns): number => (a < b || (a === b && ofA < ofB) ? -1 : 1);
