/** Fields that both sides have changed, and a person's word about them. */
import type { Clock } from '../platform/clock';
import { listConflicts, resolveConflict, type Conflict, type StoredResolution } from '../store/conflicts';
import { markLinks } from '../store/dirty-set';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

interface ConflictDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
}

/** One page, the newest first, with the number before which the next page starts; null on the last. */
export async function pageOfConflicts(
  { database }: Pick<ConflictDeps, 'database'>,
  tenantId: string,
  page: { readonly open: boolean; readonly before: number | null; readonly limit: number },
): Promise<{ readonly items: readonly Conflict[]; readonly next: number | null }> {
  const items = await inTenant(database, tenantId, (tx) =>
    listConflicts(tx, tenantId, { ...page, limit: page.limit + 1 }),
  );
  const shown = items.slice(0, page.limit);
  return { items: shown, next: items.length > page.limit ? (shown.at(-1)?.seq ?? null) : null };
}

/**
 * Says which side is right. The next look carries it out, if both sides still say what the person has seen; else it is asked
 * again, by another number. Answers the conflict: closed, when it was over already.
 */
export async function resolve(
  { database, clock, waker }: ConflictDeps,
  tenantId: string,
  seq: number,
  resolution: Pick<StoredResolution, 'side' | 'requestId'>,
): Promise<Conflict | null> {
  const now = clock.now();
  const conflict = await inTenant(database, tenantId, async (tx) => {
    const found = await resolveConflict(tx, tenantId, seq, { ...resolution, at: now.toISOString() });
    if (found && found.closedAt === null) {
      const { connectionId, object, sourceId } = found;
      await markLinks(tx, tenantId, { connectionId, object }, { sourceIds: [sourceId], lane: 'live', now });
    }
    return found;
  });
  if (conflict && conflict.closedAt === null) waker.wake(tenantId, [conflict]);
  return conflict;
}
