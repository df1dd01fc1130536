/** The CRMs in a box that come up with a service belong to one process at a time: a second one would lead their connections away. */
import { Client } from 'pg';
import { clientOptions, type DatabaseAddress } from './data-source';

/**
 * Held until it is let go, or the process ends, by a connection outside the pool. Null when another process holds it. What a killed one
 * held, Postgres gives free as soon as it sees the connection end.
 */
export async function lockSandboxes(address: DatabaseAddress): Promise<{ letGo(): Promise<void> } | null> {
  const client = new Client(clientOptions(address));
  client.on('error', () => undefined); // the database has gone, which the service finds by itself
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('sandboxes of the service', 0)) as held`,
  );
  if (rows[0]?.held) return { letGo: () => client.end() };
  await client.end();
  return null;
}
