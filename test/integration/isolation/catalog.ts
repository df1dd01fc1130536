/**
 * What the database says of itself: its tables as they are and not as a list says, and where one of them is not walled off
 * as all must be. A table, view or index that somebody adds is found here by itself.
 */
import type { TestDatabase } from '../../support/database';

export interface Table {
  readonly name: string;
  /** Null: it holds nothing of a tenant. */
  readonly tenantColumn: string | null;
  /** Without those that the database fills. */
  readonly columns: readonly string[];
  /** Of the primary key, in order. */
  readonly key: readonly string[];
  /** That the service may change. */
  readonly changeable: readonly string[];
}

/** Tables without tenants, with the reason. */
export const shared: Readonly<Record<string, string>> = {
  schema_migration: 'names of schema migrations, the same for every tenant',
};

/** Unique over all tenants, with the reason: a second tenant could learn from an error that a value is taken. */
const uniqueForAll: Readonly<Record<string, string>> = {
  api_key_hash_key: 'finds a caller before the tenant is known; 256 random bits, and only the owner inserts',
};

/** The rest runs with the rights of whoever writes, in their tenant. */
const knownTriggers = ['connection.delete_marks', 'change.only_forgets', 'journal.only_forgets'];

const ours = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`;
const currentTenant = `NULLIF(current_setting('app.tenant_id'::text, true), ''::text)`;

export async function readTables(database: TestDatabase): Promise<readonly Table[]> {
  const found = await database.query<Omit<Table, 'tenantColumn'>>(`
    select c.relname as name,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
                  order by a.attnum) as columns,
           array(select a.attname::text from pg_index i cross join unnest(i.indkey::int2[]) with ordinality k (number, place)
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
                  where i.indrelid = c.oid and i.indisprimary order by k.place) as key,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                    and has_column_privilege('tandem_app', c.oid, a.attnum, 'update') order by a.attnum) as changeable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and c.relkind in ('r', 'p') order by 1`);
  return found.map((table) => ({ ...table, tenantColumn: tenantColumnOf(table) }));
}

function tenantColumnOf({ name, columns }: Pick<Table, 'name' | 'columns'>): string | null {
  if (name === 'tenant') return 'id';
  return columns.includes('tenant_id') ? 'tenant_id' : null;
}

/** What is not as it must be; nothing, when all is well. */
export async function complaints(database: TestDatabase): Promise<readonly string[]> {
  return [
    ...(await relationComplaints(database)),
    ...(await policyComplaints(database)),
    ...(await indexComplaints(database)),
    ...(await referenceComplaints(database)),
    ...(await sideDoors(database)),
  ];
}

async function relationComplaints(database: TestDatabase): Promise<readonly string[]> {
  const tables = await readTables(database);
  const open = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind = 'r' and not c.relrowsecurity`,
  );
  const others = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and (c.relkind in ('v', 'm', 'f', 'p') or c.relispartition or n.nspname <> 'public')`,
  );
  const walled = tables.filter(({ name }) => !(name in shared));
  return [
    ...open.filter(({ name }) => !(name in shared)).map(({ name }) => `${name} has no row-level security`),
    ...others.map(({ name }) => `${name} is no plain table in public: think of who sees what through it`),
    ...walled.filter(({ tenantColumn }) => tenantColumn === null).map(({ name }) => `${name} names no tenant`),
    ...walled
      .filter(({ key, tenantColumn }) => !key.includes(tenantColumn ?? ''))
      .map(({ name }) => `the primary key of ${name} does not name the tenant`),
  ];
}

/** One permissive policy for everything and everybody: a second one would let in whom the first keeps out. */
async function policyComplaints(database: TestDatabase): Promise<readonly string[]> {
  const policies = await database.query<{ name: string; said: string }>(
    `select tablename as name, concat_ws(' ', permissive, roles::text, cmd, qual, coalesce(with_check, qual)) as said from pg_policies`,
  );
  const tables = await readTables(database);
  return tables.flatMap(({ name, tenantColumn }) => {
    const own = `(${tenantColumn ?? ''} = ${currentTenant})`;
    const wanted = name in shared ? [] : [`PERMISSIVE {public} ALL ${own} ${own}`];
    const said = policies.filter((policy) => policy.name === name).map((policy) => policy.said);
    return JSON.stringify(said) === JSON.stringify(wanted) ? [] : [`${name} has the policies ${said.join('; ')}`];
  });
}

async function indexComplaints(database: TestDatabase): Promise<readonly string[]> {
  const unique = await database.query<{ index: string; table: string; columns: string[] }>(
    `select i.indexrelid::regclass::text as index, i.indrelid::regclass::text as table,
            array(select a.attname::text from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1])) as columns
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and (i.indisunique or i.indisexclusion)`,
  );
  const tables = new Map((await readTables(database)).map((table) => [table.name, table.tenantColumn]));
  return unique
    .filter(({ index, table }) => !(index in uniqueForAll) && !(table in shared))
    .filter(({ table, columns }) => !columns.includes(tables.get(table) ?? ''))
    .map(({ index }) => `${index} is unique over all tenants`);
}

/** A reference is looked up past row-level security: without the tenant in it, its error would tell what others have. */
async function referenceComplaints(database: TestDatabase): Promise<readonly string[]> {
  const references = await database.query<{ name: string; pairs: string[] }>(
    `select con.conrelid::regclass || '.' || con.conname as name,
            array(select a.attname || ' to ' || b.attname
                    from unnest(con.conkey, con.confkey) as k (here, there)
                    join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.here
                    join pg_attribute b on b.attrelid = con.confrelid and b.attnum = k.there) as pairs
       from pg_constraint con where con.contype = 'f'`,
  );
  return references
    .filter(({ pairs }) => !pairs.includes('tenant_id to tenant_id') && pairs.join() !== 'tenant_id to id')
    .map(({ name }) => `${name} leads from one tenant to another`);
}

async function sideDoors(database: TestDatabase): Promise<readonly string[]> {
  const triggers = await database.query<{ name: string }>(
    `select t.tgrelid::regclass || '.' || t.tgname as name from pg_trigger t where not t.tgisinternal`,
  );
  const rules = await database.query<{ name: string }>(
    `select r.ev_class::regclass || '.' || r.rulename as name from pg_rewrite r join pg_class c on c.oid = r.ev_class
       join pg_namespace n on n.oid = c.relnamespace where ${ours}`,
  );
  const heirs = await database.query<{ name: string }>('select inhrelid::regclass::text as name from pg_inherits');
  return [
    ...triggers.filter(({ name }) => !knownTriggers.includes(name)).map(({ name }) => `the trigger ${name} is unknown`),
    ...rules.map(({ name }) => `the rule ${name} is unknown`),
    ...heirs.filter(({ name }) => !name.endsWith('_pkey')).map(({ name }) => `${name} inherits another table`),
  ];
}
