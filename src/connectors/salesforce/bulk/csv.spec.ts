import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import type { PropertyValue } from '../../connector';
import { columnsOf, csvPieces, fitsCsv, splitRows, type CsvRow } from './csv';

const written = (rows: readonly CsvRow[]): string => [...csvPieces(columnsOf('Key__c', rows), rows)].join('');

const trouble = fc.constantFrom('"', ',', '\n', '\r', ' ', '\t', ';', '#N/A', 'é', '😀', '﻿', 'a', "'");
const text = fc.oneof(
  fc.array(trouble).map((parts) => parts.join('')),
  fc.string(),
);
const value: fc.Arbitrary<PropertyValue> = fc.oneof(
  text.filter((one) => one !== '#N/A'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const properties = fc.dictionary(fc.constantFrom('Name', 'Phone', 'Note__c', 'Account.Key__c'), value);
const row: fc.Arbitrary<CsvRow> = fc.record(
  { key: text.filter((one) => one !== ''), properties, onCreate: properties },
  { requiredKeys: ['key', 'properties'] },
);

function cell(of: PropertyValue | undefined): string {
  if (of === undefined) return '';
  return of === null || of === '' ? '#N/A' : String(of);
}

describe('the CSV of a load', () => {
  it('is read by csv-parse as what was written', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const columns = columnsOf('Key__c', rows);
        const records: unknown = parse(written(rows), { record_delimiter: '\n' });
        const cells = rows.map(({ key, properties: said, onCreate = {} }) => [
          key,
          ...columns.slice(1).map((name) => cell(said[name] === undefined ? onCreate[name] : said[name])),
        ]);
        expect(records).toEqual([columns, ...cells]);
      }),
    );
  });

  it('names the columns of all rows, the key in front, and says nothing where a row says nothing', () => {
    const rows = [
      { key: 'a', properties: { Phone: '1' } },
      {
        key: 'b',
        properties: { Name: 'B', Amount: 1.5, IsX: true },
        onCreate: { OpportunityId: '006', Name: 'under' },
      },
    ];
    expect(written(rows)).toBe('Key__c,Phone,Name,Amount,IsX,OpportunityId\na,1,,,,\nb,,B,1.5,true,006\n');
  });

  it('empties a field for null and for an empty text', () => {
    expect(written([{ key: 'a', properties: { Name: null, Phone: '' } }])).toBe('Key__c,Name,Phone\na,#N/A,#N/A\n');
  });

  it('does not fit a row that has the word for "empty" as a text', () => {
    expect(fitsCsv({ properties: { Name: '#N/A' } })).toBe(false);
    expect(fitsCsv({ properties: {}, onCreate: { Name: '#N/A' } })).toBe(false);
    expect(fitsCsv({ properties: { Name: '#N/A ', Phone: null, Note__c: '' }, onCreate: {} })).toBe(true);
  });

  it('comes in pieces of about 64 KB, each of whole lines', () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => ({ key: `k-${n}`, properties: { Name: 'x'.repeat(90) } }));
    const pieces = [...csvPieces(columnsOf('Key__c', rows), rows)];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(66_000);
    expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
  });

  it('goes into files that are no larger than told, in bytes of UTF-8, in the same order', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const columns = columnsOf('Key__c', rows);
        const single = Math.max(0, ...rows.map((one) => Buffer.byteLength([...csvPieces(columns, [one])].join(''))));
        const maxBytes = single + 40;
        const files = splitRows(columns, rows, maxBytes);
        expect(files.flat()).toEqual(rows);
        for (const file of files) {
          expect(Buffer.byteLength([...csvPieces(columns, file)].join(''))).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
    expect(splitRows(['Key__c'], [], 100)).toEqual([]);
  });
});
