/** Lets a connection go by another document, in which only is said otherwise what a checked one said. */
import type { MappingDocument } from '../core/mapping-document';
import type { StoredConnection } from '../store/connections';
import { saveMapping, type MappingDeps } from './mapping';

export async function saveDocument(
  deps: Pick<MappingDeps, 'database' | 'clock'>,
  name: Pick<StoredConnection, 'tenantId' | 'id'>,
  document: MappingDocument,
): Promise<void> {
  const { applied } = await saveMapping(deps, name, document);
  if (applied.kind === 'unknown') throw new Error(`connection ${name.id} has gone`);
}
