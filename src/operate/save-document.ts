/** Lets a connection go by another document, in which only is said otherwise what a checked one said. */
import { catalogs } from '../catalog/catalog';
import { mappingOf } from '../core/field-rule-settings';
import { isRead } from '../core/mapping';
import type { MappingDocument } from '../core/mapping-document';
import { objectTypes } from '../core/record';
import { changedFields, changedSince } from '../core/retold';
import type { Clock } from '../platform/clock';
import type { StoredConnection } from '../store/connections';
import { lockForMapping, markForMapping, storeMapping } from '../store/mappings';
import { inTenant, type DataSource } from '../store/transaction';

/** All records are looked at by it. */
export async function saveDocument(
  { database, clock }: { readonly database: DataSource; readonly clock: Clock },
  name: Pick<StoredConnection, 'tenantId' | 'id'>,
  document: MappingDocument,
): Promise<void> {
  await inTenant(database, name.tenantId, async (tx) => {
    const connection = await lockForMapping(tx, name);
    if (!connection) throw new Error(`connection ${name.id} has gone`);
    const { crm, settings } = connection;
    const version = (settings.mapping?.version ?? 0) + 1;
    const types = objectTypes.map((object) => {
      const usual = catalogs[crm].mappings[object];
      const mapping = mappingOf(usual, settings);
      const after = mappingOf(usual, { ...settings, mapping: { version, document } });
      const changed = new Set(changedFields(mapping.fields, after.fields));
      const reads = after.fields.some((line) => changed.has(line.field) && isRead(line));
      return {
        object,
        reads,
        since: changedSince({ mapping, since: settings.mapping?.since?.[object] }, after, version),
      };
    });
    const since = Object.fromEntries(types.map((one) => [one.object, one.since]));
    await storeMapping(tx, name, { version, document, since }, clock.now());
    const reading = types.filter(({ reads }) => reads).map(({ object }) => object);
    await markForMapping(tx, name, { objects: objectTypes, reading, now: clock.now() });
  });
}
