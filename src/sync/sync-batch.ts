/**
 * READ THIS FILE FIRST. One look at the rows in hand takes four steps: what we know of them is read (`read-batch`); the CRM
 * is asked and each row's plan made; what is about to be sent is written down, and sent; it is settled (`settle`). If the
 * process dies between any two lines, the rows are looked at again and nothing is lost or doubled.
 */
import type { SyncResults } from '../core/after-sync';
import { planErased } from '../core/erasure';
import { intentOf } from '../core/hanging';
import type { Intent } from '../core/link';
import { planSync, type Plan, type SyncPlan } from '../core/plan';
import { archiveIntent, type ArchivePlan } from '../core/plan-archive';
import { inSlices } from '../platform/slices';
import { deleteIntents, storeIntents, type RecordIntent } from '../store/intents';
import { holdStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import { archiveRecords } from './archive';
import type { Batch, Engine } from './engine';
import { matchFirstContacts } from './first-contact';
import {
  acquireAll,
  type Acquisitions,
  type Asked,
  type Done,
  type Noted,
  type Planned,
  type Pushed,
  type Read,
} from './in-hand';
import type { Lease } from './lease';
import { readRemotes } from './load';
import type { Loaded } from './loaded';
import { push } from './push';

export async function ask(engine: Engine, read: Read, acquisitions: Acquisitions): Promise<Asked> {
  const { batch, loaded } = read;
  const seen = await matchFirstContacts(engine, batch, await readRemotes(batch, loaded), acquisitions);
  const asked = { read, planned: await inSlices(seen, (one) => ({ loaded: one, plan: planOne(batch, one) })) };
  acquireAll(asked, acquisitions);
  return asked;
}

/** Intent before the call (architecture 5.1, rule 1): after a crash, a read tells whether the write had landed. */
export async function noteIntents(engine: Engine, asked: Asked, lease: Lease): Promise<Noted> {
  const { stream } = asked.read.batch;
  const now = engine.clock.now();
  const intents = asked.planned.flatMap(({ loaded: { row }, plan }): RecordIntent[] => {
    const intent = intentBefore(plan, now);
    return intent ? [{ sourceId: row.sourceId, intent }] : [];
  });
  if (intents.length === 0) return { ...asked, note: null };
  const until = lease.next();
  const note = await inTenant(engine.database, stream.tenantId, async (tx) => {
    const seq = await storeIntents(tx, stream, intents);
    await holdStream(tx, stream, { until });
    return seq;
  });
  lease.extendedTo(until);
  return { ...asked, note };
}

function intentBefore(plan: Plan, now: Date): Intent | null {
  if (plan.kind === 'archive') return plan.externalId === null ? null : archiveIntent(plan, now);
  return plan.kind === 'sync' && plan.refusal === null ? intentOf(plan, now) : null;
}

/** Takes back what was noted and will not be sent: else each of its records would be looked for when it can land no longer. */
export async function forgetIntents(engine: Engine, { read, note }: Noted, lease: Lease): Promise<void> {
  const { stream } = read.batch;
  if (note === null) return;
  const until = lease.next();
  await inTenant(engine.database, stream.tenantId, async (tx) => {
    await deleteIntents(tx, stream, note);
    await holdStream(tx, stream, { until });
  });
  lease.extendedTo(until);
}

/** Writes to the CRM what was noted. What it answers has to be settled, whatever became of the calls. */
export async function send({ read, planned, note }: Noted, acquisitions: Acquisitions): Promise<Pushed> {
  const pushing = planned.filter(isPushing);
  const archiving = planned.filter(isArchiving);
  const pushed = await push(
    read.batch,
    pushing.map(({ plan }) => plan),
  );
  const archived = await archiveRecords(
    read.batch,
    archiving.map(({ plan }) => plan),
  );
  const results = [...pushed, ...archived];
  const done: Done[] = [
    ...[...pushing, ...archiving].map(({ loaded, plan }, index): Done => ({
      loaded,
      plan,
      ...(results[index] && { results: results[index] }),
    })),
    ...planned.filter((one) => !isPushing(one) && !isArchiving(one)).map(refused),
  ];
  const sent = { read, note, done };
  acquireAll(sent, acquisitions);
  return sent;
}

type Pushing = Planned & { readonly plan: SyncPlan };

const isPushing = (one: Planned): one is Pushing => one.plan.kind === 'sync' && one.plan.refusal === null;

/** What was found before the call stands for the CRM's answer. */
function refused(one: Planned): Done {
  const { plan } = one;
  if (plan.kind !== 'sync' || plan.refusal === null) return one;
  return { ...one, results: { ...nothingSent, write: { ok: false, failure: plan.refusal } } };
}

const nothingSent: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };

type Archiving = Planned & { readonly plan: ArchivePlan };

const isArchiving = (one: Planned): one is Archiving => one.plan.kind === 'archive';

/** What is owed to one row, as far as is known. */
export function planOne({ mapping, own, checks, emailGate }: Batch, { look, failure }: Loaded): Plan {
  if (failure) return { kind: 'fail', link: look.link, failure };
  return planErased(look) ?? planSync(mapping, own, look, { checks, email: emailGate });
}
