/**
 * CSV as Bulk 2.0 takes and gives it: one of six delimiters, one of two line endings, and quotes around what holds either.
 * Read by csv-parse in slices, so that nobody waits for a big file; written by hand, since everything is quoted.
 */
import { Parser } from 'csv-parse';

export const DELIMITERS = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const;
export type Delimiter = keyof typeof DELIMITERS;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEnding = keyof typeof LINE_ENDINGS;

export interface CsvFormat {
  readonly columnDelimiter: Delimiter;
  readonly lineEnding: LineEnding;
}

export interface ScannedRow {
  readonly cells: readonly string[];
  /** The byte after it, its line ending included. It begins where the row before it ends. */
  readonly end: number;
}

/** A file that is no CSV of the declared format, from some row on. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unreadable';
  }
}

/** Small enough that reading one takes about a millisecond. */
const SLICE_BYTES = 16_384;

/**
 * The rows from byte `from` on, `rowsAtOnce` of them at a time, the last fewer; with a header the first lot has it in front.
 * Throws `Unreadable` behind the last row that could be read.
 */
export async function* scanRows(
  file: Buffer,
  how: {
    readonly format: CsvFormat;
    readonly from: number;
    readonly rowsAtOnce: number;
    readonly withHeader: boolean;
  },
): AsyncGenerator<readonly ScannedRow[], void, undefined> {
  const { format, from, rowsAtOnce } = how;
  let wanted = rowsAtOnce + (how.withHeader ? 1 : 0);
  let rows: ScannedRow[] = [];
  const parser = newParser(format, (cells, bytes) => rows.push({ cells, end: from + bytes }));
  let problem: Error | undefined;
  const over = new Promise<void>((resolve) => {
    parser.once('close', resolve);
    parser.once('error', (error) => (problem = error));
  });
  for (let at = from; at < file.length && parser.errored === null; at += SLICE_BYTES) {
    parser.write(file.subarray(at, at + SLICE_BYTES));
    while (rows.length >= wanted) {
      yield rows.slice(0, wanted);
      rows = rows.slice(wanted);
      wanted = rowsAtOnce;
    }
  }
  parser.end();
  parser.resume(); // nothing comes out of it, and it ends only when somebody looks
  await over;
  for (; rows.length > 0; wanted = rowsAtOnce) yield rows.splice(0, wanted);
  if (problem !== undefined) throw new Unreadable(problem.message);
}

function newParser(format: CsvFormat, onRow: (cells: readonly string[], bytes: number) => void): Parser {
  return new Parser({
    delimiter: DELIMITERS[format.columnDelimiter],
    record_delimiter: LINE_ENDINGS[format.lineEnding],
    bom: true,
    relax_column_count: true, // counted by who reads them
    skip_empty_lines: true,
    // It calls this while it writes: the rows of a slice are there when `write` returns, and nothing is left to read.
    on_record: (cells: readonly string[], { bytes }) => {
      onRow(cells, bytes);
      return null;
    },
  });
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** How the first line of a file ends. `null`: it has one line, and nothing behind it. */
export function firstLineEnding(file: Buffer): LineEnding | null {
  let quoted = false;
  for (const [at, byte] of file.entries()) {
    if (byte === QUOTE) quoted = !quoted;
    if (byte === LINE_FEED && !quoted) return endsInCrlf(file, at + 1) ? 'CRLF' : 'LF';
  }
  return null;
}

/** Outside of quotes, since a row that ends in quotes has them last. */
export function endsInCrlf(file: Buffer, end: number): boolean {
  return file[end - 1] === LINE_FEED && file[end - 2] === CARRIAGE_RETURN;
}

/** A row as every answer has it: all values in quotes (contract 4.1), its line ending behind it. */
export function quotedRow(cells: readonly string[], { columnDelimiter, lineEnding }: CsvFormat): string {
  const delimiter = DELIMITERS[columnDelimiter];
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + LINE_ENDINGS[lineEnding];
}
