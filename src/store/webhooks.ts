/** Whose CRM accounts send webhooks, asked before anything of a delivery is believed; and whether they still send them. */
import type { Crm } from '../core/crm';
import type { WebhookHealth } from '../core/webhook-health';
import type { Connection } from './connections';
import { rows, rowsOfCall, type DataSource, type EntityManager } from './transaction';

/** A connection to a CRM account that somebody names. */
export interface NamedAccount {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** Deliveries with the signature of old (`v1`) are taken. */
  readonly acceptsV1: boolean;
  /** Sealed; null when the account's webhooks are those of our app. */
  readonly sealedSecret: Buffer | null;
}

/** The connections of these accounts, of every tenant. Of what a delivery names, before anything of it is believed. */
export async function findAccounts(
  database: DataSource,
  crm: Crm,
  accountIds: readonly string[],
): Promise<readonly NamedAccount[]> {
  return rowsOfCall<NamedAccount>(database, findCall, [crm, accountIds]);
}

const findCall = {
  name: 'find_accounts',
  text: `select tenant_id as "tenantId", connection_id as "connectionId", account_id as "accountId",
                accepts_v1 as "acceptsV1", webhook_secret as "sealedSecret"
           from find_accounts($1, $2) order by 1, 2`,
};

/**
 * Adds to what polling found since the last delivery and no webhook had announced, and answers how it stands. Null where webhooks
 * never came: nothing is counted there. Lets no delivery and no other poll change it until the end of the transaction.
 */
export async function countUnannounced(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  { unannounced, now }: { readonly unannounced: number; readonly now: Date },
): Promise<WebhookHealth | null> {
  const [health] = await rows<WebhookHealth>(
    tx,
    `update connection
        set unannounced = unannounced + $3,
            unannounced_since = case when $3 > 0 then coalesce(unannounced_since, $4) else unannounced_since end
      where tenant_id = $1 and id = $2 and webhooks_at is not null
      returning webhooks_at as "webhooksAt", unannounced, unannounced_since as "unannouncedSince", silent_since as "silentSince"`,
    [tenantId, id, unannounced, now],
  );
  return health ?? null;
}

/** What this connection is told comes: nothing stands against it any more. Written once a minute at most. */
export async function noteHeard(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  now: Date,
): Promise<void> {
  await tx.query(
    `update connection
        set webhooks_at = greatest(webhooks_at, $3::timestamptz), unannounced = 0, unannounced_since = null, silent_since = null
      where tenant_id = $1 and id = $2
        and (unannounced > 0 or webhooks_at is null or webhooks_at <= $3::timestamptz - interval '1 minute')`,
    [tenantId, id, now],
  );
}

/** The webhooks of this connection are judged to be silent, until one comes. */
export async function storeSilence(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  now: Date,
): Promise<void> {
  await tx.query('update connection set silent_since = $3 where tenant_id = $1 and id = $2', [tenantId, id, now]);
}
