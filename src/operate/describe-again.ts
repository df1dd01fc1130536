/** Reads anew, by a call for each object, what was claimed as due, and keeps it. */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure, type Callout } from '../connectors/connector';
import { isOfAccount, type Failure } from '../core/failure';
import type { Logger } from '../platform/logger';
import { readConnection, standOfAccount, type Connection } from '../store/connections';
import type { ClaimedDescribing } from '../store/described';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { appendOfAccount, backgroundContext, Stopped, type BackgroundParts } from './background-calls';
import { describedFor, keepDescribed, readDescriptions, type Kept } from './describe';

export interface DescribingParts extends BackgroundParts {
  readonly waker: Waker;
  readonly catalogFor: (connection: Connection) => CrmCatalog;
}

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
  // Nothing is written by old descriptions: news waits for it.
  const context = backgroundContext({ ...parts, logger }, connection, 'live', { callouts, isStopping });
  const log = (tx: EntityManager): Promise<void> => appendOfAccount(tx, claimed, callouts);
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
