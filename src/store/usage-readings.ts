/** Accounts of which nothing was heard for a while: whose calls are to be asked for. */
import { rows, type DataSource } from './transaction';

export interface ClaimedReading {
  readonly tenantId: string;
  readonly connectionId: string;
}

/** The account that was not heard of for the longest; nobody else is given it before it is due again. Null: none is due. */
export async function claimUsageReading(database: DataSource, now: Date): Promise<ClaimedReading | null> {
  const [found] = await rows<ClaimedReading>(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId" from claim_usage_reading($1)`,
    [now],
  );
  return found ?? null;
}
