/** Lets a connection go by another document. */
import type { MappingDocument } from '../core/mapping-document';
import type { Clock } from '../platform/clock';
import { storeDocument } from '../store/configuration';
import type { StoredConnection } from '../store/connections';
import { inTenant, type DataSource } from '../store/transaction';

export async function saveDocument(
  { database }: { readonly database: DataSource; readonly clock: Clock },
  { tenantId, id }: Pick<StoredConnection, 'tenantId' | 'id'>,
  document: MappingDocument,
): Promise<void> {
  await inTenant(database, tenantId, (tx) => storeDocument(tx, { tenantId, id }, document));
}
