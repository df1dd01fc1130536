/** Writes records in collections: updates by id, upserts by our key. Each may be repeated without harm. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { Properties, RemoteRecord, Update, Upsert, Upserted } from '../connector';
import { aboutReference, withFates } from './absence';
import { isOfJobQuota } from './bulk/job-failure';
import { updateInBulk, upsertInBulk } from './bulk/write';
import { outcomesOf, rowsPerCall, saveSome, unanswered, type Saved } from './collections';
import { inLanes, parentFieldOf, parentIn } from './parents';
import { parentsOf } from './parents-known';
import type { Reach } from './reach';
import { orForAll, written } from './rows';
import { toWire } from './wire';

/** As `Connector.update`. */
export function updateEach(
  reach: Reach,
  object: string,
  rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return orForAll(rows, async () => {
    const fields = await reach.describes.fieldsOf(reach.send, object);
    const onWire = rows.map(({ id, properties }) => ({ id, properties: toWire(fields, properties) }));
    const outcomes = await updateAll(reach, object, onWire);
    return withFates(
      reach,
      object,
      rows.map(({ id }) => id),
      outcomes,
    );
  });
}

/** Where a job that is under way could not be noted, none is begun. */
const goByJob = ({ settings, context }: Reach, { length }: readonly unknown[]): boolean =>
  length >= settings.bulkFrom && context.checkpoint !== undefined;

/**
 * What the day's quota of jobs has no room for goes on in collections: those are counted by themselves, and the day's calls let
 * them leave or not.
 */
async function withoutQuota<R, T>(
  rows: readonly R[],
  outcomes: readonly Outcome<T>[],
  write: (left: readonly R[]) => Promise<readonly Outcome<T>[]>,
): Promise<readonly Outcome<T>[]> {
  const isLeft = (outcome: Outcome<T> | undefined): boolean => outcome?.ok === false && isOfJobQuota(outcome.failure);
  const left = rows.filter((_, at) => isLeft(outcomes[at]));
  if (left.length === 0) return outcomes;
  const others = (await write(left)).values();
  return outcomes.map((outcome) => (isLeft(outcome) ? (others.next().value ?? outcome) : outcome));
}

async function updateAll(
  reach: Reach,
  object: string,
  rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  if (!goByJob(reach, rows)) return updateInLanes(reach, object, rows);
  return withoutQuota(rows, await updateInBulk(reach, object, rows), (left) => updateInLanes(reach, object, left));
}

async function updateInLanes(
  reach: Reach,
  object: string,
  rows: readonly Update[],
): Promise<readonly Outcome<RemoteRecord>[]> {
  const parentOf = await parentsOf(reach, object, rows);
  return inLanes(rows, { size: rowsPerCall, parentOf }, (some) =>
    inBatches(some, rowsPerCall, (part) => updateSome(reach, object, part)),
  );
}

async function updateSome(reach: Reach, object: string, rows: readonly Update[]): Promise<Verdicts<RemoteRecord>> {
  const records = rows.map(({ id, properties }) => ({ attributes: { type: object }, id, ...properties }));
  const saved = await saveSome(reach, {
    method: 'PATCH',
    path: 'composite/sobjects',
    endpoint: '/services/data/composite/sobjects',
    object,
    json: { allOrNone: false, records },
    ids: rows.map(({ id }) => id),
  });
  return outcomesOf(saved, ({ id }) => written(id));
}

/** As `Connector.upsert`. */
export function upsertEach(
  reach: Reach,
  object: string,
  rows: readonly Upsert[],
): Promise<readonly Outcome<Upserted>[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return orForAll(rows, async () => {
    const prepared = await prepare(reach, object, rows);
    const ready = prepared.flatMap((row) => (row.ok ? [row.value] : []));
    const upserted = await upsertReady(reach, object, ready);
    const outcomes = upserted.map((outcome, place) => goneLine(object, ready[place], aboutReference(outcome)));
    let at = 0;
    return prepared.map((row): Outcome<Upserted> => (row.ok ? (outcomes[at++] ?? failed(unanswered)) : row));
  });
}

/** What an order or its line needs of the price book. */
async function prepare(reach: Reach, object: string, rows: readonly Upsert[]): Promise<readonly Outcome<Upsert>[]> {
  const { send, priceBook } = reach;
  if (object === 'OpportunityLineItem') return priceBook.withEntries(send, rows);
  const ready = object === 'Opportunity' ? await priceBook.withPriceBook(send, rows) : rows;
  return ready.map((value) => ({ ok: true, value }));
}

async function upsertReady(
  reach: Reach,
  object: string,
  rows: readonly Upsert[],
): Promise<readonly Outcome<Upserted>[]> {
  if (rows.length === 0) return [];
  const fields = await reach.describes.fieldsOf(reach.send, object);
  const onWire = rows.map(({ key, properties, onCreate }): Upsert => ({
    key,
    properties: toWire(fields, properties),
    ...(onCreate && { onCreate: toWire(fields, onCreate) }),
  }));
  if (!goByJob(reach, rows)) return upsertInLanes(reach, object, onWire);
  return withoutQuota(onWire, await upsertInBulk(reach, object, onWire), (left) => upsertInLanes(reach, object, left));
}

function upsertInLanes(reach: Reach, object: string, rows: readonly Upsert[]): Promise<readonly Outcome<Upserted>[]> {
  const parent = parentFieldOf(object);
  const parentOf = ({ properties, onCreate }: Upsert): string | null =>
    parent === null ? null : parentIn({ ...onCreate, ...properties }, parent);
  return inLanes(rows, { size: rowsPerCall, parentOf }, (some) =>
    inBatches(some, rowsPerCall, (part) => upsertSome(reach, object, part)),
  );
}

/**
 * What is said of a new record alone cannot be changed later, and is refused of one that is there already: then that is what the
 * row is, an answer of ours had been lost.
 */
async function upsertSome(reach: Reach, object: string, rows: readonly Upsert[]): Promise<Verdicts<Upserted>> {
  const saved = await upsertOnce(reach, object, rows, (row) => ({ ...row.onCreate, ...row.properties }));
  if ('kind' in saved) return saved;
  const again = rows.flatMap((row, at) => (isThereAlready(row, saved[at]) ? [{ row, at }] : []));
  if (again.length === 0) return outcomesOf(saved, toUpserted);
  const there = again.map(({ row }) => row);
  const second = await upsertOnce(reach, object, there, ({ properties }) => properties);
  const settled = [...saved];
  again.forEach(({ at }, place) => {
    const row = 'kind' in second ? { ok: false as const, failure: second, problems: [] } : second[place];
    if (row !== undefined) settled[at] = row;
  });
  return outcomesOf(settled, toUpserted);
}

/** Of a line that was thought to be there only what has changed is said, and that does not make one: somebody has deleted it. */
function goneLine(object: string, row: Upsert | undefined, outcome: Outcome<Upserted>): Outcome<Upserted> {
  const isKnown = object === 'OpportunityLineItem' && row?.onCreate === undefined;
  if (outcome.ok || !isKnown || outcome.failure.code !== 'REQUIRED_FIELD_MISSING') return outcome;
  return failed({ kind: 'gone', code: 'LINE_GONE', message: 'Salesforce has no such order line.' });
}

function upsertOnce(
  reach: Reach,
  object: string,
  rows: readonly Upsert[],
  toFields: (row: Upsert) => Properties,
): Promise<readonly Saved[] | Failure> {
  const { keyProperty } = reach.settings;
  const records = rows.map((row) =>
    Object.assign({ attributes: { type: object } }, toFields(row), { [keyProperty]: row.key }),
  );
  return saveSome(reach, {
    method: 'PATCH',
    path: `composite/sobjects/${object}/${keyProperty}`,
    endpoint: `/services/data/composite/sobjects/${object}/${keyProperty}`,
    object,
    json: { allOrNone: false, records },
    ids: rows.map(() => null),
  });
}

function isThereAlready({ onCreate = {} }: Upsert, saved: Saved | undefined): boolean {
  if (saved?.ok !== false) return false;
  return saved.problems.some(
    ({ code, fields }) =>
      code === 'INVALID_FIELD_FOR_INSERT_UPDATE' && fields.length > 0 && fields.every((field) => field in onCreate),
  );
}

function toUpserted({ id, created }: Extract<Saved, { ok: true }>): Upserted {
  return { created, ...written(id) };
}
