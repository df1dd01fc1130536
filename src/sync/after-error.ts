import { backoffMs } from '../core/failure';
import { lanes } from '../core/lane';
import { markLinks, postpone } from '../store/dirty-set';
import { LeaseLost } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Engine } from './engine';
import type { Read } from './in-hand';
import { logCallouts } from './settle';

/**
 * After a lost lease nothing is settled; but what was sent may land after the new owner's write, so it is asked to look
 * again. Any other error is a bug or an outage of ours: the rows wait, and the jitter of their backoff parts the guilty
 * one from its neighbours.
 */
export async function afterError(
  engine: Engine,
  { batch, callouts }: Pick<Read, 'batch' | 'callouts'>,
  error: unknown,
): Promise<void> {
  const { database, clock, logger, random } = engine;
  const { stream, rows } = batch;
  const now = clock.now();
  const sent = callouts.length > 0;
  const isLost = error instanceof LeaseLost;
  if (isLost) logger.warn({ event: 'stream.lease-lost', rows: rows.length, sent });
  else logger.error({ event: 'batch.failed', rows: rows.length, err: error });
  await inTenant(database, stream.tenantId, async (tx) => {
    if (sent) await logCallouts(tx, batch, callouts);
    if (!isLost) {
      const postponed = rows.map((row) => {
        const attempts = row.attempts + 1;
        const dueAt = new Date(now.getTime() + backoffMs(attempts, random()));
        return { row, lane: lanes.retry, attempts, dueAt };
      });
      await postpone(tx, stream.tenantId, stream, postponed);
    } else if (sent) {
      const sourceIds = rows.map((row) => row.sourceId);
      await markLinks(tx, stream.tenantId, stream, { sourceIds, lane: 'retry', now });
    }
  });
}
