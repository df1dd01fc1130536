import { inTenant, readRepeats, TryAgain, type DataSource } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

describe('a transaction', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    app = await database.open();
  });
  afterAll(() => database.drop());

  /** Runs one that fails with these one after the other, and answers at which attempt it succeeded. */
  const failing = (...failures: readonly (string | Error)[]): Promise<number> => {
    let attempt = 0;
    return inTenant(app, 'one', async (tx) => {
      attempt += 1;
      const failure = failures[attempt - 1];
      if (typeof failure === 'string') await tx.query(failure);
      else if (failure) throw failure;
      return attempt;
    });
  };
  const raising = (code: string): string => `do $$ begin raise exception 'told to' using errcode = '${code}'; end $$`;

  it('is run again where Postgres ends it for a deadlock or for what others wrote, and where it was overtaken', async () => {
    expect(await failing(raising('40P01'), raising('40001'), new TryAgain(), raising('40P01'))).toBe(5);
    expect(readRepeats(app)).toEqual({ deadlock: 2, serialization: 1, overtaken: 1 });
  });

  it('is not run again after any other failure', async () => {
    await expect(failing(raising('23505'))).rejects.toThrow('told to');
    await expect(failing(new Error('ours'))).rejects.toThrow('ours');
    expect(readRepeats(app)).toEqual({ deadlock: 0, serialization: 0, overtaken: 0 });
  });

  it('is run ten times and no more', async () => {
    await expect(failing(...Array<string>(10).fill(raising('40P01')))).rejects.toThrow('told to');
    expect(readRepeats(app)).toMatchObject({ deadlock: 9 });
  });
});
