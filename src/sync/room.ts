/** Asks, before rows that may wait are begun, whether the account has the calls that they will take. */
import type { ObjectType } from '../core/record';
import type { Stream } from '../store/streams';
import type { Engine } from './engine';

/** What fills one call of most kinds. */
const rowsPerCall = 100;

/** About what 100 rows take: looked up, written, and what hangs on them (an order has lines, and each of them hangs on it). */
const callsPerHundred: Readonly<Record<ObjectType, number>> = { company: 2, customer: 3, order: 8 };

/** And one more, because some are made and others updated. */
export const callsOfBatch = (object: ObjectType, rows: number): number =>
  Math.ceil(rows / rowsPerCall) * callsPerHundred[object] + 1;

/** A job and its look-up take some eight calls each, however many rows they have; what hangs on the rows takes jobs too. */
export const callsOfPiece = (): number => 40;

export interface WantedRoom {
  readonly rows: number;
  /** About what so many rows take. */
  readonly callsFor: (rows: number) => number;
  /** So many batches of as many rows are under way, and may not have made their calls yet. */
  readonly beside: number;
}

/**
 * How many of so many rows may be begun now, or when to ask again. Few rows take more calls each than many: as long as the day may
 * still have the calls for all of them, they wait for that.
 */
export async function roomFor(
  { quota }: Pick<Engine, 'quota'>,
  { tenantId, connectionId: id }: Stream,
  { rows, callsFor, beside }: WantedRoom,
): Promise<number | Date> {
  const promised = beside * callsFor(rows);
  for (let some = rows; ; some -= rowsPerCall) {
    const calls = callsFor(some) + promised;
    const room = await quota.room({ tenantId, id }, 'migration', calls);
    if (room.now >= calls) return some;
    if (room.today >= calls || some <= rowsPerCall) return room.again;
  }
}
