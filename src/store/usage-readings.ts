/** Accounts of which nothing was heard for a while: whose calls are to be asked for. */
import { rows, type DataSource, type EntityManager } from './transaction';

export interface ClaimedReading {
  readonly tenantId: string;
  readonly connectionId: string;
}

/** The account that was not heard of for the longest; nobody else is given it for a minute. Null: none is due. */
export async function claimUsageReading(database: DataSource, now: Date): Promise<ClaimedReading | null> {
  const [found] = await rows<ClaimedReading>(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId" from claim_usage_reading($1)`,
    [now],
  );
  return found ?? null;
}

/** It is due again then, if nothing was heard of it for an hour. */
export async function askAgainAt(
  tx: EntityManager,
  { tenantId, connectionId }: ClaimedReading,
  at: Date,
): Promise<void> {
  await tx.query('update quota set usage_due_at = $3 where tenant_id = $1 and connection_id = $2', [
    tenantId,
    connectionId,
    at,
  ]);
}
