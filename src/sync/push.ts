/** Carries plans out: the records first, then what hangs on them. Every step is one set of batches over all plans. */
import type { Pair, Update, Upsert } from '../connectors/connector';
import type { SyncResults } from '../core/after-sync';
import type { Outcome } from '../core/failure';
import type { SyncPlan, Write } from '../core/plan';
import type { RemoteRecord } from '../core/record';
import type { Batch } from './engine';

interface Results extends SyncResults {
  write?: Outcome<RemoteRecord>;
  readonly lines: Map<string, Outcome<RemoteRecord>>;
  readonly archived: Map<string, Outcome<null>>;
  readonly associations: Map<string, Outcome<null>>;
}

/** One plan on its way. */
interface Job {
  readonly plan: SyncPlan;
  readonly results: Results;
}

/** One result per plan, in order. May be repeated: creates go by key, updates and associations by value. */
export async function push(batch: Batch, plans: readonly SyncPlan[]): Promise<readonly SyncResults[]> {
  const jobs = plans.map((plan): Job => ({
    plan,
    results: { lines: new Map(), archived: new Map(), associations: new Map() },
  }));
  await writeRecords(batch, jobs);
  await upsertLines(batch, jobs);
  await archiveLines(batch, jobs);
  for (const { field, toObject } of batch.mapping.associations) await associate(batch, jobs, { field, toObject });
  return jobs.map((job) => job.results);
}

async function writeRecords(batch: Batch, jobs: readonly Job[]): Promise<void> {
  const { connector, call, mapping } = batch;
  const due = jobs.flatMap(({ plan, results }) => (plan.write ? [{ write: plan.write, results }] : []));
  const updates = due.filter(({ write }) => write.externalId !== null);
  const creates = due.filter(({ write }) => write.externalId === null);

  const updateRow = ({ write }: { write: Write }): Update => ({
    id: write.externalId ?? '',
    properties: write.properties,
  });
  const createRow = ({ write }: { write: Write }): Upsert => ({ key: write.key, properties: write.properties });
  if (updates.length > 0) {
    const outcomes = await connector.update(call, mapping.remoteObject, updates.map(updateRow));
    updates.forEach(({ results }, index) => (results.write = at(outcomes, index)));
  }
  if (creates.length > 0) {
    const outcomes = await connector.upsert(call, mapping.remoteObject, creates.map(createRow));
    creates.forEach(({ results }, index) => (results.write = at(outcomes, index)));
  }
}

/** The CRM id of the record, once it has one; null when its write failed, and then nothing is hung on it. */
function idOf({ plan, results }: Job): string | null {
  if (!plan.write) return plan.link.externalId;
  return results.write?.ok ? results.write.value.id : null;
}

async function upsertLines(batch: Batch, jobs: readonly Job[]): Promise<void> {
  const { connector, call, mapping } = batch;
  const lines = jobs.flatMap((job) => {
    const parentId = idOf(job);
    return parentId === null ? [] : job.plan.lines.upsert.map((line) => ({ line, parentId, results: job.results }));
  });
  if (!mapping.lines || lines.length === 0) return;
  const { remoteObject } = mapping.lines;
  const rows = lines.map(({ line }): Upsert => ({ key: line.key, properties: line.properties }));
  const outcomes = await connector.upsert(call, remoteObject, rows);
  const toJoin = lines.flatMap(({ line, parentId, results }, index) => {
    const outcome = at(outcomes, index);
    results.lines.set(line.lineId, outcome);
    return outcome.ok && line.joins ? [{ line, results, pair: { fromId: outcome.value.id, toId: parentId } }] : [];
  });
  if (toJoin.length === 0) return;

  const type = { from: remoteObject, to: mapping.remoteObject };
  const joined = await connector.associate(
    call,
    type,
    toJoin.map(({ pair }) => pair),
  );
  // A line that is not on its order is not done: it is sent again by its key, and joined then.
  toJoin.forEach(({ line, results }, index) => {
    const outcome = at(joined, index);
    if (!outcome.ok) results.lines.set(line.lineId, outcome);
  });
}

async function archiveLines(batch: Batch, jobs: readonly Job[]): Promise<void> {
  const { connector, call, mapping } = batch;
  const lines = jobs.flatMap((job) =>
    idOf(job) === null ? [] : job.plan.lines.archive.map((line) => ({ ...line, results: job.results })),
  );
  if (!mapping.lines || lines.length === 0) return;
  const { remoteObject } = mapping.lines;

  const unknown = lines.filter((line) => line.externalId === null);
  const found = new Map<string, string>();
  if (unknown.length > 0) {
    const keys = unknown.map((line) => line.key);
    const outcomes = await connector.read(call, { object: remoteObject, by: 'key', ids: keys, properties: [] });
    unknown.forEach(({ key, lineId, results }, index) => {
      const outcome = at(outcomes, index);
      if (outcome.ok && outcome.value) found.set(key, outcome.value.id);
      else results.archived.set(lineId, outcome.ok ? { ok: true, value: null } : outcome);
    });
  }
  const known = lines.flatMap(({ lineId, externalId, key, results }) => {
    const id = externalId ?? found.get(key);
    return id === undefined ? [] : [{ lineId, id, results }];
  });
  if (known.length === 0) return;
  const outcomes = await connector.archive(
    call,
    remoteObject,
    known.map(({ id }) => id),
  );
  known.forEach(({ lineId, results }, index) => results.archived.set(lineId, at(outcomes, index)));
}

async function associate(
  batch: Batch,
  jobs: readonly Job[],
  association: { readonly field: string; readonly toObject: string },
): Promise<void> {
  const { connector, call, mapping } = batch;
  const { field, toObject } = association;
  const type = { from: mapping.remoteObject, to: toObject };
  const due = jobs.flatMap((job) => {
    const fromId = idOf(job);
    const owed = job.plan.associate[field];
    return fromId === null || !owed ? [] : [{ fromId, owed, results: job.results }];
  });
  if (due.length === 0) return;
  const joined = await connector.associate(
    call,
    type,
    due.map(({ fromId, owed }): Pair => ({ fromId, toId: owed.to })),
  );
  due.forEach(({ results }, index) => results.associations.set(field, at(joined, index)));

  // The new parent stands first, so that a record is at no moment without one.
  const moved = due.flatMap(({ fromId, owed, results }) =>
    results.associations.get(field)?.ok ? owed.from.map((toId) => ({ pair: { fromId, toId }, results })) : [],
  );
  if (moved.length === 0) return;
  const parted = await connector.dissociate(
    call,
    type,
    moved.map(({ pair }) => pair),
  );
  moved.forEach(({ results }, index) => {
    const outcome = at(parted, index);
    if (!outcome.ok) results.associations.set(field, outcome);
  });
}

function at<T>(outcomes: readonly Outcome<T>[], index: number): Outcome<T> {
  const outcome = outcomes[index];
  if (!outcome) throw new Error('the connector answered fewer rows than it was given');
  return outcome;
}
