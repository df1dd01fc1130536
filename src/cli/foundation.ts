/**
 * What every verb that touches the database stands on: the data folder, Postgres (embedded or one's own), the schema,
 * the clock, and the keys that seal secrets.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readHttpClock, startClock, type FollowedClock } from '../platform/clock';
import type { Config } from '../platform/config';
import { startEmbeddedPostgres } from '../platform/embedded-postgres';
import { openSecretKeys, type RotatingKeys } from '../platform/secret-keys';
import { createDataSource, type DatabaseAddress } from '../store/data-source';
import { loginProblem, migrateSchema, pendingMigrations } from '../store/schema';
import { rows, type DataSource } from '../store/transaction';

export interface Foundation {
  readonly config: Config;
  readonly database: DataSource;
  /** How to reach the database as the service, for a connection outside the pool. */
  readonly address: DatabaseAddress;
  /** How to reach it as the owner; null when the schema is migrated elsewhere. */
  readonly owner: DatabaseAddress | null;
  readonly clock: FollowedClock;
  readonly keys: RotatingKeys;
  /** Where the database is, for a person. */
  readonly databasePlace: string;
  close(): Promise<void>;
}

/** Closes what was opened; called last first. */
export type Closer = () => unknown;

/** Fast enough for a test's clock to be noticed, seldom enough to cost nothing. */
const virtualClockEveryMs = 40;
const databaseClockEveryMs = 30_000;
const poolSize = 20;

export async function layFoundation(config: Config): Promise<Foundation> {
  mkdirSync(config.dataDir, { recursive: true });
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const { address, owner, place, stop } = await findDatabase(config);
    closers.push(stop);
    if (owner) await migrateSchema(owner);
    const database = await createDataSource(address, poolSize).initialize();
    closers.push(() => database.destroy());
    await refuseUnsafe(database);
    const { clockUrl } = config;
    const clock = clockUrl
      ? await startClock(() => readHttpClock(clockUrl), virtualClockEveryMs)
      : await startClock(() => readDatabaseClock(database), databaseClockEveryMs);
    closers.push(() => clock.stop());
    const keys = openSecretKeys(config);
    return { config, database, address, owner, clock, keys, databasePlace: place, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface FoundDatabase {
  readonly address: DatabaseAddress;
  readonly owner: DatabaseAddress | null;
  readonly place: string;
  readonly stop: () => Promise<void>;
}

async function findDatabase(config: Config): Promise<FoundDatabase> {
  if (config.databaseUrl !== null) {
    const { host, pathname } = new URL(config.databaseUrl);
    return {
      address: { url: config.databaseUrl },
      owner: config.databaseOwnerUrl === null ? null : { url: config.databaseOwnerUrl },
      place: `${host}${pathname}`,
      stop: () => Promise.resolve(),
    };
  }
  const folder = join(config.dataDir, 'pg');
  const postgres = await startEmbeddedPostgres({ folder, durable: true });
  const at = { socketFolder: postgres.socketFolder, port: postgres.port, database: 'postgres' };
  return {
    address: { ...at, user: 'tandem_app' },
    owner: { ...at, user: postgres.superuser },
    place: `embedded Postgres, in ${postgres.dataFolder}`,
    stop: () => postgres.stop(),
  };
}

async function refuseUnsafe(database: DataSource): Promise<void> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) {
    throw new Error(
      `${pending.length} schema migrations are pending (${pending.join(', ')}) and the service's own role may not run them. ` +
        'Set DATABASE_OWNER_URL to the owner of the database, for one start or for good.',
    );
  }
  const problem = await loginProblem(database);
  if (problem !== null) throw new Error(`Tandem does not start: ${problem}`);
}

async function readDatabaseClock(database: DataSource): Promise<{ now: Date; rate: number }> {
  const [{ now } = { now: new Date(NaN) }] = await rows<{ now: Date }>(database, 'select clock_timestamp() as now');
  return { now, rate: 1 };
}
