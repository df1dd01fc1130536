/**
 * Links that wait for somebody: one by one, by families of reasons, and marked to be looked at again. All of it reads the
 * index `link_by_state`, which holds no other links, so that the cost follows what waits and not what there is.
 */
import type { LinkReason } from '../core/link';
import type { Owner } from '../core/owner';
import { ownFamilies, usualOwner, type WaitingState } from '../core/reason-families';
import type { ObjectType } from '../core/record';
import { lanes } from '../core/lane';
import { onMarkedAgain, type StreamName } from './dirty-set';
import { readByKey, rows, type EntityManager } from './transaction';

export interface LinkName {
  readonly connectionId: string;
  readonly type: ObjectType;
  readonly id: string;
}

/** Which of the links that wait; nothing said: all. */
export interface WaitingChoice extends Partial<LinkName> {
  readonly code?: string;
  /** Null: those that blame no field. */
  readonly field?: string | null;
  readonly owner?: Owner;
}

export interface WaitingLink extends LinkName {
  readonly state: WaitingState;
  readonly reason: LinkReason | null;
  readonly attempts: number;
  /** Since when it waits for this reason. */
  readonly since: Date;
  /** When a look has found it so last. */
  readonly lastSeen: Date;
}

/** Links that wait for the same reason, in one CRM and of one type. */
export interface WaitingFamily extends Pick<LinkName, 'connectionId' | 'type'> {
  readonly state: WaitingState;
  readonly code: string | null;
  readonly field: string | null;
  readonly owner: Owner;
  /** As the example has it. */
  readonly message: string | null;
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** The id of one of them. */
  readonly example: string;
}

const owner = `coalesce(l.reason ->> 'owner', $9::jsonb ->> (l.reason ->> 'code'), $10)`;
const since = 'coalesce(l.reason_since, l.state_since)';
const lastSeen = 'coalesce(l.seen_at, l.state_since)';

/** From $1 on; what follows has $11. */
const isChosen = `l.tenant_id = $1 and l.connection_id = coalesce($2, l.connection_id) and l.object = coalesce($3, l.object)
        and l.source_id = coalesce($4, l.source_id) and ($5::text is null or l.reason ->> 'code' = $5)
        and ($6::boolean or l.reason ->> 'field' is not distinct from $7) and ($8::text is null or ${owner} = $8)`;

/** `familyOf` in SQL: who is stored, else by a code of ours, else the usual one. */
const ownersByCode = JSON.stringify(
  Object.fromEntries(Object.entries(ownFamilies).map(([code, family]) => [code, family.owner])),
);

const chosen = (tenantId: string, choice: WaitingChoice): unknown[] => [
  tenantId,
  choice.connectionId ?? null,
  choice.type ?? null,
  choice.id ?? null,
  choice.code ?? null,
  choice.field === undefined,
  choice.field ?? null,
  choice.owner ?? null,
  ownersByCode,
  usualOwner,
];

/** Links in one state, by (connection, type, id) after `after`. */
export async function listWaitingLinks(
  tx: EntityManager,
  tenantId: string,
  page: {
    readonly state: WaitingState;
    readonly choice?: WaitingChoice;
    readonly after: LinkName | null;
    readonly limit: number;
  },
): Promise<readonly WaitingLink[]> {
  const { after } = page;
  const names = [after?.connectionId ?? null, after?.type ?? null, after?.id ?? null];
  return rows<WaitingLink>(
    tx,
    `select l.connection_id as "connectionId", l.object as type, l.source_id as id, l.state, l.reason, l.attempts,
            ${since} as since, ${lastSeen} as "lastSeen"
       from link l
      where ${isChosen} and l.state = $11
        and ($12::text is null or (l.connection_id, l.object, l.source_id) > ($12, $13, $14))
      order by l.connection_id, l.object, l.source_id limit $15`,
    [...chosen(tenantId, page.choice ?? {}), page.state, ...names, page.limit],
  );
}

/** The largest first. */
export async function countFamilies(
  tx: EntityManager,
  tenantId: string,
  asked: { readonly state: WaitingState; readonly choice: WaitingChoice; readonly limit: number },
): Promise<readonly WaitingFamily[]> {
  return rows<WaitingFamily>(
    tx,
    `with family as materialized (
       select l.connection_id, l.object, l.reason ->> 'code' as code, l.reason ->> 'field' as field, ${owner} as owner,
              count(*)::int as count, min(${since}) as first_seen, max(${lastSeen}) as last_seen, min(l.source_id) as example
         from link l
        where ${isChosen} and l.state = $11
        group by 1, 2, 3, 4, 5
        order by 6 desc, 1, 2, 3, 4, 5 limit $12
     )
     select f.connection_id as "connectionId", f.object as type, x.state, f.code, f.field, f.owner,
            x.reason ->> 'message' as message, f.count, f.first_seen as "firstSeen", f.last_seen as "lastSeen", f.example
       from family f
       join link x on x.tenant_id = $1 and x.connection_id = f.connection_id and x.object = f.object and x.source_id = f.example
      order by f.count desc, f.connection_id, f.object, f.code, f.field, f.owner`,
    [...chosen(tenantId, asked.choice), asked.state, asked.limit],
  );
}

/** The connections of which some of these wait for one of the codes. */
export async function connectionsWaitingFor(
  tx: EntityManager,
  tenantId: string,
  what: { readonly states: readonly WaitingState[]; readonly choice: WaitingChoice },
  codes: readonly string[],
): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `select distinct l.connection_id as id from link l
      where ${isChosen} and l.state = any($11) and l.reason ->> 'code' = any($12) order by 1`,
    [...chosen(tenantId, what.choice), what.states, codes],
  );
  return found.map(({ id }) => id);
}

/** The records of one stream that were marked, by their ids. */
export interface Marked extends StreamName {
  readonly ids: readonly string[];
}

/**
 * Marks the next of what waits in a state, all of the tenant or what is chosen, by (connection, type, id) after `after`: some at a
 * time, for a write of the order system waits for whoever holds its record's mark (ADR 21). Answers their streams in this order.
 */
export async function markWaiting(
  tx: EntityManager,
  tenantId: string,
  what: { readonly state: WaitingState; readonly choice: WaitingChoice },
  slice: { readonly after: LinkName | null; readonly limit: number; readonly now: Date },
): Promise<readonly Marked[]> {
  const { after, limit, now } = slice;
  await readByKey(tx);
  return rows(
    tx,
    `with slice as materialized (
       select l.connection_id, l.object, l.source_id from link l
        where ${isChosen} and l.state = $11
          and ($12::text is null or (l.connection_id, l.object, l.source_id) > ($12, $13, $14))
        order by l.connection_id, l.object, l.source_id limit $15
     ), marked as (
       insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
       select $1, s.connection_id, s.object, s.source_id, ${lanes.retry}, $16 from slice s
        order by s.connection_id, s.object, s.source_id
       ${onMarkedAgain}
     ) select connection_id as "connectionId", object, array_agg(source_id order by source_id) as ids
         from slice group by 1, 2 order by 1, 2`,
    [
      ...chosen(tenantId, what.choice),
      what.state,
      ...[after?.connectionId ?? null, after?.type ?? null, after?.id ?? null],
      limit,
      now,
    ],
  );
}
