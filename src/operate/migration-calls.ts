/** The calls of a migration, as the book of its account's calls has them; it keeps hours for half a month only. */
import type { Migration } from '../core/migration';
import { laneCallsSince } from '../store/quota';
import type { EntityManager } from '../store/transaction';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const beginOfHour = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs);

interface Counted {
  readonly countedFrom: Date;
  readonly laneCalls: number;
}

type Name = Pick<Migration, 'tenantId' | 'connectionId'>;

/** Those of the present hour: what is counted from now on is counted beside them. */
export async function callsFrom(tx: EntityManager, { tenantId, connectionId: id }: Name, now: Date): Promise<Counted> {
  const countedFrom = beginOfHour(now);
  return { countedFrom, laneCalls: await laneCallsSince(tx, { tenantId, id }, 'migration', countedFrom) };
}

/** Since it was started. What will not be kept for much longer is taken into its own figure. */
export async function countCalls(
  tx: EntityManager,
  migration: Migration,
  now: Date,
): Promise<{ readonly migration: Migration; readonly laneCalls: number }> {
  const { tenantId, connectionId: id } = migration;
  const countedFrom = migration.countedFrom ?? beginOfHour(now);
  const all = await laneCallsSince(tx, { tenantId, id }, 'migration', countedFrom);
  if (now.getTime() - countedFrom.getTime() <= 2 * dayMs) return { migration, laneCalls: all };
  const later = beginOfHour(new Date(now.getTime() - dayMs));
  const laneCalls = await laneCallsSince(tx, { tenantId, id }, 'migration', later);
  const callsBefore = migration.callsBefore - (all - laneCalls);
  return { migration: { ...migration, countedFrom: later, callsBefore }, laneCalls };
}
