/** Queries whose answers are small: every page is read, and a list of values is parted so that each fits into a URI. */
import type { Outcome } from '../../core/failure';
import { asJson, asList, asText, isPresent, type Json } from '../json';
import type { Send } from './call';

/** A URI and its headers may have 16,384 bytes (contract 2); the rest of the query and the headers have their share. */
const listBytes = 10_000;

interface Page {
  readonly records: readonly Json[];
  readonly next: string | null;
}

/** All records of the answer, or why not. */
export async function selectAll(send: Send, object: string, soql: string): Promise<Outcome<readonly Json[]>> {
  const records: Json[] = [];
  let path: string | null = `query?q=${encodeURIComponent(soql)}`;
  while (path !== null) {
    const answer: Awaited<ReturnType<typeof readPage>> = await readPage(send, object, path);
    if (!answer.ok) return answer;
    records.push(...answer.value.records);
    path = answer.value.next;
  }
  return { ok: true, value: records };
}

/** One query per list of values that fits, `soqlFor` saying each; fails as the first that failed. */
export async function selectIn(
  send: Send,
  object: string,
  values: readonly string[],
  soqlFor: (list: string) => string,
): Promise<Outcome<readonly Json[]>> {
  const answers = await Promise.all(listsOf(values).map((list) => selectAll(send, object, soqlFor(list))));
  const records: Json[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    records.push(...answer.value);
  }
  return { ok: true, value: records };
}

/** Of distinct values: `('A-1','O\'Neil')`. */
function listsOf(values: readonly string[]): readonly string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const value of new Set(values)) {
    const literal = literalOf(value);
    const bytes = encodeURIComponent(literal).length + 3;
    if (lists.length === 0 || bytes > room) {
      lists.push([]);
      room = listBytes;
    }
    lists.at(-1)?.push(literal);
    room -= bytes;
  }
  return lists.map((literals) => `(${literals.join(',')})`);
}

/** The backslash first: jsforce forgets it, and a value that ends in one breaks out of its literal (contract 1.7). */
function literalOf(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);
  return `'${escaped}'`;
}

async function readPage(send: Send, object: string, path: string): Promise<Outcome<Page>> {
  const answer = await send({
    method: 'GET',
    path,
    endpoint: '/services/data/query',
    object,
    rows: 0,
    writes: false,
    read: (body): Page | null => {
      const json = asJson(body);
      if (json === null || !Array.isArray(json['records'])) return null;
      return { records: asList(json['records']).map(asJson).filter(isPresent), next: asText(json['nextRecordsUrl']) };
    },
  });
  return answer.ok ? { ok: true, value: answer.value } : answer;
}
