/** How the calls of an account are shared, as a person says it. */
import { changeQuota, quotaSettingsOf, type SaidQuota } from '../core/quota-settings';
import type { Connection } from './connections';
import { rows, type EntityManager } from './transaction';

/**
 * What is left out stays as it is. What waited for calls by what was said before is tried again; whoever reserves calls reads
 * this each time. False: there is no such connection.
 */
export async function storeQuotaSettings(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  said: SaidQuota,
): Promise<boolean> {
  const [found] = await rows<Pick<Connection, 'settings'>>(
    tx,
    'select settings from connection where tenant_id = $1 and id = $2 for update',
    [tenantId, id],
  );
  if (!found) return false;
  const quota = changeQuota(quotaSettingsOf(found.settings), said);
  await tx.query(
    `update connection
        set settings = settings || jsonb_build_object('quota', $3::jsonb), throttled_until = null, bulk_after = null
      where tenant_id = $1 and id = $2`,
    [tenantId, id, JSON.stringify(quota)],
  );
  return true;
}
