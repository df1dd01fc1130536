/** Whose CRM accounts send webhooks: asked before anything of a delivery is believed. */
import type { Crm } from '../core/crm';
import { rows, type DataSource } from './transaction';

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
