/**
 * Removes all values of records, everywhere, in the caller's transaction (ADR 14). What stays says that they were erased, and when.
 * Beside settle the only writer of links: their streams are kept out meanwhile.
 */
import { erased } from '../core/erasure';
import type { ObjectType } from '../core/record';
import type { SecretKeys } from '../platform/seal';
import { appendChanges, takeSeqs, type NewChange } from './changes';
import type { StreamName } from './dirty-set';
import { forgetEmailsOf } from './email-verdicts';
import { markChildren } from './relatives';
import { moveIntentsToLinks } from './intents';
import { appendJournal } from './journal';
import type { Stream } from './streams';
import { storeTombstones, type RemoteName } from './tombstones';
import { rows, type EntityManager } from './transaction';

/** A worker has one of the records in hand: it would write back what is removed. To be tried again soon. */
export class RecordInHand extends Error {
  constructor() {
    super('a record that is to be erased is in hand');
    this.name = 'RecordInHand';
  }
}

export interface Erasing {
  readonly object: ObjectType;
  /** The person's records; none, when the order system was told of it at most. */
  readonly sourceIds: readonly string[];
  /** In whose name it is told: the CRM that says so, with its id of the person, or a connection that knows the record. */
  readonly from: Teller | null;
  /** For people, without personal values. */
  readonly why: string;
  /** A stream that the caller holds the lease of, with nothing of it in hand. */
  readonly own: Pick<Stream, 'connectionId' | 'shard'> | null;
  /** The idempotency key of the request that asks for it, whose answer may be kept. */
  readonly ownKey?: string | undefined;
  readonly now: Date;
}

interface Teller {
  readonly connectionId: string;
  readonly externalId: string | null;
}

/** Answers the streams to wake. Throws `RecordInHand`. */
export async function eraseRecords(
  tx: EntityManager,
  keys: SecretKeys,
  tenantId: string,
  { object, sourceIds, from, why, own, ownKey, now }: Erasing,
): Promise<readonly StreamName[]> {
  const records: Records = { tenantId, object, sourceIds, now };
  // In the order in which a settle takes its locks, which has none of these records in hand once the streams are kept out.
  const first = await takeSeqs(tx, tenantId, Math.max(1, sourceIds.length));
  await keepOut(tx, records, own);
  const names = await remoteNames(tx, records, from);
  await forgetEmailsOf(tx, records);
  const seqs = await eraseChanges(tx, records, { names, from, first });
  await eraseStrangers(tx, records, names);
  await eraseRows(tx, records);
  const conflicts = await eraseConflicts(tx, records);
  await eraseKeptAnswers(tx, records, { seqs, conflicts, ownKey });
  await storeTombstones(tx, keys, tenantId, { names, now });
  if (from !== null) {
    const entries = sourceIds.map((sourceId) => ({ sourceId, what: 'erased', why, changes: {} }) as const);
    await appendJournal(tx, tenantId, { ...from, object }, { entries, now });
  }
  return wakeChildren(tx, records);
}

interface Records {
  readonly tenantId: string;
  readonly object: ObjectType;
  readonly sourceIds: readonly string[];
  readonly now: Date;
}

interface OtherStream extends StreamName {
  readonly shard: number;
  readonly fence: number;
  readonly isLive: boolean;
}

/**
 * Keeps all workers from these records until the commit: who takes one in hand notes it in its stream's row, and who has one in
 * hand has it noted there or among its intents. Of a worker that died the lease is taken: what it may still write fails.
 */
async function keepOut(
  tx: EntityManager,
  { tenantId, object, sourceIds, now }: Records,
  own: Erasing['own'],
): Promise<void> {
  await tx.query('select from stream where tenant_id = $1 and object = $2 order by connection_id, shard for update', [
    tenantId,
    object,
  ]);
  const holding = await rows<OtherStream>(
    tx,
    `select s.connection_id as "connectionId", s.object, s.shard, s.fence, s.lease_until > $4 as "isLive" from stream s
      where s.tenant_id = $1 and s.object = $2 and (s.connection_id, s.shard) is distinct from ($5::text, $6::smallint)
        and (s.in_hand && $3 or exists (
              select from batch_intents b cross join lateral json_to_recordset(b.intents) as v (source_id text)
               where b.tenant_id = s.tenant_id and b.connection_id = s.connection_id and b.object = s.object
                 and b.shard = s.shard and v.source_id = any($3)))`,
    [tenantId, object, sourceIds, now, own?.connectionId ?? null, own?.shard ?? null],
  );
  if (holding.some(({ isLive }) => isLive)) throw new RecordInHand();
  for (const { connectionId, shard, fence } of holding) {
    const name = [tenantId, connectionId, object, shard];
    await tx.query(
      'update stream set fence = fence + 1 where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4',
      name,
    );
    await moveIntentsToLinks(tx, { tenantId, connectionId, object, shard, fence: fence + 1 }, now);
  }
}

/** All ids by which CRMs know the records. */
async function remoteNames(
  tx: EntityManager,
  { tenantId, object, sourceIds }: Records,
  from: Erasing['from'],
): Promise<readonly RemoteName[]> {
  const found = await rows<{ connectionId: string; externalId: string }>(
    tx,
    `select l.connection_id as "connectionId", n.id as "externalId"
       from link l cross join unnest(l.external_id || l.aliases) as n (id)
      where l.tenant_id = $1 and l.object = $2 and l.source_id = any($3) and n.id is not null
     union
     select connection_id, external_id from stranger where tenant_id = $1 and object = $2 and source_id = any($3)`,
    [tenantId, object, sourceIds],
  );
  const all = from?.externalId ? [...found, { connectionId: from.connectionId, externalId: from.externalId }] : found;
  return all.map((one) => ({ ...one, object }));
}

/**
 * Tells of it, and makes every earlier change with values say the same: who reads the feed anew learns no more. Whoever answers one
 * of those is told that it was erased. Answers the numbers of those.
 */
async function eraseChanges(
  tx: EntityManager,
  { tenantId, object, sourceIds, now }: Records,
  { names, from, first }: Pick<Erasing, 'from'> & { readonly names: readonly RemoteName[]; readonly first: number },
): Promise<readonly number[]> {
  const about = [
    tenantId,
    object,
    sourceIds,
    JSON.stringify(names.map(({ connectionId, externalId }) => ({ connectionId, externalId }))),
  ];
  const emptied = await rows<{ seq: number; sourceId: string | null }>(
    tx,
    `update change c
        set kind = 'erased', fields = '{}', closed_at = coalesce(closed_at, $5::timestamptz),
            answers = jsonb_build_object('erased', jsonb_build_object('as', 'superseded', 'at', $6::text,
              'by', $7::bigint + coalesce(array_position($3::text[], c.source_id), 1) - 1))
      where ${ofPerson} and kind in ('changed', 'created') returning seq, source_id as "sourceId"`,
    [...about, now, now.toISOString(), first],
  );
  await tx.query(
    `update change c
        set answers = (select jsonb_object_agg(a.key, a.value - 'reason') from jsonb_each(c.answers) as a)
      where ${ofPerson} and answers::text like '%"reason"%'`,
    about,
  );
  const wasTold = emptied.length > 0 ? [null] : [];
  if (from !== null) {
    const changes = (sourceIds.length > 0 ? sourceIds : wasTold).map((sourceId, index): NewChange => {
      return { seq: first + index, sourceId, externalId: from.externalId, news: { kind: 'erased' } };
    });
    await appendChanges(tx, tenantId, { ...from, object }, { changes, now });
  }
  return emptied.map(({ seq }) => seq);
}

/** Of these records, and of their CRM records from before they were known as such. */
const ofPerson = `c.tenant_id = $1 and c.object = $2 and (c.source_id = any($3) or c.source_id is null and exists (
  select from jsonb_to_recordset($4::jsonb) as n ("connectionId" text, "externalId" text)
   where n."connectionId" = c.connection_id and n."externalId" = c.external_id))`;

async function eraseStrangers(
  tx: EntityManager,
  { tenantId, object, sourceIds }: Records,
  names: readonly RemoteName[],
): Promise<void> {
  await tx.query(
    `delete from stranger s
      where s.tenant_id = $1 and s.object = $2 and (s.source_id = any($3) or (s.connection_id, s.external_id) in (
        select n."connectionId", n."externalId"
          from jsonb_to_recordset($4::jsonb) as n ("connectionId" text, "externalId" text)))`,
    [tenantId, object, sourceIds, JSON.stringify(names)],
  );
}

/** Records, links and the journal of what was done with them. */
async function eraseRows(tx: EntityManager, { tenantId, object, sourceIds, now }: Records): Promise<void> {
  const about = [tenantId, object, [...sourceIds].sort()];
  // Also one that is not there: what is said of it later is refused.
  await tx.query(
    `insert into record as r (tenant_id, object, source_id, fields, field_at, updated_at, deleted_at, erased_at, revision)
     select $1, $2, s.id, '{}', '{}', $4, $4, $4, 1 from unnest($3::text[]) as s (id)
     on conflict (tenant_id, object, source_id) do update
        set fields = '{}', lines = null, field_at = '{}', deleted_at = coalesce(r.deleted_at, $4),
            erased_at = coalesce(r.erased_at, $4), revision = r.revision + 1`,
    [...about, now],
  );
  await tx.query(
    `update link l
        set external_id = null, aliases = '{}', local_base = '{}', remote_base = null, intents = '[]', parts = '{}',
            associations = '{}', standings = null, attempts = 0, remote_at = null, read_at = null, reason = $4,
            state = 'gone', state_since = case when l.state = 'gone' then l.state_since else $5 end
      where l.tenant_id = $1 and l.object = $2 and l.source_id = any($3)`,
    [...about, JSON.stringify(erased), now],
  );
  await tx.query(
    `update journal set changes = '{}' where tenant_id = $1 and object = $2 and source_id = any($3) and changes <> '{}'`,
    about,
  );
}

/** Those that were open are over: neither side says anything. Answers the numbers of all. */
async function eraseConflicts(
  tx: EntityManager,
  { tenantId, object, sourceIds, now }: Records,
): Promise<readonly number[]> {
  const found = await rows<{ seq: number }>(
    tx,
    `update conflict
        set base = null, ours = null, theirs = null, outcome = coalesce(outcome, 'equal'), closed_at = coalesce(closed_at, $4)
      where tenant_id = $1 and object = $2 and source_id = any($3) returning seq`,
    [tenantId, object, sourceIds, now],
  );
  return found.map(({ seq }) => seq);
}

/**
 * Answers that are kept to be repeated, of requests that named one of these. And the claims of requests that are being worked on
 * right now: theirs would be kept in a moment, and a repetition does them once more, which all of them bear.
 */
async function eraseKeptAnswers(
  tx: EntityManager,
  { tenantId }: Records,
  {
    seqs,
    conflicts,
    ownKey,
  }: Pick<Erasing, 'ownKey'> & { readonly seqs: readonly number[]; readonly conflicts: readonly number[] },
): Promise<void> {
  await tx.query(
    `delete from idempotency
      where tenant_id = $1 and key is distinct from $4
        and (status is null or change_seq = any($2) or conflict_seq = any($3))`,
    [tenantId, seqs, conflicts, ownKey ?? null],
  );
}

/** Children that wait for one of them go without it. */
async function wakeChildren(
  tx: EntityManager,
  { tenantId, object, sourceIds, now }: Records,
): Promise<readonly StreamName[]> {
  const connections = await rows<{ id: string }>(tx, 'select id from connection where tenant_id = $1 order by id', [
    tenantId,
  ]);
  const woken: StreamName[] = [];
  for (const { id: connectionId } of connections) {
    woken.push(...(await markChildren(tx, tenantId, { connectionId, object }, { parentIds: sourceIds, now })));
  }
  return woken;
}
