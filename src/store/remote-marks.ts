/** Marks what the CRM says has changed there. What it says is trusted no further: the look reads the record anew. */
import { lanes, onMarkedAgain, type StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

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
  // Links one by one from the index of ids, as `readHolders` does and for its reason.
  const [found] = await rows<RemoteMarks>(
    tx,
    `with change as (
       select external_id, case when bool_or(modified_at is null) then null else max(modified_at) end as modified_at
         from unnest($4::text[], $5::timestamptz[]) as c (external_id, modified_at) group by external_id
     ), held as materialized (
       select l.source_id, c.modified_at is null or l.remote_at is null or l.remote_at < c.modified_at as is_news
         from change c
         cross join lateral (
           select connection_id, object, external_id, source_id, remote_at from link
            where tenant_id = $1 and (connection_id, object, external_id) >= ($2, $3, c.external_id)
              and external_id is not null
            order by connection_id, object, external_id limit 1
         ) l
        where (l.connection_id, l.object, l.external_id) = ($2, $3, c.external_id)
     ), marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
       select $1, $2, $3, source_id, ${lanes.inbound}, $6, true from held where is_news order by source_id
       ${onMarkedAgain}
       returning source_id
     )
     select (select count(*)::int from marked) as marked,
            (select count(*)::int from change) - (select count(*)::int from held) as unlinked`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      changes.map(({ externalId }) => externalId),
      changes.map(({ modifiedAt }) => modifiedAt),
      now,
    ],
  );
  return found ?? { marked: 0, unlinked: changes.length };
}
