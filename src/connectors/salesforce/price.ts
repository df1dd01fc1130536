/** What work costs in calls, by the rules by which the calls are made. */
import type { Price, Upsert, Work } from '../connector';
import { joinOf } from './associations';
import { jobSteps } from './bulk/job-price';
import { rowsPerCall } from './collections';
import { roleLists } from './contact-roles';
import { soughtBy } from './find';
import { spanOf, toLongId } from './ids';
import { parentFieldOf, parentIn } from './parents';
import { lineObject } from './price-book';
import type { Reach } from './reach';
import { idsPerCall } from './read';
import { askable, keyLists } from './read-by-key';
import { isWorthAJob } from './read-in-bulk';

const services = '/services/data';
const collections = `${services}/composite/sobjects`;
const queryRoute = `GET ${services}/query`;

/**
 * Of work of which every row is taken, and of a look-up that finds few: pages of more than 2,000 records are not counted. How many
 * records have a value or a key only a job says that has asked: one that looks for very many is counted as if few others had one. It
 * reads half the calls of lists in pages at the most, or is given up, and lists are asked for. Throws `CallFailure`.
 */
export async function priceOf(reach: Reach, work: Work): Promise<readonly Price[]> {
  const prices = await pricesOf(reach, work);
  return prices.filter(({ calls }) => calls > 0);
}

function pricesOf(reach: Reach, work: Work): Promise<readonly Price[]> | readonly Price[] {
  switch (work.method) {
    case 'find':
      return priceOfFind(reach, work);
    case 'read':
      return priceOfRead(reach, work);
    case 'update':
      return priceOfUpdate(reach, work);
    case 'upsert':
      return priceOfUpsert(reach, work);
    case 'archive':
      return [priceOfArchive(work.ids)];
    case 'associate':
    case 'dissociate':
      return priceOfPairs(reach, work);
  }
}

type Of<M extends Work['method']> = Extract<Work, { readonly method: M }>;

async function priceOfFind(reach: Reach, work: Of<'find'>): Promise<readonly Price[]> {
  const { forms, lists } = await soughtBy(reach, work);
  if (isWorthAJob(reach, forms.length, lists.length)) return jobSteps('query', forms.length);
  return [{ endpoint: queryRoute, calls: lists.length }];
}

function priceOfRead(reach: Reach, work: Of<'read'>): readonly Price[] {
  if (work.by === 'key') {
    const keys = askable(work.ids);
    const { length } = keyLists(reach, work, keys);
    if (isWorthAJob(reach, keys.length, length)) return jobSteps('query', keys.length);
    return [{ endpoint: queryRoute, calls: length }];
  }
  const ids = [...new Set(work.ids.map(toLongId))];
  const calls = Math.ceil(ids.length / idsPerCall);
  const span = spanOf(ids);
  if (isWorthAJob(reach, ids.length, calls, span)) return jobSteps('query', span);
  return [{ endpoint: `POST ${collections}/${work.object}`, calls }];
}

/** Whose children rows are is asked for where no row says it, and several calls are made. */
function priceOfUpdate(reach: Reach, { object, rows }: Pick<Of<'update'>, 'object' | 'rows'>): readonly Price[] {
  if (rows.length >= reach.settings.bulkFrom) return jobSteps('ingest', rows.length);
  const field = parentFieldOf(object);
  const silent =
    field === null || rows.length <= rowsPerCall ? [] : rows.filter((row) => parentIn(row.properties, field) === null);
  return [
    { endpoint: `POST ${collections}/${object}`, calls: Math.ceil(silent.length / idsPerCall) },
    { endpoint: `PATCH ${collections}`, calls: Math.ceil(rows.length / rowsPerCall) },
  ];
}

function priceOfUpsert(reach: Reach, { object, rows }: Of<'upsert'>): readonly Price[] {
  const writes = priceOfUpserting(reach, object, rows);
  if (object !== lineObject) return writes;
  return [{ endpoint: queryRoute, calls: reach.priceBook.queriesFor(rows) }, ...writes];
}

function priceOfUpserting({ settings }: Reach, object: string, { length }: readonly Upsert[]): readonly Price[] {
  if (length >= settings.bulkFrom) return jobSteps('ingest', length);
  return [
    { endpoint: `PATCH ${collections}/${object}/${settings.keyProperty}`, calls: Math.ceil(length / rowsPerCall) },
  ];
}

const priceOfArchive = (ids: readonly string[]): Price => ({
  endpoint: `DELETE ${collections}`,
  calls: Math.ceil(new Set(ids.map(toLongId)).size / rowsPerCall),
});

function priceOfPairs(reach: Reach, { method, type, pairs }: Of<'associate' | 'dissociate'>): readonly Price[] {
  const join = joinOf(type);
  if (join.kind === 'born') return [];
  if (join.kind === 'role') {
    const read = { endpoint: queryRoute, calls: roleLists(pairs).length };
    if (method === 'dissociate') return [read, priceOfArchive(pairs.map(({ fromId }) => fromId))];
    return [read, { endpoint: `POST ${collections}`, calls: Math.ceil(pairs.length / rowsPerCall) }];
  }
  const rows = pairs.map(({ fromId, toId }) => ({ id: fromId, properties: { [join.field]: toId } }));
  const written = priceOfUpdate(reach, { object: type.from, rows });
  if (method === 'associate') return written;
  const ids = pairs.map(({ fromId }) => fromId);
  const read = priceOfRead(reach, { method: 'read', object: type.from, by: 'id', ids, properties: [join.field] });
  return [...read, ...written];
}
