/** How the calls of an account are shared, as a person says it. */
import { isDeepStrictEqual } from 'node:util';
import { changeQuota, quotaSettingsOf, type SaidQuota } from '../core/quota-settings';
import { lockSettings, type Connection } from './connections';
import type { EntityManager } from './transaction';

/**
 * What is left out stays as it is. Where that changes something, what waited for calls by what was said before is tried again;
 * whoever reserves calls reads this each time. False: there is no such connection.
 */
export async function storeQuotaSettings(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  said: SaidQuota,
): Promise<boolean> {
  const settings = await lockSettings(tx, { tenantId, id });
  if (settings === null) return false;
  const before = quotaSettingsOf(settings);
  const quota = changeQuota(before, said);
  if (isDeepStrictEqual(quota, before)) return true;
  await tx.query(
    `update connection
        set settings = settings || jsonb_build_object('quota', $3::jsonb), throttled_until = null, bulk_after = null
      where tenant_id = $1 and id = $2`,
    [tenantId, id, JSON.stringify(quota)],
  );
  return true;
}
