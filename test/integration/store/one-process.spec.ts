import { inOneProcess } from '../../../src/store/one-process';
import type { DataSource } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

describe('work of one process at a time', () => {
  let database: TestDatabase;
  let [one, other]: DataSource[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    [one, other] = [await database.open(), await database.open()];
  });
  afterAll(() => database.drop());

  const tryOther = (name: string): Promise<unknown> => inOneProcess(other!, name, () => Promise.resolve('worked'));
  const worked = { done: true, value: 'worked' };

  it('is left undone by whoever comes meanwhile, and nobody waits', async () => {
    const meanwhile = await inOneProcess(one!, 'this', async () => [await tryOther('this'), await tryOther('that')]);
    expect(meanwhile).toEqual({ done: true, value: [{ done: false }, worked] });
  });

  it('is free again after it, ended well or badly', async () => {
    for (let times = 0; times < 3; times += 1) {
      expect(await inOneProcess(one!, 'this', () => Promise.resolve('worked'))).toEqual(worked);
      expect(await tryOther('this')).toEqual(worked);
      await expect(inOneProcess(one!, 'this', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
      expect(await tryOther('this')).toEqual(worked);
    }
  });

  it('holds no transaction open', async () => {
    const open = await inOneProcess(one!, 'this', () =>
      database.query(`select from pg_stat_activity where datname = current_database() and state like 'idle in%'`),
    );
    expect(open).toEqual({ done: true, value: [] });
  });

  it('is free when the connection of whoever is at it is cut', async () => {
    const cut = inOneProcess(one!, 'this', async () => {
      await database.query(
        `select pg_terminate_backend(l.pid, 10000) from pg_locks l join pg_database d on d.oid = l.database
          where l.locktype = 'advisory' and d.datname = current_database()`,
      );
      return tryOther('this');
    });
    expect(await cut).toEqual({ done: true, value: worked });
  });
});
