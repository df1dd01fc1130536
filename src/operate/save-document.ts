/** Lets a connection go by another document, in which only is said otherwise what a checked one said. */
import type { MappingDocument } from '../core/mapping-document';
import type { ConnectionSettings, StoredConnection } from '../store/connections';
import { saveMapping, type MappingDeps } from './mapping';

/** @param say the document, by the settings that stand: while the CRM was asked, another may have said something of them */
export async function saveDocument(
  deps: Pick<MappingDeps, 'database' | 'clock'>,
  name: Pick<StoredConnection, 'tenantId' | 'id'>,
  say: (settings: ConnectionSettings) => MappingDocument,
): Promise<void> {
  const { applied } = await saveMapping(deps, name, say);
  if (applied.kind === 'unknown') throw new Error(`connection ${name.id} has gone`);
}
