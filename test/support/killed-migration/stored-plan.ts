/** Stores a plan for a migration that waits for one, as if it had been made; nothing of the CRM was asked. */
import type { MigrationPlan } from '../../../src/core/migration-plan';
import { rulesOf } from '../../../src/operate/migration-rules';
import { readConnection } from '../../../src/store/connections';
import { inTenant } from '../../../src/store/transaction';
import type { TestDatabase } from '../database';
import type { Sides } from './both-sides';

const tenantId = 'default';
const none = { create: 0, adopt: 0, update: 0, same: 0, held: 0, skipped: 0, refused: 0, waits: 0 };
const weekMs = 7 * 24 * 3_600_000;

export async function storePlan(
  database: TestDatabase,
  connectionId: string,
  { sides, now, calls }: { readonly sides: Sides; readonly now: Date; readonly calls: number },
): Promise<void> {
  const records = { company: sides.companies.length, customer: sides.customers.length, order: sides.orders.length };
  const pilot = [sides.companies, sides.customers, sides.orders].flatMap((rows, n) =>
    rows.slice(0, 3).map(({ id }) => ({ object: (['company', 'customer', 'order'] as const)[n]!, sourceId: id })),
  );
  const plan: MigrationPlan = {
    hash: 'read-by-a-person',
    madeAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + weekMs).toISOString(),
    mappingVersion: '',
    records,
    ends: { company: none, customer: none, order: none },
    reasons: [],
    calls: { total: calls, byEndpoint: {}, spent: 0 },
    asked: { company: 0, customer: 0, order: 0 },
    days: [],
    finish: { expected: null, earliest: null, latest: null },
    pilot: pilot.map((one) => ({ ...one, branches: [] })),
  };
  const app = await database.open();
  const connection = await inTenant(app, tenantId, (tx) => readConnection(tx, tenantId, connectionId));
  if (!connection) throw new Error(`there is no connection ${connectionId}`);
  const unlinked = Object.values(records).reduce((sum, count) => sum + count, 0);
  await database.query(
    `update migration set state = 'planned', plan = $1, rules = $2, unlinked = $3, due_at = null, fence = fence + 1
      where state = 'planning'`,
    [JSON.stringify(plan), rulesOf(connection), unlinked],
  );
}
