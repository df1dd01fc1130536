import type { Outcome } from '../../core/failure';
import type { RemoteRecord, Update, Upsert, Upserted } from '../connector';
import type { Reach } from './reach';

/** As `Connector.update`. */
export function updateEach(
  _reach: Reach,
  _object: string,
  _rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  throw new Error('not yet');
}

/** As `Connector.upsert`. */
export function upsertEach(
  _reach: Reach,
  _object: string,
  _rows: readonly Upsert[],
): Promise<readonly Outcome<Upserted>[]> {
  throw new Error('not yet');
}

/** As `Connector.archive`. */
export function archiveEach(
  _reach: Reach,
  _object: string,
  _ids: readonly string[],
): Promise<readonly Outcome<null>[]> {
  throw new Error('not yet');
}
