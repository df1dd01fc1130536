/** Whose CRM accounts signal, and which deliveries were taken in already. */
import type { Crm } from '../core/crm';
import { rows, type DataSource, type EntityManager } from './transaction';

/** A connection to a CRM account that somebody names. */
export interface NamedAccount {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** Deliveries with the signature of old (HubSpot: v1) are taken. */
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
  return rows(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId", account_id as "accountId",
            accepts_v1 as "acceptsV1", webhook_secret as "sealedSecret"
       from find_accounts($1, $2) order by 1, 2`,
    [crm, accountIds],
  );
}

/** A signature is valid for so long before and after its time; what was taken in is remembered for twice that. */
const keepInterval = '10 minutes';
/** Of a tenant per delivery: more than one that arrives leaves behind, so that old rows never gather. */
const pruneRows = 20;

/** Notes that a delivery is taken in; false when it was before. Prunes a few of the tenant's old notes along. */
export async function noteDelivery(tx: EntityManager, tenantId: string, digest: Buffer, now: Date): Promise<boolean> {
  await tx.query(
    `delete from webhook_seen where tenant_id = $1 and digest in (
       select digest from webhook_seen where tenant_id = $1 and seen_at < $2::timestamptz - interval '${keepInterval}'
        order by seen_at limit ${pruneRows} for update skip locked)`,
    [tenantId, now],
  );
  const noted = await rows(
    tx,
    `insert into webhook_seen (tenant_id, digest, seen_at) values ($1, $2, $3)
     on conflict (tenant_id, digest) do nothing returning digest`,
    [tenantId, digest, now],
  );
  return noted.length > 0;
}
