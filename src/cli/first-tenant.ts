/** The first tenant and its key, so that two commands are enough. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, createTenant, everyScope, listTenants } from '../store/api-keys';
import { createDataSource } from '../store/data-source';
import { writePrivate } from '../platform/private-file';
import type { Foundation } from './foundation';

export const firstTenantId = 'default';

/**
 * Makes the first tenant when there is none, and leaves its key in the data folder. On the embedded database, which
 * belongs to this folder alone, a key that was removed is replaced by a new one. Answers where the key is.
 */
export async function makeFirstTenant({ owner, clock, config }: Foundation): Promise<string> {
  const file = join(config.dataDir, 'api-key');
  if (!owner) return file;
  const database = await createDataSource(owner, 1).initialize();
  try {
    const tenants = (await listTenants(database)).map(({ id }) => id);
    const keyLost = config.databaseUrl === null && tenants.includes(firstTenantId) && !existsSync(file);
    if (tenants.length > 0 && !keyLost) return file;
    // The file first: a start that dies in between leaves a key that opens nothing, and the next one makes both anew.
    await database.transaction(async (tx) => {
      if (tenants.length === 0) await createTenant(tx, { id: firstTenantId, name: 'Default', now: clock.now() });
      const settings = { label: 'made at start', scopes: [everyScope], requestsPerSecond: null } as const;
      writePrivate(file, (await createKey(tx, firstTenantId, settings, clock.now())).key);
    });
    return file;
  } finally {
    await database.destroy();
  }
}
