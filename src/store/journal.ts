/** What was done and why, append-only: the journal of links, and the log of calls to CRMs. */
import type { JournalEntry } from '../core/conclude';
import type { TracedEntry } from '../core/trace';
import type { StreamName } from './dirty-set';
import type { ObjectType } from '../core/record';
import { inPieces } from './pieces';
import { rows, type EntityManager } from './transaction';

/** No signal and no mapping, where no look has decided it. */
export interface JournalRow
  extends Omit<TracedEntry, 'signals' | 'mappingVersion'>, Partial<Pick<TracedEntry, 'signals' | 'mappingVersion'>> {
  readonly sourceId: string;
}

export async function appendJournal(
  tx: EntityManager,
  tenantId: string,
  stream: StreamName,
  append: { readonly entries: readonly JournalRow[]; readonly now: Date },
): Promise<void> {
  const { connectionId, object } = stream;
  await inPieces(append.entries, journalRows, (entries) =>
    tx.query(appendSql, [tenantId, connectionId, object, entries, append.now]),
  );
}

const journalRows = (entries: readonly JournalRow[]): string =>
  JSON.stringify(entries.map((entry) => ({ ...entry, signals: entry.signals?.join(' ') })));

const appendSql = `insert into journal (tenant_id, at, connection_id, object, source_id, what, why, changes, request_id, crm_request_id,
                          signals, mapping_version)
     select $1, $5, $2, $3, v."sourceId", v.what, v.why, v.changes, v."requestId", v."crmRequestId", v.signals, v."mappingVersion"
       from jsonb_to_recordset($4::jsonb) as v ("sourceId" text, what text, why text, changes jsonb, "requestId" text,
            "crmRequestId" text, signals text, "mappingVersion" text)`;

/** Of entries from before these were noted, what is absent is null. */
export interface JournalView extends Pick<TracedEntry, 'what' | 'why' | 'changes'> {
  readonly at: Date;
  readonly connectionId: string;
  readonly requestId: string | null;
  readonly crmRequestId: string | null;
  readonly signals: readonly string[] | null;
  readonly mappingVersion: string | null;
}

/** What was done about a record, the oldest first. */
export async function readJournalOf(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceId: string,
): Promise<readonly JournalView[]> {
  return rows<JournalView>(
    tx,
    `select at, connection_id as "connectionId", what, why, changes, request_id as "requestId", crm_request_id as "crmRequestId",
            string_to_array(signals, ' ') as signals, mapping_version as "mappingVersion"
       from journal
      where tenant_id = $1 and object = $2 and source_id = $3 order by seq`,
    [tenantId, object, sourceId],
  );
}

/** One HTTP call to a CRM. Holds no values of records. */
export interface CalloutRow {
  readonly at: Date;
  readonly method: string;
  readonly endpoint: string;
  readonly status: number | null;
  /** Stored as a whole number. */
  readonly durationMs: number;
  readonly rows: number;
  /** Which attempt it was for the most often tried of its rows. */
  readonly attempt: number;
  readonly correlationId: string | null;
  readonly failure: string | null;
}

export async function appendCallouts(
  tx: EntityManager,
  tenantId: string,
  about: { readonly connectionId: string; readonly object: ObjectType | 'account' },
  callouts: readonly CalloutRow[],
): Promise<void> {
  if (callouts.length === 0) return;
  await tx.query(
    `insert into callout (tenant_id, connection_id, object, at, method, endpoint, status, duration_ms, row_count, attempt,
                          correlation_id, failure)
     select $1, $2, $3, v.at, v.method, v.endpoint, v.status, round(v."durationMs"), v.rows, v.attempt, v."correlationId", v.failure
       from jsonb_to_recordset($4::jsonb) as v (at timestamptz, method text, endpoint text, status smallint,
            "durationMs" float8, rows integer, attempt smallint, "correlationId" text, failure text)`,
    [tenantId, about.connectionId, about.object, JSON.stringify(callouts)],
  );
}

/** How often each thing was done to each object type of a connection. */
export async function countJournal(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<readonly { readonly object: ObjectType; readonly what: JournalEntry['what']; readonly count: number }[]> {
  return rows(
    tx,
    `select object, what, count(*)::int as count from journal where tenant_id = $1 and connection_id = $2 group by 1, 2`,
    [tenantId, connectionId],
  );
}
