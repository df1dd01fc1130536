/** How often a connection is asked for each object type, and how that fares: for a person, who may change it. */
import { objectTypes, type ObjectType } from '../core/record';
import { standingOf, type TypeStanding } from '../core/schedule';
import type { Clock } from '../platform/clock';
import { readConnection } from '../store/connections';
import { readCursorStandings, storeSchedule, type SaidSchedule } from '../store/schedules';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';

interface ScheduleDeps {
  readonly database: DataSource;
  readonly clock: Clock;
}

/** Of all types; null when there is no such connection. */
export function showSchedule(
  { database }: ScheduleDeps,
  tenantId: string,
  connectionId: string,
): Promise<readonly TypeStanding[] | null> {
  return inTenant(database, tenantId, (tx) => readSchedule(tx, tenantId, connectionId));
}

/** Answers how it stands then; null when there is no such connection. May be repeated. */
export function changeSchedule(
  { database, clock }: ScheduleDeps,
  type: { readonly tenantId: string; readonly id: string; readonly object: ObjectType },
  said: SaidSchedule,
): Promise<TypeStanding | null> {
  const { tenantId, id, object } = type;
  return inTenant(database, tenantId, async (tx) => {
    if (!(await storeSchedule(tx, type, said, clock.now()))) return null;
    const schedule = await readSchedule(tx, tenantId, id);
    return schedule?.find((one) => one.object === object) ?? null;
  });
}

async function readSchedule(tx: EntityManager, tenantId: string, id: string): Promise<readonly TypeStanding[] | null> {
  const connection = await readConnection(tx, tenantId, id);
  if (connection === null) return null;
  const cursors = await readCursorStandings(tx, tenantId, id);
  return objectTypes.map((object) =>
    standingOf(
      connection.settings,
      object,
      cursors.filter((one) => one.object === object),
    ),
  );
}
