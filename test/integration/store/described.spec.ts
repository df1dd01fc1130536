import { askToDescribe, claimDescribing, readDescribed, storeDescribed } from '../../../src/store/described';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 12, minute));
const name = { tenantId: 'one', id: 'a' };

describe('asking to read anew what a CRM says of its properties', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'a');
  });
  afterAll(() => database.drop());

  const read = (): ReturnType<typeof readDescribed> => inTenant(app, 'one', (tx) => readDescribed(tx, name));
  const ask = (dueAt: Date, wentBy?: Awaited<ReturnType<typeof read>>): Promise<void> =>
    inTenant(app, 'one', (tx) => askToDescribe(tx, name, dueAt, wentBy));
  const dueAt = async (): Promise<Date | null> => (await read()).describeDueAt;

  it('is for the earliest time that is asked for, and once for all batches that went by the same', async () => {
    const [one, other] = [await read(), await read()];
    await ask(at(2), one);
    await ask(at(1), other);
    await ask(at(3), other);
    expect(await dueAt()).toEqual(at(1));

    const claimed = await claimDescribing(app, { now: at(5), again: at(10) });
    expect(claimed).toMatchObject({ tenantId: 'one', connectionId: 'a' });
    await ask(at(5), other); // it is being read
    expect(await dueAt()).toEqual(at(10));
    const stored = { described: {}, at: at(5), claimedUntil: at(10) };
    await inTenant(app, 'one', (tx) => storeDescribed(tx, name, stored));
    await ask(at(6), one); // it was read meanwhile
    expect(await dueAt()).toBeNull();

    await ask(at(7), await read());
    expect(await dueAt()).toEqual(at(7));
  });

  it('is done whatever was read when a person asks', async () => {
    await ask(at(4));
    expect(await dueAt()).toEqual(at(4));
  });
});
