import { BulkBench } from './bulk-support';
import { startBench, type Bench } from './support';

let bench: Bench;
let bulk: BulkBench;
beforeAll(async () => {
  bench = await startBench();
  bulk = new BulkBench(bench);
});
afterAll(() => bench.close());

const delimiters = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' };
const lineEndings = { LF: '\n', CRLF: '\r\n' };
const formats = Object.entries(delimiters).flatMap(([columnDelimiter, delimiter]) =>
  Object.entries(lineEndings).map(([lineEnding, end]) => ({ columnDelimiter, delimiter, lineEnding, end })),
);

describe('the CSV of an ingest job', () => {
  it.each(formats)('is read and answered with $columnDelimiter and $lineEnding', async (format) => {
    const { columnDelimiter, delimiter, lineEnding, end } = format;
    const description = `all of ,;|^\`\t and ""quotes"" on${end}two lines`;
    const csv = [`LastName${delimiter}Description`, `Ada${delimiter}"${description}"`].join(end) + end;
    const job = await bulk.load({ object: 'Contact', operation: 'insert', columnDelimiter, lineEnding }, csv);
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    const results = await bulk.results(job.id, 'successfulResults');
    const header = ['sf__Id', 'sf__Created', 'LastName', 'Description'].map((name) => `"${name}"`).join(delimiter);
    const [, id = ''] = /"(003\w{15})"/.exec(results) ?? [];
    expect(results).toBe([header, [`"${id}"`, '"true"', '"Ada"', `"${description}"`].join(delimiter), ''].join(end));
    expect(await bench.connection.sobject('Contact').retrieve(id)).toMatchObject({
      Description: description.replaceAll('""', '"').replaceAll('\r\n', '\n'),
    });
  });

  it('may begin with a byte order mark', async () => {
    const job = await bulk.load({ object: 'Contact', operation: 'insert' }, '\ufeffLastName\nÅsa\n');
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
  });

  const insert = { object: 'Contact', operation: 'insert' };
  const upsert = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' };
  const lineEnding = 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is';
  it.each([
    ['a column nobody has', insert, 'LastName,Foo__c\nA,1\n', 'InvalidBatch : Field name not found : Foo__c'],
    ['another delimiter', insert, 'LastName;Email\nA;\n', 'InvalidBatch : Field name not found : LastName;Email'],
    [
      'a parent by what is no key',
      insert,
      'LastName,Account.Phone\n',
      'InvalidBatch : Field name not found : Account.Phone',
    ],
    [
      'an update without ids',
      { ...insert, operation: 'update' },
      'LastName\nA\n',
      'InvalidBatch : Field name not found : Id',
    ],
    ['an upsert without its key', upsert, 'LastName\nA\n', 'InvalidBatch : Field name not found : Email'],
    ['CRLF where LF was declared', insert, '"LastName"\r\n"A"\r\n', `${lineEnding} LF`],
    ['LF where CRLF was declared', { ...insert, lineEnding: 'CRLF' }, 'LastName\nA\n', `${lineEnding} CRLF`],
    ['the same column twice', insert, 'LastName,lastname\n', 'InvalidBatch : Duplicate field name : lastname'],
  ])('fails the whole job for %s', async (_what, spec, csv, errorMessage) => {
    const job = await bulk.load(spec, csv);
    expect(job).toMatchObject({ state: 'Failed', errorMessage, numberRecordsProcessed: 0 });
  });

  it.each([
    ['too few values', 'B\n', 'InvalidBatch : A row has 1 values where the header has 2'],
    ['too many values', 'B,C,D\n', 'InvalidBatch : A row has 3 values where the header has 2'],
    ['another line ending', 'B,C\r\n', `${lineEnding} LF`],
    ['a quote out of place', 'B,C"D\n', expect.stringMatching(/^InvalidBatch : Failed to parse CSV: /) as string],
  ])('fails at a row with %s, behind rows that stay', async (_what, row, errorMessage) => {
    const job = await bulk.load(insert, `LastName,Title\nGood,1\n${row}Last,2\n`);
    expect(job).toMatchObject({ state: 'Failed', errorMessage, numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    expect(await bulk.results(job.id, 'successfulResults')).toMatch(/"003\w{15}","true","Good","1"\n$/);
    expect(await bulk.results(job.id, 'unprocessedrecords')).not.toContain('Good');
  });
});
