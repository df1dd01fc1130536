/** A tenant's connections, for a person: list them, pause one, let it work again. */
import { objectTypes } from '../core/record';
import {
  listConnections,
  pauseConnection,
  plannedCode,
  readConnection,
  resumeConnection,
  type StoredConnection,
} from '../store/connections';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

interface ConnectionsDeps {
  readonly database: DataSource;
  readonly waker: Waker;
}

type Database = Pick<ConnectionsDeps, 'database'>;

/** One page of connections by id, with the id after which the next page starts; null on the last. */
export async function pageConnections(
  { database }: Database,
  tenantId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly items: readonly StoredConnection[]; readonly next: string | null }> {
  const more = { ...page, limit: page.limit + 1 };
  const items = await inTenant(database, tenantId, (tx) => listConnections(tx, tenantId, more));
  const shown = items.slice(0, page.limit);
  return { items: shown, next: items.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}

export function findConnection({ database }: Database, tenantId: string, id: string): Promise<StoredConnection | null> {
  return inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, id));
}

/** Nothing is claimed for it any more; what a worker has in hand is finished. Null when there is no such connection. */
export function pause(
  { database }: Database,
  tenantId: string,
  id: string,
  why: string | undefined,
): Promise<StoredConnection | null> {
  const reason = why === undefined ? null : { code: 'PAUSED', message: why };
  return inTenant(database, tenantId, (tx) => pauseConnection(tx, tenantId, id, reason));
}

/** It waits for its migration, which a person starts. */
export class FirstLoadPlanned extends Error {
  constructor(id: string) {
    super(
      `Connection ${id} begins with its migration: have it planned, approve the plan and start it; that lets the connection work.`,
    );
    this.name = 'FirstLoadPlanned';
  }
}

/**
 * It works on all that was marked meanwhile. May be repeated. Null when there is no such connection. Throws `FirstLoadPlanned`.
 */
export async function resume(deps: ConnectionsDeps, tenantId: string, id: string): Promise<StoredConnection | null> {
  const resumed = await inTenant(deps.database, tenantId, async (tx) => {
    const before = await readConnection(tx, tenantId, id);
    if (before?.reason?.code === plannedCode) throw new FirstLoadPlanned(id);
    return resumeConnection(tx, tenantId, id);
  });
  if (resumed) wakeConnection(deps, tenantId, id);
  return resumed;
}

/** After a connection was made, renewed or resumed: all of it may be due. */
export function wakeConnection(
  { waker }: Pick<ConnectionsDeps, 'waker'>,
  tenantId: string,
  connectionId: string,
): void {
  waker.wake(
    tenantId,
    objectTypes.map((object) => ({ connectionId, object })),
  );
}
