/** Reads anew, by a call for each object, what was claimed as due, and keeps it. */
import type { CrmCatalog } from '../catalog/catalog';
import { throughQuota, type CallQuota } from '../connectors/call-quota';
import { CallFailure, type CallContext, type Callout, type Connector } from '../connectors/connector';
import { isOfAccount, type Failure } from '../core/failure';
import type { Clock } from '../platform/clock';
import { logCallout } from '../platform/log-callout';
import type { Logger } from '../platform/logger';
import { readConnection, standOfAccount, type Connection, type StoredConnection } from '../store/connections';
import type { ClaimedDescribing } from '../store/described';
import { appendCallouts } from '../store/journal';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { describedFor, keepDescribed, readDescriptions, type Kept } from './describe';

export interface DescribingParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  /** Told of each call, for metrics. It neither waits nor throws. */
  readonly observer: { called(connection: Pick<Connection, 'tenantId' | 'id' | 'crm'>, callout: Callout): void };
  readonly catalogFor: (connection: Connection) => CrmCatalog;
  readonly connectorFor: (connection: Connection) => Connector;
  readonly quota: CallQuota;
}

class Stopped extends Error {}

/** Reads and keeps what is due of one connection. What the CRM refuses is told, and tried again when the claim is over. */
export async function describeAgain(
  parts: DescribingParts,
  claimed: ClaimedDescribing,
  isStopping: () => boolean,
): Promise<void> {
  const { database, clock, logger: plain } = parts;
  const { tenantId, connectionId } = claimed;
  const logger = plain.child({ tenantId, connectionId });
  const connection = await inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, connectionId));
  if (!connection) return;
  const catalog = parts.catalogFor(connection);
  const readAt = clock.now();
  const callouts: Callout[] = [];
  const context = contextOf({ ...parts, logger }, connection, { callouts, isStopping });
  const log = (tx: EntityManager): Promise<void> =>
    appendCallouts(tx, tenantId, { connectionId, object: 'account' }, callouts.map(firstAttempt));
  try {
    const parties = { connector: parts.connectorFor(connection), catalog };
    const descriptions = await readDescriptions(context, connection.settings, parties);
    const described = describedFor(connection.settings, catalog, { descriptions, readAt });
    const kept = await inTenant(database, tenantId, async (tx) => {
      await log(tx);
      return keepDescribed(tx, connection, catalog, { described, at: readAt, claimedUntil: claimed.claimedUntil });
    });
    parts.waker.wake(tenantId, kept.marked);
    tellChanges(logger, kept);
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof CallFailure)) throw error;
    const { failure } = error;
    await inTenant(database, tenantId, async (tx) => {
      await log(tx);
      if (isOfAccount(failure)) await standOfAccount(tx, connection, failure);
    });
    tellRefusal(logger, failure);
  }
}

const firstAttempt = (callout: Callout): Callout & { readonly attempt: number } => ({ ...callout, attempt: 1 });

function contextOf(
  { clock, observer, logger, quota }: DescribingParts,
  connection: StoredConnection,
  { callouts, isStopping }: { readonly callouts: Callout[]; readonly isStopping: () => boolean },
): CallContext {
  // Nothing is written by old descriptions: news waits for it.
  return throughQuota(quota, connection, 'live', {
    beforeCall: () => (isStopping() ? Promise.reject(new Stopped()) : Promise.resolve()),
    onCallout: (callout) => {
      callouts.push(callout);
      observer.called(connection, callout);
      logCallout(logger, callout);
    },
    now: () => clock.now(),
  });
}

function tellChanges(logger: Logger, { changed, marked }: Kept): void {
  if (changed.size === 0) return;
  const properties = [...changed].flatMap(([object, names]) => names.map((name) => `${object}.${name}`));
  logger.info({ event: 'describe.changed', properties, retried: marked.length > 0 });
}

function tellRefusal(logger: Logger, failure: Failure): void {
  const { kind, code, message } = failure;
  if (kind === 'reauth') logger.error({ event: 'connection.reauth', code }, message);
  else if (kind === 'throttled') logger.info({ event: 'connection.throttled', until: failure.until });
  else logger.warn({ event: 'describe.refused', kind, code }, message);
}
