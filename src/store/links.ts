/** Links: read for a look, written by settle alone. One statement per batch. */
import { isDeepStrictEqual } from 'node:util';
import type { Link, LinkReason, LinkState } from '../core/link';
import { familyOf, type Family } from '../core/reason-families';
import type { ObjectType } from '../core/record';
import type { StreamName } from './dirty-set';
import { inPieces } from './pieces';
import { rows, type EntityManager } from './transaction';

interface LinkRow {
  source_id: string;
  external_id: string | null;
  aliases: string[];
  state: LinkState;
  reason: LinkReason | null;
  local_base: Link['localBase'];
  /** Null: as the local one, which it is for most. */
  remote_base: Link['remoteBase'] | null;
  intents: Link['intents'];
  settled_number: number;
  issued_number: number;
  parts: Link['parts'];
  associations: Link['associations'];
  attempts: number;
  synced_at: Date | null;
  remote_at: Date | null;
  read_at: Date | null;
  /** Null: nothing stands, as for most. */
  standings: Link['standings'] | null;
  mapping: number;
}

const columns = `source_id, external_id, aliases, state, reason, local_base, remote_base, intents, settled_number,
  issued_number, parts, associations, attempts, synced_at, remote_at, read_at, standings, mapping`;

/** Of a scan of all links of a connection: they have an index that is read by nobody who does not say all of this. */
export const ofConnection = 'tenant_id = $1 and connection_id = $2 and length(connection_id) > 0';

const toLink = (row: LinkRow): Link => ({
  sourceId: row.source_id,
  externalId: row.external_id,
  aliases: row.aliases,
  state: row.state,
  reason: row.reason,
  localBase: row.local_base,
  remoteBase: row.remote_base ?? row.local_base,
  intents: row.intents,
  settledNumber: row.settled_number,
  issuedNumber: row.issued_number,
  parts: row.parts,
  associations: row.associations,
  attempts: row.attempts,
  syncedAt: row.synced_at,
  remoteAt: row.remote_at,
  readAt: row.read_at,
  standings: row.standings ?? {},
  mapping: row.mapping,
});

/** The links of these records, by source id; a record that was never looked at has none. */
export async function readLinks(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, Link>> {
  if (sourceIds.length === 0) return new Map();
  const found = await rows<LinkRow>(
    tx,
    `select ${columns} from link where tenant_id = $1 and connection_id = $2 and object = $3 and source_id = any($4)`,
    [tenantId, stream.connectionId, stream.object, sourceIds],
  );
  return new Map(found.map((row) => [row.source_id, toLink(row)]));
}

/** Who holds these CRM records: source id by external id. */
export async function readHolders(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (externalIds.length === 0) return new Map();
  // A planner that has no statistics yet, as in a first load, may take reading all links for as cheap as reading these. The first
  // in the order of the index of ids it can only read from that. Compared as a row, because then it does not believe that
  // there is one row to sort; from both sides, because an id that nobody holds would be looked for among those of all other
  // tenants (Postgres 18.4).
  const found = await rows<{ external_id: string; source_id: string }>(
    tx,
    `select l.external_id, l.source_id
       from unnest($4::text[]) as wanted (external_id)
       cross join lateral (
         select external_id, source_id from link
          where (external_id, object, connection_id, tenant_id) >= (wanted.external_id, $3, $2, $1)
            and (external_id, object, connection_id, tenant_id) <= (wanted.external_id, $3, $2, $1)
            and external_id is not null
          order by external_id, object, connection_id, tenant_id limit 1
       ) l`,
    [tenantId, stream.connectionId, stream.object, externalIds],
  );
  return new Map(found.map((row) => [row.external_id, row.source_id]));
}

/** Writes links as they stand now. */
export async function storeLinks(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  write: { readonly links: readonly Link[]; readonly now: Date },
): Promise<void> {
  const { connectionId, object } = stream;
  await inPieces(write.links, linkRows, (links) =>
    tx.query(storeSql, [tenantId, connectionId, object, links, write.now]),
  );
}

const linkRows = (links: readonly Link[]): string =>
  JSON.stringify(
    links.map((link) => ({
      source_id: link.sourceId,
      external_id: link.externalId,
      aliases: link.aliases,
      state: link.state,
      reason: link.reason,
      local_base: link.localBase,
      remote_base: isDeepStrictEqual(link.remoteBase, link.localBase) ? null : link.remoteBase,
      intents: link.intents,
      settled_number: link.settledNumber,
      issued_number: link.issuedNumber,
      parts: link.parts,
      associations: link.associations,
      attempts: link.attempts,
      synced_at: link.syncedAt,
      remote_at: link.remoteAt,
      read_at: link.readAt,
      standings: Object.keys(link.standings).length === 0 ? null : link.standings,
      mapping: link.mapping,
    })),
  );

const storeSql = `insert into link as l (tenant_id, connection_id, object, ${columns}, state_since, reason_since, seen_at)
     select $1, $2, $3, v.source_id, v.external_id, v.aliases, v.state, nullif(v.reason, 'null'), v.local_base, nullif(v.remote_base, 'null'),
            v.intents, v.settled_number, v.issued_number, v.parts, v.associations, v.attempts, v.synced_at, v.remote_at, v.read_at,
            nullif(v.standings, 'null'), v.mapping, $5, w.waits_at, w.waits_at
       from jsonb_to_recordset($4::jsonb) as v (source_id text, external_id text, aliases text[], state text, reason jsonb,
            local_base jsonb, remote_base jsonb, intents jsonb, settled_number integer, issued_number integer, parts jsonb,
            associations jsonb, attempts integer, synced_at timestamptz, remote_at timestamptz,
            read_at timestamptz, standings jsonb, mapping integer)
       cross join lateral (select case when v.state in ('parked', 'conflict', 'held') then $5::timestamptz end as waits_at) w
     on conflict (tenant_id, connection_id, object, source_id) do update
        set external_id = excluded.external_id, aliases = excluded.aliases, state = excluded.state, reason = excluded.reason,
            local_base = excluded.local_base, remote_base = excluded.remote_base, intents = excluded.intents,
            settled_number = excluded.settled_number, issued_number = excluded.issued_number, parts = excluded.parts,
            associations = excluded.associations, attempts = excluded.attempts, synced_at = excluded.synced_at, remote_at = excluded.remote_at,
            read_at = excluded.read_at, standings = excluded.standings,
            mapping = excluded.mapping,
            state_since = case when l.state = excluded.state then l.state_since else excluded.state_since end,
            reason_since = case when excluded.seen_at is not null and l.state = excluded.state
                                 and l.reason ->> 'code' is not distinct from excluded.reason ->> 'code'
                                 and l.reason ->> 'field' is not distinct from excluded.reason ->> 'field'
                                then coalesce(l.reason_since, l.state_since) else excluded.reason_since end,
            seen_at = excluded.seen_at`;

/** A record's standing in one CRM, for people. */
export interface LinkView {
  readonly connectionId: string;
  readonly crm: string;
  readonly state: LinkState;
  readonly reason: LinkReason | null;
  /** Whose turn it is, and what to do next; null: it waits for nobody. */
  readonly owner: Family['owner'] | null;
  readonly remedy: string | null;
  readonly externalId: string | null;
  readonly attempts: number;
  readonly syncedAt: Date | null;
  readonly stateSince: Date | null;
  /** When it is looked at next, while it is in the dirty set. */
  readonly dueAt: Date | null;
}

/** One view per connection of the tenant; a record that was not looked at yet, or is marked again, is pending. */
export async function readLinkViews(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceId: string,
): Promise<readonly LinkView[]> {
  const views = await rows<Omit<LinkView, keyof Family>>(
    tx,
    `select c.id as "connectionId", c.crm,
            case when d.source_id is not null and coalesce(l.state, 'synced') = 'synced' and d.lane <> 2 then 'pending'
                 else coalesce(l.state, 'pending') end as state,
            l.reason, l.external_id as "externalId", coalesce(l.attempts, 0) as attempts, l.synced_at as "syncedAt",
            l.state_since as "stateSince", d.due_at as "dueAt"
       from connection c
       left join link l on l.tenant_id = c.tenant_id and l.connection_id = c.id and l.object = $2 and l.source_id = $3
       left join dirty d on d.tenant_id = c.tenant_id and d.connection_id = c.id and d.object = $2 and d.source_id = $3
      where c.tenant_id = $1 order by c.id`,
    [tenantId, object, sourceId],
  );
  return views.map((view) => ({ ...view, ...(familyOf(view) ?? { owner: null, remedy: null }) }));
}

/** How many links of each object type are in each state; what was never looked at has none. */
export async function countLinks(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<readonly { readonly object: ObjectType; readonly state: LinkState; readonly count: number }[]> {
  return rows(tx, `select object, state, count(*)::int as count from link where ${ofConnection} group by 1, 2`, [
    tenantId,
    connectionId,
  ]);
}
