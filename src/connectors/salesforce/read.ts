import type { Outcome } from '../../core/failure';
import type { RemoteRecord, WritersQuery } from '../connector';
import type { Reach } from './reach';

export interface Lookup {
  readonly object: string;
  readonly by: 'id' | 'key';
  readonly properties: readonly string[];
  readonly writers?: WritersQuery;
}

/** As `Connector.read`. */
export function readEach(
  _reach: Reach,
  _lookup: Lookup,
  _ids: readonly string[],
): Promise<readonly Outcome<RemoteRecord | null>[]> {
  throw new Error('not yet');
}

/** As `Connector.find`. */
export function findEach(
  _reach: Reach,
  _query: {
    readonly object: string;
    readonly property: string;
    readonly values: readonly string[];
    readonly properties: readonly string[];
  },
): Promise<readonly Outcome<readonly RemoteRecord[]>[]> {
  throw new Error('not yet');
}
