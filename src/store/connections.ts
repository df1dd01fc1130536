/** Authorised CRM accounts and their standing. Their credentials are in `secrets.ts`. */
import type { Archive } from '../core/archive';
import type { Credential } from '../core/credential';
import type { Crm } from '../core/crm';
import type { CustomField } from '../core/custom-fields';
import type { EmailGateSettings } from '../core/email-gate';
import { isOfBulk, stopsAll, type AccountFailure } from '../core/failure';
import type { FieldRuleSetting } from '../core/field-rule-settings';
import type { LinkReason } from '../core/link';
import type { SavedMapping } from '../core/mapping-document';
import type { NewRecords } from '../core/new-records';
import type { QuotaSettings } from '../core/quota-settings';
import type { Schedule } from '../core/schedule';
import { objectTypes } from '../core/record';
import type { WebhookHealth } from '../core/webhook-health';
import { probeCursors, storeCursors } from './cursors';
import { storeEventStream } from './event-streams';
import { rows, type EntityManager } from './transaction';

export interface ConnectionSettings {
  readonly customFields: readonly CustomField[];
  /** Template of the URL back to a record: `https://shop.example.com/{type}/{id}`; null when there is none. */
  readonly recordUrl: string | null;
  /** `v1`: deliveries of webhooks with the CRM's signature of old are taken as well. Absent: `v3`. */
  readonly webhookSignature?: 'v3' | 'v1';
  /** How fields flow where that is not as the mapping has it; absent where nobody has said. */
  readonly fieldRules?: readonly FieldRuleSetting[];
  /** The document that says all of its fields; absent where nobody has saved one. */
  readonly mapping?: SavedMapping;
  /** How often the CRM is asked what was changed there; absent where nobody has said. */
  readonly pollSeconds?: number;
  /** Where a type is asked for more or less often, or not at all; absent where nobody has said. */
  readonly schedule?: Schedule;
  /** What is changed is heard by a call that stays open, where the CRM has such; absent: it is not. */
  readonly streaming?: boolean;
  /** What becomes of CRM records that nobody ordered for; of a type that is absent they are matched. */
  readonly newRecords?: NewRecords;
  /** What a deletion on one side does to the other; of a type that is absent nothing. */
  readonly archive?: Archive;
  /** Which e-mail addresses reach the CRM; absent where nobody has said. */
  readonly emailGate?: EmailGateSettings;
  /** How the account's calls are shared with others; absent where nobody has said. */
  readonly quota?: QuotaSettings;
  /** What the account has that not every one has, as it was found when it was connected last; absent: nothing. */
  readonly features?: readonly string[];
  /** Its records come by a migration, and none by itself before; absent: all at once when it was made. */
  readonly firstLoad?: 'planned';
  /** Of the account, as it was when it was connected last; absent where nobody asked. */
  readonly timeZone?: string;
}

export interface Connection {
  readonly tenantId: string;
  readonly id: string;
  readonly crm: Crm;
  readonly environment: 'test' | 'production';
  readonly state: 'active' | 'paused' | 'reauth';
  readonly reason: LinkReason | null;
  readonly accountId: string;
  readonly baseUrl: string;
  readonly settings: ConnectionSettings;
  /** No calls until then; null when it is open. */
  readonly throttledUntil: Date | null;
  /** What lets us in; absent of one that is not stored yet. */
  readonly credential?: Credential;
}

export interface StoredConnection extends Connection, WebhookHealth {
  readonly credential: Credential;
  readonly createdAt: Date;
  /** How often a person has let us in: what was heard under an earlier authorisation says nothing of this one. */
  readonly authorised: number;
  /** Nothing of the lanes that may wait is due before; null: it is now. */
  readonly bulkAfter: Date | null;
}

const columns = `tenant_id as "tenantId", id, crm, environment, state, reason, account_id as "accountId", base_url as "baseUrl", settings,
  throttled_until as "throttledUntil", bulk_after as "bulkAfter", created_at as "createdAt", authorised,
  case when exists (select from token_refresh t where t.tenant_id = connection.tenant_id and t.connection_id = connection.id)
    then 'oauth' else 'token' end as credential,
  webhooks_at as "webhooksAt", unannounced, unannounced_since as "unannouncedSince", silent_since as "silentSince"`;

export async function readConnections(tx: EntityManager, tenantId: string): Promise<readonly StoredConnection[]> {
  return rows(tx, `select ${columns} from connection where tenant_id = $1 order by id`, [tenantId]);
}

/** A page of them, by id. */
export async function listConnections(
  tx: EntityManager,
  tenantId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly StoredConnection[]> {
  return rows(tx, `select ${columns} from connection where tenant_id = $1 and id > $2 order by id limit $3`, [
    tenantId,
    page.after ?? '',
    page.limit,
  ]);
}

export async function readConnection(
  tx: EntityManager,
  tenantId: string,
  id: string,
): Promise<StoredConnection | null> {
  const [found] = await rows<StoredConnection>(
    tx,
    `select ${columns} from connection where tenant_id = $1 and id = $2`,
    [tenantId, id],
  );
  return found ?? null;
}

/** Nobody else changes them until the end of the transaction. Null when there is no such connection. */
export async function lockSettings(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
): Promise<ConnectionSettings | null> {
  await lockConnections(tx, tenantId);
  const connection = await readConnection(tx, tenantId, id);
  return connection?.settings ?? null;
}

/**
 * Lets nobody else store a connection of this tenant or change its settings until the end of the transaction, so that what was
 * read of them still holds when something of them is stored. Before anything else is locked: whoever stores one marks first.
 */
export async function lockConnections(tx: EntityManager, tenantId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('connections of ' || $1, 0))`, [tenantId]);
}

/** A connection that is paused for this works again by itself, once its account has what its mapping needs. */
export const lackingCode = 'missing-options';

/** A connection that is paused for this begins with its migration. */
export const plannedCode = 'migration-planned';

/**
 * Stores a connection with its streams and cursors. Storing one that is there already renews where it leads and lets it work again,
 * unless a person has paused it; its links stay. Its settings are as they are said here: see `lockConnections`.
 */
export async function storeConnection(tx: EntityManager, connection: Connection, now: Date): Promise<void> {
  const { tenantId, id } = connection;
  await tx.query(
    `insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at, state, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant_id, id) do update
        set environment = excluded.environment, base_url = excluded.base_url, settings = excluded.settings,
            throttled_until = null, bulk_after = null,
            authorised = connection.authorised + 1,
            state = case when connection.state = 'paused' and connection.reason ->> 'code' is distinct from $11
                         then 'paused' else excluded.state end,
            reason = case when connection.state = 'paused' and connection.reason ->> 'code' is distinct from $11
                          then connection.reason else excluded.reason end`,
    [
      tenantId,
      id,
      connection.crm,
      connection.environment,
      connection.accountId,
      connection.baseUrl,
      connection.settings,
      now,
      connection.state === 'paused' ? 'paused' : 'active',
      connection.reason && JSON.stringify(connection.reason),
      lackingCode,
    ],
  );
  await tx.query(
    `insert into stream (tenant_id, connection_id, object) select $1, $2, unnest($3::text[]) on conflict do nothing`,
    [tenantId, id, objectTypes],
  );
  if (connection.settings.streaming === true) await storeEventStream(tx, connection, now);
  await storeCursors(tx, connection, now);
  await probeCursors(tx, tenantId, id, now);
}

/** The account takes no calls until then. */
export async function throttleConnection(tx: EntityManager, tenantId: string, id: string, until: Date): Promise<void> {
  await tx.query(
    `update connection set throttled_until = greatest(throttled_until, $3) where tenant_id = $1 and id = $2`,
    [tenantId, id, until],
  );
}

/** What may wait does so until then; others still call. */
export async function holdBulk(tx: EntityManager, tenantId: string, id: string, until: Date): Promise<void> {
  await tx.query(`update connection set bulk_after = greatest(bulk_after, $3) where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
    until,
  ]);
}

/** What a call heard of the account itself: nothing is sent until it is over, or until somebody has authorised us anew. */
export async function standOfAccount(
  tx: EntityManager,
  connection: Pick<StoredConnection, 'tenantId' | 'id' | 'authorised'>,
  failure: AccountFailure,
): Promise<void> {
  const { code, message } = failure;
  if (failure.kind === 'reauth') await pauseForReauth(tx, connection, { code, message });
  else if (isOfBulk(failure)) await holdBulk(tx, connection.tenantId, connection.id, failure.until);
  else if (stopsAll(failure)) await throttleConnection(tx, connection.tenantId, connection.id, failure.until);
}

/** Nothing is sent until a person resumes it. One that is paused already keeps its reason, unless there is a new one; one that waits for its migration keeps it always. */
export async function pauseConnection(
  tx: EntityManager,
  tenantId: string,
  id: string,
  reason: LinkReason | null,
): Promise<StoredConnection | null> {
  const [paused] = await rows<StoredConnection>(
    tx,
    `update connection
        set reason = case when state = 'paused' and ($3::jsonb is null or reason ->> 'code' = $4) then reason else $3::jsonb end,
            state = 'paused'
      where tenant_id = $1 and id = $2 returning ${columns}`,
    [tenantId, id, reason && JSON.stringify(reason), plannedCode],
  );
  return paused ?? null;
}

/** Lets a connection work that was paused, or whose access was refused; the CRM then says whether it still is. */
export async function resumeConnection(
  tx: EntityManager,
  tenantId: string,
  id: string,
): Promise<StoredConnection | null> {
  const [resumed] = await rows<StoredConnection>(
    tx,
    `update connection set state = 'active', reason = null, authorised = authorised + 1 where tenant_id = $1 and id = $2 returning ${columns}`,
    [tenantId, id],
  );
  return resumed ?? null;
}

/** Lets a connection work that waited for what its mapping needs. */
export async function resumeComplete(tx: EntityManager, tenantId: string, id: string): Promise<void> {
  await tx.query(
    `update connection set state = 'active', reason = null
      where tenant_id = $1 and id = $2 and state = 'paused' and reason ->> 'code' = $3`,
    [tenantId, id, lackingCode],
  );
}

/**
 * Nothing is sent until a person authorises the connection again. One that a person has paused stays just that, and one
 * that was authorised anew while the refused call was under way goes on.
 */
export async function pauseForReauth(
  tx: EntityManager,
  { tenantId, id, authorised }: Pick<StoredConnection, 'tenantId' | 'id' | 'authorised'>,
  reason: LinkReason,
): Promise<void> {
  await tx.query(
    `update connection set state = 'reauth', reason = $3
      where tenant_id = $1 and id = $2 and authorised = $4 and state <> 'paused'`,
    [tenantId, id, JSON.stringify(reason), authorised],
  );
}

/** The same, by whoever holds proof that no later authorisation is meant. */
export async function requireReauth(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  reason: LinkReason,
): Promise<void> {
  await tx.query(
    `update connection set state = 'reauth', reason = $3 where tenant_id = $1 and id = $2 and state <> 'paused'`,
    [tenantId, id, JSON.stringify(reason)],
  );
}

/** Its account answers elsewhere: whoever opens it next calls there. */
export async function moveConnection(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  baseUrl: string,
): Promise<void> {
  await tx.query('update connection set base_url = $3 where tenant_id = $1 and id = $2', [tenantId, id, baseUrl]);
}

/** Why an active connection waits although nobody paused it; null when it does no more. */
export async function explainConnection(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  reason: LinkReason | null,
): Promise<void> {
  await tx.query(
    `update connection set reason = $3
      where tenant_id = $1 and id = $2 and state = 'active' and reason is distinct from $3::jsonb`,
    [tenantId, id, reason && JSON.stringify(reason)],
  );
}
