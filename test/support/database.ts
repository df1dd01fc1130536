/** A database of one's own for a test file: a clone of the migrated template. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createKey, createTenant, everyScope, type KeySettings, type NewKey } from '../../src/store/api-keys';
import { createDataSource, type DatabaseAddress } from '../../src/store/data-source';
import { rows, type DataSource } from '../../src/store/transaction';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

export interface TestDatabase {
  readonly name: string;
  /** As the service: `tandem_app`, behind row-level security. */
  readonly app: DatabaseAddress;
  readonly owner: DatabaseAddress;
  /** The same as URLs, for child processes. */
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** Makes a tenant and answers its API key. */
  createTenant(id: string): Promise<string>;
  /** Makes a key of a tenant, which may do everything unless `settings` say less. */
  createKey(tenantId: string, settings?: Partial<KeySettings>): Promise<NewKey>;
  /** Opens a pool as the service; closed by `drop`. */
  open(): Promise<DataSource>;
  /** Runs SQL as the owner, past row-level security. */
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  /** How many sessions wait for a lock. */
  waiting(): Promise<number>;
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '{}') as Server;
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string): Promise<void> => {
    const admin = new Client({ ...server, database: 'postgres' });
    await admin.connect();
    try {
      await admin.query(sql);
    } finally {
      await admin.end();
    }
  };
  // By its files: through the log (the default) a clone takes a third of a second, as the log needs a new segment for each.
  await run(`create database ${name} template template_tandem strategy file_copy`);
  const addressOf = (user: string): DatabaseAddress => ({
    socketFolder: server.host,
    port: server.port,
    user,
    database: name,
  });
  const urlOf = (user: string): string =>
    `postgres://${user}@localhost:${server.port}/${name}?host=${encodeURIComponent(server.host)}`;
  const owner = await createDataSource(addressOf(server.user), 2).initialize();
  const opened: DataSource[] = [owner];
  const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> => rows<T>(owner, sql, parameters);
  const makeKey = (tenantId: string, settings: Partial<KeySettings> = {}): Promise<NewKey> => {
    const all = { label: 'for tests', scopes: [everyScope], requestsPerSecond: null, ...settings } as const;
    return createKey(owner, tenantId, all, new Date());
  };
  return {
    name,
    app: addressOf('tandem_app'),
    owner: addressOf(server.user),
    appUrl: urlOf('tandem_app'),
    ownerUrl: urlOf(server.user),
    createTenant: async (id) => {
      await createTenant(owner, { id, name: id, now: new Date() });
      return (await makeKey(id)).key;
    },
    createKey: makeKey,
    open: async () => {
      const database = await createDataSource(addressOf('tandem_app'), 10).initialize();
      opened.push(database);
      return database;
    },
    query,
    waiting: async () => {
      const held = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return (await query(held)).length;
    },
    drop: async () => {
      for (const database of opened) await database.destroy();
      await run(`drop database ${name} with (force)`);
    },
  };
}
