/** Moves records to the CRM's bin, those that the order system has deleted. May be repeated: what is gone is no failure. */
import type { SyncResults } from '../core/after-sync';
import type { ArchivePlan } from '../core/plan-archive';
import type { Batch } from './engine';

/** One result per plan, in order; none where nothing was called for. */
export async function archiveRecords(
  { connector, call, mapping }: Batch,
  plans: readonly ArchivePlan[],
): Promise<readonly (SyncResults | undefined)[]> {
  const ids = plans.map(({ externalId }) => externalId).filter((id) => id !== null);
  if (ids.length === 0) return plans.map(() => undefined);
  const outcomes = await connector.archive(call, mapping.remoteObject, ids);
  const byId = new Map(ids.map((id, index) => [id, outcomes[index]]));
  return plans.map(({ externalId }) => {
    if (externalId === null) return undefined;
    const archive = byId.get(externalId);
    if (!archive) throw new Error('the connector answered fewer rows than it was given');
    return { archive, lines: new Map(), archived: new Map(), associations: new Map() };
  });
}
