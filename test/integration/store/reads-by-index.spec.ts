import { newLink } from '../../../src/core/link';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { appendChanges, lockAppliedChanges, takeSeqs } from '../../../src/store/changes';
import {
  countDue,
  lockTaken,
  markLinks,
  nextDue,
  postpone,
  removeSettled,
  type StreamName,
} from '../../../src/store/dirty-set';
import { eraseRecords } from '../../../src/store/erase';
import { readHolders, storeLinks } from '../../../src/store/links';
import { hasOpen } from '../../../src/store/migration-waves';
import { markChildren } from '../../../src/store/relatives';
import { inTenant, rows, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const stream: StreamName = { connectionId: 'a', object: 'customer' };
/** Enough that reading all of them cannot be taken for reading those of a batch. */
const links = 8_000;
const batch = 500;
const mostRead = 3 * batch;
const few = 10;

/** How many rows of a table `work` reads. */
const rowsRead = (app: DataSource, table: string, work: (tx: EntityManager) => Promise<unknown>): Promise<number> =>
  inTenant(app, 'one', async (tx) => {
    const count = async (): Promise<number> => {
      const [counted] = await rows<{ count: number }>(
        tx,
        'select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = $1',
        [table],
      );
      return counted?.count ?? 0;
    };
    const before = await count();
    await work(tx);
    return (await count()) - before;
  });

/** Nothing has been analysed, as in the first minute of a first load: the planner takes the stream to be one row. */
describe('what a batch reads, while the database has no statistics,', () => {
  let database: TestDatabase;
  let app: DataSource;
  const names = Array.from({ length: links }, (_, n) => `c${n}`);
  const some = names.slice(links - batch);

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
    for (const table of ['record', 'link', 'dirty']) {
      await database.query(`alter table ${table} set (autovacuum_enabled = off)`);
    }
    await database.query(
      `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
       select 'one', 'customer', name, '{}', '{}', $2, 1 from unnest($1::text[]) as name`,
      [names, now],
    );
    const stored = names.map((name) => ({ ...newLink(name), externalId: `9${name}` }));
    await inTenant(app, 'one', (tx) => storeLinks(tx, 'one', stream, { links: stored, now }));
    await inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, { sourceIds: names, lane: 'live', now }));
  });
  afterAll(() => database.drop());

  const readBy = (table: string, work: (tx: EntityManager) => Promise<unknown>): Promise<number> =>
    rowsRead(app, table, work);

  it('is only the links that hold the ids it asks for', async () => {
    const ids = some.map((name) => `9${name}`);
    const holders = await inTenant(app, 'one', (tx) => readHolders(tx, 'one', stream, [...ids, 'nobody’s']));
    expect([...holders]).toEqual(ids.map((id, index) => [id, some[index]]));
    expect(await readBy('link', (tx) => readHolders(tx, 'one', stream, ids))).toBeLessThanOrEqual(mostRead);
  });

  it('is no link when its records have no children', async () => {
    const read = await readBy('link', (tx) => markChildren(tx, 'one', stream, { parentIds: some, now }));
    expect(read).toBeLessThanOrEqual(mostRead);
  });

  it('is only the marks that it locks', async () => {
    const taken = await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: batch, now }));
    expect(await readBy('dirty', (tx) => lockTaken(tx, 'one', stream, taken))).toBeLessThanOrEqual(mostRead);
  });

  it('is only the marks that it settles or puts off', async () => {
    const taken = await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 2 * batch, now }));
    const late = taken.slice(batch).map((row) => ({ row, lane: 2, dueAt: new Date(now.getTime() + 1), attempts: 1 }));
    const read = await readBy('dirty', async (tx) => {
      await removeSettled(tx, 'one', stream, taken.slice(0, batch));
      await postpone(tx, 'one', stream, late);
    });
    expect(read).toBeLessThanOrEqual(mostRead);
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      'select count(*)::int as count from dirty',
    );
    expect(count).toBe(links - batch);
  });

  it('is not a mark that was made anew meanwhile', async () => {
    const [first] = await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 1, now }));
    if (!first) throw new Error('nothing is due');
    const mark = { sourceIds: [first.sourceId], lane: 'live', now } as const;
    await inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, mark));
    await inTenant(app, 'one', (tx) => removeSettled(tx, 'one', stream, [first]));
    const left = await database.query('select revision from dirty where source_id = $1', [first.sourceId]);
    expect(left).toEqual([{ revision: 2 }]);
  });
});

/** The planner knows then that half of the table is of the lane: without an order it looks for the first in the table itself. */
describe('what is read to see that nothing is due, while a migration waits and the database has statistics of it,', () => {
  let database: TestDatabase;
  let app: DataSource;
  const later = new Date(now.getTime() + 3_600_000);

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
    const sourceIds = Array.from({ length: links }, (_, n) => `c${n}`);
    for (const object of ['customer', 'company'] as const) {
      await inTenant(app, 'one', (tx) =>
        markLinks(tx, 'one', { connectionId: 'a', object }, { sourceIds, lane: 'migration', now }),
      );
    }
    await database.query('update connection set bulk_after = $1', [later]);
    await database.query('analyze dirty');
  });
  afterAll(() => database.drop());

  it.each<readonly [string, (tx: EntityManager) => Promise<unknown>, unknown]>([
    ['a claim', (tx) => tx.query(`select * from claim_stream(gen_random_uuid(), $1, '1 s')`, [now]), []],
    [
      'a count of what is urgent',
      (tx) => countDue(tx, 'one', stream, { lanes: ['live', 'retry'], now, atMost: 2_000 }),
      0,
    ],
    [
      'a look for what is open of another connection',
      (tx) => hasOpen(tx, { tenantId: 'one', connectionId: 'b' }),
      false,
    ],
  ])('is none of its marks: %s', async (_what, work, found) => {
    const read = await rowsRead(app, 'dirty', async (tx) => expect(await work(tx)).toEqual(found));
    expect(read).toBeLessThanOrEqual(few);
  });
});

describe.each([
  ['no statistics', null],
  ['statistics', 'analyze idempotency'],
])('what an erasure reads of the answers that are kept of a day, while the database has %s of them,', (_, analyze) => {
  let database: TestDatabase;
  let app: DataSource;
  const keys = openSecretKeys({ secretKey: 'a key that seals nothing of worth', previousSecretKey: null, dataDir: '' });

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
    await database.query(`alter table idempotency set (autovacuum_enabled = off)`);
    await database.query(
      `insert into idempotency (tenant_id, key, fingerprint, locked_until, status, answer, created_at)
       select 'one', n, '', $2, 200, '{"results":[]}', $2 from generate_series(1, $1::int) n`,
      [links, now],
    );
    await database.query(`update idempotency set change_seq = 1, answer = '{"seq":1}' where key = '7'`);
    await database.query(`update idempotency set status = null, answer = null where key = '8'`);
    if (analyze !== null) await database.query(analyze);
    await inTenant(app, 'one', async (tx) => {
      await takeSeqs(tx, 'one', 1);
      const news = { kind: 'changed', fields: { phone: { from: null, to: '1' } } } as const;
      await appendChanges(tx, 'one', stream, { changes: [{ seq: 1, sourceId: 'c1', externalId: '9', news }], now });
    });
  });
  afterAll(() => database.drop());

  it('is those of the person, and of requests that are being answered', async () => {
    const erasing = { object: 'customer', sourceIds: ['c1'], from: null, why: 'w', own: null, now } as const;
    const read = await rowsRead(app, 'idempotency', (tx) => eraseRecords(tx, keys, 'one', erasing));
    expect(read).toBeLessThanOrEqual(few);
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      'select count(*)::int as count from idempotency',
    );
    expect(count).toBe(links - 2);
  });
});

describe.each([
  ['no statistics', null],
  ['statistics', 'analyze change'],
])(
  'what a write that has applied changes reads of those that wait, while the database has %s of them,',
  (_, analyze) => {
    let database: TestDatabase;
    let app: DataSource;

    beforeAll(async () => {
      database = await createTestDatabase();
      app = await database.open();
      await database.createTenant('one');
      await storeSampleConnection(app, 'one', 'a');
      await database.query('alter table change set (autovacuum_enabled = off)');
      // Three of each record, of which the first was answered.
      await database.query(
        `insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, external_id, fields, closed_at)
       select 'one', n, $2, 'changed', 'a', 'customer', 'c' || n % ($1::int / 3), '9', '{}',
              case when n <= $1::int / 3 then $2::timestamptz end
         from generate_series(1, $1::int) n`,
        [3 * links, now],
      );
      if (analyze !== null) await database.query(analyze);
    });
    afterAll(() => database.drop());

    it('is those of its records', async () => {
      const applied = [
        { sourceId: 'c1', seq: 3 * links },
        { sourceId: 'c2', seq: links + 2 },
        { sourceId: 'c1', seq: links + 1 },
      ];
      let found: readonly number[] = [];
      const read = await rowsRead(app, 'change', async (tx) => {
        const locked = await lockAppliedChanges(tx, 'one', 'customer', applied);
        found = locked.map(({ seq }) => seq);
      });
      expect(found).toEqual([links + 1, links + 2, 2 * links + 1]);
      expect(read).toBeLessThanOrEqual(2 * few);
    });
  },
);
