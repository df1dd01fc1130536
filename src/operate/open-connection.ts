/** Opens the CRM of a connection for a person's command: once, and outside of any worker. */
import { catalogs, type CrmCatalog } from '../catalog/catalog';
import { throughQuota } from '../connectors/call-quota';
import { CallFailure, type CallContext, type Connector } from '../connectors/connector';
import type { Failure } from '../core/failure';
import type { StoredConnection } from '../store/connections';
import { accessTo, type OpenCrm } from './connect';
import { ConnectRefused } from './connect-refused';
import { personalContext } from './personal-context';
import { QuotaKeeper } from './quota-keeper';
import { TokenKeeper, type KeeperDeps } from './token-keeper';
import { NoToken } from './tokens';

export interface OpenDeps extends Omit<KeeperDeps, 'onCallout' | 'random' | 'leaseMs'> {
  readonly openCrm: OpenCrm;
}

export interface Opened {
  readonly connector: Connector;
  readonly catalog: CrmCatalog;
  readonly context: CallContext;
}

/** Longer than a call may take, and than storing what it brought. */
const leaseMs = 60_000;
/** Nobody else waits for the same: nothing need be spread over time. */
const middle = (): number => 0.5;

const withoutToken = ({ message }: NoToken): Failure => ({ kind: 'reauth', code: 'NO_TOKEN', message });

/** Throws a `ConnectRefused` when the CRM does not do what is asked. */
export async function withOpened<T>(
  deps: OpenDeps,
  connection: StoredConnection,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { clock, openCrm } = deps;
  const tokens = new TokenKeeper({ ...deps, onCallout: () => undefined, random: middle, leaseMs });
  const connector = openCrm(connection.crm, accessTo(connection, tokens.tokenOf(connection)));
  const quota = new QuotaKeeper(deps);
  const context = throughQuota(quota, connection, 'live', personalContext(clock));
  try {
    return await work({ connector, catalog: catalogs[connection.crm], context });
  } catch (error) {
    if (error instanceof NoToken) throw ConnectRefused.by(new CallFailure(withoutToken(error)));
    throw error instanceof CallFailure ? ConnectRefused.by(error) : error;
  } finally {
    connector.close();
    await quota.close();
  }
}
