/**
 * Asks a CRM for its own figures of the day. So others' calls are known also where our calls tell nothing of them (as searches do), or
 * where we make none.
 */
import { throughQuota, type CallQuota } from '../connectors/call-quota';
import { CallFailure, type CallContext, type Callout, type Connector, type Usage } from '../connectors/connector';
import type { Clock } from '../platform/clock';
import { logCallout } from '../platform/log-callout';
import type { Logger } from '../platform/logger';
import { readConnection, type Connection } from '../store/connections';
import { appendCallouts } from '../store/journal';
import { inTenant, type DataSource } from '../store/transaction';
import type { ClaimedReading } from '../store/usage-readings';

export interface UsageParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each call, for metrics. It neither waits nor throws. */
  readonly observer: { called(connection: Pick<Connection, 'tenantId' | 'id' | 'crm'>, callout: Callout): void };
  readonly connectorFor: (connection: Connection) => Connector;
  readonly quota: CallQuota;
}

class Stopped extends Error {}

/** In the least urgent lane. What the CRM refuses says nothing of the account: who asks may lack the right to know. */
export async function readUsage(
  parts: UsageParts,
  { tenantId, connectionId }: ClaimedReading,
  isStopping: () => boolean,
): Promise<void> {
  const { database, logger, quota } = parts;
  const connection = await inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, connectionId));
  if (!connection) return;
  const callouts: Callout[] = [];
  try {
    const usage = await parts.connectorFor(connection).usage(contextOf(parts, connection, { callouts, isStopping }));
    const [asked] = callouts.slice(-1);
    // Most say it in a header of the answer too.
    if (usage && asked && !asked.quota.some(({ window }) => window === 'day'))
      quota.heard(connection, { at: asked.at, quota: [leftOf(usage)] });
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof CallFailure)) throw error;
    const { kind, code, message } = error.failure;
    if (callouts.length > 0) logger.warn({ event: 'usage.refused', tenantId, connectionId, kind, code }, message);
  } finally {
    const rows = callouts.map((callout) => ({ ...callout, attempt: 1 }));
    if (rows.length > 0)
      await inTenant(database, tenantId, (tx) =>
        appendCallouts(tx, tenantId, { connectionId, object: 'account' }, rows),
      );
  }
}

function contextOf(
  { clock, observer, logger, quota }: UsageParts,
  connection: Connection,
  { callouts, isStopping }: { readonly callouts: Callout[]; readonly isStopping: () => boolean },
): CallContext {
  return throughQuota(quota, connection, 'audit', {
    beforeCall: () => (isStopping() ? Promise.reject(new Stopped()) : Promise.resolve()),
    onCallout: (callout) => {
      callouts.push(callout);
      observer.called(connection, callout);
      logCallout(logger.child({ tenantId: connection.tenantId, connectionId: connection.id }), callout);
    },
    now: () => clock.now(),
  });
}

const leftOf = ({ limit, used, kind }: Usage): Callout['quota'][number] => ({
  window: 'day',
  kind,
  limit,
  remaining: Math.max(0, limit - used),
});
