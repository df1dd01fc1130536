/** Writes by Bulk API 2.0 jobs, for so many rows that collections of 200 would take too many calls. */
import type { Outcome } from '../../../core/failure';
import type { RemoteRecord, Update, Upsert, Upserted } from '../../connector';
import type { Reach } from '../reach';

/** As `Connector.upsert`. `properties` and `onCreate` are in the values of the wire already (`null` for blank). */
export function upsertInBulk(
  _reach: Reach,
  _object: string,
  _rows: readonly Upsert[],
): Promise<readonly Outcome<Upserted>[]> {
  throw new Error('not yet');
}

/** As `Connector.update`. */
export function updateInBulk(
  _reach: Reach,
  _object: string,
  _rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  throw new Error('not yet');
}
