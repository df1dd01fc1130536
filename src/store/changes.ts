/**
 * The change feed: what the order system is told, in order, and what it answers. Numbers are given out under a lock that
 * lasts until the commit, so that they become visible in their order (architecture 4).
 */
import type { ClosedOffer, News, OfferedField } from '../core/news';
import type { ObjectType, Value } from '../core/record';
import type { Answer } from '../core/standing';
import type { OldestOpen } from '../core/unanswered';
import type { StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

export interface StoredAnswer {
  readonly as: Answer;
  readonly at: string;
  /** Of a refusal. */
  readonly reason?: string;
  /** The change that took its place. */
  readonly by?: number;
  /** Of the order system's request that gave it. */
  readonly requestId?: string;
}

export interface Change {
  readonly seq: number;
  readonly at: Date;
  readonly kind: News['kind'];
  readonly connectionId: string;
  readonly object: ObjectType;
  /** Null: the order system does not know the record yet. */
  readonly sourceId: string | null;
  readonly externalId: string | null;
  /** `changed` and `created` alone. */
  readonly fields: Readonly<Record<string, OfferedField>>;
  /** `merged` alone: the CRM's id of the survivor. */
  readonly into: string | null;
  /** By what it asks about. */
  readonly answers: Readonly<Record<string, StoredAnswer>>;
  readonly closedAt: Date | null;
}

/** What a change waits for answers to: each of its fields; where there is but one answer, what has happened. */
export const askedOf = ({ kind, fields }: Pick<Change, 'kind' | 'fields'>): readonly string[] =>
  kind === 'changed' ? Object.keys(fields) : [kind];

export interface NewChange {
  readonly seq: number;
  readonly sourceId: string | null;
  readonly externalId: string | null;
  readonly news: News;
}

/** Takes so many numbers, and keeps others from taking any until the commit. Answers the first. */
export async function takeSeqs(tx: EntityManager, tenantId: string, count: number): Promise<number> {
  const [taken] = await rows<{ last: number }>(
    tx,
    `insert into change_feed as f (tenant_id, last_seq) values ($1, $2)
     on conflict (tenant_id) do update set last_seq = f.last_seq + $2 returning last_seq as last`,
    [tenantId, count],
  );
  if (!taken) throw new Error('no numbers were given out');
  return taken.last - count + 1;
}

export async function appendChanges(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { changes, now }: { readonly changes: readonly NewChange[]; readonly now: Date },
): Promise<void> {
  if (changes.length === 0) return;
  const values = changes.map(({ seq, sourceId, externalId, news }) => ({
    seq,
    source_id: sourceId,
    external_id: externalId,
    kind: news.kind,
    fields: 'fields' in news ? news.fields : news.kind === 'merged' ? { into: news.into } : {},
  }));
  await tx.query(
    `insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, external_id, fields)
     select $1, v.seq, $5, v.kind, $2, $3, v.source_id, v.external_id, v.fields
       from jsonb_to_recordset($4::jsonb) as v (seq bigint, kind text, source_id text, external_id text, fields jsonb)`,
    [tenantId, stream.connectionId, stream.object, JSON.stringify(values), now],
  );
}

export type AnswersBySeq = ReadonlyMap<number, Readonly<Record<string, StoredAnswer>>>;

/** What has been answered to these changes, by field. */
export async function readAnswers(tx: EntityManager, tenantId: string, seqs: readonly number[]): Promise<AnswersBySeq> {
  if (seqs.length === 0) return new Map();
  const found = await rows<Pick<Change, 'seq' | 'answers'>>(
    tx,
    'select seq, answers from change where tenant_id = $1 and seq = any($2)',
    [tenantId, seqs],
  );
  return new Map(found.map(({ seq, answers }) => [seq, answers]));
}

export type ClosingOffer = ClosedOffer & { readonly by?: number };

/** Notes what has become of offers by itself. What the order system has answered stands. */
export async function closeOffers(
  tx: EntityManager,
  tenantId: string,
  { offers, now }: { readonly offers: readonly ClosingOffer[]; readonly now: Date },
): Promise<void> {
  if (offers.length === 0) return;
  const bySeq = new Map<number, Record<string, StoredAnswer>>();
  for (const { seq, field, as, by } of offers) {
    const answer = { as, at: now.toISOString(), ...(by !== undefined && { by }) };
    bySeq.set(seq, { ...bySeq.get(seq), [field]: answer });
  }
  const values = [...bySeq].map(([seq, answers]) => ({ seq, answers }));
  await tx.query(
    `update change c
        set answers = v.answers || c.answers,
            closed_at = case when c.kind = 'created' or c.kind = 'changed' and not exists (
                          select from jsonb_object_keys(c.fields) as f (name) where not (v.answers || c.answers) ? f.name)
                        then coalesce(c.closed_at, $3) end
       from jsonb_to_recordset($2::jsonb) as v (seq bigint, answers jsonb)
      where c.tenant_id = $1 and c.seq = v.seq`,
    [tenantId, JSON.stringify(values), now],
  );
}

interface ChangeRow extends Omit<Change, 'fields' | 'into'> {
  readonly fields: Readonly<Record<string, OfferedField>> & { readonly into?: unknown };
}

const columns = `seq, at, kind, connection_id as "connectionId", object, source_id as "sourceId", external_id as "externalId",
  fields, answers, closed_at as "closedAt"`;

function toChange(row: ChangeRow): Change {
  if (row.kind !== 'merged') return { ...row, into: null };
  return { ...row, fields: {}, into: String(row.fields.into) };
}

/** The changes after a number, in order. */
export async function listChanges(
  tx: EntityManager,
  tenantId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly Change[]> {
  const found = await rows<ChangeRow>(
    tx,
    `select ${columns} from change where tenant_id = $1 and seq > $2 order by seq limit $3`,
    [tenantId, page.after, page.limit],
  );
  return found.map(toChange);
}

/** All changes of a record, in order. */
export async function listChangesOf(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceId: string,
): Promise<readonly Change[]> {
  const found = await rows<ChangeRow>(
    tx,
    `select ${columns} from change where tenant_id = $1 and object = $2 and source_id = $3 order by seq`,
    [tenantId, object, sourceId],
  );
  return found.map(toChange);
}

/** One of them; nobody else answers it until the end of the transaction. */
export async function lockChange(tx: EntityManager, tenantId: string, seq: number): Promise<Change | null> {
  return (await lockChanges(tx, tenantId, [seq])).get(seq) ?? null;
}

/** The same of several, by number. */
export async function lockChanges(
  tx: EntityManager,
  tenantId: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Change>> {
  if (seqs.length === 0) return new Map();
  const found = await rows<ChangeRow>(
    tx,
    `select ${columns} from change where tenant_id = $1 and seq = any($2) order by seq for update`,
    [tenantId, seqs],
  );
  return new Map(found.map((row) => [row.seq, toChange(row)]));
}

/**
 * Those up to a number that wait for an answer, in order; nobody else answers them until the end of the transaction. Without
 * new records: only the order system can say their ids.
 */
export async function lockOpenChanges(
  tx: EntityManager,
  tenantId: string,
  { upTo, limit }: { readonly upTo: number; readonly limit: number },
): Promise<readonly Change[]> {
  const found = await rows<ChangeRow>(
    tx,
    `select ${columns} from change where tenant_id = $1 and closed_at is null and kind <> 'created' and seq <= $2 order by seq limit $3 for update`,
    [tenantId, upTo, limit],
  );
  return found.map(toChange);
}

/** The change that has waited longest for an answer. Looked up in the index of those that wait. */
export async function readOldestOpen(tx: EntityManager, tenantId: string): Promise<OldestOpen | null> {
  const [oldest] = await rows<OldestOpen>(
    tx,
    'select seq, at, kind from change where tenant_id = $1 and closed_at is null order by seq limit 1',
    [tenantId],
  );
  return oldest ?? null;
}

/** Says what the order system calls the record that a change is about. */
export async function nameChange(
  tx: EntityManager,
  tenantId: string,
  { seq, sourceId }: { readonly seq: number; readonly sourceId: string },
): Promise<void> {
  await tx.query('update change set source_id = $3 where tenant_id = $1 and seq = $2', [tenantId, seq, sourceId]);
}

/** What an order system had applied when it said a record: all changes of the record up to this one. */
export interface Applied {
  readonly sourceId: string;
  readonly seq: number;
}

/**
 * Those of these records that wait for an answer and were applied, in order; nobody else answers them meanwhile. Looked up record by
 * record, with those that were answered: asked for the open ones alone, the planner reads all that wait for an answer.
 */
export async function lockAppliedChanges(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  applied: readonly Applied[],
): Promise<readonly Change[]> {
  const found = await rows<ChangeRow>(
    tx,
    `select ${columns} from change
      where tenant_id = $1 and closed_at is null and seq = any(array(
        select o.seq from jsonb_to_recordset($3::jsonb) as a ("sourceId" text, seq bigint)
         cross join lateral (
           select c.seq from change c
            where c.tenant_id = $1 and c.object = $2 and c.source_id = a."sourceId" and c.seq <= a.seq
           offset 0) o))
      order by seq for update`,
    [tenantId, object, JSON.stringify(applied)],
  );
  return found.map(toChange);
}

/** Stores answers to a change. Over those that it has: a superseded offer can still be accepted. */
export async function storeAnswers(
  tx: EntityManager,
  tenantId: string,
  change: {
    readonly seq: number;
    readonly answers: Readonly<Record<string, StoredAnswer>>;
    readonly closedAt: Date | null;
  },
): Promise<void> {
  await tx.query(
    `update change set answers = answers || $3, closed_at = coalesce(closed_at, $4) where tenant_id = $1 and seq = $2`,
    [tenantId, change.seq, JSON.stringify(change.answers), change.closedAt],
  );
}

/** Earlier changes of one link that name this field and were not answered by the order system are accepted with it (5.1, rule 14). */
export async function acceptEarlier(
  tx: EntityManager,
  tenantId: string,
  { seq, connectionId, object, sourceId }: Pick<Change, 'seq' | 'connectionId' | 'object' | 'sourceId'>,
  { fields, now }: { readonly fields: readonly string[]; readonly now: Date },
): Promise<void> {
  await tx.query(
    `update change c
        set answers = c.answers || n.answers,
            closed_at = case when not exists (
                          select from jsonb_object_keys(c.fields) as f (name) where not (c.answers || n.answers) ? f.name)
                        then coalesce(c.closed_at, $7) end
       from change o
      cross join lateral (
        select jsonb_object_agg(f.name, $8::jsonb) as answers from unnest($6::text[]) as f (name)
         where o.fields ? f.name and coalesce(o.answers -> f.name ->> 'as', 'superseded') = 'superseded'
      ) n
      where o.tenant_id = $1 and o.connection_id = $2 and o.object = $3 and o.source_id = $4 and o.seq < $5
        and o.kind = 'changed' and n.answers is not null and c.tenant_id = o.tenant_id and c.seq = o.seq`,
    [
      tenantId,
      connectionId,
      object,
      sourceId,
      seq,
      fields,
      now,
      JSON.stringify({ as: 'accepted', at: now.toISOString(), by: seq } satisfies StoredAnswer),
    ],
  );
}

/** The value that each named field was offered. */
export const offeredValues = ({ fields }: Change, names: readonly string[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name].to]] : [])));
