import { BulkBench, type JobInfo } from './bulk-support';
import { startBench, VERSION, type Bench, type Problems, type Saved } from './support';

let bench: Bench;
let bulk: BulkBench;
beforeAll(async () => {
  bench = await startBench();
  bulk = new BulkBench(bench);
});
afterAll(() => bench.close());
afterEach(() => bench.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 }));

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const AGES = 1e12;

describe('a Bulk 2.0 ingest job', () => {
  it('is made, filled, closed and read with the keys that Salesforce has', async () => {
    await bench.control('PUT', 'bulk', { queuedMs: AGES });
    const made = await bulk.open({ object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' });
    const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/) as string;
    const head = {
      id: expect.stringMatching(/^750\w{15}$/) as string,
      operation: 'upsert',
      object: 'Contact',
      createdById: expect.stringMatching(/^005\w{15}$/) as string,
      createdDate: stamp,
      systemModstamp: stamp,
      externalIdFieldName: 'Email',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: Number(VERSION),
      contentUrl: `services/data/v${VERSION}/jobs/ingest/${made.id}/batches`,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    };
    expect(made).toEqual({ ...head, state: 'Open' });
    const uploaded = await bulk.upload(made.id, 'Email,LastName\na@example.com,A\n');
    expect([uploaded.status, uploaded.body]).toEqual([201, '']);
    const closed = await bulk.patch(made.id, 'UploadComplete');
    expect([closed.status, closed.body]).toEqual([200, { ...head, state: 'UploadComplete' }]);
    expect(await bulk.info(made.id)).toEqual({ ...head, state: 'UploadComplete', ...untouched });
    await bench.control('PUT', 'bulk', { queuedMs: 0 });
    expect(await bulk.ended(made.id)).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
  });

  it('is JobComplete also where rows failed, and tells them apart', async () => {
    const job = await bulk.load(
      { object: 'Contact', operation: 'insert' },
      'LastName,Email\nGood,good@example.com\n,nobody@example.com\nBad,no address\n',
    );
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 });
    expect(await bulk.results(job.id, 'successfulResults')).toMatch(
      /^"sf__Id","sf__Created","LastName","Email"\n"003\w{15}","true","Good","good@example.com"\n$/,
    );
    expect(linesOf(await bulk.results(job.id, 'failedResults'))).toEqual([
      '"","INVALID_EMAIL_ADDRESS:Email: invalid email address: no address:Email --","Bad","no address"',
      '"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","","nobody@example.com"',
      '"sf__Id","sf__Error","LastName","Email"',
    ]);
    expect(await bulk.results(job.id, 'unprocessedrecords')).toBe('"LastName","Email"\n');
    expect(await bulk.results(job.id, 'unprocessedRecords/')).toBe('"LastName","Email"\n');
  });

  it('creates and updates by external id, and changes nothing where a cell is empty', async () => {
    const spec = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' };
    await bulk.load(spec, 'Email,LastName,Phone,Title\nkeep@example.com,First,1,Buyer\n');
    const again = await bulk.load(spec, 'Id,email,LastName,Phone,Title\n,KEEP@example.com,,#N/A,\n');
    expect(await firstOf('Contact', again.id)).toMatchObject({
      LastName: 'First',
      Phone: null,
      Title: 'Buyer',
    });
  });

  it('reads booleans, dates and numbers from text', async () => {
    const people = await bulk.load(
      { object: 'Contact', operation: 'insert' },
      'LastName,HasOptedOutOfEmail,Birthdate\nGood,TRUE,1815-12-10\nBad,no,10.12.1815\n',
    );
    expect(await firstOf('Contact', people.id)).toMatchObject({ HasOptedOutOfEmail: true, Birthdate: '1815-12-10' });
    const wrong = 'INVALID_TYPE_ON_FIELD_IN_RECORD:HasOptedOutOfEmail: value not of required type: no';
    expect(await bulk.results(people.id, 'failedResults')).toContain(wrong);
    const deals = await bulk.load(
      { object: 'Opportunity', operation: 'insert' },
      'Name,StageName,CloseDate,Amount\nDeal,Closed Won,2026-12-31T00:00:00Z,1200.5\n',
    );
    expect(await firstOf('Opportunity', deals.id)).toMatchObject({
      CloseDate: '2026-12-31',
      Amount: 1200.5,
      IsWon: true,
    });
  });

  it('updates and deletes by id; a row without one fails, a hard delete leaves nothing', async () => {
    const made = await Promise.all(range(3).map((n) => saved({ LastName: `Row ${n}` })));
    const [first, second, third] = made as [string, string, string];
    const updated = await bulk.load({ object: 'Contact', operation: 'update' }, `Id,Title\n${first},Boss\n,Nobody\n`);
    expect(linesOf(await bulk.results(updated.id, 'failedResults'))[0]).toBe(
      '"","MISSING_ARGUMENT:Id not specified in an update call:--","","Nobody"',
    );
    expect(await bench.connection.sobject('Contact').retrieve(first)).toMatchObject({ Title: 'Boss' });
    const deleted = await bulk.load(
      { object: 'Contact', operation: 'delete' },
      `Id\n${first}\n${second.slice(0, 15)}\n003000000000000AAA\n`,
    );
    expect(deleted).toMatchObject({ numberRecordsProcessed: 3, numberRecordsFailed: 1 });
    expect(await bulk.results(deleted.id, 'successfulResults')).toContain(
      `"${second}","false","${second.slice(0, 15)}"`,
    );
    expect((await bench.call<Problems>('GET', `/sobjects/Contact/${second}`)).body[0]?.errorCode).toBe(
      'ENTITY_IS_DELETED',
    );
    await bulk.load({ object: 'Contact', operation: 'hardDelete' }, `Id\n${third}\n`);
    expect((await bench.call<Problems>('GET', `/sobjects/Contact/${third}`)).body[0]?.errorCode).toBe('NOT_FOUND');
  });

  it('answers rows in another order than they came in, and in the same order when asked again', async () => {
    const names = range(50).map((n) => `Row ${String(n).padStart(2, '0')}`);
    const job = await bulk.load({ object: 'Contact', operation: 'insert' }, ['LastName', ...names].join('\n'));
    const results = await bulk.results(job.id, 'successfulResults');
    const came = [...results.matchAll(/Row \d\d/g)].map(([name]) => name);
    expect(came).not.toEqual(names);
    expect(came.toSorted()).toEqual(names);
    expect(await bulk.results(job.id, 'successfulResults')).toBe(results);
  });

  it('names the record of a failed row from v53 on', async () => {
    const id = await saved({ LastName: 'Known' });
    const spec = { object: 'Contact', operation: 'update' };
    const failedIn = async (version: string): Promise<string | undefined> => {
      const base = `//services/data/v${version}/jobs/ingest`;
      const { body } = await bench.call<JobInfo>('POST', base, spec);
      await bulk.upload(body.id, `Id,Email\n${id},no address\n`);
      await bulk.patch(body.id, 'UploadComplete');
      await bulk.ended(body.id);
      return linesOf(await bulk.results(body.id, 'failedResults'))[0]?.split(',')[0];
    };
    expect(await failedIn('53.0')).toBe(`"${id}"`);
    expect(await failedIn('52.0')).toBe('""');
  });

  it('takes job and data in one call', async () => {
    const boundary = 'BOUNDARY';
    const part = (name: string, type: string, text: string): string =>
      `--${boundary}\r\nContent-Type: ${type}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
    const job = part('job', 'application/json', JSON.stringify({ object: 'Contact', operation: 'insert' }));
    const content = part('content', 'text/csv', 'LastName\nMulti\n').replace(
      'name="content"',
      'name="content"; filename="content"',
    );
    const type = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };
    const made = await bench.call<JobInfo>('POST', '/jobs/ingest', `${job}${content}--${boundary}--\r\n`, type);
    expect([made.status, made.body.state]).toEqual([200, 'UploadComplete']);
    expect(await bulk.ended(made.body.id)).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
  });
});

describe('the life of a Bulk job', () => {
  it('aborted in the middle keeps what was written and hands back the rest', async () => {
    await bench.control('PUT', 'bulk', { chunkMs: AGES });
    const { id } = await bulk.open({ object: 'Contact', operation: 'insert' });
    await bulk.upload(
      id,
      `LastName\n${range(450)
        .map((n) => `Row ${n}`)
        .join('\n')}\n`,
    );
    await bulk.patch(id, 'UploadComplete');
    const half = await bulk.until(id, ({ numberRecordsProcessed }) => numberRecordsProcessed > 0);
    expect([half.state, half.numberRecordsProcessed]).toEqual(['InProgress', 200]);
    expect((await bench.call<Problems>('GET', `/jobs/ingest/${id}/successfulResults`)).body[0]?.errorCode).toBe(
      'INVALIDJOBSTATE',
    );
    expect((await bench.call('DELETE', `/jobs/ingest/${id}`)).status).toBe(400);
    expect((await bulk.patch(id, 'Aborted')).body.state).toBe('Aborted');
    expect(linesOf(await bulk.results(id, 'successfulResults'))).toHaveLength(201);
    const rest = linesOf(await bulk.results(id, 'unprocessedrecords'));
    expect([rest.length, rest.includes('"Row 200"'), rest.includes('"Row 199"')]).toEqual([251, true, false]);
  });

  it('aborted before its data was read hands back all of it', async () => {
    const { id } = await bulk.open({ object: 'Contact', operation: 'insert' });
    await bulk.upload(id, 'LastName\n"A ""quoted"" one"\nB');
    await bulk.patch(id, 'Aborted');
    expect(linesOf(await bulk.results(id, 'unprocessedrecords'))).toEqual(['"A ""quoted"" one"', '"B"', '"LastName"']);
    expect(await bulk.results(id, 'successfulResults')).toBe('');
  });

  it('takes data once, closes once, and aborts nothing that is over', async () => {
    const { id } = await bulk.open({ object: 'Contact', operation: 'insert' });
    expect((await bulk.patch(id, 'UploadComplete')).body).toMatchObject([{ errorCode: 'INVALIDJOBSTATE' }]);
    await bulk.upload(id, 'LastName\nA\n');
    expect(await bulk.upload(id, 'LastName\nB\n')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'CLIENTINPUTERROR', message: `Found multiple contents for job: <${id}>` }],
    });
    await bulk.patch(id, 'UploadComplete');
    await bulk.ended(id);
    expect((await bulk.patch(id, 'UploadComplete')).status).toBe(400);
    expect((await bulk.upload(id, 'LastName\nC\n')).status).toBe(400);
    expect(await bulk.patch(id, 'Aborted')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' }],
    });
  });

  it('is deleted when it waits or has ended, and is then not there', async () => {
    await bench.control('PUT', 'bulk', { queuedMs: AGES });
    const { id } = await bulk.open({ object: 'Contact', operation: 'insert' });
    expect((await bench.call('DELETE', `/jobs/ingest/${id}`)).status).toBe(400);
    await bulk.upload(id, 'LastName\nNever written\n');
    await bulk.patch(id, 'UploadComplete');
    expect((await bench.call('DELETE', `/jobs/ingest/${id.slice(0, 15)}`)).status).toBe(204);
    expect(await bench.call('GET', `/jobs/ingest/${id}`)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND' }],
    });
    expect((await bench.call('GET', `/jobs/ingest/${id}/failedResults`)).status).toBe(404);
  });

  it.each([
    ['no object', { operation: 'insert' }, 'INVALIDENTITY'],
    ['an object nobody has', { object: 'Foo__c', operation: 'insert' }, 'INVALIDENTITY'],
    ['an operation nobody has', { object: 'Contact', operation: 'merge' }, 'INVALIDJOB'],
    ['an upsert without a key', { object: 'Contact', operation: 'upsert' }, 'INVALIDJOB'],
    [
      'an upsert by what is no key',
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Phone' },
      'INVALIDJOB',
    ],
    ['a delimiter nobody has', { object: 'Contact', operation: 'insert', columnDelimiter: 'SPACE' }, 'INVALIDJOB'],
    ['a line ending nobody has', { object: 'Contact', operation: 'insert', lineEnding: 'CR' }, 'INVALIDJOB'],
    ['another content type', { object: 'Contact', operation: 'insert', contentType: 'XML' }, 'INVALIDJOB'],
  ])('is refused for %s', async (_what, spec, errorCode) => {
    expect(await bench.call('POST', '/jobs/ingest', spec)).toMatchObject({ status: 400, body: [{ errorCode }] });
  });

  it('is listed with the others', async () => {
    const job = await bulk.open({ object: 'Contact', operation: 'insert' });
    interface List {
      readonly records: readonly JobInfo[];
    }
    const { body } = await bench.call<List>('GET', '/jobs/ingest');
    expect(body).toMatchObject({ done: true, nextRecordsUrl: null });
    expect(body.records.at(-1)).toEqual({ ...job, jobType: 'V2Ingest' });
    expect((await bench.call<List>('GET', '/jobs/ingest?jobType=Classic')).body.records).toEqual([]);
  });

  it('ends with the sandbox in the middle of its work', async () => {
    const own = await startBench();
    const there = new BulkBench(own);
    const { id } = await there.open({ object: 'Contact', operation: 'insert' });
    await there.upload(id, `LastName\n${range(20_000).join('\n')}\n`);
    await there.patch(id, 'UploadComplete');
    await there.until(id, ({ numberRecordsProcessed }) => numberRecordsProcessed > 0);
    await own.close();
    await expect(there.info(id)).rejects.toThrow();
  });
});

const untouched = {
  jobType: 'V2Ingest',
  numberRecordsProcessed: 0,
  numberRecordsFailed: 0,
  retries: 0,
  totalProcessingTime: 0,
  apiActiveProcessingTime: 0,
  apexProcessingTime: 0,
};

/** The record of the first row that went well. */
async function firstOf(type: string, jobId: string): Promise<unknown> {
  const [, id] = /\n"(\w{18})"/.exec(await bulk.results(jobId, 'successfulResults')) ?? [];
  return bench.connection.sobject(type).retrieve(String(id));
}

async function saved(fields: Readonly<Record<string, unknown>>): Promise<string> {
  return (await bench.call<Saved>('POST', '/sobjects/Contact', fields)).body.id;
}

/** In an order of their own, since the sandbox has none. */
function linesOf(csv: string): string[] {
  return csv
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
}
