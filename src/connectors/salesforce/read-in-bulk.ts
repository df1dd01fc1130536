/** Reads so many records that one job of the Bulk API takes clearly fewer calls than lists of ids or keys. */
import type { RemoteRecord } from '../connector';
import { queryInBulk } from './bulk/query';
import type { FieldFacts } from './describe';
import { toLongId } from './ids';
import { askable, keyLists } from './read-by-key';
import type { Reach } from './reach';
import { fieldsFor, folded, toRemote, type Asked, type Lookup, type Whom } from './rows';
import { literal } from './soql';
import { fromText } from './wire';

type Known = ReadonlyMap<string, RemoteRecord>;
type Line = Readonly<Record<string, string>>;

/** A job is made, looked at some times, and answers in pages of 50,000 records. */
const callsOfJob = 4;
const clearlyFewer = 2;

export function isWorthAJob({ settings }: Reach, rows: number, calls: number): boolean {
  return rows >= settings.bulkFrom && calls > callsOfJob * clearlyFewer;
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
  if (!isWorthAJob(reach, ids.length, calls)) return new Map();
  const sorted = ids.toSorted((a, b) => (a < b ? -1 : 1));
  const [first = ''] = sorted;
  const range = `Id >= ${literal(first)} AND Id <= ${literal(sorted.at(-1) ?? first)}`;
  const asked = new Set(ids);
  const known = new Map<string, RemoteRecord>();
  await readLines(reach, { object: lookup.object, where: range, columns: fieldsFor(lookup) }, (line, from) => {
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
  if (!isWorthAJob(reach, asked.size, keyLists(reach, lookup, [...asked]).length)) return { known, isWhole: false };
  const columns = fieldsFor(lookup, keyProperty);
  const where = `${keyProperty} != null`;
  const isWhole = await readLines(reach, { object: lookup.object, where, columns }, (line, from) => {
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

/** Whether all lines have come. */
export async function readLines(
  reach: Reach,
  { object, where, columns }: { readonly object: string; readonly where: string; readonly columns: readonly string[] },
  onLine: (line: Line, from: Source) => void,
): Promise<boolean> {
  const fields = await reach.describes.fieldsOf(reach.send, object);
  const soql = `SELECT ${columns.join(',')} FROM ${object} WHERE ${where}`;
  const failure = await queryInBulk(
    reach,
    { object, soql },
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
