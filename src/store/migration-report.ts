/** What has become of a connection's records, for the report of a migration: counts, and one by one those that are not in the CRM as they should be. */
import { linkStates, type LinkReason, type LinkState } from '../core/link';
import type { Migration } from '../core/migration';
import { objectTypes, type ObjectType } from '../core/record';
import { ofConnection } from './links';
import { rows, type EntityManager } from './transaction';

type Name = Pick<Migration, 'tenantId' | 'connectionId'>;

/** `waiting`: nobody has begun with it. */
export type ReportedState = LinkState | 'waiting';

export interface ReportedGroup {
  readonly object: ObjectType;
  readonly state: ReportedState;
  readonly reason: LinkReason | null;
  readonly count: number;
  /** Source ids of a few of them; none of those that are synced. */
  readonly examples: readonly string[];
}

const said = `reason ->> 'code' as code, reason ->> 'field' as field, reason ->> 'owner' as owner`;

/** The largest first. Reads all links of the connection. */
export async function groupLinks(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  examples: number,
): Promise<readonly ReportedGroup[]> {
  return rows<ReportedGroup>(
    tx,
    `with groups as (
       select object, state, ${said}, count(*)::int as count, min(source_id) as first
         from link where ${ofConnection} group by 1, 2, 3, 4, 5
     ), few as materialized (
       select object, state, code, field, owner, array_agg(source_id order by source_id) as examples from (
         select w.*, row_number() over (partition by object, state, code, field, owner order by source_id) as place from (
           select object, state, ${said}, source_id from link where ${ofConnection} and state not in ('synced', 'offered')
         ) w
       ) ordered where place <= $3 group by 1, 2, 3, 4, 5
     )
     select g.object, g.state, x.reason, g.count, coalesce(e.examples, '{}') as examples
       from groups g
       join link x on x.tenant_id = $1 and x.connection_id = $2 and x.object = g.object and x.source_id = g.first
       left join few e on e.object = g.object and e.state = g.state and e.code is not distinct from g.code
        and e.field is not distinct from g.field and e.owner is not distinct from g.owner
      order by g.count desc, g.object, g.state, g.code, g.field, g.owner`,
    [tenantId, connectionId, examples],
  );
}

export interface ReportedRecord {
  readonly object: ObjectType;
  readonly sourceId: string;
  readonly state: ReportedState;
  readonly reason: LinkReason | null;
}

/** Where a page of the report begins: after it. */
export type ReportPlace = Pick<ReportedRecord, 'object' | 'sourceId'>;

export interface UnsyncedPage {
  readonly items: readonly ReportedRecord[];
  /** Where the next page begins; null: this is the last. */
  readonly next: ReportPlace | null;
}

/** How many records a page looks at, of which those that are synced are left out. */
const pageRecords = 1_000;

/** A page of records that are not synced, in the order of their ids. */
export async function pageUnsynced(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
  after: ReportPlace | null,
): Promise<UnsyncedPage> {
  const object = after?.object ?? objectTypes[0];
  const seen = await rows<ReportedRecord & { readonly isForgotten: boolean }>(
    tx,
    `select r.object, r.source_id as "sourceId", coalesce(l.state, 'waiting') as state, l.reason,
            l.state is null and r.deleted_at is not null as "isForgotten"
       from (
         select object, source_id, deleted_at from record
          where tenant_id = $1 and object = $3 and source_id > $4 order by source_id limit ${pageRecords}
       ) r
       left join lateral (
         select state, reason from link
          where tenant_id = $1 and connection_id = $2 and object = r.object and source_id = r.source_id offset 0
       ) l on true
      order by r.source_id`,
    [tenantId, connectionId, object, after?.sourceId ?? ''],
  );
  const items = seen.filter(({ state, isForgotten }) => state !== 'synced' && state !== 'offered' && !isForgotten);
  const last = seen.at(-1);
  if (last && seen.length === pageRecords) return { items, next: { object, sourceId: last.sourceId } };
  const following = objectTypes[objectTypes.indexOf(object) + 1];
  return { items, next: following === undefined ? null : { object: following, sourceId: '' } };
}

/** Links of the connection by state. Reads all of them. */
export async function countLinkStates(
  tx: EntityManager,
  { tenantId, connectionId }: Name,
): Promise<Readonly<Record<LinkState, number>>> {
  const counts = await rows<{ state: LinkState; count: number }>(
    tx,
    `select state, count(*)::int as count from link where ${ofConnection} group by 1`,
    [tenantId, connectionId],
  );
  const none = Object.fromEntries(linkStates.map((state) => [state, 0])) as Record<LinkState, number>;
  return { ...none, ...Object.fromEntries(counts.map(({ state, count }) => [state, count])) };
}
