import { createTestDatabase, type TestDatabase } from '../../support/database';
import { createDataSource } from '../../../src/store/data-source';
import { loginProblem, migrateSchema, pendingMigrations } from '../../../src/store/schema';
import { inTenant, rows } from '../../../src/store/transaction';

describe('schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.createTenant('one');
    await database.createTenant('two');
  });
  afterAll(() => database.drop());

  it('lets the service see the tenant it names, and nothing without one', async () => {
    const app = await database.open();
    expect(await inTenant(app, 'one', (tx) => rows(tx, 'select id from tenant'))).toEqual([{ id: 'one' }]);
    expect(await rows(app, 'select id from tenant')).toEqual([]);
  });

  it('refuses a row of another tenant', async () => {
    const app = await database.open();
    const write = inTenant(app, 'one', (tx) =>
      tx.query(`insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
                values ('two', 'customer', '1', '{}', '{}', now(), 1)`),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });

  it('has row-level security on every table that holds a tenant', async () => {
    const open = await database.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity and c.relname <> 'schema_migration'`);
    expect(open).toEqual([]);
  });

  it('accepts the login of the service and refuses a superuser', async () => {
    expect(await loginProblem(await database.open())).toBeNull();
    const owner = await createDataSource(database.owner, 1).initialize();
    expect(await loginProblem(owner)).toMatch(/DATABASE_OWNER_URL/);
    await owner.destroy();
  });

  it('migrates once, however many processes start at once', async () => {
    await Promise.all([migrateSchema(database.owner), migrateSchema(database.owner)]);
    expect(await pendingMigrations(await database.open())).toEqual([]);
  });
});
