import type { Outcome } from '../../core/failure';
import type { AssociationType, Pair } from '../connector';
import type { Reach } from './reach';

/** As `Connector.associate`. */
export function associateEach(
  _reach: Reach,
  _type: AssociationType,
  _pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  throw new Error('not yet');
}

/** As `Connector.dissociate`. */
export function dissociateEach(
  _reach: Reach,
  _type: AssociationType,
  _pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  throw new Error('not yet');
}
