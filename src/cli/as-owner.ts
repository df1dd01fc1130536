import { readConfig } from '../platform/config';
import { createDataSource } from '../store/data-source';
import type { DataSource } from '../store/transaction';
import { makeFirstTenant } from './first-tenant';
import { layFoundation, type Foundation } from './foundation';

/**
 * Runs a verb that only the owner of the database may: tenants and keys are beyond the service itself. The service may
 * run meanwhile. Like every start it makes the first tenant first, so that it never finds only others.
 */
export async function asOwner<T>(work: (owner: DataSource, foundation: Foundation) => Promise<T>): Promise<T> {
  const config = readConfig();
  if (config.databaseUrl !== null && config.databaseOwnerUrl === null) {
    throw new Error(
      'tenants, keys and the rotation of secrets are the database owner\u2019s: set DATABASE_OWNER_URL for this command ' +
        '(docs/how-to/use-your-own-postgres.md)',
    );
  }
  const foundation = await layFoundation(config);
  try {
    if (foundation.owner === null) throw new Error('the foundation knows no owner of the database');
    await makeFirstTenant(foundation);
    const owner = await createDataSource(foundation.owner, 2).initialize();
    try {
      return await work(owner, foundation);
    } finally {
      await owner.destroy();
    }
  } finally {
    await foundation.close();
  }
}
