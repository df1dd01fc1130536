import { newLink } from '../../../src/core/link';
import { storeLinks } from '../../../src/store/links';
import { markUnlinked } from '../../../src/store/mark-unlinked';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { until } from '../../support/until';

const now = new Date('2026-03-01T12:00:00Z');

describe('the records that a connection has no link of', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await database.createTenant('two');
    await storeSampleConnection(app, 'one', 'a');
  });
  beforeEach(() => database.query('truncate dirty, link, record'));
  afterAll(() => database.drop());

  const insert = `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
    select $1, o, n::text, '{}', '{}', now(), 1 from unnest($2::text[]) as o cross join generate_series(1, $3::integer) as n`;
  const put = (objects: readonly string[], count: number, tenantId = 'one'): Promise<unknown> =>
    database.query(insert, [tenantId, objects, count]);
  const mark = (): Promise<void> => markUnlinked(app, 'one', 'a', { now, atOnce: 2 });
  const marked = async (): Promise<readonly string[]> => {
    const found = await database.query<{ name: string }>(
      `select object || '/' || source_id as name from dirty where tenant_id = 'one' order by object, source_id`,
    );
    return found.map(({ name }) => name);
  };
  const waitingForLock = (): Promise<void> => until(async () => (await database.waiting()) > 0);

  it('are marked, slice by slice, and those of nobody else', async () => {
    await put(['company', 'customer', 'order'], 3);
    await put(['customer'], 4, 'two');
    const links = [{ ...newLink('2'), externalId: '902' }];
    await inTenant(app, 'one', (tx) =>
      storeLinks(tx, 'one', { connectionId: 'a', object: 'customer' }, { links, now }),
    );
    await mark();
    const all = ['company', 'customer', 'order'].flatMap((object) => ['1', '2', '3'].map((id) => `${object}/${id}`));
    expect(await marked()).toEqual(all.filter((one) => one !== 'customer/2'));
    const elsewhere = await database.query(`select from dirty where tenant_id <> 'one'`);
    expect(elsewhere).toEqual([]);
  });

  it('are marked too when a write that has not seen the connection stores one meanwhile', async () => {
    let marking: Promise<void> | undefined;
    await inTenant(app, 'one', async (tx) => {
      await tx.query(insert, ['one', ['customer'], 3]);
      marking = mark();
      await waitingForLock();
    });
    await marking;
    expect(await marked()).toEqual(['customer/1', 'customer/2', 'customer/3']);
  });

  it('keep no write waiting but of what is marked at that moment', async () => {
    await put(['customer'], 6);
    let marking: Promise<void> | undefined;
    await inTenant(app, 'one', async (tx) => {
      // Somebody marks the fifth: its slice waits.
      const own = `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at) values ('one', 'a', 'customer', $1, 0, $2)`;
      await tx.query(own, ['5', now]);
      marking = mark();
      await waitingForLock();
      expect(await marked()).toEqual(['customer/1', 'customer/2', 'customer/3', 'customer/4']);
      await inTenant(app, 'one', async (other) => {
        await other.query(`set local lock_timeout = '5s'`);
        await other.query(`update record set revision = 2 where source_id = '1'`);
        await other.query(`update dirty set revision = 2 where source_id = '4'`);
        await other.query(own, ['7', now]);
      });
    });
    await marking;
    expect(await marked()).toHaveLength(7);
  });
});
