/**
 * CRM records that nobody ordered for and that are offered to the order system. Noted with the marks (`remote-marks.ts`), looked at
 * by whoever holds their stream, joined to a record by its first contact.
 */
import type { OfferedField } from '../core/news';
import type { StoredAnswer } from './changes';
import type { StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

export interface Stranger {
  readonly externalId: string;
  readonly revision: number;
  readonly attempts: number;
  /** The change that offers it; null when it was not offered yet. */
  readonly seq: number | null;
  /** The order system's id of it, once accepted. */
  readonly sourceId: string | null;
}

const columns = `external_id as "externalId", revision, attempts, seq, source_id as "sourceId"`;

/** Those of a stream that are due. The stream's lease is the claim, so whoever asks must hold it. */
export async function nextStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { rows: limit, now }: { readonly rows: number; readonly now: Date },
): Promise<readonly Stranger[]> {
  return rows<Stranger>(
    tx,
    `select ${columns} from stranger
      where tenant_id = $1 and connection_id = $2 and object = $3 and due_at <= $4 order by due_at limit $5`,
    [tenantId, stream.connectionId, stream.object, now, limit],
  );
}

/** As they are now; nobody else writes them until the end of the transaction. */
export async function lockStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, Stranger>> {
  const found = await rows<Stranger>(
    tx,
    `select ${columns} from stranger
      where tenant_id = $1 and connection_id = $2 and object = $3 and external_id = any($4) order by external_id for update`,
    [tenantId, stream.connectionId, stream.object, externalIds],
  );
  return new Map(found.map((stranger) => [stranger.externalId, stranger]));
}

export interface Waits {
  readonly externalId: string;
  readonly attempts: number;
  readonly dueAt: Date;
}

/** Puts off the next look at them. */
export async function postponeStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  waits: readonly Waits[],
): Promise<void> {
  if (waits.length === 0) return;
  await tx.query(
    `update stranger s set attempts = v.attempts, due_at = v."dueAt"
       from jsonb_to_recordset($4::jsonb) as v ("externalId" text, attempts integer, "dueAt" timestamptz)
      where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = v."externalId"`,
    [tenantId, stream.connectionId, stream.object, JSON.stringify(waits)],
  );
}

export interface SeenStranger {
  readonly externalId: string;
  /** Of the row that was looked at: one that was noted meanwhile is due again at once. */
  readonly revision: number;
  readonly seenAt: Date | null;
  readonly seq: number | null;
}

/** The looks at them are over. */
export async function storeSeenStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { seen, now }: { readonly seen: readonly SeenStranger[]; readonly now: Date },
): Promise<void> {
  if (seen.length === 0) return;
  await tx.query(
    `update stranger s
        set attempts = 0, due_at = case when s.revision = v.revision then null else $5::timestamptz end,
            seen_at = v."seenAt", seq = v.seq
       from jsonb_to_recordset($4::jsonb) as v ("externalId" text, revision integer, "seenAt" timestamptz, seq bigint)
      where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = v."externalId"`,
    [tenantId, stream.connectionId, stream.object, JSON.stringify(seen), now],
  );
}

/** They are no strangers any more. One that was noted meanwhile is looked at once more. */
export async function forgetStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { strangers, now }: { readonly strangers: readonly Pick<Stranger, 'externalId' | 'revision'>[]; readonly now: Date },
): Promise<void> {
  if (strangers.length === 0) return;
  const where = [tenantId, stream.connectionId, stream.object, JSON.stringify(strangers)];
  await tx.query(
    `update stranger s set attempts = 0, due_at = $5, seen_at = null, seq = null
       from jsonb_to_recordset($4::jsonb) as v ("externalId" text, revision integer)
      where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = v."externalId"
        and s.revision <> v.revision and s.source_id is null`,
    [...where, now],
  );
  await tx.query(
    `delete from stranger s using jsonb_to_recordset($4::jsonb) as v ("externalId" text, revision integer)
      where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = v."externalId"
        and s.revision = v.revision and s.source_id is null`,
    where,
  );
}

/** Forgets all of a connection's that are of types which it offers no more. What was accepted is still joined. */
export async function forgetUnoffered(tx: EntityManager, tenantId: string, connectionId: string): Promise<void> {
  await tx.query(
    `delete from stranger s using connection c
      where s.tenant_id = $1 and s.connection_id = $2 and s.source_id is null and c.tenant_id = $1 and c.id = $2
        and (c.settings -> 'newRecords' ->> s.object) is distinct from 'offer'`,
    [tenantId, connectionId],
  );
}

/** The record that a stranger was accepted as. Made anew where it is known no more: what was offered can be accepted. */
export async function bindStranger(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  bound: { readonly externalId: string; readonly sourceId: string; readonly seq: number },
): Promise<void> {
  await tx.query(
    `insert into stranger as s (tenant_id, connection_id, object, external_id, seq, source_id) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, connection_id, object, external_id) do update
        set seq = excluded.seq, source_id = excluded.source_id, due_at = null, attempts = 0, revision = s.revision + 1`,
    [tenantId, stream.connectionId, stream.object, bound.externalId, bound.seq, bound.sourceId],
  );
}

export interface Binding {
  readonly externalId: string;
  /** What the order system has accepted. */
  readonly fields: Readonly<Record<string, OfferedField>>;
}

/** Which CRM record these records are to be joined to, by source id. Most to none. */
export async function readBindings(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, Binding>> {
  if (sourceIds.length === 0) return new Map();
  // One by one, as `readHolders` does and for its reason.
  const found = await rows<Binding & { sourceId: string }>(
    tx,
    `select s.source_id as "sourceId", s.external_id as "externalId", c.fields
       from unnest($4::text[]) as wanted (source_id)
       cross join lateral (
         select connection_id, object, source_id, external_id, seq from stranger
          where tenant_id = $1 and (connection_id, object, source_id) >= ($2, $3, wanted.source_id) and source_id is not null
          order by connection_id, object, source_id limit 1
       ) s
       join change c on c.tenant_id = $1 and c.seq = s.seq
      where (s.connection_id, s.object, s.source_id) = ($2, $3, wanted.source_id)`,
    [tenantId, stream.connectionId, stream.object, sourceIds],
  );
  return new Map(found.map(({ sourceId, externalId, fields }) => [sourceId, { externalId, fields }]));
}

/** A CRM record, and the record whose link holds it. */
export interface Held {
  readonly externalId: string;
  readonly sourceId: string;
}

/**
 * Links hold these CRM records now: they are forgotten, and what was offered of them is known by the record's id and needs no
 * answer any more. What the same records were accepted as besides is a stranger again.
 */
export async function joinStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  {
    held,
    now,
  }: { readonly held: readonly { readonly externalId: string; readonly sourceId: string }[]; readonly now: Date },
): Promise<void> {
  if (held.length === 0) return;
  const strangers = await findHeld(tx, tenantId, stream, held);
  if (strangers.length === 0) return;
  const answer: StoredAnswer = { as: 'superseded', at: now.toISOString() };
  await tx.query(
    `with gone as (
       delete from stranger s
        where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = any($4)
       returning s.external_id, s.seq
     )
     update change c
        set source_id = h.source_id, closed_at = $7,
            answers = jsonb_build_object('created', $8::jsonb) || c.answers
       from gone g join unnest($5::text[], $6::text[]) as h (external_id, source_id) using (external_id)
      where c.tenant_id = $1 and c.seq = g.seq and c.closed_at is null`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      strangers,
      held.map(({ externalId }) => externalId),
      held.map(({ sourceId }) => sourceId),
      now,
      JSON.stringify(answer),
    ],
  );
}

/** By either id. Mostly none: links that are made have nothing to do with strangers. */
async function findHeld(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  held: readonly Held[],
): Promise<readonly string[]> {
  const found = await rows<{ external_id: string }>(
    tx,
    `select s.external_id
       from unnest($4::text[]) as wanted (external_id)
       cross join lateral (
         select connection_id, object, external_id from stranger
          where tenant_id = $1 and (connection_id, object, external_id) >= ($2, $3, wanted.external_id)
          order by connection_id, object, external_id limit 1
       ) s
      where (s.connection_id, s.object, s.external_id) = ($2, $3, wanted.external_id)
     union
     select s.external_id
       from unnest($5::text[]) as wanted (source_id)
       cross join lateral (
         select connection_id, object, source_id, external_id from stranger
          where tenant_id = $1 and (connection_id, object, source_id) >= ($2, $3, wanted.source_id) and source_id is not null
          order by connection_id, object, source_id limit 1
       ) s
      where (s.connection_id, s.object, s.source_id) = ($2, $3, wanted.source_id)`,
    [
      tenantId,
      stream.connectionId,
      stream.object,
      held.map(({ externalId }) => externalId),
      held.map(({ sourceId }) => sourceId),
    ],
  );
  return found.map((row) => row.external_id);
}
