/**
 * Judges webhooks by what polling finds. Silence changes nothing about how a connection works: polling finds what they do not
 * tell, only later. Somebody should know.
 */
import { describeSilence, isSilent, type WebhookHealth } from '../core/webhook-health';
import type { Logger } from '../platform/logger';
import type { StoredConnection } from '../store/connections';
import { countUnannounced, storeSilence } from '../store/webhooks';
import type { EntityManager } from '../store/transaction';

/**
 * Adds to the changes that no webhook announced, in the transaction that marks them. Answers how webhooks stand when they have
 * become silent by it, which is once; else null. When nothing was found and nothing is to be judged, nothing is written.
 */
export async function noteUnannounced(
  tx: EntityManager,
  connection: StoredConnection,
  { unannounced, now }: { readonly unannounced: number; readonly now: Date },
): Promise<WebhookHealth | null> {
  if (unannounced === 0 && (connection.silentSince !== null || !isSilent(connection, now))) return null;
  const health = await countUnannounced(tx, connection, { unannounced, now });
  if (health === null || health.silentSince !== null || !isSilent(health, now)) return null;
  await storeSilence(tx, connection, now);
  return health;
}

export function tellSilence(logger: Logger, health: WebhookHealth): void {
  const { unannounced, webhooksAt } = health;
  logger.warn({ event: 'webhooks.silent', unannounced, lastDeliveryAt: webhooksAt }, describeSilence(health));
}
