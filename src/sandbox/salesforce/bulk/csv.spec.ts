import fc from 'fast-check';
import {
  DELIMITERS,
  LINE_ENDINGS,
  quotedRow,
  scanRows,
  Unreadable,
  type CsvFormat,
  type Delimiter,
  type LineEnding,
  type ScannedRow,
} from './csv';

const COMMA_LF: CsvFormat = { columnDelimiter: 'COMMA', lineEnding: 'LF' };
const delimiters = Object.keys(DELIMITERS) as Delimiter[];
const lineEndings = Object.keys(LINE_ENDINGS) as LineEnding[];

async function scanned(file: Buffer, format = COMMA_LF, rowsAtOnce = 200): Promise<ScannedRow[]> {
  const rows: ScannedRow[] = [];
  for await (const some of scanRows(file, { format, from: 0, rowsAtOnce, withHeader: true })) rows.push(...some);
  return rows;
}

const cellsOf = (rows: readonly ScannedRow[]): unknown => rows.map(({ cells }) => cells);

describe('CSV of Bulk 2.0', () => {
  it('gives back any text, with any delimiter and any line ending', async () => {
    const special = fc.constantFrom('"', '\n', '\r\n', '\r', ...Object.values(DELIMITERS), '\u{1f98a}', 'é', '\ufeff');
    const cell = fc.array(fc.oneof(special, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...delimiters),
        fc.constantFrom(...lineEndings),
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 })),
        async (columnDelimiter, lineEnding, rows) => {
          const format = { columnDelimiter, lineEnding };
          const lines = rows.map((row) => quotedRow(row, format));
          const result = await scanned(Buffer.from(lines.join('')), format, 2);
          expect(cellsOf(result)).toEqual(rows);
          let end = 0;
          expect(result.map((row) => row.end)).toEqual(lines.map((line) => (end += Buffer.byteLength(line))));
        },
      ),
    );
  });

  it('passes over a byte order mark and empty lines, and needs no line ending at the end', async () => {
    const rows = await scanned(Buffer.from('\ufeffA,B\n\n1,é\n\n2,""'));
    expect(cellsOf(rows)).toEqual([
      ['A', 'B'],
      ['1', 'é'],
      ['2', ''],
    ]);
  });

  it('comes in lots of the size asked for, the first with the header in front', async () => {
    const file = Buffer.from(Array.from({ length: 8 }, (_, row) => `${row}\n`).join(''));
    const lots: number[] = [];
    const how = { format: COMMA_LF, from: 0, rowsAtOnce: 3, withHeader: true };
    for await (const rows of scanRows(file, how)) lots.push(rows.length);
    expect(lots).toEqual([4, 3, 1]);
  });

  it.each([
    ['a quote in the middle of a value', 'A\ngood\nb"ad\nlost\n'],
    ['text behind a closing quote', 'A\ngood\n"b"ad\nlost\n'],
    ['a quote that is never closed', 'A\ngood\n"bad\nlost\n'],
  ])('is read up to %s', async (_what, text) => {
    const rows: ScannedRow[] = [];
    const reading = async (): Promise<void> => {
      const how = { format: COMMA_LF, from: 0, rowsAtOnce: 200, withHeader: true };
      for await (const some of scanRows(Buffer.from(text), how)) rows.push(...some);
    };
    await expect(reading()).rejects.toThrow(Unreadable);
    expect(cellsOf(rows)).toEqual([['A'], ['good']]);
  });
});
