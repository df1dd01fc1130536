import { newLink, type Link } from '../../../src/core/link';
import { retryWaiting } from '../../../src/operate/waiting';
import { storeLinks } from '../../../src/store/links';
import { inTenant, rows, type DataSource } from '../../../src/store/transaction';
import { countFamilies, listWaitingLinks, markWaiting } from '../../../src/store/waiting';
import { Waker } from '../../../src/store/wake';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { until } from '../../support/until';

const now = new Date('2026-03-01T12:00:00Z');
const stream = { connectionId: 'a', object: 'customer' } as const;

/** Of 20,000 links ten are parked, and the planner has no statistics of them. */
describe('reading what waits', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
    const reason = { code: 'INVALID_EMAIL', message: 'no', field: 'email' };
    const links = Array.from({ length: 20_000 }, (_, n): Link => ({
      ...newLink(String(n)),
      ...(n % 2_000 === 0 ? { state: 'parked', reason } : { state: 'synced' }),
    }));
    await inTenant(app, 'one', (tx) => storeLinks(tx, 'one', stream, { links, now }));
  });
  afterAll(() => database.drop());

  /** Pages of the table and its indexes that a statement has touched. */
  const pagesOf = (work: (tx: Parameters<Parameters<typeof inTenant>[2]>[0]) => Promise<unknown>): Promise<number> =>
    inTenant(app, 'one', async (tx) => {
      const pages = async (): Promise<number> => {
        const [found] = await rows<{ pages: number }>(
          tx,
          `select (pg_stat_get_xact_blocks_fetched('link'::regclass)
                   + (select sum(pg_stat_get_xact_blocks_fetched(indexrelid)) from pg_index where indrelid = 'link'::regclass))::int as pages`,
        );
        return found?.pages ?? NaN;
      };
      const before = await pages();
      await work(tx);
      return (await pages()) - before;
    });

  it('costs what waits, and not what there is', async () => {
    const choice = { owner: 'data-steward', code: 'INVALID_EMAIL' } as const;
    const found: unknown[] = [];
    const all = await pagesOf((tx) => tx.query('select count(*) from link where attempts = 0'));
    const families = await pagesOf(async (tx) =>
      found.push(await countFamilies(tx, 'one', { state: 'parked', choice, limit: 10 })),
    );
    const list = await pagesOf(async (tx) =>
      found.push(await listWaitingLinks(tx, 'one', { state: 'parked', choice, after: null, limit: 100 })),
    );
    const retry = await pagesOf(async (tx) =>
      found.push(await markWaiting(tx, 'one', { state: 'parked', choice }, { after: null, limit: 100, now })),
    );
    expect(found).toMatchObject([[{ count: 10, example: '0' }], { length: 10 }, [{ ids: { length: 10 } }]]);
    expect(all).toBeGreaterThan(400);
    expect(Math.max(families, list, retry)).toBeLessThan(60);
  });
});

describe('all that waits, when it is looked at again', () => {
  let database: TestDatabase;
  let app: DataSource;
  let waker: Waker;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
    waker = new Waker(database.app);
    await waker.start();
    const reason = { code: 'INVALID_EMAIL', message: 'no', field: 'email' };
    const put = async (tenantId: string, connectionId: string, object: 'customer' | 'order', ids: string[]) =>
      inTenant(app, tenantId, (tx) => {
        const links = ids.map((id): Link => ({
          ...newLink(id),
          state: id.startsWith('c') ? 'conflict' : 'parked',
          reason,
        }));
        return storeLinks(tx, tenantId, { connectionId, object }, { links, now });
      });
    await put('one', 'a', 'customer', ['1', '2', '3', '4', 'c1']);
    await put('one', 'a', 'order', ['1', 'c2', 'c3']);
    await put('one', 'b', 'customer', ['1']);
    await put('two', 'a', 'customer', ['1']);
  });
  beforeEach(() => database.query('truncate dirty'));
  afterAll(async () => {
    await waker.stop();
    await database.drop();
  });

  const retry = (): Promise<number> =>
    retryWaiting(
      { database: app, clock: { now: () => now, stop: () => undefined }, waker },
      'one',
      { states: ['parked', 'conflict'], choice: {} },
      2,
    );
  const marked = async (): Promise<readonly string[]> => {
    const found = await database.query<{ name: string }>(
      `select connection_id || '/' || object || '/' || source_id || '/' || revision as name from dirty where tenant_id = 'one' order by 1`,
    );
    return found.map(({ name }) => name);
  };

  it('is marked some at a time, each once, and nobody else’s', async () => {
    expect(await retry()).toBe(9);
    expect(await marked()).toEqual([
      ...['1', '2', '3', '4', 'c1'].map((id) => `a/customer/${id}/1`),
      ...['1', 'c2', 'c3'].map((id) => `a/order/${id}/1`),
      'b/customer/1/1',
    ]);
    expect(await database.query(`select from dirty where tenant_id = 'two'`)).toEqual([]);
  });

  it('keeps no write waiting but of what is marked at that moment', async () => {
    let retried: Promise<number> | undefined;
    await inTenant(app, 'one', async (tx) => {
      const own = `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at) values ('one', 'a', 'customer', $1, 0, $2)`;
      await tx.query(own, ['3', now]);
      retried = retry();
      await until(async () => (await database.waiting()) > 0);
      expect(await marked()).toEqual(['a/customer/1/1', 'a/customer/2/1']);
      await inTenant(app, 'one', async (other) => {
        await other.query(`set local lock_timeout = '5s'`);
        await other.query(`update dirty set revision = 7 where source_id = '1'`);
      });
    });
    expect(await retried).toBe(9);
    expect(await marked()).toHaveLength(9);
  });
});
