/** What every record of an answer holds, and what we make of it. */
import type { Failure, Outcome } from '../../core/failure';
import { failed } from '../batches';
import { CallFailure, type Properties, type RemoteRecord, type WritersQuery } from '../connector';
import { asDate, asText, type Json } from '../json';
import { toLongId } from './ids';
import { fromWire } from './wire';

/** What is asked for with every record. */
export const standing: readonly string[] = ['Id', 'SystemModstamp'];
const authorship: readonly string[] = ['LastModifiedById', 'LastModifiedDate'];

export interface Asked {
  readonly properties: readonly string[];
  readonly writers?: WritersQuery;
}

export interface Lookup extends Asked {
  readonly object: string;
  readonly by: 'id' | 'key';
}

export interface Whom {
  readonly ids: readonly string[];
  /** Our user, where writers are asked for. */
  readonly me: string | null;
}

/** The names of the fields to ask for. */
export function fieldsFor({ properties, writers }: Asked, ...more: readonly string[]): readonly string[] {
  return [...new Set([...standing, ...properties, ...(writers ? authorship : []), ...more])];
}

export function idOf(record: Json): string | null {
  const id = asText(record['Id']);
  return id === null ? null : toLongId(id);
}

/** `2026-11-21T10:00:00.000+0000`; in CSV with a `Z`. */
export function asStamp(value: unknown): Date | null {
  return asDate(asText(value)?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

/** A second is over for sure when Salesforce's own clock is so much later. */
const settledAfterMs = 2_000;
const lastOfSecondMs = 999;

/**
 * Stamps have whole seconds, and a record that is changed again in the same second keeps its stamp: the state that was read is
 * all of that second only if it was read when the second was over.
 */
export function modifiedAtOf(stamp: Date | null, answeredAt: Date | null): { readonly modifiedAt?: Date } {
  if (stamp === null) return {};
  const isOver = answeredAt !== null && answeredAt.getTime() - stamp.getTime() >= settledAfterMs;
  return { modifiedAt: isOver ? endOfSecond(stamp) : stamp };
}

export function endOfSecond(stamp: Date): Date {
  return new Date(stamp.getTime() + lastOfSecondMs);
}

/** Null when it has no id, and is no record. */
export function toRemote(
  record: Json,
  asked: Asked,
  { answeredAt, me }: { readonly answeredAt: Date | null; readonly me: string | null },
): RemoteRecord | null {
  const id = idOf(record);
  if (id === null) return null;
  return {
    id,
    properties: fromWire(record, asked.properties),
    ...modifiedAtOf(asStamp(record['SystemModstamp']), answeredAt),
    ...writersOf(record, asked, me),
  };
}

/**
 * Salesforce keeps one author for the whole record, the last. When that is we, a value may still be another's, who came before
 * and wrote another field; when it is another, each value may be theirs.
 */
function writersOf(record: Json, { writers }: Asked, me: string | null): Pick<RemoteRecord, 'writers' | 'isLastOurs'> {
  const by = asText(record['LastModifiedById']);
  if (!writers || by === null) return {};
  if (toLongId(by) === me) return { isLastOurs: true };
  const writer = { at: asStamp(record['LastModifiedDate']), isOurs: false };
  return { isLastOurs: false, writers: Object.fromEntries(writers.of.map((property) => [property, writer])) };
}

/** What a write answers: it says no values. */
export function written(id: string): RemoteRecord {
  const properties: Properties = {};
  return { id: toLongId(id), properties };
}

/** What is found out before rows are asked for or written may fail as a whole: then its failure is that of every row. */
export async function orForAll<T>(
  rows: readonly unknown[],
  work: () => Promise<readonly Outcome<T>[]>,
): Promise<readonly Outcome<T>[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { failure } = error;
    return rows.map(() => failed(failure));
  }
}

/** Of a field that is not there or that we may not see, an object likewise: true of every row, so that halving tells nothing. */
export function holdsForAll({ code }: Failure): boolean {
  return forAll.has(code);
}

const forAll: ReadonlySet<string> = new Set(['INVALID_FIELD', 'INVALID_TYPE', 'MALFORMED_QUERY']);

/** Salesforce compares texts without case. */
export function folded(text: string): string {
  return text.toLowerCase();
}
