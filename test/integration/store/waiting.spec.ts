import { newLink, type Link } from '../../../src/core/link';
import { storeLinks } from '../../../src/store/links';
import { inTenant, rows, type DataSource } from '../../../src/store/transaction';
import { countFamilies, listWaitingLinks, markWaiting } from '../../../src/store/waiting';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

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
      found.push(await markWaiting(tx, 'one', { states: ['parked', 'conflict'], choice }, now)),
    );
    expect(found).toMatchObject([[{ count: 10, example: '0' }], { length: 10 }, [{ ids: { length: 10 } }]]);
    expect(all).toBeGreaterThan(400);
    expect(Math.max(families, list, retry)).toBeLessThan(60);
  });
});
