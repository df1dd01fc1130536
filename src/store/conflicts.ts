/** Where the two sides of a field differed: what each said, which rule decided, and what came of it. */
import type { Resolution } from '../core/merge';
import type { Clash } from '../core/news';
import type { PolicyName } from '../core/policies/policies';
import type { ObjectType, Value } from '../core/record';
import type { StreamName } from './dirty-set';
import { rows, type EntityManager } from './transaction';

export interface Conflict {
  readonly seq: number;
  readonly at: Date;
  readonly connectionId: string;
  readonly object: ObjectType;
  readonly sourceId: string;
  readonly field: string;
  readonly policy: PolicyName;
  readonly base: Value;
  readonly ours: Value;
  readonly theirs: Value;
  readonly oursAt: Date | null;
  readonly theirsAt: Date | null;
  readonly resolution: StoredResolution | null;
  /** `equal`: the two sides came to say the same by themselves; `superseded`: one of them moved. Null: it is open. */
  readonly outcome: 'ours' | 'theirs' | 'equal' | 'superseded' | null;
  readonly closedAt: Date | null;
  /** Of the mapping that it was found by; null in one from before that was noted. */
  readonly mappingVersion: string | null;
}

export interface StoredResolution {
  readonly side: 'ours' | 'theirs';
  readonly at: string;
  /** Of the request that said so. */
  readonly requestId?: string;
}

const columns = `seq, at, connection_id as "connectionId", object, source_id as "sourceId", field, policy, base, ours, theirs,
  ours_at as "oursAt", theirs_at as "theirsAt", resolution, outcome, closed_at as "closedAt", mapping_version as "mappingVersion"`;

export interface LinkClashes {
  readonly sourceId: string;
  readonly found: readonly Clash[];
  readonly over: readonly string[];
}

/** Notes what looks have found: new questions, those that are answered, and what the rules have decided by themselves. */
export async function storeClashes(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  noted: { readonly links: readonly LinkClashes[]; readonly mappingVersion: string; readonly now: Date },
): Promise<void> {
  const { links, mappingVersion, now } = noted;
  const found = links.flatMap(({ sourceId, found }) => found.map((clash) => ({ sourceId, ...clash })));
  const over = links.flatMap(({ sourceId, over }) => over.map((field) => ({ sourceId, field })));
  const decided = found.filter(({ outcome }) => outcome !== 'ask');
  const closing = [...decided, ...over.filter((one) => !decided.some((other) => isSame(one, other)))];
  const about = [tenantId, stream.connectionId, stream.object];
  if (found.length > 0) {
    // A pair that has moved is another question, by another number: who answers the former one has not seen it (5.1, rule 10).
    await tx.query(
      `update conflict c set outcome = 'superseded', closed_at = $5
         from jsonb_to_recordset($4::jsonb) as v ("sourceId" text, field text, ours jsonb, theirs jsonb)
        where c.tenant_id = $1 and c.connection_id = $2 and c.object = $3 and c.source_id = v."sourceId" and c.field = v.field
          and c.closed_at is null and (c.ours, c.theirs) is distinct from (v.ours, v.theirs)`,
      [...about, JSON.stringify(found), now],
    );
  }
  let closed: readonly FieldName[] = [];
  if (closing.length > 0) {
    closed = await rows<FieldName>(
      tx,
      `update conflict c set outcome = coalesce(v.outcome, 'equal'), closed_at = $5::timestamptz, mapping_version = $6
         from jsonb_to_recordset($4::jsonb) as v ("sourceId" text, field text, outcome text)
        where c.tenant_id = $1 and c.connection_id = $2 and c.object = $3 and c.source_id = v."sourceId" and c.field = v.field
          and c.closed_at is null
        returning c.source_id as "sourceId", c.field`,
      [...about, JSON.stringify(closing), now, mappingVersion],
    );
  }
  const fresh = found.filter((one) => one.outcome === 'ask' || !closed.some((other) => isSame(one, other)));
  if (fresh.length > 0) {
    await tx.query(
      `insert into conflict (tenant_id, at, connection_id, object, source_id, field, policy, base, ours, theirs, ours_at,
                                  theirs_at, outcome, closed_at, mapping_version)
       select $1, $5::timestamptz, $2, $3, v."sourceId", v.field, v.policy, v.base, v.ours, v.theirs, v."oursAt", v."theirsAt",
              nullif(v.outcome, 'ask'), case when v.outcome <> 'ask' then $5::timestamptz end, $6
         from jsonb_to_recordset($4::jsonb) as v ("sourceId" text, field text, policy text, base jsonb, ours jsonb, theirs jsonb,
              "oursAt" timestamptz, "theirsAt" timestamptz, outcome text)
       on conflict (tenant_id, connection_id, object, source_id, field) where closed_at is null do update
          set base = excluded.base, ours_at = excluded.ours_at, theirs_at = excluded.theirs_at, policy = excluded.policy,
              mapping_version = excluded.mapping_version`,
      [...about, JSON.stringify(fresh), now, mappingVersion],
    );
  }
}

interface FieldName {
  readonly sourceId: string;
  readonly field: string;
}

const isSame = (a: FieldName, b: FieldName): boolean => a.sourceId === b.sourceId && a.field === b.field;

/** What people have decided about these records and no look has carried out yet: by source id, then by field. */
export async function readResolutions(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, Resolution>>>> {
  if (sourceIds.length === 0) return new Map();
  const found = await rows<Resolution & FieldName>(
    tx,
    `select source_id as "sourceId", field, ours, theirs, resolution ->> 'side' as side from conflict
      where tenant_id = $1 and connection_id = $2 and object = $3 and source_id = any($4) and closed_at is null
        and resolution is not null`,
    [tenantId, stream.connectionId, stream.object, sourceIds],
  );
  const byRecord = new Map<string, Record<string, Resolution>>();
  for (const { sourceId, field, ...resolution } of found) {
    byRecord.set(sourceId, { ...byRecord.get(sourceId), [field]: resolution });
  }
  return byRecord;
}

/** A page of conflicts, the newest first. */
export async function listConflicts(
  tx: EntityManager,
  tenantId: string,
  page: { readonly open: boolean; readonly before: number | null; readonly limit: number },
): Promise<readonly Conflict[]> {
  return rows<Conflict>(
    tx,
    `select ${columns} from conflict
      where tenant_id = $1 and (closed_at is null) = $2 and ($3::bigint is null or seq < $3) order by seq desc limit $4`,
    [tenantId, page.open, page.before, page.limit],
  );
}

/** All conflicts about a record, the oldest first. */
export async function listConflictsOf(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceId: string,
): Promise<readonly Conflict[]> {
  return rows<Conflict>(
    tx,
    `select ${columns} from conflict where tenant_id = $1 and object = $2 and source_id = $3 order by seq`,
    [tenantId, object, sourceId],
  );
}

/** Stores what a person has decided, if the conflict is open; answers it as it stands. */
export async function resolveConflict(
  tx: EntityManager,
  tenantId: string,
  seq: number,
  resolution: StoredResolution,
): Promise<Conflict | null> {
  const [found] = await rows<Conflict>(
    tx,
    `update conflict set resolution = case when closed_at is null then $3::jsonb else resolution end
      where tenant_id = $1 and seq = $2 returning ${columns}`,
    [tenantId, seq, JSON.stringify(resolution)],
  );
  return found ?? null;
}

/** How many conflicts there were of each policy, and how many are open. One that is asked anew is still one. */
export async function countConflicts(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<readonly { readonly policy: PolicyName; readonly isOpen: boolean; readonly count: number }[]> {
  return rows(
    tx,
    `select policy, closed_at is null as "isOpen", count(*)::int as count from conflict
      where tenant_id = $1 and connection_id = $2 and outcome is distinct from 'superseded' group by 1, 2`,
    [tenantId, connectionId],
  );
}
