/** Authorised CRM accounts, their standing, and their sealed credentials. */
import type { Crm } from '../core/crm';
import type { CustomField } from '../core/custom-fields';
import type { LinkReason } from '../core/link';
import { objectTypes } from '../core/record';
import { lanes } from './dirty-set';
import { rows, type EntityManager } from './transaction';

export interface ConnectionSettings {
  readonly customFields: readonly CustomField[];
  /** Template of the URL back to a record: `https://shop.example.com/{type}/{id}`; null when there is none. */
  readonly recordUrl: string | null;
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
}

const columns = `tenant_id as "tenantId", id, crm, environment, state, reason, account_id as "accountId", base_url as "baseUrl", settings,
  throttled_until as "throttledUntil"`;

export async function readConnections(tx: EntityManager, tenantId: string): Promise<readonly Connection[]> {
  return rows<Connection>(tx, `select ${columns} from connection where tenant_id = $1 order by id`, [tenantId]);
}

export async function readConnection(tx: EntityManager, tenantId: string, id: string): Promise<Connection | null> {
  const [found] = await rows<Connection>(tx, `select ${columns} from connection where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
  ]);
  return found ?? null;
}

/**
 * Stores a connection with its streams. Storing one that is there already renews where it leads and lets it work again;
 * its links stay.
 */
export async function storeConnection(tx: EntityManager, connection: Connection, now: Date): Promise<void> {
  const { tenantId, id } = connection;
  await tx.query(
    `insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, id) do update
        set base_url = excluded.base_url, settings = excluded.settings, state = 'active', reason = null, throttled_until = null`,
    [
      tenantId,
      id,
      connection.crm,
      connection.environment,
      connection.accountId,
      connection.baseUrl,
      connection.settings,
      now,
    ],
  );
  await tx.query(
    `insert into stream (tenant_id, connection_id, object) select $1, $2, unnest($3::text[]) on conflict do nothing`,
    [tenantId, id, objectTypes],
  );
}

/**
 * Marks every record for which the connection has no link yet. In a transaction of its own, after the one that stored
 * the connection: a write that did not see the connection is waited for, one that comes later marks it by itself.
 */
export async function markUnlinked(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  now: Date,
): Promise<void> {
  await tx.query('lock table record in share mode');
  await tx.query(
    `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
     select r.tenant_id, $2, r.object, r.source_id, $4, $3 from record r
      where r.tenant_id = $1 and not exists (
        select from link l where l.tenant_id = $1 and l.connection_id = $2 and l.object = r.object and l.source_id = r.source_id)
      order by r.object, r.source_id
     on conflict do nothing`,
    [tenantId, connectionId, now, lanes.migration],
  );
}

/** The account takes no calls until then. */
export async function throttleConnection(tx: EntityManager, tenantId: string, id: string, until: Date): Promise<void> {
  await tx.query(
    `update connection set throttled_until = greatest(throttled_until, $3) where tenant_id = $1 and id = $2`,
    [tenantId, id, until],
  );
}

/** Nothing is sent until a person authorises the connection again. */
export async function pauseForReauth(
  tx: EntityManager,
  tenantId: string,
  id: string,
  reason: LinkReason,
): Promise<void> {
  await tx.query(`update connection set state = 'reauth', reason = $3 where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
    JSON.stringify(reason),
  ]);
}

export async function storeSecret(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  secret: { readonly name: string; readonly sealed: Buffer },
): Promise<void> {
  await tx.query(
    `insert into secret (tenant_id, connection_id, name, sealed) values ($1, $2, $3, $4)
     on conflict (tenant_id, connection_id, name) do update set sealed = excluded.sealed`,
    [tenantId, connectionId, secret.name, secret.sealed],
  );
}

export async function readSecret(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  name: string,
): Promise<Buffer | null> {
  const [found] = await rows<{ sealed: Buffer }>(
    tx,
    `select sealed from secret where tenant_id = $1 and connection_id = $2 and name = $3`,
    [tenantId, connectionId, name],
  );
  return found?.sealed ?? null;
}
