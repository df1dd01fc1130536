import { KnownAccounts } from '../../../src/intake/known-accounts';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

describe('accounts that a delivery names', () => {
  let database: TestDatabase;
  let accounts: KnownAccounts;
  let ms = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    const app = await database.open();
    await storeTwoTenants(database, app);
    accounts = new KnownAccounts({ database: app, clock: { now: () => new Date(ms), stop: () => undefined } });
  });
  beforeEach(async () => {
    ms += 10_000;
    await database.query(`update connection set account_id = id`);
  });
  afterAll(() => database.drop());

  const find = (...ids: string[]): Promise<unknown> => accounts.find('hubspot', ids);
  const recall = (...ids: string[]): readonly string[] | null =>
    accounts.recall('hubspot', ids)?.map(({ tenantId, connectionId }) => `${tenantId}/${connectionId}`) ?? null;

  it('are known for a second, with all who have connected them', async () => {
    expect(recall('a')).toBeNull();
    await find('a', 'b');
    await database.query(`update connection set account_id = 'gone-' || id`);
    ms += 999;
    expect(recall('a')).toEqual(['one/a', 'two/a']);
    expect(recall('b', 'a')).toEqual(['one/b', 'two/b', 'one/a', 'two/a']);
    ms += 1;
    expect([recall('a'), recall('b')]).toEqual([null, null]);
  });

  it('are asked for unless all are known, and one that nobody has connected never is', async () => {
    await find('a', 'nobodys');
    expect([recall('nobodys'), recall('a', 'nobodys'), recall('a', 'b')]).toEqual([null, null, null]);
    expect(recall('a')).toHaveLength(2);
  });

  it('are known no more once they were asked for and found to be nobody’s', async () => {
    await find('a');
    await database.query(`update connection set account_id = 'gone-' || id`);
    expect(await find('a')).toEqual([]);
    expect(recall('a')).toBeNull();
  });
});
