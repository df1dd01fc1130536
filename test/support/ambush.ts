/**
 * Holds transactions of a service where a test wants them, so that it can be killed there: a trigger waits for a lock that the
 * test has taken.
 */
import { Client } from 'pg';
import { clientOptions } from '../../src/store/data-source';
import type { TestDatabase } from './database';

/** After which statement: `commit` is when all of them are done. */
export interface Place {
  readonly table: string;
  readonly at: 'insert' | 'update' | 'insert or update' | 'delete' | 'commit';
  /** Of which rows alone, as SQL. */
  readonly when?: string;
}

export class Ambush {
  private constructor(
    private readonly database: TestDatabase,
    private readonly client: Client,
    private readonly places: readonly Place[],
  ) {}

  static async lay(database: TestDatabase, places: readonly Place[]): Promise<Ambush> {
    const client = new Client(clientOptions(database.owner));
    await client.connect();
    await client.query(`create function ambush() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(tg_argv[0]::bigint); return null; end $$`);
    for (const [key, { table, at, when }] of places.entries()) {
      const [kind, event, deferred] =
        at === 'commit'
          ? ['constraint trigger', 'insert or update', 'deferrable initially deferred']
          : ['trigger', at, ''];
      await client.query(
        `create ${kind} ambush_${key} after ${event} on ${table} ${deferred} for each row
           when (${when ?? 'true'}) execute function ambush('${key}')`,
      );
    }
    return new Ambush(database, client, places);
  }

  /** From now on whoever comes there waits. */
  async arm(place: Place): Promise<void> {
    await this.client.query('select pg_advisory_lock($1)', [this.keyOf(place)]);
  }

  /** The database's processes that wait there. */
  async caught(): Promise<readonly number[]> {
    const found = await this.database.query<{ pid: number }>(
      `select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`,
    );
    return found.map(({ pid }) => pid);
  }

  /** Breaks their connections: what they did is rolled back. */
  async cut(): Promise<void> {
    for (const pid of await this.caught()) await this.client.query('select pg_terminate_backend($1, 5000)', [pid]);
  }

  /** Those who wait go on. */
  async disarm(place: Place): Promise<void> {
    await this.client.query('select pg_advisory_unlock($1)', [this.keyOf(place)]);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private keyOf(place: Place): number {
    return this.places.indexOf(place);
  }
}
