/** When the object types of a connection are asked for, as a person sees and sets it. */
import type { ObjectType } from '../core/record';
import { reschedule, type CursorStanding, type Schedule } from '../core/schedule';
import { lockSettings, type Connection } from './connections';
import { healthColumns, storeCursors } from './cursors';
import { rows, type EntityManager } from './transaction';

export type StoredStanding = CursorStanding & { readonly object: ObjectType };

export function readCursorStandings(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<readonly StoredStanding[]> {
  return rows(
    tx,
    `select object, kind, due_at as "dueAt", synced_at as "syncedAt", ${healthColumns} from cursor
      where tenant_id = $1 and connection_id = $2 order by object, kind`,
    [tenantId, connectionId],
  );
}

/** What is left out stays as it is. */
export interface SaidSchedule {
  /** Null: as often as the connection is. */
  readonly seconds?: number | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** A type that is enabled anew is asked for at once, and what it was refused with is over. False: there is no such connection. */
export async function storeSchedule(
  tx: EntityManager,
  { tenantId, id, object }: Pick<Connection, 'tenantId' | 'id'> & { readonly object: ObjectType },
  said: SaidSchedule,
  now: Date,
): Promise<boolean> {
  const settings = await lockSettings(tx, { tenantId, id });
  if (settings === null) return false;
  const before: Schedule = settings.schedule ?? {};
  const schedule = reschedule(before, object, said);
  await tx.query(
    `update connection set settings = settings || jsonb_build_object('schedule', $3::jsonb) where tenant_id = $1 and id = $2`,
    [tenantId, id, JSON.stringify(schedule)],
  );
  await storeCursors(tx, { tenantId, id, settings: { ...settings, schedule } }, now);
  if (said.enabled !== true) return true;
  await tx.query(
    `update cursor set due_at = least(due_at, $4), failures = 0, disabled_at = null, probes = 0, attempts = 0
      where tenant_id = $1 and connection_id = $2 and object = $3 and ($5 or disabled_at is not null)`,
    [tenantId, id, object, now, before[object]?.enabled === false],
  );
  return true;
}
