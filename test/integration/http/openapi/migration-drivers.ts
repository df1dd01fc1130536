/** How the answers of migrations are brought about: the plan that the document shows is there, in whatever state it takes. */
import { newMigration, migrationDefaults, type Migration } from '../../../../src/core/migration';
import type { MigrationPlan } from '../../../../src/core/migration-plan';
import { migrationOperations } from '../../../../src/http/openapi/migration-operations';
import { rulesOf } from '../../../../src/operate/migration-rules';
import { readConnection } from '../../../../src/store/connections';
import { insertMigration, saveMigration } from '../../../../src/store/migrations';
import { inTenant } from '../../../../src/store/transaction';
import type { Drive } from './drivers';
import { operationOf } from './judge';
import type { World } from './world';

const shown = migrationOperations[0]?.answer.example as { readonly plan: MigrationPlan };
const id = '0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77';
const at = new Date('2026-11-22T09:30:00Z');
const soon = '2126-11-22T09:30:00.000Z';

/** By operation, what lets it succeed. */
const ready: Readonly<Record<string, Partial<Migration>>> = {
  getMigration: { state: 'planned' },
  getMigrationReport: { state: 'planned' },
  approveMigration: { state: 'planned' },
  startMigration: { state: 'approved' },
  pauseMigration: { state: 'ramp', startedAt: at },
  resumeMigration: { state: 'paused', pausedFrom: 'ramp', startedAt: at },
  cancelMigration: { state: 'ramp', startedAt: at },
};

async function stored(world: World, change: Partial<Migration>, expiresAt = soon): Promise<void> {
  await world.api.database.query('delete from migration');
  await inTenant(world.api.app, 'one', async (tx) => {
    const connection = await readConnection(tx, 'one', 'hubspot');
    if (!connection) throw new Error('there is no connection to plan for');
    const name = { tenantId: 'one', connectionId: 'hubspot', id };
    const plan = { ...shown.plan, expiresAt };
    const migration = { ...newMigration(name, migrationDefaults, at), plan, rules: rulesOf(connection), ...change };
    await insertMigration(tx, migration, null);
    await saveMigration(tx, migration, null);
  });
}

export async function prepareMigration(world: World, operationId: string): Promise<void> {
  if (!operationId.includes('Migration')) return;
  await world.api.connect('one', 'hubspot');
  await world.api.database.query('delete from migration');
  const change = ready[operationId];
  if (change) await stored(world, change);
}

const after =
  (
    change: Partial<Migration>,
    { expiresAt = soon, body }: { readonly expiresAt?: string; readonly body?: object } = {},
  ): Drive =>
  async (world, operation) => {
    await world.api.connect('one', 'hubspot');
    await stored(world, change, expiresAt);
    return world.ask(operation, body && { body });
  };

const gone = '2026-11-22T09:30:00.001Z';

export const migrationDrivers: Readonly<Record<string, Drive>> = {
  'planMigration migration-running': after({ state: 'ramp' }),
  'approveMigration migration-not-planned': after({ state: 'planning', plan: null }),
  'approveMigration plan-hash-differs': after({ state: 'planned' }, { body: { hash: 'of another plan' } }),
  'approveMigration plan-expired': after({ state: 'planned' }, { expiresAt: gone }),
  'startMigration migration-not-planned': after({ state: 'planned' }),
  'startMigration migration-running': after({ state: 'paused', pausedFrom: 'ramp' }),
  'startMigration plan-expired': after({ state: 'approved' }, { expiresAt: gone }),
  'pauseMigration migration-not-running': after({ state: 'planned' }),
  'resumeMigration migration-not-running': after({ state: 'planned' }),
  'cancelMigration migration-not-running': after({ state: 'done' }),
  'resumeConnection conflict': async (world) => {
    await world.api.connect('one', 'hubspot');
    const reason = JSON.stringify({ code: 'migration-planned', message: 'it begins with its migration' });
    await world.api.database.query(`update connection set state = 'paused', reason = $1 where id = 'hubspot'`, [
      reason,
    ]);
    return world.ask(operationOf('resumeConnection'));
  },
};
