/** Calls that a job makes for a connection by itself: no lease permits them, and they are in the log of the account. */
import { throughQuota, type CallQuota } from '../connectors/call-quota';
import type { CallContext, Callout, Connector } from '../connectors/connector';
import type { Lane } from '../core/lane';
import type { Clock } from '../platform/clock';
import { logCallout } from '../platform/log-callout';
import type { Logger } from '../platform/logger';
import type { Connection, StoredConnection } from '../store/connections';
import { appendCallouts } from '../store/journal';
import type { DataSource, EntityManager } from '../store/transaction';

export interface BackgroundParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each call, for metrics. It neither waits nor throws. */
  readonly observer: { called(connection: Pick<Connection, 'tenantId' | 'id' | 'crm'>, callout: Callout): void };
  readonly connectorFor: (connection: StoredConnection) => Connector;
  readonly quota: CallQuota;
}

/** The process is stopping: no call leaves any more. */
export class Stopped extends Error {}

/** @param how.callouts is given each call that was made; `how.isStopping` is asked before each, which then throws `Stopped` */
export function backgroundContext(
  { clock, observer, logger, quota }: Omit<BackgroundParts, 'database' | 'connectorFor'>,
  connection: Connection,
  lane: Lane,
  { callouts, isStopping }: { readonly callouts: Callout[]; readonly isStopping: () => boolean },
): CallContext {
  return throughQuota(quota, connection, lane, {
    beforeCall: () => (isStopping() ? Promise.reject(new Stopped()) : Promise.resolve()),
    onCallout: (callout) => {
      callouts.push(callout);
      observer.called(connection, callout);
      logCallout(logger, callout);
    },
    now: () => clock.now(),
  });
}

/** Each was tried once. */
export const appendOfAccount = (
  tx: EntityManager,
  { tenantId, connectionId }: { readonly tenantId: string; readonly connectionId: string },
  callouts: readonly Callout[],
): Promise<void> =>
  appendCallouts(
    tx,
    tenantId,
    { connectionId, object: 'account' },
    callouts.map((callout) => ({ ...callout, attempt: 1 })),
  );
