/**
 * Picks up the long jobs that an earlier turn left under way at the CRM, before anything of the stream is looked at: what they
 * have written, and what they have not, reads can tell only when they are over.
 */
import { CallFailure, type Callout } from '../connectors/connector';
import { isOfAccount } from '../core/failure';
import { standOfAccount } from '../store/connections';
import { holdStream, type ClaimedStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Lease } from './lease';
import { batchOf, holdForCalls } from './read-batch';
import { logCallouts } from './settle';
import { Stopping, unlessStopping } from './stopping';

/** Answers whether the stream can be looked at. Throws `CallFailure` when the jobs are under way still, or nobody can say. */
export async function resume(
  engine: Engine,
  stream: ClaimedStream,
  lease: Lease,
  isStopping: () => boolean,
): Promise<boolean> {
  const callouts: Callout[] = [];
  const connection = await inTenant(engine.database, stream.tenantId, (tx) => holdForCalls(engine, tx, stream, lease));
  if (connection === null) return false;
  // What is changed meanwhile waits for it: in a lane that never asks whether a day is over, it would stop that for ever.
  const batch = batchOf(engine, { stream, connection, rows: [], lane: 'live', lease, callouts });
  engine.logger.info({ event: 'stream.resumed' });
  try {
    await batch.connector.resume(unlessStopping(batch.call, isStopping), batch.mapping.remoteObject);
    return true;
  } catch (error) {
    if (error instanceof Stopping) return false;
    if (!(error instanceof CallFailure) || !isOfAccount(error.failure)) throw error;
    const { failure } = error;
    await inTenant(engine.database, stream.tenantId, (tx) => standOfAccount(tx, connection, failure));
    return false;
  } finally {
    await keepCallouts(engine, batch, callouts, lease);
  }
}

async function keepCallouts(
  { database }: Engine,
  batch: Batch,
  callouts: readonly Callout[],
  lease: Lease,
): Promise<void> {
  const until = lease.next();
  await inTenant(database, batch.stream.tenantId, async (tx) => {
    await logCallouts(tx, batch, callouts);
    await holdStream(tx, batch.stream, { until });
  });
  lease.extendedTo(until);
}
