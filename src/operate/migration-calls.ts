import type { Migration } from '../core/migration';
import { rows, type EntityManager } from '../store/transaction';

export async function callsInLane(
  tx: EntityManager,
  { tenantId, connectionId, startedAt }: Pick<Migration, 'tenantId' | 'connectionId' | 'startedAt'>,
): Promise<number> {
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    tx,
    'select count(*)::int as count from callout where tenant_id = $1 and connection_id = $2 and at >= $3',
    [tenantId, connectionId, startedAt ?? 'infinity'],
  );
  return count;
}
