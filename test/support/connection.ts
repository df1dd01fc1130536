import { objectTypes } from '../../src/core/record';
import { carryOutMarkings } from '../../src/operate/carry-out-markings';
import { storeConnection, type Connection, type ConnectionSettings } from '../../src/store/connections';
import { askToMark } from '../../src/store/markings';
import { inTenant, type DataSource } from '../../src/store/transaction';
import type { TestDatabase } from './database';

/** Stores a connection of a tenant, without a CRM behind it. */
export async function storeSampleConnection(
  app: DataSource,
  tenantId: string,
  id: string,
  settings: Partial<ConnectionSettings> = {},
): Promise<Connection> {
  const connection: Connection = {
    tenantId,
    id,
    crm: 'hubspot',
    environment: 'test',
    state: 'active',
    reason: null,
    accountId: `account of ${id}`,
    baseUrl: 'http://127.0.0.1:9',
    settings: { customFields: [], recordUrl: null, ...settings },
    throttledUntil: null,
  };
  const now = new Date();
  const markings = await inTenant(app, tenantId, async (tx) => {
    const asked = await askToMark(tx, connection, { kind: 'unlinked', objects: objectTypes, now });
    await storeConnection(tx, connection, now);
    return asked;
  });
  await carryOutMarkings({ database: app, clock: { now: () => now } }, markings);
  return connection;
}

/** Tenants `one` and `two`, with the connections `a` and `b` each. */
export async function storeTwoTenants(database: TestDatabase, app: DataSource): Promise<void> {
  for (const tenant of ['one', 'two']) {
    await database.createTenant(tenant);
    for (const id of ['a', 'b']) await storeSampleConnection(app, tenant, id);
  }
}
