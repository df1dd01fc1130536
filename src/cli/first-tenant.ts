/** The first tenant and its key, so that two commands are enough. */
import { join } from 'node:path';
import { countTenants, createTenant } from '../store/api-keys';
import { createDataSource } from '../store/data-source';
import { writePrivate, type Foundation } from './foundation';

export const firstTenantId = 'default';

/** Makes the first tenant when there is none, and leaves its key in the data folder. Answers where the key is. */
export async function makeFirstTenant({ owner, clock, config }: Foundation): Promise<string> {
  const file = join(config.dataDir, 'api-key');
  if (!owner) return file;
  const database = await createDataSource(owner, 1).initialize();
  try {
    if ((await countTenants(database)) > 0) return file;
    const tenant = { id: firstTenantId, name: 'Default', now: clock.now() };
    writePrivate(file, await createTenant(database, tenant));
    return file;
  } finally {
    await database.destroy();
  }
}
