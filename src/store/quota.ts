/** The book of an account's calls as it is kept (`core/quota-ledger`). Who writes it holds its row. */
import type { Credential } from '../core/credential';
import { laneNames, type Lane } from '../core/lane';
import type { Forecast } from '../core/quota-forecast';
import type { Bucket } from '../core/quota-bucket';
import type { HourCalls, HourChange, Ledger } from '../core/quota-ledger';
import type { BurstLimit } from '../core/quota-standing';
import type { Connection } from './connections';
import { rows, type EntityManager } from './transaction';

/** What a connection's limits go by. */
export type QuotaOwner = Pick<Connection, 'tenantId' | 'id' | 'crm' | 'settings'> & { readonly credential: Credential };

/** Limits as the CRM has said them; null: it has not. */
export interface LearnedLimits {
  readonly burst: BurstLimit | null;
  readonly dayCalls: number | null;
}

export interface QuotaBook {
  readonly since: Date;
  readonly learned: LearnedLimits;
  readonly ledger: Ledger;
  /** Of searches alone; null: none was given yet. */
  readonly searches: Bucket | null;
  /** Of the day that began then; null: not made yet. */
  readonly forecast: (Forecast & { readonly of: Date }) | null;
}

interface BookRow {
  since: Date;
  burst_calls: number | null;
  burst_ms: number | null;
  day_calls: number | null;
  tokens: number | null;
  filled_at: Date | null;
  search_tokens: number | null;
  search_filled_at: Date | null;
  reserved: number;
  called_at: Date | null;
  older: number;
  older_at: Date;
  younger: number;
  younger_at: Date;
  heard_used: number | null;
  heard_at: Date | null;
  heard_mark: number | null;
  returned: number;
  slot_at: Date;
  slot_calls: number;
  forecast: Forecast | null;
  forecast_of: Date | null;
}

/** Locks the row until the end of the transaction, and opens the book when there is none. Null when the connection has gone. */
export async function lockQuota(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  now: Date,
): Promise<{ readonly owner: QuotaOwner; readonly book: QuotaBook } | null> {
  const found = await lockRow(tx, tenantId, id);
  if (found) return found;
  await tx.query(
    `insert into quota (tenant_id, connection_id, since, older_at, younger_at, slot_at)
     select tenant_id, id, $3, $3, $3, $3 from connection where tenant_id = $1 and id = $2 on conflict do nothing`,
    [tenantId, id, now],
  );
  return lockRow(tx, tenantId, id);
}

async function lockRow(
  tx: EntityManager,
  tenantId: string,
  id: string,
): Promise<{ readonly owner: QuotaOwner; readonly book: QuotaBook } | null> {
  const [row] = await rows<BookRow & Pick<QuotaOwner, 'crm' | 'settings' | 'credential'>>(
    tx,
    `select q.*, c.crm, c.settings,
            case when exists (select from token_refresh t where t.tenant_id = c.tenant_id and t.connection_id = c.id)
              then 'oauth' else 'token' end as credential
       from quota q join connection c on c.tenant_id = q.tenant_id and c.id = q.connection_id
      where q.tenant_id = $1 and q.connection_id = $2 for no key update of q`,
    [tenantId, id],
  );
  if (!row) return null;
  const { crm, settings, credential } = row;
  return { owner: { tenantId, id, crm, settings, credential }, book: bookOf(row) };
}

/** Null: no call was ever reserved, nothing was heard. */
export async function readQuota(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
): Promise<QuotaBook | null> {
  const [row] = await rows<BookRow>(tx, 'select * from quota where tenant_id = $1 and connection_id = $2', [
    tenantId,
    id,
  ]);
  return row ? bookOf(row) : null;
}

function bookOf(row: BookRow): QuotaBook {
  const { burst_calls: calls, burst_ms: windowMs, heard_used: used, heard_at: heardAt, heard_mark: mark } = row;
  return {
    since: row.since,
    learned: { burst: calls === null || windowMs === null ? null : { calls, windowMs }, dayCalls: row.day_calls },
    ledger: {
      bucket: bucketOf(row.tokens, row.filled_at),
      reserved: row.reserved,
      calledAt: row.called_at,
      marks: {
        older: { at: row.older_at, reserved: row.older },
        younger: { at: row.younger_at, reserved: row.younger },
      },
      heard: used === null || heardAt === null || mark === null ? null : { used, at: heardAt, mark },
      returned: row.returned,
      slot: { at: row.slot_at, calls: row.slot_calls },
    },
    searches: bucketOf(row.search_tokens, row.search_filled_at),
    forecast: row.forecast && row.forecast_of && { ...row.forecast, of: row.forecast_of },
  };
}

const bucketOf = (tokens: number | null, at: Date | null): Bucket | null =>
  tokens === null || at === null ? null : { tokens, at };

/** In a transaction that has locked it, in one statement, for others wait. Adds each change to its hour; no hour may be named twice. */
export async function storeQuota(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  book: QuotaBook,
  changes: readonly HourChange[],
): Promise<void> {
  const { marks, slot, reserved, calledAt, returned } = book.ledger;
  await tx.query(
    `with changed as (
       insert into quota_hour as h (tenant_id, connection_id, from_at, live, inbound, retry, migration, audit, others, burst)
       select $1, $2, s.* from unnest($22::timestamptz[], $23::integer[], $24::integer[], $25::integer[], $26::integer[],
                                      $27::integer[], $28::bigint[], $29::bigint[]) as s
       on conflict (tenant_id, connection_id, from_at) do update
          set live = h.live + excluded.live, inbound = h.inbound + excluded.inbound, retry = h.retry + excluded.retry,
              migration = h.migration + excluded.migration, audit = h.audit + excluded.audit,
              others = h.others + excluded.others, burst = greatest(h.burst, excluded.burst))
     update quota
        set burst_calls = $3, burst_ms = $4, day_calls = $5, tokens = $6, filled_at = $7, heard_used = $8, heard_at = $9,
            heard_mark = $10, forecast = $11, forecast_of = $12, reserved = $13, called_at = $14, returned = $15,
            older = $16, older_at = $17, younger = $18, younger_at = $19, slot_at = $20, slot_calls = $21
      where tenant_id = $1 and connection_id = $2`,
    [
      ...[tenantId, id, ...limitColumns(book), ...heardColumns(book), ...forecastColumns(book)],
      ...[reserved, calledAt, returned],
      ...[marks.older.reserved, marks.older.at, marks.younger.reserved, marks.younger.at],
      ...[slot.at, slot.calls],
      changes.map(({ from }) => from),
      ...laneNames.map((lane) => changes.map(({ lanes }) => lanes[lane])),
      changes.map(({ others }) => others),
      changes.map(({ burst }) => burst),
    ],
  );
}

/** In a transaction that has locked the book. */
export async function storeSearches(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  { tokens, at }: Bucket,
): Promise<void> {
  await tx.query(
    'update quota set search_tokens = $3, search_filled_at = $4 where tenant_id = $1 and connection_id = $2',
    [tenantId, id, tokens, at],
  );
}

const limitColumns = ({ learned: { burst, dayCalls }, ledger: { bucket } }: QuotaBook): readonly unknown[] => [
  ...(burst === null ? [null, null] : [burst.calls, burst.windowMs]),
  dayCalls,
  ...(bucket === null ? [null, null] : [bucket.tokens, bucket.at]),
];

const heardColumns = ({ ledger: { heard } }: QuotaBook): readonly unknown[] =>
  heard === null ? [null, null, null] : [heard.used, heard.at, heard.mark];

function forecastColumns({ forecast }: QuotaBook): readonly unknown[] {
  if (forecast === null) return [null, null];
  const { of, ...said } = forecast;
  return [JSON.stringify(said), of];
}

/** From this moment on, in order. */
export async function readHours(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  from: Date,
): Promise<readonly HourCalls[]> {
  const found = await rows<{ from_at: Date; others: number; burst: number } & HourCalls['lanes']>(
    tx,
    `select from_at, live, inbound, retry, migration, audit, others, burst from quota_hour
      where tenant_id = $1 and connection_id = $2 and from_at >= $3 order by from_at`,
    [tenantId, id, from],
  );
  return found.map(({ from_at: at, others, burst, ...lanes }) => ({ from: at, lanes, others, burst }));
}

/** Calls of a lane in the hours from this moment on. */
export async function laneCallsSince(
  tx: EntityManager,
  connection: Pick<Connection, 'tenantId' | 'id'>,
  lane: Lane,
  from: Date,
): Promise<number> {
  const hours = await readHours(tx, connection, from);
  return hours.reduce((sum, { lanes }) => sum + lanes[lane], 0);
}

export async function forgetHours(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  before: Date,
): Promise<void> {
  await tx.query('delete from quota_hour where tenant_id = $1 and connection_id = $2 and from_at < $3', [
    tenantId,
    id,
    before,
  ]);
}
