/** Reads so many records that one job of the Bulk API takes clearly fewer calls than lists of ids or keys. */
import type { RemoteRecord } from '../connector';
import { pageRows, queryInBulk } from './bulk/query';
import type { FieldFacts } from './describe';
import { endsOf, spanOf, toLongId } from './ids';
import { askable, keyLists } from './read-by-key';
import type { Reach } from './reach';
import { fieldsFor, folded, toRemote, type Asked, type Lookup, type Whom } from './rows';
import { literal } from './soql';
import { fromText } from './wire';

type Known = ReadonlyMap<string, RemoteRecord>;
type Line = Readonly<Record<string, string>>;

/** A job is made and looked at some times; its answer comes in pages. */
const callsOfJob = 3;
const clearlyFewer = 2;

const pageRowsOf = ({ queryPace }: Reach): number => queryPace?.pageRows ?? pageRows;

/**
 * @param calls in which so many rows would be asked for otherwise
 * @param found how many records the answer may have, where that is known
 */
export function isWorthAJob(reach: Reach, rows: number, calls: number, found = 1): boolean {
  const pages = Math.ceil(found / pageRowsOf(reach));
  return rows >= reach.settings.bulkFrom && calls > (callsOfJob + pages) * clearlyFewer;
}

/**
 * By id of 18 characters. What is not in it is to be asked for otherwise: also when the job has come to nothing.
 * @param calls in which they would be asked for otherwise
 */
export async function idsInBulk(
  reach: Reach,
  lookup: Lookup,
  { ids, me, calls }: Whom & { readonly calls: number },
): Promise<Known> {
  // A job reads what lies between the first and the last of them: all of a large org's, where they are scattered.
  if (!isWorthAJob(reach, ids.length, calls, spanOf(ids))) return new Map();
  const { first, last } = endsOf(ids);
  const where = `Id >= ${literal(first)} AND Id <= ${literal(last)}`;
  const asked = new Set(ids);
  const known = new Map<string, RemoteRecord>();
  await readLines(reach, { object: lookup.object, where, columns: fieldsFor(lookup), calls }, (line, from) => {
    const id = toLongId(line['Id'] ?? '');
    const value = asked.has(id) ? lineToRemote(line, lookup, { ...from, me }) : null;
    if (value !== null) known.set(id, value);
  });
  return known;
}

export interface ByJob {
  /** By folded key. */
  readonly known: Known;
  /** The others are not there. */
  readonly isWhole: boolean;
}

export async function keysInBulk(reach: Reach, lookup: Lookup, { ids, me }: Whom): Promise<ByJob> {
  const { keyProperty, bulkFrom } = reach.settings;
  const known = new Map<string, RemoteRecord>();
  if (ids.length < bulkFrom) return { known, isWhole: false };
  const asked = new Set(askable(ids));
  const { length: calls } = keyLists(reach, lookup, [...asked]);
  if (!isWorthAJob(reach, asked.size, calls)) return { known, isWhole: false };
  const columns = fieldsFor(lookup, keyProperty);
  const where = `${keyProperty} != null`;
  const isWhole = await readLines(reach, { object: lookup.object, where, columns, calls }, (line, from) => {
    const key = folded(line[keyProperty] ?? '');
    const value = asked.has(key) ? lineToRemote(line, lookup, { ...from, me }) : null;
    if (value !== null) known.set(key, value);
  });
  return { known, isWhole };
}

/** Where a line comes from. */
export interface Source {
  readonly fields: ReadonlyMap<string, FieldFacts>;
  readonly askedAt: Date | null;
}

interface Lines {
  readonly object: string;
  readonly where: string;
  readonly columns: readonly string[];
  /** In which they would be asked for otherwise. */
  readonly calls: number;
}

/** Whether all lines have come. How many there are only the job says: where they take no fewer calls than lists, none is read. */
export async function readLines(
  reach: Reach,
  { object, where, columns, calls }: Lines,
  onLine: (line: Line, from: Source) => void,
): Promise<boolean> {
  const fields = await reach.describes.fieldsOf(reach.send, object);
  const soql = `SELECT ${columns.join(',')} FROM ${object} WHERE ${where}`;
  const failure = await queryInBulk(
    reach,
    { object, soql, mostRows: Math.floor(calls / clearlyFewer) * pageRowsOf(reach) },
    (line, askedAt) => onLine(line, { fields, askedAt }),
    reach.queryPace,
  );
  return failure === null;
}

/** When the line was read nobody says; but not before it was asked for. */
export function lineToRemote(
  line: Line,
  asked: Asked,
  { fields, askedAt, me }: Source & { readonly me: string | null },
): RemoteRecord | null {
  const remote = toRemote(line, asked, { answeredAt: askedAt, me });
  return remote && { ...remote, properties: fromText(fields, line, asked.properties) };
}
