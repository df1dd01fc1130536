/** How the calls of a connection stand, for a person. No CRM is asked. */
import { reportQuota, type QuotaReport } from '../core/quota-report';
import { quotaSettingsOf } from '../core/quota-settings';
import type { Clock } from '../platform/clock';
import { readConnection } from '../store/connections';
import { inTenant, type DataSource } from '../store/transaction';
import { readStanding } from './quota-book';

export interface ConnectionQuota {
  readonly report: QuotaReport;
  /** What a person has said, of which the report has the calls. */
  readonly reserveShare: number;
}

/** Null when there is no such connection. */
export async function quotaOf(
  { database, clock }: { readonly database: DataSource; readonly clock: Clock },
  tenantId: string,
  id: string,
): Promise<ConnectionQuota | null> {
  return inTenant(database, tenantId, async (tx) => {
    const connection = await readConnection(tx, tenantId, id);
    if (connection === null) return null;
    const now = clock.now();
    const standing = await readStanding(tx, connection, now);
    const { throttledUntil, bulkAfter } = connection;
    return {
      report: reportQuota(standing, { throttledUntil, bulkAfter }, now),
      reserveShare: quotaSettingsOf(connection.settings).reserve,
    };
  });
}
