/** By what a connection's records are planned and sent: what was planned by other rules does not hold any more. */
import { emailGateOf } from '../core/email-gate';
import type { StoredConnection } from '../store/connections';
import { showMapping } from './mapping';

export function rulesOf(connection: StoredConnection): string {
  const { require, onFailure } = emailGateOf(connection.settings);
  return [...Object.values(showMapping(connection).mappingVersions), require, onFailure].join(' ');
}
