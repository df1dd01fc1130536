/** How the calls of a connection stand and are shared, for a person, who may change it. No CRM is asked. */
import { reportQuota, type QuotaReport } from '../core/quota-report';
import { quotaSettingsOf, type SaidQuota } from '../core/quota-settings';
import type { Clock } from '../platform/clock';
import type { QuotaStanding } from '../core/quota-standing';
import { readConnection, type StoredConnection } from '../store/connections';
import { storeQuotaSettings } from '../store/quota-settings';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { wakeConnection } from './connections';
import { readStanding } from './quota-book';

export interface ConnectionQuota {
  readonly report: QuotaReport;
  /** What a person has said, of which the report has the calls. */
  readonly reserveShare: number;
}

interface QuotaDeps {
  readonly database: DataSource;
  readonly clock: Clock;
}

/** Null when there is no such connection. */
export const quotaOf = (
  { database, clock }: QuotaDeps,
  tenantId: string,
  id: string,
): Promise<ConnectionQuota | null> =>
  inTenant(database, tenantId, (tx) => readConnectionQuota(tx, { tenantId, id }, clock.now()));

/** Answers how they stand then; null when there is no such connection. May be repeated. */
export async function changeConnectionQuota(
  { database, clock, waker }: QuotaDeps & { readonly waker: Waker },
  { tenantId, id }: Pick<StoredConnection, 'tenantId' | 'id'>,
  said: SaidQuota,
): Promise<ConnectionQuota | null> {
  const changed = await inTenant(database, tenantId, async (tx) =>
    (await storeQuotaSettings(tx, { tenantId, id }, said))
      ? readConnectionQuota(tx, { tenantId, id }, clock.now())
      : null,
  );
  if (changed !== null) wakeConnection({ waker }, tenantId, id);
  return changed;
}

async function readConnectionQuota(
  tx: EntityManager,
  { tenantId, id }: Pick<StoredConnection, 'tenantId' | 'id'>,
  now: Date,
): Promise<ConnectionQuota | null> {
  const connection = await readConnection(tx, tenantId, id);
  if (connection === null) return null;
  const standing = await readStanding(tx, connection, now);
  const { throttledUntil, bulkAfter } = connection;
  return {
    report: reportQuota(standing, { throttledUntil, bulkAfter }, now),
    reserveShare: quotaSettingsOf(connection.settings).reserve,
  };
}

export const standingOf = ({ database, clock }: QuotaDeps, connection: StoredConnection): Promise<QuotaStanding> =>
  inTenant(database, connection.tenantId, (tx) => readStanding(tx, connection, clock.now()));
