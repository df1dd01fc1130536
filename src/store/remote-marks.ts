/**
 * Marks what the CRM says has changed there; the SQL stands in its schema migration (20261125000300). What it says is trusted
 * no further: the look reads the record anew.
 */
import type { StreamName } from './dirty-set';
import { again, rows, type DataSource, type EntityManager } from './transaction';

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

/**
 * Marks the links that hold these CRM records to be looked at with a fresh read, in lane inbound. One whose link has seen
 * the record changed at that moment or later is left alone: our own writes come back this way.
 */
export async function markRemoteChanges(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { changes, now }: { readonly changes: readonly RemoteChange[]; readonly now: Date },
): Promise<RemoteMarks> {
  if (changes.length === 0) return { marked: 0, unlinked: 0 };
  const [found] = await rows<RemoteMarks>(tx, 'select * from mark_remote_changes($1, $2, $3, $4, $5, $6)', [
    tenantId,
    ...columnsOf(changes.map((change) => ({ ...change, ...stream }))),
    now,
  ]);
  return found ?? { marked: 0, unlinked: changes.length };
}

export type StreamChange = RemoteChange & StreamName;

/**
 * Takes in a delivery of webhooks of one tenant, in one call and a transaction of its own: marks as above, and remembers it
 * for ten minutes. Null when it was taken in before: then nothing is marked.
 * @param digest the same for the same delivery
 */
export async function takeDelivery(
  database: DataSource,
  tenantId: string,
  { digest, changes, now }: { readonly digest: Buffer; readonly changes: readonly StreamChange[]; readonly now: Date },
): Promise<RemoteMarks | null> {
  const [marks] = await again(() =>
    rows<RemoteMarks>(database, 'select * from take_delivery($1, $2, $3, $4, $5, $6, $7)', [
      tenantId,
      digest,
      ...columnsOf(changes),
      now,
    ]),
  );
  return marks ?? null;
}

/** Parallel arrays, in which each record stands once. */
function columnsOf(changes: readonly StreamChange[]): readonly unknown[] {
  const records = new Map<string, StreamChange>();
  for (const change of changes) {
    const name = `${change.connectionId}/${change.object}/${change.externalId}`;
    records.set(name, newer(records.get(name), change));
  }
  const distinct = [...records.values()];
  return [
    distinct.map(({ connectionId }) => connectionId),
    distinct.map(({ object }) => object),
    distinct.map(({ externalId }) => externalId),
    distinct.map(({ modifiedAt }) => modifiedAt),
  ];
}

/** The later of two changes of a record; one that the CRM gives no time of is later than all. */
function newer(before: StreamChange | undefined, change: StreamChange): StreamChange {
  if (!before || change.modifiedAt === null) return change;
  return before.modifiedAt === null || before.modifiedAt >= change.modifiedAt ? before : change;
}
