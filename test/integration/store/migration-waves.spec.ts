import { randomUUID } from 'node:crypto';
import { newLink, type Link } from '../../../src/core/link';
import { migrationDefaults, newMigration, type Migration } from '../../../src/core/migration';
import { lanes, type Lane } from '../../../src/core/lane';
import type { ObjectType } from '../../../src/core/record';
import { storeIntents, moveIntentsToLinks } from '../../../src/store/intents';
import { storeLinks } from '../../../src/store/links';
import { markMissingParents } from '../../../src/store/relatives';
import {
  claimMigration,
  holdPlanning,
  insertMigration,
  lockClaimed,
  lockMigration,
  MigrationLost,
  saveMigration,
} from '../../../src/store/migrations';
import {
  countRetrying,
  countUnlinked,
  dropUnbegun,
  dropUnbegunBySlices,
  hasOpen,
  nextPortion,
  release,
  unbegunOf,
  withdraw,
} from '../../../src/store/migration-waves';
import { inTenant, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const name = { tenantId: 'one', connectionId: 'a' };

describe('the waves of a migration', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
  });
  afterAll(() => database.drop());
  beforeEach(() => database.query('delete from dirty; delete from link; delete from record; delete from migration'));

  const as = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);
  const record = (
    object: ObjectType,
    sourceId: string,
    parents: object = {},
    deletedAt: Date | null = null,
  ): Promise<unknown> =>
    database.query(
      `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision, deleted_at)
       values ('one', $1, $2, $3, '{}', $4, 1, $5)`,
      [object, sourceId, JSON.stringify(parents), now, deletedAt],
    );
  const link = (sourceId: string, change: Partial<Link>): Promise<void> =>
    as((tx) =>
      storeLinks(
        tx,
        'one',
        { connectionId: 'a', object: 'customer' },
        {
          links: [{ ...newLink(sourceId), ...change }],
          now,
        },
      ),
    );
  const mark = (object: ObjectType, sourceId: string, lane: Lane, dueAt = now): Promise<unknown> =>
    database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at) values ('one', 'a', $1, $2, $3, $4)`,
      [object, sourceId, lanes[lane], dueAt],
    );
  const marks = async (): Promise<readonly string[]> =>
    (
      await database.query<{ name: string }>(
        `select object || '/' || source_id || '/' || lane as name from dirty order by 1`,
      )
    ).map((row) => row.name);
  const throttled = { code: 'QUOTA_DAY', message: '' };

  it('take the next records that nobody has begun with, of one type, parents first', async () => {
    await record('order', '1');
    for (const id of ['1', '2', '3', '4', '5', '6', '7']) await record('customer', id);
    await record('customer', 'gone', {}, now);
    await link('1', { state: 'synced', externalId: '100' });
    await link('2', { state: 'held' });
    await link('3', { state: 'pending', reason: { code: 'parent-pending', message: '' } });
    await link('4', { state: 'pending', reason: throttled });
    await mark('customer', '5', 'live');
    const next = (after: Migration['released'], count: number): Promise<unknown> =>
      as((tx) => nextPortion(tx, name, { after, count }));
    expect(await next(null, 2)).toEqual({ object: 'customer', sourceIds: ['4', '6'] });
    expect(await next({ object: 'customer', sourceId: '6' }, 9)).toEqual({ object: 'customer', sourceIds: ['7'] });
    expect(await next({ object: 'customer', sourceId: '7' }, 9)).toEqual({ object: 'order', sourceIds: ['1'] });
    expect(await next({ object: 'order', sourceId: '1' }, 9)).toBeNull();
    const pilot = (['1', '4', '5', '7', 'unknown'] as const).map(
      (sourceId) => ({ object: 'customer', sourceId }) as const,
    );
    expect(await as((tx) => unbegunOf(tx, name, [{ object: 'order', sourceId: '1' }, ...pilot]))).toEqual({
      object: 'customer',
      sourceIds: ['4', '7'],
    });
    expect(await as((tx) => countUnlinked(tx, name))).toEqual({ company: 0, customer: 3, order: 1 });
  });

  it('leave a mark that is there as it is', async () => {
    await mark('customer', '1', 'live');
    await as((tx) => release(tx, name, { object: 'customer', sourceIds: ['2', '1'] }, now));
    expect(await marks()).toEqual(['customer/1/0', 'customer/2/3']);
    expect(await as((tx) => hasOpen(tx, name))).toBe(true);
  });

  it('are taken back but for what was begun, is in somebody’s hands, or is not theirs', async () => {
    for (const id of ['new', 'throttled', 'in-hand', 'known', 'waits']) await mark('customer', id, 'migration');
    await mark('customer', 'live', 'live');
    await link('throttled', { state: 'pending', reason: throttled });
    await link('known', { state: 'synced', externalId: '1' });
    await link('waits', { state: 'pending', reason: { code: 'parent-pending', message: '' } });
    await database.query(`update stream set in_hand = '{in-hand}' where object = 'customer'`);
    expect(await as((tx) => withdraw(tx, name))).toBe(2);
    await database.query(`update stream set in_hand = '{}'`);
    expect(await marks()).toEqual(['customer/in-hand/3', 'customer/known/3', 'customer/live/0', 'customer/waits/3']);
  });

  it('begin without the marks of before, of records that have no link', async () => {
    await record('customer', '1');
    await record('customer', '2');
    await link('2', { state: 'synced', externalId: '2' });
    for (const id of ['1', '2', 'deleted-for-good']) await mark('customer', id, 'live');
    await as((tx) => dropUnbegun(tx, name, { ofAllLanes: false }));
    expect(await marks()).toHaveLength(3);
    await as((tx) => dropUnbegun(tx, name, { ofAllLanes: true }));
    expect(await marks()).toEqual(['customer/2/0', 'customer/deleted-for-good/0']);
  });

  it('begin without those of a first load that nobody has begun with, dropped slice by slice', async () => {
    const ids = ['1', '2', '3', '4', '5', '6', '7'];
    for (const id of ids) {
      await record('customer', id);
      await mark('customer', id, 'live');
    }
    await record('company', '1');
    await mark('company', '1', 'live');
    await mark('customer', 'deleted-for-good', 'live');
    await link('2', { state: 'synced', externalId: '2' });
    await database.query(`update stream set in_hand = '{5}' where object = 'customer'`);
    await dropUnbegunBySlices(app, name, 2);
    await database.query(`update stream set in_hand = '{}'`);
    expect(await marks()).toEqual(['customer/2/0', 'customer/5/0', 'customer/deleted-for-good/0']);
  });

  it('count what is tried again and is not in the CRM yet', async () => {
    for (const [id, ms] of [
      ['1', 5],
      ['2', 3],
      ['3', 1],
    ] as const)
      await mark('customer', id, 'retry', later(ms));
    await link('1', { state: 'pending', reason: throttled });
    await link('2', { state: 'pending', reason: throttled });
    await link('3', { state: 'pending', externalId: '3' });
    expect(await as((tx) => countRetrying(tx, name, 10))).toEqual({ count: 2, next: later(3) });
  });

  it('bring along the parents that a child waits for, in its lane', async () => {
    await record('company', 'c');
    await record('company', 'known');
    await record('customer', 'p', { companyId: 'c' });
    await record('order', 'o', { customerId: 'p', companyId: 'c' });
    await mark('customer', 'p', 'migration', later(60_000));
    const children = { childIds: ['o'], lane: 'live', now } as const;
    const woken = await as((tx) => markMissingParents(tx, 'one', { connectionId: 'a', object: 'order' }, children));
    expect(woken.map(({ object }) => object).sort()).toEqual(['company', 'customer']);
    expect(await marks()).toEqual(['company/c/0', 'customer/p/0']);
    expect(await as((tx) => markMissingParents(tx, 'one', { connectionId: 'a', object: 'order' }, children))).toEqual(
      [],
    );
  });

  it('bring along a parent that was taken back because its account took no calls, and none that was begun', async () => {
    for (const id of ['throttled', 'waits', 'parked']) await record('customer', id);
    for (const id of ['1', '2', '3'])
      await record('order', id, { customerId: ['throttled', 'waits', 'parked'][+id - 1] });
    await link('throttled', { state: 'pending', reason: throttled });
    await link('waits', { state: 'pending', reason: { code: 'parent-unknown', message: '' } });
    await link('parked', { state: 'parked' });
    await mark('customer', 'throttled', 'migration');
    expect(await as((tx) => withdraw(tx, name))).toBe(1);
    const children = { childIds: ['1', '2', '3'], lane: 'live', now } as const;
    await as((tx) => markMissingParents(tx, 'one', { connectionId: 'a', object: 'order' }, children));
    expect(await marks()).toEqual(['customer/throttled/0']);
  });

  it('lose nothing that was taken back while a worker that died had it in hand', async () => {
    const stream = { tenantId: 'one', connectionId: 'a', object: 'customer', shard: 0, fence: 0 } as const;
    const intent = { number: 1, at: now.toISOString(), fields: {} };
    await as((tx) => storeIntents(tx, stream, [{ sourceId: '1', intent }]));
    await as((tx) => moveIntentsToLinks(tx, stream, now));
    expect(await marks()).toEqual(['customer/1/2']);
  });

  describe('are seen to by one process at a time:', () => {
    const insert = async (dueAt: Date | null): Promise<Migration> => {
      const migration = newMigration({ ...name, id: randomUUID() }, migrationDefaults, now);
      await as((tx) => insertMigration(tx, migration, dueAt));
      return migration;
    };
    const claim = (at: Date): ReturnType<typeof claimMigration> => claimMigration(app, { now: at, leaseMs: 60_000 });

    it('the first that claims it, until its lease is over', async () => {
      const { id } = await insert(now);
      expect(await claim(later(-1))).toBeNull();
      const [first, second] = await Promise.all([claim(now), claim(now)]);
      expect([first?.id, second?.id].filter((one) => one !== undefined)).toEqual([id]);
      expect(await claim(later(59_999))).toBeNull();
      expect((await claim(later(60_000)))?.fence).toBe(2);
    });

    it('whoever was overtaken writes nothing', async () => {
      const migration = await insert(now);
      const claimed = await claim(now);
      if (!claimed) throw new Error('nothing was claimed');
      const hold = { until: later(90_000), progress: { done: 1, total: 2 } };
      await as((tx) => holdPlanning(tx, claimed, hold));
      expect(await as((tx) => lockClaimed(tx, claimed))).toMatchObject({ id: migration.id, progress: hold.progress });
      await as((tx) => saveMigration(tx, { ...migration, state: 'cancelled' }, null));
      await expect(as((tx) => holdPlanning(tx, claimed, hold))).rejects.toThrow(MigrationLost);
      await expect(as((tx) => lockClaimed(tx, claimed))).rejects.toThrow(MigrationLost);
    });

    it('a connection has one that has not ended, and its last one is its own', async () => {
      const first = await insert(null);
      await expect(insert(null)).rejects.toThrow(/planned meanwhile/);
      await as((tx) => saveMigration(tx, { ...first, state: 'done', finishedAt: now }, null));
      const second = await insert(null);
      expect(await as((tx) => lockMigration(tx, 'one', 'a'))).toEqual(second);
    });
  });
});
