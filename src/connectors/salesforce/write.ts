/** Writes records in collections: updates by id, upserts by our key. Each may be repeated without harm. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { Properties, RemoteRecord, Update, Upsert, Upserted } from '../connector';
import { updateInBulk, upsertInBulk } from './bulk/write';
import { outcomesOf, rowsPerCall, saveSome, type Saved } from './collections';
import { explainAbsence, isSuspect } from './absence';
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
    if (rows.length >= reach.settings.bulkFrom) return updateInBulk(reach, object, onWire);
    const parentOf = await parentsOf(reach, object, onWire);
    return inLanes(onWire, { size: rowsPerCall, parentOf }, (some) =>
      inBatches(some, rowsPerCall, (part) => updateSome(reach, object, part)),
    );
  });
}

async function updateSome(reach: Reach, object: string, rows: readonly Update[]): Promise<Verdicts<RemoteRecord>> {
  const saved = await saveSome(reach, {
    method: 'PATCH',
    path: 'composite/sobjects',
    endpoint: '/services/data/composite/sobjects',
    object,
    json: {
      allOrNone: false,
      records: rows.map(({ id, properties }) => ({ attributes: { type: object }, id, ...properties })),
    },
    ids: rows.map(({ id }) => id),
  });
  if ('kind' in saved) return saved;
  const suspects = rows.flatMap(({ id }, at) => (isSuspect(saved[at]) ? [id] : []));
  const explain = await explainAbsence(reach, object, suspects);
  return rows.map(({ id }, at): Outcome<RemoteRecord> => {
    const row = saved[at];
    if (row?.ok === true) return { ok: true, value: written(row.id) };
    return failed(explain(id, row));
  });
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
    const outcomes = await upsertReady(reach, object, ready);
    let at = 0;
    return prepared.map((row): Outcome<Upserted> => (row.ok ? (outcomes[at++] ?? failed(missing)) : row));
  });
}

const missing: Failure = { kind: 'unknown', code: 'ROW_NOT_ANSWERED', message: 'Nobody said what became of this row.' };

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
  if (rows.length >= reach.settings.bulkFrom) return upsertInBulk(reach, object, onWire);
  const parent = parentFieldOf(object);
  const parentOf = ({ properties, onCreate }: Upsert): string | null =>
    parent === null ? null : parentIn({ ...onCreate, ...properties }, parent);
  return inLanes(onWire, { size: rowsPerCall, parentOf }, (some) =>
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
    const row = 'kind' in second ? { ok: false as const, failure: second, problem: null } : second[place];
    if (row !== undefined) settled[at] = row;
  });
  return outcomesOf(settled, toUpserted);
}

function upsertOnce(
  reach: Reach,
  object: string,
  rows: readonly Upsert[],
  toFields: (row: Upsert) => Properties,
): Promise<readonly Saved[] | Failure> {
  const { keyProperty } = reach.settings;
  const records = rows.map((row) => ({ attributes: { type: object }, ...toFields(row), [keyProperty]: row.key }));
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
  if (saved?.ok !== false || saved.problem?.code !== 'INVALID_FIELD_FOR_INSERT_UPDATE') return false;
  const { fields } = saved.problem;
  return fields.length > 0 && fields.every((field) => field in onCreate);
}

function toUpserted({ id, created }: Extract<Saved, { ok: true }>): Upserted {
  return { ...written(id), created };
}
