/**
 * Asks a CRM for its own figures of the day. So others' calls are known also where our calls tell nothing of them (as searches do), or
 * where we make none.
 */
import { CallFailure, type Callout, type Usage } from '../connectors/connector';
import { nextReading } from '../core/usage-reading';
import { readConnection } from '../store/connections';
import { inTenant } from '../store/transaction';
import { askAgainAt, type ClaimedReading } from '../store/usage-readings';
import { appendOfAccount, backgroundContext, Stopped, type BackgroundParts } from './background-calls';
import { readStanding } from './quota-book';

/** In the least urgent lane. What the CRM refuses says nothing of the account: who asks may lack the right to know. */
export async function readUsage(
  parts: BackgroundParts,
  claimed: ClaimedReading,
  isStopping: () => boolean,
): Promise<void> {
  const { database, quota, clock } = parts;
  const { tenantId, connectionId } = claimed;
  const logger = parts.logger.child({ tenantId, connectionId });
  const connection = await inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, connectionId));
  if (!connection) return;
  const callouts: Callout[] = [];
  try {
    const context = backgroundContext({ ...parts, logger }, connection, 'audit', { callouts, isStopping });
    const usage = await parts.connectorFor(connection).usage(context);
    const [asked] = callouts.slice(-1);
    // Most say it in a header of the answer too.
    if (usage && asked && !asked.quota.some(({ window }) => window === 'day'))
      quota.heard(connection, { at: asked.at, quota: [leftOf(usage)] });
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof CallFailure)) throw error;
    const { kind, code, message } = error.failure;
    if (callouts.length > 0) logger.warn({ event: 'usage.refused', kind, code }, message);
  } finally {
    if (callouts.length > 0) await inTenant(database, tenantId, (tx) => appendOfAccount(tx, claimed, callouts));
  }
  await quota.noted(connection);
  await inTenant(database, tenantId, async (tx) => {
    const now = clock.now();
    const { limits } = await readStanding(tx, connection, now);
    await askAgainAt(tx, claimed, nextReading(limits.day, now));
  });
}

const leftOf = ({ limit, used, kind }: Usage): Callout['quota'][number] => ({
  window: 'day',
  kind,
  limit,
  remaining: Math.max(0, limit - used),
});
