/** Who holds CRM records: by their links, or by rows in hand whose links do not say so yet. */
import { readHolders } from '../store/links';
import { inTenant } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Acquisitions } from './in-hand';

/** Who beside a record holds the CRM record with this id. */
type OtherHolder = (externalId: string) => string | undefined;

/** For a record, who else holds which of these: what is acquired until it is asked for counts. */
export async function otherHolders(
  { database }: Pick<Engine, 'database'>,
  { stream }: Pick<Batch, 'stream'>,
  externalIds: readonly string[],
  acquisitions: Acquisitions,
): Promise<(sourceId: string) => OtherHolder> {
  // Before the links are read: what is settled meanwhile is in one of both.
  const before = acquisitions.among(externalIds);
  const stored = await inTenant(database, stream.tenantId, (tx) =>
    readHolders(tx, stream.tenantId, stream, externalIds),
  );
  const known = new Map([...stored, ...before]);
  return (sourceId) => (externalId) => {
    const holder = acquisitions.among([externalId]).get(externalId) ?? known.get(externalId);
    return holder === sourceId ? undefined : holder;
  };
}
