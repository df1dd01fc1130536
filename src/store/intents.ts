/**
 * What batches are about to send, one row for each: written before the first call leaves, deleted by the settle. What an
 * owner leaves behind goes to the links, where the next look settles it (ADR 10).
 */
import { intentLifeMs } from '../core/intents';
import { lanes } from '../core/lane';
import type { Intent } from '../core/link';
import type { Stream } from './streams';
import { rows, type EntityManager } from './transaction';

export interface RecordIntent {
  readonly sourceId: string;
  readonly intent: Intent;
}

/** Answers the note's name. */
export async function storeIntents(
  tx: EntityManager,
  stream: Stream,
  intents: readonly RecordIntent[],
): Promise<string> {
  const [row] = await rows<{ seq: string }>(
    tx,
    `insert into batch_intents (tenant_id, connection_id, object, shard, intents) values ($1, $2, $3, $4, $5) returning seq`,
    [
      stream.tenantId,
      stream.connectionId,
      stream.object,
      stream.shard,
      JSON.stringify(intents.map(({ sourceId, intent }) => ({ source_id: sourceId, intent }))),
    ],
  );
  if (!row) throw new Error('an insert answered no row');
  return row.seq;
}

export async function deleteIntents(tx: EntityManager, stream: Stream, seq: string): Promise<void> {
  await tx.query(
    `delete from batch_intents where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4 and seq = $5`,
    [stream.tenantId, stream.connectionId, stream.object, stream.shard, seq],
  );
}

/**
 * Puts what earlier owners of the stream noted and never settled onto the links. A link that is not stored yet begins as
 * `newLink` says; a record that left the dirty set while it was in hand is looked at again. What may wait waits until nothing of it
 * can land any more: then one look tells what became of it, and else a second would have to. Answers of how many records.
 */
export async function moveIntentsToLinks(tx: EntityManager, stream: Stream, now: Date): Promise<number> {
  const moved = await rows(
    tx,
    `with left_behind as (
       delete from batch_intents where tenant_id = $1 and connection_id = $2 and object = $3 and shard = $4
       returning seq, intents
     ), by_record as (
       select v.source_id, jsonb_agg(v.intent order by b.seq) as intents, max((v.intent->>'number')::integer) as issued_number,
              max((v.intent->>'at')::timestamptz) as noted_at
         from left_behind b, json_to_recordset(b.intents) as v (source_id text, intent jsonb)
        group by v.source_id order by v.source_id
     ), marked as (
       insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
       select $1, $2, $3, source_id, ${lanes.retry}, $5 from by_record
       on conflict do nothing
     ), put_off as (
       update dirty d set due_at = greatest(d.due_at, b.noted_at + make_interval(secs => $6))
         from by_record b
        where d.tenant_id = $1 and d.connection_id = $2 and d.object = $3 and d.source_id = b.source_id
          and d.lane >= ${lanes.migration}
     )
     insert into link as l (tenant_id, connection_id, object, source_id, intents, issued_number, settled_number, aliases,
                            state, local_base, parts, associations, attempts, state_since)
     select $1, $2, $3, source_id, intents, issued_number, 0, '{}', 'pending', '{}', '{}', '{}', 0, $5 from by_record
     on conflict (tenant_id, connection_id, object, source_id) do update
        set intents = l.intents || excluded.intents, issued_number = greatest(l.issued_number, excluded.issued_number)
     returning source_id`,
    [stream.tenantId, stream.connectionId, stream.object, stream.shard, now, intentLifeMs / 1_000],
  );
  return moved.length;
}
