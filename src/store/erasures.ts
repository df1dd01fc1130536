/** What the CRM claims to have erased: noted with the delivery that tells it (`remote-marks.ts`), until a look has judged it. */
import type { StreamName } from './dirty-set';
import { readHolders } from './links';
import { rows, type EntityManager } from './transaction';

export interface Claim {
  readonly externalId: string;
  /** How often the record was there all the same. */
  readonly attempts: number;
}

/** A record of ours that a claim is about. */
export interface ClaimedRecord {
  readonly claim: string;
  readonly sourceId: string;
  /** By which the CRM knows it now; null when it was merged away or is not joined yet. */
  readonly externalId: string | null;
}

/** Those of a stream that are due, whose lease is the claim on them. */
export async function nextClaims(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  { rows: limit, now }: { readonly rows: number; readonly now: Date },
): Promise<readonly Claim[]> {
  return rows<Claim>(
    tx,
    `select external_id as "externalId", attempts from erasure
      where tenant_id = $1 and connection_id = $2 and object = $3 and due_at <= $4 order by due_at limit $5`,
    [tenantId, stream.connectionId, stream.object, now, limit],
  );
}

export async function postponeClaims(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  waits: readonly (Claim & { readonly dueAt: Date })[],
): Promise<void> {
  if (waits.length === 0) return;
  await tx.query(
    `update erasure e set attempts = v.attempts, due_at = v."dueAt"
       from jsonb_to_recordset($4::jsonb) as v ("externalId" text, attempts integer, "dueAt" timestamptz)
      where e.tenant_id = $1 and e.connection_id = $2 and e.object = $3 and e.external_id = v."externalId"`,
    [tenantId, stream.connectionId, stream.object, JSON.stringify(waits)],
  );
}

export async function deleteClaims(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  await tx.query(
    'delete from erasure where tenant_id = $1 and connection_id = $2 and object = $3 and external_id = any($4)',
    [tenantId, stream.connectionId, stream.object, externalIds],
  );
}

/**
 * The records that these claims are about: their link holds that CRM record, or one that it was merged from; it was merged into
 * it, which makes both the same person's; or the order system has accepted it as them.
 */
export async function readClaimed(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  externalIds: readonly string[],
): Promise<readonly ClaimedRecord[]> {
  const about = [tenantId, stream.connectionId, stream.object, externalIds];
  const holders = await readHolders(tx, tenantId, stream, externalIds);
  const holding = [...holders].map(([externalId, sourceId]) => ({ claim: externalId, sourceId, externalId }));
  const others = await rows<ClaimedRecord>(
    tx,
    `select c.id as claim, l.source_id as "sourceId", l.external_id as "externalId"
       from link l
       join unnest($4::text[]) as c (id)
         on c.id = any(l.aliases) or (l.reason ->> 'code' = 'merged' and l.reason -> 'candidates' ? c.id)
      where l.tenant_id = $1 and l.connection_id = $2 and l.object = $3 and (l.aliases <> '{}' or l.state = 'gone')
     union
     select s.external_id, s.source_id, null from stranger s
      where s.tenant_id = $1 and s.connection_id = $2 and s.object = $3 and s.external_id = any($4) and s.source_id is not null`,
    about,
  );
  return [...holding, ...others.filter(({ claim, sourceId }) => holders.get(claim) !== sourceId)];
}

/** Those of these CRM records that the order system was told of without an id of its own, and strangers that wait to be told of. */
export async function readToldStrangers(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  externalIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await rows<{ id: string }>(
    tx,
    `select external_id as id from change
      where tenant_id = $1 and connection_id = $2 and object = $3 and external_id = any($4) and source_id is null
     union
     select external_id from stranger
      where tenant_id = $1 and connection_id = $2 and object = $3 and external_id = any($4)`,
    [tenantId, stream.connectionId, stream.object, externalIds],
  );
  return new Set(found.map(({ id }) => id));
}
