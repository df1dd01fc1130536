/** SOQL as we write it: literals, lists that fit into an address, and answers that are read to their last page. */
import type { Failure } from '../../core/failure';
import { asJson, asList, asText, isPresent, type Json } from '../json';
import type { Answer, Send } from './call';

/**
 * Of the path of a query, encoded. Address and headers may have 16,384 bytes together, then 414 or 431 is answered (REST guide);
 * the rest is for the headers, among which is an access token of up to 2,000 characters.
 */
const pathMaxBytes = 13_000;
/** What a query can filter by is no longer (Object Reference: longer texts are not filterable). */
export const filterableMaxChars = 255;

export interface Query {
  readonly object: string;
  readonly soql: string;
  /** With what is in the recycle bin. */
  readonly all?: boolean;
  /** How many things are asked for, for the callout log. */
  readonly rows: number;
}

export interface QueryPage {
  readonly records: readonly Json[];
  readonly totalSize: number;
  readonly done: boolean;
  /** Below the version. */
  readonly next: string | null;
}

/** Of a query that was read to its end. */
export interface Found {
  readonly ok: true;
  readonly records: readonly Json[];
  /** Of the first page: the records are not older. */
  readonly answeredAt: Date | null;
}

export type Queried = Found | { readonly ok: false; readonly failure: Failure };

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
/** Half of a surrogate pair is no character: UTF-8 has no place for it. */
const unsafe = /[\\'"\p{Cc}\p{Cs}]/gu;

/** A text between quotes, for whatever text (SOQL reference, "Quoted String Escape Sequences"). jsforce escapes quotes alone. */
export function literal(text: string): string {
  const escaped = text.replace(unsafe, (char) => escapes[char] ?? `\\u${hex(char)}`);
  return `'${escaped}'`;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0');
}

/** As Salesforce reads it: whole seconds are what its stamps have. */
export function datetime(at: Date): string {
  return at.toISOString();
}

/** Lists of literals, each so short that its query fits into an address. `frame` is the query with an empty list. */
export function listsOf(values: readonly string[], frame: string): readonly (readonly string[])[] {
  const room = pathMaxBytes - encoded(frame).length;
  const lists: string[][] = [];
  let left = 0;
  for (const value of values) {
    const size = encoded(literal(value)).length + 1;
    if (lists.length === 0 || size > left) {
      lists.push([]);
      left = room;
    }
    lists.at(-1)?.push(value);
    left -= size;
  }
  return lists;
}

export function isIn(field: string, values: readonly string[]): string {
  return `${field} IN (${values.map(literal).join(',')})`;
}

/**
 * Blanks and commas may stand in a query string as `+` and as they are, which leaves room for a third more ids. A quote is
 * encoded by whoever parses the address (WHATWG URL, special-query percent-encode set), so it is here, where lengths are counted.
 */
function encoded(soql: string): string {
  return encodeURIComponent(soql).replaceAll('%20', '+').replaceAll('%2C', ',').replaceAll("'", '%27');
}

/** All pages. A locator that has expired in between: once more from the beginning, which is another answer. */
export async function query(send: Send, asked: Query): Promise<Queried> {
  const found = await readPages(send, asked);
  return !found.ok && found.failure.code === 'INVALID_QUERY_LOCATOR' ? readPages(send, asked) : found;
}

async function readPages(send: Send, asked: Query): Promise<Queried> {
  const first = await queryPage(send, asked);
  if (!first.ok) return first;
  const records = [...first.value.records];
  for (let page = first.value; !page.done;) {
    if (page.next === null) return { ok: false, failure: truncated };
    const answer = await pageAt(send, asked, page.next);
    if (!answer.ok) return answer;
    page = answer.value;
    records.push(...page.records);
  }
  if (records.length !== first.value.totalSize) return { ok: false, failure: truncated };
  return { ok: true, records, answeredAt: first.answeredAt };
}

/** The first page alone. */
export function queryPage(send: Send, asked: Query): Promise<Answer<QueryPage>> {
  return pageAt(send, asked, `${asked.all === true ? 'queryAll' : 'query'}?q=${encoded(asked.soql)}`);
}

function pageAt(send: Send, { object, rows }: Query, path: string): Promise<Answer<QueryPage>> {
  const [route = ''] = path.split(/[/?]/, 1);
  const endpoint = `/services/data/${route}`;
  return send({ method: 'GET', path, endpoint, object, rows, writes: false, read: readPage });
}

function readPage(body: unknown): QueryPage | null {
  const { records, totalSize, done, nextRecordsUrl } = asJson(body) ?? {};
  if (!Array.isArray(records) || typeof totalSize !== 'number' || typeof done !== 'boolean') return null;
  const read = asList(records).map(asJson).filter(isPresent);
  if (read.length !== records.length) return null;
  const next = /^\/services\/data\/v[\d.]+\/(.+)$/.exec(asText(nextRecordsUrl) ?? '');
  return { records: read, totalSize, done, next: next?.[1] ?? null };
}

const truncated: Failure = {
  kind: 'retry',
  code: 'QUERY_INCOMPLETE',
  message: 'Salesforce answered a query with fewer records than it says there are.',
};
