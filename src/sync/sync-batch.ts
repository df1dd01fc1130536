/**
 * READ THIS FILE FIRST. One look at the rows in hand: load both sides, decide, write down what is about to be sent, send
 * it, settle. If the process dies between any two lines, the rows are looked at again and nothing is lost or doubled.
 */
import { intentOf } from '../core/hanging';
import { planSync, type Plan, type SyncPlan } from '../core/plan';
import { storeIntents } from '../store/links';
import { holdStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Batch, Engine, OutcomeCounts } from './engine';
import type { Lease } from './lease';
import { load } from './load';
import type { Loaded } from './loaded';
import { push } from './push';
import { settle, type Done } from './settle';

export async function syncBatch(engine: Engine, batch: Batch, lease: Lease): Promise<OutcomeCounts> {
  const loaded = await load(engine, batch);
  const planned = loaded.map((one) => ({ loaded: one, plan: planOne(batch, one) }));
  const pushing = planned.filter((one): one is { loaded: Loaded; plan: SyncPlan } => one.plan.kind === 'sync');

  await noteIntents(engine, batch, pushing, lease);
  const results = await push(
    batch,
    pushing.map(({ plan }) => plan),
  );

  const done: Done[] = [
    ...pushing.map((one, index): Done => ({ ...one, ...(results[index] && { results: results[index] }) })),
    ...planned.filter(({ plan }) => plan.kind !== 'sync'),
  ];
  const until = lease.next();
  const outcomes = await settle(engine, batch, done, until);
  lease.extendedTo(until);
  return outcomes;
}

function planOne({ mapping, own }: Batch, { look, failure }: Loaded): Plan {
  if (failure) return { kind: 'fail', link: look.link, failure };
  return planSync(mapping, own, look);
}

/** Intent before the call (architecture 5.1, rule 1): after a crash, a read tells whether the write had landed. */
async function noteIntents(
  engine: Engine,
  { stream }: Batch,
  pushing: readonly { readonly loaded: Loaded; readonly plan: SyncPlan }[],
  lease: Lease,
): Promise<void> {
  const now = engine.clock.now();
  const links = pushing.flatMap(({ loaded: { look }, plan }) => {
    const intent = intentOf(plan, now);
    const { sourceId, intents } = look.link;
    return intent ? [{ sourceId, issuedNumber: intent.number, intents: [...intents, intent] }] : [];
  });
  if (links.length === 0) return;
  const until = lease.next();
  await inTenant(engine.database, stream.tenantId, async (tx) => {
    await holdStream(tx, stream, { until });
    await storeIntents(tx, stream.tenantId, stream, { links, now });
  });
  lease.extendedTo(until);
}
