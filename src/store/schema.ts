/** Brings the schema up to date as its owner, and makes sure that the service itself is walled in. */
import { MigrationExecutor } from 'typeorm';
import { createDataSource, type DatabaseAddress } from './data-source';
import { rows, type DataSource } from './transaction';

/** Any number will do, as long as every process of ours uses the same: two starts at once take turns. */
const migrationLock = 7_420_001;

/** Runs the pending schema migrations. Safe when several processes start at once. Answers their names. */
export async function migrateSchema(owner: DatabaseAddress): Promise<readonly string[]> {
  const database = await createDataSource(owner, 2).initialize();
  const lock = database.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const done = await database.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [migrationLock]);
    await lock.release();
    await database.destroy();
  }
}

/** Schema migrations that have not been run, read with the service's own rights. */
export async function pendingMigrations(database: DataSource): Promise<readonly string[]> {
  const [{ exists } = { exists: false }] = await rows<{ exists: boolean }>(
    database,
    `select to_regclass('public.schema_migration') is not null as exists`,
  );
  if (!exists) return database.migrations.map((migration) => migration.name ?? '?');
  const pending = await new MigrationExecutor(database).getPendingMigrations();
  return pending.map((migration) => migration.name);
}

/**
 * Why the service must not run with this login, or null. Row-level security does not bind superusers, roles with
 * BYPASSRLS or the owner of the tables: with one of them the wall between tenants would be off without a sign.
 */
export async function loginProblem(database: DataSource): Promise<string | null> {
  const [login] = await rows<{ name: string; unbound: boolean; owns: boolean }>(
    database,
    `select current_user as name, r.rolsuper or r.rolbypassrls as unbound,
            exists (select 1 from pg_class c where c.relname = 'record' and pg_has_role(c.relowner, 'member')) as owns
       from pg_roles r where r.rolname = current_user`,
  );
  if (!login || (!login.unbound && !login.owns)) return null;
  const why = login.unbound ? 'is a superuser or has BYPASSRLS' : 'owns the tables';
  return (
    `the database role "${login.name}" ${why}, so row-level security would not keep tenants apart. ` +
    'Log in as tandem_app in DATABASE_URL and name the owner in DATABASE_OWNER_URL (docs/how-to/use-your-own-postgres.md).'
  );
}
