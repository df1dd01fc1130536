import { createKey, createTenant } from '../../../src/store/api-keys';
import { inTenant, rows, type DataSource } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { fillTenant, markOf, now } from './tenants';

/**
 * What the service may do with each table, and nothing else: a grant more is a question to be asked. Append-only tables
 * are only appended to, tenants and keys are the owner's, and nothing of the order system's is ever deleted.
 */
const grants: Readonly<Record<string, string>> = {
  api_key: 'select (tenant_id, id, last_used_at), update (last_used_at)',
  batch_intents: 'delete, insert, select',
  callout: 'insert, select',
  change: 'insert, select, update (kind, source_id, fields, answers, closed_at)',
  change_feed: 'insert, select, update',
  conflict:
    'insert, select, update (at, policy, base, ours, theirs, ours_at, theirs_at, resolution, outcome, closed_at, mapping_version)',
  connection: 'insert, select, update',
  cursor: 'insert, select, update',
  destination: 'insert, select, update',
  dirty: 'delete, insert, select, update',
  email_verdict: 'delete, insert, select, update',
  erasure: 'delete, insert, select, update (due_at, attempts)',
  event_stream: 'insert, select, update',
  idempotency: 'delete, insert, select, update',
  journal: 'insert, select, update (changes)',
  link: 'insert, select, update',
  mapping_version: 'insert, select',
  marking: 'delete, insert, select, update (reads_remote, after_id, due_at)',
  migration: 'insert, select, update',
  quota: 'insert, select, update',
  quota_hour: 'delete, insert, select, update',
  record: 'insert, select, update',
  schema_migration: 'select',
  secret: 'insert, select, update',
  stranger: 'delete, insert, select, update',
  stream: 'insert, select, update',
  tenant: 'select',
  token_refresh: 'delete, insert, select, update',
  tombstone: 'insert, select',
  webhook_seen: 'delete, insert, select, update (seen_at)',
};

/** insufficient_privilege */
const refused = { driverError: { code: '42501' } };

describe('the role of the service', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) {
      await database.createTenant(tenant);
      await fillTenant(app, tenant);
    }
  });
  afterAll(() => database.drop());

  const asOne = (sql: string): Promise<unknown[]> => inTenant(app, 'one', (tx) => rows(tx, sql));

  it('is the one that the tests attack as, and no superuser', async () => {
    const asked = `select current_user as name, session_user as login, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
      rolreplication, rolcanlogin from pg_roles where rolname = current_user`;
    expect(await rows(app, asked)).toEqual([
      {
        name: 'tandem_app',
        login: 'tandem_app',
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolcanlogin: true,
      },
    ]);
  });

  it('is a member of no other role, and owns nothing', async () => {
    expect(
      await database.query(
        `select from pg_roles where pg_has_role('tandem_app', oid, 'member') and rolname <> 'tandem_app'`,
      ),
    ).toEqual([]);
    const owned = await database.query(
      `select classid::regclass, objid from pg_shdepend where refobjid = 'tandem_app'::regrole and deptype = 'o'`,
    );
    expect(owned).toEqual([]);
  });

  it('has these rights on tables and columns, and no others to give away', async () => {
    // Postgres answers a grant of what one does not have to give with a warning, and grants nothing.
    await asOne('grant all on record, tenant to public');
    const found = await database.query<{ table: string; rights: string }>(`
      select "table", string_agg(said, ', ' order by said) as rights from (
        select c.relname as "table", lower(a.privilege_type) as said
          from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) a
         where n.nspname not in ('pg_catalog', 'information_schema') and a.grantee in (0, 'tandem_app'::regrole)
        union all
        select c.relname, lower(a.privilege_type) || ' (' || string_agg(t.attname, ', ' order by t.attnum) || ')'
          from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace
         cross join aclexplode(t.attacl) a
         where n.nspname not in ('pg_catalog', 'information_schema') and a.grantee in (0, 'tandem_app'::regrole)
         group by c.relname, a.privilege_type
      ) rights group by 1`);
    expect(Object.fromEntries(found.map(({ table, rights }) => [table, rights]))).toEqual(grants);
    const granted = await database.query<{ name: string }>(
      `select distinct table_name as name from information_schema.role_table_grants
        where grantee in ('PUBLIC', 'tandem_app') and table_schema = 'public' order by 1`,
    );
    expect(granted.map(({ name }) => name)).toEqual(Object.keys(grants).filter((name) => name !== 'api_key'));
    expect(await database.query('select * from pg_default_acl')).toEqual([]);
  });

  it('may look into the schema, and make nothing in it or beside it', async () => {
    const asked = `select nspname as name from pg_namespace where has_schema_privilege('tandem_app', oid, 'create')`;
    expect(await database.query(asked)).toEqual([]);
    expect(
      await database.query(`select has_database_privilege('tandem_app', current_database(), 'create') as may`),
    ).toEqual([{ may: false }]);
  });

  it.each([
    // Tables
    `update journal set why = 'other'`,
    `update journal set changes = '{"email":{}}'`,
    'delete from journal',
    `update callout set failure = 'other'`,
    'delete from callout',
    `update change set fields = '{}'`,
    `update change set kind = 'erased', fields = '{"email":{}}'`,
    `update change set kind = 'deleted', fields = '{}'`,
    'update change set seq = 7',
    'delete from change',
    'delete from change_feed',
    'delete from tombstone',
    'update tombstone set erased_at = now()',
    `update erasure set external_id = 'other'`,
    `update conflict set field = 'other'`,
    'delete from conflict',
    `insert into tenant (id, name, created_at) values ('three', 'three', now())`,
    `update tenant set name = 'mine'`,
    'delete from tenant',
    'update api_key set revoked_at = null',
    `update api_key set scopes = '{*}'`,
    'delete from api_key',
    'select hash from api_key',
    'delete from record',
    'delete from secret',
    'delete from connection',
    'truncate record',
    `insert into schema_migration (timestamp, name) values (1, 'mine')`,
    `select nextval('journal_seq_seq')`,
    'select last_value from callout_seq_seq',
    'select last_value from conflict_seq_seq',
    'lock table tenant in access exclusive mode',
    // The wall
    'alter table record disable row level security',
    'alter table record no force row level security',
    'drop policy own_tenant on record',
    'alter policy own_tenant on record using (true)',
    'create policy mine on record using (true)',
    'alter table record owner to tandem_app',
    'drop table record',
    'alter table record add column mine text',
    'create trigger mine before insert on record for each row execute function delete_marks()',
    `create rule mine as on select to record do instead select 1`,
    'create index mine on record (source_id)',
    `comment on table record is 'mine'`,
    // Functions
    `create or replace function find_api_key(p_hash bytea) returns integer language sql as 'select 1'`,
    'alter function find_api_key(bytea) reset search_path',
    'alter function find_api_key(bytea) security invoker',
    'drop function find_api_key(bytea)',
    `create function public.count() returns integer language sql as 'select 1'`,
    `create function public.array_position(text[], text) returns integer language sql as 'select 1'`,
    `create function pg_catalog.mine() returns integer language sql as 'select 1'`,
    `create function mine() returns integer language c as 'mine'`,
    `create function mine() returns integer leakproof language sql as 'select 1'`,
    // What one could stand on
    'create table mine (id int)',
    'create view mine as select 1',
    'create schema mine',
    'create type mine as enum ()',
    'create role mine',
    'create extension dblink',
    'create extension file_fdw',
    'create event trigger mine on ddl_command_start execute function delete_marks()',
    'create publication mine for table record',
    // Somebody else
    'set local role postgres',
    'set local role pg_read_all_data',
    'set session authorization postgres',
    'alter role tandem_app superuser',
    'alter role tandem_app bypassrls',
    'grant pg_read_all_data to tandem_app',
    'grant postgres to tandem_app',
    'alter role postgres set app.tenant_id = $$two$$',
    // The server
    'select rolpassword from pg_authid',
    'select passwd from pg_shadow',
    'select stavalues1 from pg_statistic',
    `select pg_read_file('/etc/passwd')`,
    `select pg_ls_dir('.')`,
    `copy record to '/tmp/mine'`,
    `copy record to program 'cat'`,
    `copy record from program 'echo'`,
    `select lo_import('/etc/passwd')`,
    'set local session_replication_role = replica',
    `load 'plpgsql_check'`,
    'select pg_reload_conf()',
    `select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'tandem_app' limit 1`,
  ])('may not %s', async (sql) => {
    await expect(asOne(sql)).rejects.toMatchObject(refused);
  });

  it.each(['create database mine', `alter system set log_statement = 'all'`, 'vacuum full record'])(
    'may not %s, outside of a transaction either',
    async (sql) => {
      const before = await database.query(`select relfilenode from pg_class where relname = 'record'`);
      await rows(app, sql).catch((error: unknown) => {
        expect(error).toMatchObject(refused);
      });
      expect(await database.query(`select relfilenode from pg_class where relname = 'record'`)).toEqual(before);
    },
  );

  it('may not make a tenant or a key', async () => {
    await expect(createTenant(app, { id: 'three', name: 'three', now })).rejects.toMatchObject(refused);
    const settings = { label: 'mine', scopes: ['*'], requestsPerSecond: null } as const;
    await expect(createKey(app, 'one', settings, now)).rejects.toMatchObject(refused);
  });

  it('does not see past the wall by turning it off', async () => {
    await expect(asOne('set local row_security = off; select * from record')).rejects.toMatchObject(refused);
  });

  it('does not see what others hold in statistics, or what their sessions say', async () => {
    await database.query('analyze');
    expect(await asOne(`select * from pg_stats where tablename in (${tablesOf()})`)).toEqual([]);
    expect(await asOne(`select * from pg_stats_ext`)).toEqual([]);
    const said = await asOne(`select query from pg_stat_activity where usename <> 'tandem_app'`);
    expect(JSON.stringify(said)).not.toContain(markOf('two'));
  });

  it('is not told of the rows of others by an error', async () => {
    // Its own row with this id is there: the error names its values, and no others.
    const error = await asOne(`insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
      values ('one', 'customer', '1', '{}', '{}', now(), 1)`).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ driverError: { code: '23505' } });
    expect(JSON.stringify(error)).not.toContain('two');
  });
});

const tablesOf = (): string =>
  Object.keys(grants)
    .filter((name) => name !== 'schema_migration')
    .map((name) => `'${name}'`)
    .join(', ');
