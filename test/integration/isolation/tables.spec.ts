import { Client } from 'pg';
import { clientOptions } from '../../../src/store/data-source';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { complaints, readTables, shared } from './catalog';
import { breachesOf, namesOfAttacks, type Target } from './table-attacks';
import { fillTenant } from './tenants';

/** Fails on the first row of another tenant that it is shown; said to be cheap, so that it would be asked first. */
const shout = `create function pg_temp.shout(tenant text) returns boolean language plpgsql cost 0.0001 as
  'begin if tenant is distinct from ''one'' then raise exception ''heard of %'', tenant; end if; return true; end'`;

describe('the wall between tenants', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    const app = await database.open();
    for (const tenant of ['one', 'two']) {
      await database.createTenant(tenant);
      await fillTenant(app, tenant);
    }
    await database.query('analyze');
    client = new Client(clientOptions(database.app));
    await client.connect();
    await client.query(shout);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** All tables that hold something of tenants, with a row of tenant two. */
  async function targets(): Promise<readonly Target[]> {
    const tables = (await readTables(database)).filter(({ name }) => !(name in shared));
    return Promise.all(
      tables.map(async (table) => {
        const rowOf = (tenant: string): Promise<{ row: Record<string, unknown> }[]> =>
          database.query(
            `select to_jsonb(t) as row from ${table.name} t where ${table.tenantColumn ?? 'tenant_id'} = $1 limit 1`,
            [tenant],
          );
        const [[own], [found]] = await Promise.all([rowOf('one'), rowOf('two')]);
        if (!own || !found)
          throw new Error(`fillTenant puts nothing into ${table.name}: nothing could be stolen from it`);
        return { table, row: found.row };
      }),
    );
  }

  async function allBreaches(): Promise<Readonly<Record<string, readonly string[]>>> {
    const found: Record<string, readonly string[]> = {};
    for (const target of await targets()) found[target.table.name] = await breachesOf(client, target);
    return found;
  }

  it('goes around every table, index, reference and trigger', async () => {
    expect(await complaints(database)).toEqual([]);
  });

  it('lets no attack on any table through, in the name of another tenant or of none', async () => {
    const found = await allBreaches();
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['api_key', 'record', 'secret', 'tenant']));
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });

  it('shows a tenant all of its own', async () => {
    for (const { table } of await targets()) {
      const column = table.tenantColumn ?? '';
      const count = `select count(*)::int as count from ${table.name}`;
      const [held] = await database.query(`${count} where ${column} = 'one'`);
      await client.query(`begin; set local app.tenant_id = 'one'`);
      const { rows } = await client.query<object>(count);
      await client.query('rollback');
      expect({ table: table.name, rows }).toEqual({ table: table.name, rows: [held] });
    }
  });

  it.each(['', ' ', 'ONE', 'one ', '%', '_ne', 'one,two', '*', 'null', `one' or 'a'='a`, '{one,two}'])(
    'shows nothing to a tenant of the name "%s"',
    async (name) => {
      for (const { table } of await targets()) {
        await client.query('begin');
        await client.query(`select set_config('app.tenant_id', $1, true)`, [name]);
        const { rowCount } = await client.query(`select ${table.tenantColumn ?? ''} from ${table.name}`);
        await client.query('rollback');
        expect({ table: table.name, rowCount }).toEqual({ table: table.name, rowCount: 0 });
      }
    },
  );

  describe('is missed where it is not', () => {
    /** The tables on which an attack comes through while the schema is changed so. */
    async function pierced(change: string, undo: string): Promise<readonly string[]> {
      await database.query(change);
      try {
        return Object.entries(await allBreaches()).flatMap(([name, found]) => (found.length > 0 ? [name] : []));
      } finally {
        await database.query(undo);
      }
    }

    it('on whichever table it is taken down', async () => {
      for (const target of await targets()) {
        const alter = `alter table ${target.table.name}`;
        await database.query(`${alter} disable row level security`);
        const found = await breachesOf(client, target);
        await database.query(`${alter} enable row level security`);
        expect({ table: target.table.name, missed: found.length > 0 }).toEqual({
          table: target.table.name,
          missed: true,
        });
      }
    });

    it('by every single attack, where there are no rights either', async () => {
      const target = (await targets()).find(({ table }) => table.name === 'dirty')!;
      await database.query('alter table dirty disable row level security; grant truncate on dirty to tandem_app');
      const found = (await breachesOf(client, target)).map((breach) => breach.replace(/: .*/s, ''));
      await database.query('alter table dirty enable row level security; revoke truncate on dirty from tandem_app');
      expect(namesOfAttacks(target).filter((name) => !found.includes(name))).toEqual([]);
    });

    it('where a second policy lets more in', async () => {
      const found = await pierced('create policy wide on journal using (true)', 'drop policy wide on journal');
      expect(found).toEqual(['journal']);
    });

    it('where rows may be given away', async () => {
      const policy = (check: string): string =>
        `alter policy own_tenant on record with check (${check} tenant_id = nullif(current_setting('app.tenant_id', true), ''))`;
      expect(await pierced(policy(`tenant_id = 'two' or`), policy(''))).toEqual(['record']);
    });

    const noPlainTable = 'novelty is no plain table in public: think of who sees what through it';
    const wrongKey = 'the primary key of novelty does not name the tenant';
    const forAll = 'novelty_pkey is unique over all tenants';
    it.each<[string, string, string, readonly string[]]>([
      [
        'a table',
        'create table novelty (id text primary key)',
        'drop table novelty',
        ['novelty has no row-level security', 'novelty names no tenant', wrongKey, 'novelty has the policies ', forAll],
      ],
      [
        'a table with a wall and a key over all tenants',
        `create table novelty (tenant_id text not null, id text primary key);
         alter table novelty enable row level security;
         create policy own_tenant on novelty using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))`,
        'drop table novelty',
        [wrongKey, forAll],
      ],
      [
        'a view',
        'create view novelty as select * from record',
        'drop view novelty',
        [noPlainTable, 'the rule novelty._RETURN is unknown'],
      ],
      [
        'a kept view',
        'create materialized view novelty as select * from record',
        'drop materialized view novelty',
        [noPlainTable, 'the rule novelty._RETURN is unknown'],
      ],
      [
        'a unique index over all tenants',
        'create unique index novelty on journal (seq) include (tenant_id)',
        'drop index novelty',
        ['novelty is unique over all tenants'],
      ],
      [
        'an heir of a table',
        'create table novelty () inherits (record)',
        'drop table novelty',
        ['novelty has no row-level security', wrongKey, 'novelty has the policies ', 'novelty inherits another table'],
      ],
      [
        'a reference that names no tenant',
        `alter table tenant add unique (name);
         alter table connection add constraint novelty foreign key (crm) references tenant (name) not valid`,
        'alter table connection drop constraint novelty; alter table tenant drop constraint tenant_name_key',
        ['tenant_name_key is unique over all tenants', 'connection.novelty leads from one tenant to another'],
      ],
      [
        'a trigger',
        'create trigger novelty after delete on record for each row execute function delete_marks()',
        'drop trigger novelty on record',
        ['the trigger record.novelty is unknown'],
      ],
    ])('and %s that nobody has thought about is told of', async (_what, change, undo, told) => {
      await database.query(change);
      const found = await complaints(database);
      await database.query(undo);
      expect(found).toEqual(told);
      expect(await complaints(database)).toEqual([]);
    });
  });
});
