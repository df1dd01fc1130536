import { createKey, createTenant, findCaller, hashKey } from '../../../src/store/api-keys';
import { appendCallouts, appendJournal } from '../../../src/store/journal';
import { inTenant, rows, type DataSource } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('the role of the service', () => {
  let database: TestDatabase;
  let app: DataSource;
  let key: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    key = await database.createTenant('one');
    await database.createTenant('two');
    await inTenant(app, 'one', async (tx) => {
      const entry = {
        sourceId: '1',
        what: 'created',
        why: 'write 1',
        changes: { email: { from: null, to: 'a' } },
      } as const;
      await appendJournal(tx, 'one', stream, { entries: [entry], now });
      const call = { method: 'POST', endpoint: '/x', status: 200, durationMs: 5, rows: 1, attempt: 1 };
      await appendCallouts(tx, 'one', stream, [{ ...call, at: now, correlationId: null, failure: null }]);
    });
  });
  afterAll(() => database.drop());

  const asOne = (sql: string): Promise<unknown> => inTenant(app, 'one', (tx) => rows(tx, sql));
  const refused = { driverError: { code: '42501' } };

  it('appends to the journal and to the log of calls, and reads them', async () => {
    expect(await asOne('select source_id, what, why, changes, at from journal')).toEqual([
      { source_id: '1', what: 'created', why: 'write 1', changes: { email: { from: null, to: 'a' } }, at: now },
    ]);
    expect(await asOne('select endpoint, status, row_count from callout')).toEqual([
      { endpoint: '/x', status: 200, row_count: 1 },
    ]);
  });

  it.each([
    `update journal set why = 'other'`,
    'delete from journal',
    'truncate journal',
    `update callout set failure = 'other'`,
    'delete from callout',
    `insert into tenant (id, name, created_at) values ('three', 'three', now())`,
    `update tenant set name = 'mine'`,
    'delete from tenant',
    `update api_key set revoked_at = null`,
    'delete from api_key',
    'drop table record',
    'alter table record disable row level security',
    'create table mine (id int)',
    'set local role postgres',
    'truncate record',
  ])('may not %s', async (sql) => {
    await expect(asOne(sql)).rejects.toMatchObject(refused);
  });

  it('may not make a tenant or a key', async () => {
    await expect(createTenant(app, { id: 'three', name: 'three', now })).rejects.toMatchObject(refused);
    const settings = { label: 'mine', scopes: ['*'], requestsPerSecond: null } as const;
    await expect(createKey(app, 'one', settings, now)).rejects.toMatchObject(refused);
  });

  it('does not see past the wall by turning it off', async () => {
    await expect(asOne('set local row_security = off; select * from record')).rejects.toMatchObject(refused);
  });

  it('finds the caller of a key without seeing the keys of others', async () => {
    expect(await findCaller(app, hashKey(key))).toMatchObject({ tenantId: 'one', scopes: ['*'] });
    expect(await findCaller(app, hashKey(`${key}x`))).toBeNull();
    expect(await asOne('select tenant_id from api_key')).toEqual([{ tenant_id: 'one' }]);
    expect(await rows(app, 'select tenant_id from api_key')).toEqual([]);
  });

  it('keeps a key only as its hash', async () => {
    expect(key).toMatch(/^tandem_[\w-]{43}$/);
    const [stored] = await database.query<{ text: string }>(`select row_to_json(k)::text as text from api_key k`);
    expect(stored!.text).not.toContain(key.slice(7));
  });
});
