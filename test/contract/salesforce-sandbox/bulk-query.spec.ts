import { BulkBench, type JobInfo } from './bulk-support';
import { startBench, VERSION, type Bench, type Reply } from './support';

const ROWS = 1_203;

let bench: Bench;
let bulk: BulkBench;
beforeAll(async () => {
  bench = await startBench();
  bulk = new BulkBench(bench);
  const lines = Array.from({ length: ROWS }, (_, row) => `Row ${String(row).padStart(4, '0')},"a ""b"", c"`);
  await bulk.load({ object: 'Contact', operation: 'insert' }, `LastName,Title\n${lines.join('\n')}\n`);
  const account = { object: 'Account', operation: 'insert' };
  await bulk.load(account, 'Name\nAcme\n');
});
afterAll(() => bench.close());
afterEach(() => bench.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 }));

const AGES = 1e12;
const NAMES = 'SELECT LastName, Account.Name, Title FROM Contact ORDER BY LastName';

function make(query: string, more: Readonly<Record<string, unknown>> = {}): Promise<Reply<JobInfo>> {
  return bench.call<JobInfo>('POST', '/jobs/query', { operation: 'query', query, ...more });
}

async function info(id: string): Promise<JobInfo> {
  return (await bench.call<JobInfo>('GET', `/jobs/query/${id}`)).body;
}

async function completed(query: string, more: Readonly<Record<string, unknown>> = {}): Promise<JobInfo> {
  const made = await make(query, more);
  for (;;) {
    const job = await info(made.body.id);
    if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return job;
  }
}

const results = (id: string, query = ''): Promise<Reply<string>> =>
  bench.call<string>('GET', `/jobs/query/${id}/results${query}`);
const dataOf = (csv: string): string[] => csv.split('\n').slice(1, -1);

describe('a Bulk 2.0 query job', () => {
  it('is made, read, answered and deleted with the keys that Salesforce has', async () => {
    await bench.control('PUT', 'bulk', { queuedMs: AGES });
    const made = await make('select Id from contact');
    const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/) as string;
    const head = {
      id: expect.stringMatching(/^750\w{15}$/) as string,
      operation: 'query',
      object: 'Contact',
      createdById: expect.stringMatching(/^005\w{15}$/) as string,
      createdDate: stamp,
      systemModstamp: stamp,
      state: 'UploadComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: Number(VERSION),
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    };
    expect([made.status, made.body]).toEqual([200, head]);
    const { id } = made.body;
    const waiting = { jobType: 'V2Query', numberRecordsProcessed: 0, retries: 0, totalProcessingTime: 0 };
    expect(await info(id)).toEqual({ ...head, ...waiting });
    expect((await bench.call('DELETE', `/jobs/query/${id}`)).status).toBe(400);
    expect((await results(id)).body).toMatchObject([{ errorCode: 'INVALIDJOBSTATE' }]);
    const aborted = await bench.call<JobInfo>('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
    expect([aborted.status, aborted.body.state]).toEqual([200, 'Aborted']);
    expect((await bench.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' })).body).toEqual([
      { errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' },
    ]);
    expect((await bench.call('DELETE', `/jobs/query/${id}`)).status).toBe(204);
    expect((await bench.call('GET', `/jobs/query/${id}`)).status).toBe(404);
  });

  it('answers everything in quotes, and the word null behind the last row', async () => {
    const job = await completed(NAMES);
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: ROWS });
    const answer = await results(job.id);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('sforce-locator')).toBe('null');
    expect(answer.headers.get('sforce-numberofrecords')).toBe(String(ROWS));
    expect(answer.body.split('\n').slice(0, 2)).toEqual([
      '"LastName","Account.Name","Title"',
      '"Row 0000","","a ""b"", c"',
    ]);
    expect(dataOf(answer.body)).toHaveLength(ROWS);
  });

  it('answers page by page, each with its header', async () => {
    const job = await completed(NAMES);
    const all = dataOf((await results(job.id)).body);
    const rows: string[] = [];
    let locator = '';
    const sizes: string[] = [];
    do {
      const page = await results(job.id, `?maxRecords=450${locator}`);
      expect(page.body.startsWith('"LastName","Account.Name","Title"\n')).toBe(true);
      rows.push(...dataOf(page.body));
      sizes.push(String(page.headers.get('sforce-numberofrecords')));
      locator = `&locator=${String(page.headers.get('sforce-locator'))}`;
    } while (locator !== '&locator=null');
    expect(sizes).toEqual(['450', '450', '303']);
    expect(rows).toEqual(all);
  });

  it('names up to five pages at once, from v58 on', async () => {
    interface Pages {
      readonly resultPages: readonly { readonly resultUrl: string }[];
      readonly nextRecordsUrl: string | null;
      readonly done: boolean;
    }
    const job = await completed(NAMES);
    const first = (await bench.call<Pages>('GET', `/jobs/query/${job.id}/resultPages?maxRecords=200`)).body;
    expect([first.resultPages.length, first.done]).toEqual([5, false]);
    const last = (await bench.call<Pages>('GET', `/${String(first.nextRecordsUrl)}`)).body;
    expect([last.resultPages.length, last.done, last.nextRecordsUrl]).toEqual([2, true, null]);
    const pages = [...first.resultPages, ...last.resultPages];
    const texts = await Promise.all(pages.map(({ resultUrl }) => bench.call<string>('GET', `/${resultUrl}`)));
    expect(texts.flatMap(({ body }) => dataOf(body))).toEqual(dataOf((await results(job.id)).body));
    expect((await bench.call('GET', `//services/data/v57.0/jobs/query/${job.id}/resultPages`)).status).toBe(404);
  });

  it('answers only the API version that made it', async () => {
    const { id } = await completed(NAMES);
    expect((await bench.call('GET', `//services/data/v67.0/jobs/query/${id}/results`)).status).toBe(409);
    expect((await bench.call('GET', `//services/data/v67.0/jobs/query/${id}`)).status).toBe(200);
  });

  it('answers with the delimiter and the line ending asked for', async () => {
    const format = { columnDelimiter: 'PIPE', lineEnding: 'CRLF' };
    const { id } = await completed("SELECT Name, Phone FROM Account WHERE Name = 'Acme'", format);
    expect((await results(id)).body).toBe('"Name"|"Phone"\r\n"Acme"|""\r\n');
  });

  it('finds what is in the recycle bin only as queryAll', async () => {
    const gone = await bulk.load({ object: 'Account', operation: 'insert' }, 'Name\nGone\n');
    const [, id] = /"(001\w{15})"/.exec(await bulk.results(gone.id, 'successfulResults')) ?? [];
    await bench.connection.sobject('Account').destroy(String(id));
    const query = "SELECT Name, IsDeleted FROM Account WHERE Name = 'Gone'";
    const live = await completed(query);
    expect((await results(live.id)).body).toBe('"Name","IsDeleted"\n');
    const all = await completed(query, { operation: 'queryAll' });
    expect((await results(all.id)).body).toBe('"Name","IsDeleted"\n"Gone","true"\n');
  });

  it('is kept as it was when it ran', async () => {
    const made = await bulk.load({ object: 'Account', operation: 'insert' }, 'Name\nBefore\n');
    const [, id] = /"(001\w{15})"/.exec(await bulk.results(made.id, 'successfulResults')) ?? [];
    const job = await completed(`SELECT Name FROM Account WHERE Id = '${String(id)}'`);
    await bench.connection.sobject('Account').update({ Id: String(id), Name: 'After' });
    expect((await results(job.id)).body).toBe('"Name"\n"Before"\n');
  });

  it('is aborted in the middle', async () => {
    await bench.control('PUT', 'bulk', { chunkMs: AGES });
    const { id } = (await make(NAMES)).body;
    let job = await info(id);
    while (job.numberRecordsProcessed === 0) job = await info(id);
    expect([job.state, job.numberRecordsProcessed]).toEqual(['InProgress', 500]);
    expect((await bench.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' })).status).toBe(200);
    expect((await results(id)).body).toMatchObject([{ errorCode: 'INVALIDJOBSTATE' }]);
  });

  it.each([
    ['no query', undefined, 'INVALIDJOB'],
    ['what is no SOQL', 'SELECT FROM', 'MALFORMED_QUERY'],
    ['a column nobody has', 'SELECT Foo__c FROM Account', 'INVALID_FIELD'],
    ['an object nobody has', 'SELECT Id FROM Foo__c', 'INVALID_TYPE'],
    ['GROUP BY', 'SELECT Name, COUNT(Id) FROM Account GROUP BY Name', 'MALFORMED_QUERY'],
    ['an aggregate', 'SELECT COUNT() FROM Account', 'MALFORMED_QUERY'],
    ['OFFSET', 'SELECT Id FROM Account LIMIT 1 OFFSET 1', 'MALFORMED_QUERY'],
    ['a sub-query', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'MALFORMED_QUERY'],
  ])('is refused at once for %s', async (_what, query, errorCode) => {
    const refusal = await bench.call('POST', '/jobs/query', { operation: 'query', query });
    expect([refusal.status, refusal.body]).toMatchObject([400, [{ errorCode }]]);
  });

  it.each([
    ['a locator that is none', '?locator=xx', 'INVALID_QUERY_LOCATOR'],
    ['a locator behind the end', '?locator=OTk5OTk5', 'INVALID_QUERY_LOCATOR'],
    ['pages of nothing', '?maxRecords=0', 'CLIENTINPUTERROR'],
  ])('refuses %s', async (_what, query, errorCode) => {
    const { id } = await completed(NAMES);
    expect([await results(id, query)]).toMatchObject([{ status: 400, body: [{ errorCode }] }]);
  });

  it('stands in the list of its kind', async () => {
    const { id } = await completed(NAMES);
    const { body } = await bench.call<{ records: readonly JobInfo[] }>('GET', '/jobs/query?jobType=V2Query');
    expect(body.records.at(-1)).toMatchObject({ id, jobType: 'V2Query', state: 'JobComplete' });
  });
});
