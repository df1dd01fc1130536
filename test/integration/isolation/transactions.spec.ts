import type { SourceRecord } from '../../../src/core/record';
import { readRecords, readRecordsAlone, storeRecords } from '../../../src/store/records';
import { inTenant, rows, TryAgain, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { createDataSource } from '../../../src/store/data-source';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { fillTenant, markOf, now, snapshotOf } from './tenants';

type Work = (tx: EntityManager) => Promise<unknown>;

describe('a connection of the pool', () => {
  let database: TestDatabase;
  /** With one connection: every transaction gets the one that the last has left. */
  let app: DataSource;
  let untouched: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await createDataSource(database.app, 1).initialize();
    for (const tenant of ['one', 'two']) {
      await database.createTenant(tenant);
      await fillTenant(app, tenant);
    }
    untouched = await snapshotOf(database, ['two']);
  });
  afterEach(async () => {
    expect(await snapshotOf(database, ['two'])).toBe(untouched);
  });
  afterAll(async () => {
    await app.destroy();
    await database.drop();
  });

  const seen = `select distinct tenant_id from record`;
  /** What whoever takes the connection next finds without a tenant, and with one of their own. */
  async function found(): Promise<unknown> {
    return {
      without: await rows(app, seen),
      named: await rows(app, `select nullif(current_setting('app.tenant_id', true), '') as tenant`),
      one: await inTenant(app, 'one', (tx) => rows(tx, seen)),
      two: await inTenant(app, 'two', (tx) => rows(tx, seen)),
      open: await rows(
        app,
        `select pid from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()`,
      ),
    };
  }
  const clean = {
    without: [],
    named: [{ tenant: null }],
    one: [{ tenant_id: 'one' }],
    two: [{ tenant_id: 'two' }],
    open: [],
  };
  const pidOf = async (tx: DataSource | EntityManager): Promise<number> => {
    const [{ pid } = { pid: 0 }] = await rows<{ pid: number }>(tx, 'select pg_backend_pid() as pid');
    return pid;
  };

  const endings: readonly (readonly [string, Work])[] = [
    ['a commit', (tx) => rows(tx, seen)],
    ['a bug in the work', () => Promise.reject(new Error('a bug'))],
    [
      'a bug before the first wait',
      () => {
        throw new Error('a bug');
      },
    ],
    ['an error of the database', (tx) => rows(tx, 'select 1 / 0')],
    ['a statement that it may not run', (tx) => rows(tx, 'delete from tenant')],
    ['an error that was swallowed', (tx) => rows(tx, 'select 1 / 0').catch(() => undefined)],
    ['a constraint that is checked late', (tx) => rows(tx, 'set constraints all deferred; select 1')],
    ['a TryAgain that does not help', () => Promise.reject(new TryAgain())],
    ['a commit of its own', (tx) => rows(tx, 'commit')],
    ['a rollback of its own', (tx) => rows(tx, 'rollback')],
    ['a savepoint', (tx) => rows(tx, `savepoint a; set local app.tenant_id = 'two'; rollback to a`)],
    ['a tenant of its own', (tx) => rows(tx, `set local app.tenant_id = 'two'`)],
  ];
  it.each(endings)('knows no tenant after %s', async (_what, work) => {
    const before = await pidOf(app);
    await inTenant(app, 'one', work).catch(() => undefined);
    expect(await found()).toEqual(clean);
    expect(await pidOf(app)).toBe(before);
  });

  it('sees nothing in the middle of a transaction that has lost its tenant', async () => {
    const left = await inTenant(app, 'one', async (tx) => {
      await rows(tx, 'commit');
      return rows(tx, seen);
    });
    expect(left).toEqual([]);
  });

  it('tries again as the same tenant', async () => {
    let attempts = 0;
    const answer = await inTenant(app, 'one', async (tx) => {
      attempts += 1;
      const read = await rows(tx, seen);
      if (attempts < 3) throw new TryAgain();
      return read;
    });
    expect({ attempts, answer }).toEqual({ attempts: 3, answer: [{ tenant_id: 'one' }] });
    expect(await found()).toEqual(clean);
  });

  it('is not used again when it breaks in the middle', async () => {
    let broken = 0;
    const work = inTenant(app, 'one', async (tx) => {
      broken = await pidOf(tx);
      await database.query('select pg_terminate_backend($1)', [broken]);
      return rows(tx, seen);
    });
    await expect(work).rejects.toThrow();
    expect(await found()).toEqual(clean);
    expect(await pidOf(app)).not.toBe(broken);
  });

  it('answers nobody who still holds a transaction that is over', async () => {
    const kept = await inTenant(app, 'one', (tx) => Promise.resolve(tx));
    await expect(rows(kept, seen)).rejects.toThrow(/released/);
    await expect(readRecords(kept, 'one', 'customer', ['1'])).rejects.toThrow(/released/);
  });

  it('shows no rows of a tenant that the statement names, but the transaction does not', async () => {
    const read = await inTenant(app, 'one', (tx) => readRecords(tx, 'two', 'customer', ['1']));
    expect([...read]).toEqual([]);
    const stored = { records: [await recordOfTwo()], changed: ['1'], lane: 'live', now, unseen: false } as const;
    const write = inTenant(app, 'one', (tx) => storeRecords(tx, 'two', 'customer', stored));
    await expect(write).rejects.toMatchObject({ driverError: { code: '42501' } });
    const own = await inTenant(app, 'one', (tx) => readRecords(tx, 'one', 'customer', ['1']));
    expect(own.get('1')?.fields).toMatchObject({ firstName: markOf('one') });
  });

  async function recordOfTwo(): Promise<SourceRecord> {
    const record = (await readRecordsAlone(app, 'two', 'customer', ['1'])).get('1')!;
    return { ...record, fields: {}, revision: record.revision + 1 };
  }

  it('knows no tenant after a call that was a transaction of its own', async () => {
    expect((await recordOfTwo()).sourceId).toBe('1');
    expect(await found()).toEqual(clean);
    const records = [{ ...(await recordOfTwo()), revision: 7 }];
    const write = storeRecords(app, 'two', 'customer', { records, changed: [], lane: 'live', now, unseen: false });
    await expect(write).rejects.toThrow(TryAgain);
    expect(await found()).toEqual(clean);
  });

  it('keeps hundreds of transactions of many tenants apart', async () => {
    const pool = await database.open();
    const asked = Array.from({ length: 400 }, (_, index) => (index % 3 === 0 ? null : index % 3 === 1 ? 'one' : 'two'));
    const answers = await Promise.all(
      asked.map((tenant, index) => {
        if (tenant === null) return rows<{ tenant_id: string }>(pool, seen);
        const work = inTenant(pool, tenant, async (tx) => {
          const read = await rows<{ tenant_id: string }>(tx, seen);
          if (index % 5 === 0) throw Object.assign(new Error('in the middle'), { read });
          return read;
        });
        return work.catch((error: unknown) => (error as { read: { tenant_id: string }[] }).read);
      }),
    );
    expect(answers).toEqual(asked.map((tenant) => (tenant === null ? [] : [{ tenant_id: tenant }])));
  });

  describe('is not even asked for, for a tenant id that is', () => {
    it.each<[string, unknown]>([
      ['SQL', `x'; drop table record; --`],
      ['SQL after an id', `one'; set app.tenant_id = 'two`],
      ['an escaped quote', `one\\'; drop table record; --`],
      ['a doubled quote', `one''`],
      ['an id and a line', `one\n`],
      ['an id and a line of SQL', `one\n'; drop table record; --`],
      ['a line before an id', `\none`],
      ['an id with NUL', `one\0`],
      ['a typographic quote', `one\u2019; drop table record; --`],
      ['a quote of full width', `one\uff07`],
      ['dollars', '$$one$$'],
      ['a parameter', '$1'],
      ['capital letters', 'ONE'],
      ['a letter that becomes another in lower case', '\u212aone'],
      ['a digit of another script', 'one\u0661'],
      ['with a blank', 'one '],
      ['empty', ''],
      ['a hyphen first', '-one'],
      ['too long', 'a'.repeat(41)],
      ['nothing', null],
      ['missing', undefined],
      ['a list', [`one'; --`]],
      ['an object', { tenantId: 'one' }],
    ])('%s', async (_what, tenantId) => {
      const asked = jest.spyOn(app, 'createQueryRunner');
      const refused = /^a transaction was asked for with something that is no tenant id$/;
      try {
        const work = inTenant(app, tenantId as string, (tx) => rows(tx, seen));
        // `null` and `undefined` read as words are names that a tenant could have, and none has.
        if (tenantId === null || tenantId === undefined) expect(await work).toEqual([]);
        else {
          await expect(work).rejects.toThrow(refused);
          expect(asked).not.toHaveBeenCalled();
        }
      } finally {
        asked.mockRestore();
      }
      expect(await found()).toEqual(clean);
    });

    it('one that is checked and then another', async () => {
      let asked = 0;
      const turncoat = { toString: () => ((asked += 1) > 1 ? `two` : 'one') };
      const read = await inTenant(app, turncoat as unknown as string, (tx) => rows(tx, seen));
      expect(read).toEqual([{ tenant_id: 'one' }]);
    });
  });
});
