/** What a connection is set up to do, carried over from another; where it leads, and its links, stay. */
import type { Configuration } from '../core/settings-difference';
import { lockSettings, type Connection, type ConnectionSettings } from './connections';
import { storeCursors } from './cursors';
import { storeEventStream } from './event-streams';
import { forgetUnoffered } from './strangers';
import type { EntityManager } from './transaction';

type FieldSettings = Pick<ConnectionSettings, 'customFields' | 'fieldRules'>;

/** What is not among it stays as it is. */
export async function storeConfiguration(
  tx: EntityManager,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  configuration: Configuration & Partial<FieldSettings>,
  now: Date,
): Promise<void> {
  const settings = await lockSettings(tx, { tenantId, id });
  if (settings === null) throw new Error(`connection ${id} has gone`);
  await tx.query(`update connection set settings = settings || $3::jsonb where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
    JSON.stringify(configuration),
  ]);
  await forgetUnoffered(tx, tenantId, id);
  if (configuration.streaming === true) await storeEventStream(tx, { tenantId, id }, now);
  await storeCursors(tx, { tenantId, id, settings: { ...settings, ...configuration } }, now);
}
