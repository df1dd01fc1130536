import { CallFailure } from '../../../src/connectors/connector';
import { migrationDefaults, newMigration } from '../../../src/core/migration';
import { makePlan, type PlanMigration } from '../../../src/operate/make-migration-plan';
import { readMigration, requestPlan } from '../../../src/operate/migration';
import { createLogger } from '../../../src/platform/logger';
import { claimMigration, insertMigration } from '../../../src/store/migrations';
import { inTenant } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const start = new Date('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;
const leaseMs = 60_000;

describe('a plan that is refused', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is made again when it may be, by who knows what it was refused by', async () => {
    const app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
    const name = { tenantId: 'one', connectionId: 'a', id: '6f0d2b68-1c29-4a40-9d3f-0a6f5e3f3c11' };
    await inTenant(app, 'one', (tx) => insertMigration(tx, newMigration(name, migrationDefaults, start), start));
    let now = start;
    const told: (string | null)[] = [];
    const planMigration: PlanMigration = ({ refusedBy }) => {
      told.push(refusedBy);
      const until = new Date(now.getTime() + dayMs);
      const refusal = {
        kind: 'throttled',
        code: 'QUOTA_DAY',
        message: 'no calls left',
        until,
        bulkOnly: true,
      } as const;
      return Promise.reject(new CallFailure(refusal));
    };
    const deps = {
      database: app,
      clock: { now: () => now, stop: () => undefined },
      logger: createLogger('silent'),
      planMigration,
    };
    const attempt = async (): Promise<boolean> => {
      const claimed = await claimMigration(app, { now, leaseMs });
      if (claimed) await makePlan(deps, { claimed }, { isStopping: () => false, leaseMs });
      return claimed !== null;
    };
    expect(await attempt()).toBe(true);
    expect(await attempt()).toBe(false);
    now = new Date(start.getTime() + dayMs);
    expect(await attempt()).toBe(true);
    expect(told).toEqual([null, 'QUOTA_DAY']);
  });
});

describe('plans that are asked for at the same time', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('take the place of each other, also where none was before, and one is left', async () => {
    const app = await database.open();
    const name = { tenantId: 'one', id: 'a' };
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
    const deps = { database: app, clock: { now: () => start, stop: () => undefined }, waker: new Waker(database.app) };
    for (const round of [1, 2]) {
      const asked = await Promise.all([1, 2, 3, 4].map(() => requestPlan(deps, name, migrationDefaults)));
      expect(asked.map(({ migration }) => migration.state)).toEqual(Array(4).fill('planning'));
      const stored = await database.query<{ id: string; state: string }>('select id, state from migration');
      expect(stored).toHaveLength(4 * round);
      const { id } = (await readMigration(deps, name)).migration;
      expect(stored.filter(({ state }) => state !== 'cancelled')).toEqual([{ id, state: 'planning' }]);
    }
  });
});
