/** Carries plans out: the records first, then what hangs on them. Every step is one set of batches over all plans. */
import type { Pair, Update, Upsert, Upserted } from '../connectors/connector';
import type { SyncResults } from '../core/after-sync';
import type { Outcome } from '../core/failure';
import type { Association } from '../core/mapping';
import type { SyncPlan, Write } from '../core/plan';
import type { Properties, RemoteRecord } from '../core/record';
import type { Batch } from './engine';

type Written = RemoteRecord & Partial<Pick<Upserted, 'created'>>;

interface Results extends SyncResults {
  write?: Outcome<Written>;
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
  for (const association of batch.mapping.associations) await associate(batch, jobs, association);
  return jobs.map((job) => job.results);
}

async function writeRecords(batch: Batch, jobs: readonly Job[]): Promise<void> {
  const { connector, call, mapping } = batch;
  const inProperties = mapping.associations.filter(({ property }) => property !== undefined);
  const due = jobs.flatMap(({ plan, results }): Writing[] =>
    plan.write ? [{ write: plan.write, parents: parentsIn(plan, inProperties), results }] : [],
  );
  const updates = due.filter(({ write }) => write.externalId !== null);
  const creates = due.filter(({ write }) => write.externalId === null);

  const propertiesOf = ({ write, parents }: Writing): Properties => ({ ...write.properties, ...parents.properties });
  const updateRow = (writing: Writing): Update => ({
    id: writing.write.externalId ?? '',
    properties: propertiesOf(writing),
  });
  const createRow = (writing: Writing): Upsert => ({ key: writing.write.key, properties: propertiesOf(writing) });
  if (updates.length > 0) {
    const outcomes = await connector.update(call, mapping.remoteObject, updates.map(updateRow));
    updates.forEach((writing, index) => note(writing, at(outcomes, index)));
  }
  if (creates.length > 0) {
    const outcomes = await connector.upsert(call, mapping.remoteObject, creates.map(createRow));
    creates.forEach((writing, index) => note(writing, at(outcomes, index)));
  }
}

interface Writing {
  readonly write: Write;
  readonly parents: Parents;
  readonly results: Results;
}

/** Parents that the CRM keeps in properties of the record, and the reference fields that they are of. */
interface Parents {
  readonly fields: readonly string[];
  readonly properties: Properties;
}

function parentsIn({ associate: owed }: SyncPlan, inProperties: readonly Association[]): Parents {
  const due = inProperties.filter(({ field }) => owed[field]);
  return {
    fields: due.map(({ field }) => field),
    properties: Object.fromEntries(due.map(({ field, property = '' }) => [property, owed[field]?.to ?? null])),
  };
}

function note({ parents, results }: Writing, outcome: Outcome<Written>): void {
  results.write = aboutParent(parents, outcome);
  if (outcome.ok) for (const field of parents.fields) results.associations.set(field, done);
}

/** A parent that is not there any more says nothing of the child: its own look will tell what became of it. */
function aboutParent({ properties }: Parents, outcome: Outcome<Written>): Outcome<Written> {
  if (outcome.ok || outcome.failure.kind !== 'rejected') return outcome;
  const { property = '', code, message } = outcome.failure;
  return property in properties ? { ok: false, failure: { kind: 'stale', code, message } } : outcome;
}

const done: Outcome<null> = { ok: true, value: null };

/** The CRM id of the record, once it has one; null when its write failed, and then nothing is hung on it. */
function idOf({ plan, results }: Job): string | null {
  if (!plan.write) return plan.link.externalId;
  return results.write?.ok ? results.write.value.id : null;
}

/** A pair of a record of which the answer to its write says whether that has created it. */
const pairOf = (fromId: string, toId: string, written: Outcome<Written> | undefined): Pair =>
  written?.ok && written.value.created ? { fromId, toId, fromIsNew: true } : { fromId, toId };

async function upsertLines(batch: Batch, jobs: readonly Job[]): Promise<void> {
  const { connector, call, mapping } = batch;
  const lines = jobs.flatMap((job) => {
    const parentId = idOf(job);
    return parentId === null ? [] : job.plan.lines.upsert.map((line) => ({ line, parentId, results: job.results }));
  });
  if (!mapping.lines || lines.length === 0) return;
  const { remoteObject, parentProperty } = mapping.lines;
  const rows = lines.map(({ line: { key, properties, joins }, parentId }): Upsert => ({
    key,
    properties,
    ...(parentProperty !== undefined && joins && { onCreate: { [parentProperty]: parentId } }),
  }));
  const outcomes = await connector.upsert(call, remoteObject, rows);
  const toJoin = lines.flatMap(({ line, parentId, results }, index) => {
    const outcome = at(outcomes, index);
    results.lines.set(line.lineId, outcome);
    if (!outcome.ok || !line.joins || parentProperty !== undefined) return [];
    return [{ line, results, pair: pairOf(outcome.value.id, parentId, outcome) }];
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
  { field, toObject, property }: Association,
): Promise<void> {
  const { connector, call, mapping } = batch;
  const type = { from: mapping.remoteObject, to: toObject };
  const due = jobs.flatMap((job) => {
    const fromId = idOf(job);
    const owed = job.plan.associate[field];
    const isDone = job.results.associations.has(field); // written along with the record
    return fromId === null || !owed || isDone ? [] : [{ fromId, owed, results: job.results }];
  });
  if (due.length === 0) return;
  const joined = await connector.associate(
    call,
    type,
    due.map(({ fromId, owed, results }) => pairOf(fromId, owed.to, results.write)),
  );
  due.forEach(({ results }, index) => results.associations.set(field, at(joined, index)));

  if (property !== undefined) return; // it holds one parent: the former is parted from by that
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
