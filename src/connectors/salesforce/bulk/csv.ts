/**
 * CSV as the Bulk API 2.0 takes it (contract 4.1): columns of API names, commas, LF. `#N/A` in a cell empties its field, a
 * cell with nothing in it leaves it alone. Written by hand, since a header that names the columns of all rows, cells that
 * say nothing and pieces of a bounded size are what it is about; csv-parse reads it back in the tests.
 */
import type { Properties, PropertyValue } from '../../connector';

/** One row of a load, in values of the wire. */
export interface CsvRow {
  /** The value of the column by which rows are told apart. Never empty. */
  readonly key: string;
  readonly properties: Properties;
  /** Laid under `properties`. */
  readonly onCreate?: Properties;
}

const emptied = '#N/A';
/** Of the text in one write to the socket; more at a time would only be held longer. */
const pieceChars = 65_536;
/** What a cell may not hold bare. Spaces at its ends are kept by quotes in readers that trim. */
const needsQuotes = /[",\r\n]|^\s|\s$/;

/**
 * False for a row with a text that is `#N/A` itself: Salesforce would take it for "empty this field" and say that all is
 * well. There is no way to write it otherwise in CSV, so such a row has to go by another way. An empty text needs none:
 * Salesforce keeps it as null (contract 8.6, unverified), and so it is written, as `#N/A`.
 */
export function fitsCsv({ properties, onCreate }: Omit<CsvRow, 'key'>): boolean {
  return !saysEmptied(properties) && (onCreate === undefined || !saysEmptied(onCreate));
}

function saysEmptied(properties: Properties): boolean {
  for (const name in properties) if (properties[name] === emptied) return true;
  return false;
}

/** The columns of all rows, the key's in front. */
export function columnsOf(keyColumn: string, rows: readonly CsvRow[]): readonly string[] {
  const columns = new Set([keyColumn]);
  for (const { properties, onCreate } of rows) {
    for (const name in properties) columns.add(name);
    if (onCreate !== undefined) for (const name in onCreate) columns.add(name);
  }
  return [...columns];
}

/** The text of a file, piece by piece, each of whole lines. */
export function* csvPieces(
  columns: readonly string[],
  rows: readonly CsvRow[],
): Generator<string, undefined, undefined> {
  let piece = headerOf(columns);
  for (const row of rows) {
    piece += lineOf(columns, row);
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** The rows in files of no more than so many bytes, their order kept. A row is never alone too large (contract 4.3). */
export function splitRows<R extends CsvRow>(
  columns: readonly string[],
  rows: readonly R[],
  maxBytes: number,
): readonly (readonly R[])[] {
  const headerBytes = Buffer.byteLength(headerOf(columns));
  const files: R[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    const more = Buffer.byteLength(lineOf(columns, row));
    if (bytes + more > maxBytes) {
      files.push([]);
      bytes = headerBytes;
    }
    files.at(-1)?.push(row);
    bytes += more;
  }
  return files;
}

function headerOf(columns: readonly string[]): string {
  return `${columns.map(quoted).join(',')}\n`;
}

function lineOf(columns: readonly string[], { key, properties, onCreate }: CsvRow): string {
  let line = quoted(key);
  for (let at = 1; at < columns.length; at++) {
    const name = columns[at] ?? '';
    const value = properties[name];
    line += `,${cellOf(value === undefined ? onCreate?.[name] : value)}`;
  }
  return `${line}\n`;
}

function cellOf(value: PropertyValue | undefined): string {
  if (value === undefined) return '';
  if (value === null || value === '') return emptied;
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
