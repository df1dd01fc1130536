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
/** What a cell may not hold bare. */
const needsQuotes = /[",\r\n]/;
/** Of a character: three bytes (four for two of them), twice where it is a quote. */
const bytesPerChar = 6;
/** A number or a word, a comma, two quotes. */
const bytesPerCell = 30;

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
export function splitRows(
  columns: readonly string[],
  rows: readonly CsvRow[],
  maxBytes: number,
): readonly (readonly CsvRow[])[] {
  if (rows.length > 0 && boundOf(columns, rows) <= maxBytes) return [rows];
  const headerBytes = Buffer.byteLength(headerOf(columns));
  const files: CsvRow[][] = [];
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

/** Bytes that the rows do not exceed in any case: most loads are far from the limit, and need not be written to be counted. */
function boundOf(columns: readonly string[], rows: readonly CsvRow[]): number {
  let chars = columns.join('').length;
  for (const { key, properties, onCreate = {} } of rows) {
    chars += key.length + charsIn(properties) + charsIn(onCreate);
  }
  return chars * bytesPerChar + (rows.length + 1) * columns.length * bytesPerCell;
}

function charsIn(properties: Properties): number {
  let chars = 0;
  for (const name in properties) {
    const value = properties[name];
    if (typeof value === 'string') chars += value.length;
  }
  return chars;
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

/** Blanks at the ends are kept by quotes in readers that trim. */
function quoted(text: string): string {
  const isBare = text.charCodeAt(0) > 32 && text.charCodeAt(text.length - 1) > 32 && !needsQuotes.test(text);
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}
