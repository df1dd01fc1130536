import { startBench, type Bench } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  bench.connection.bulk2.pollInterval = 5;
});
afterAll(() => bench.close());
afterEach(() => bench.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 }));

/** The rest of a row, as jsforce's types do not know what the file had. */
type Result = Readonly<Record<string, string>>;
const upsert = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' } as const;
const people = [
  { Email: 'ada@example.com', LastName: 'Lovelace', DoNotCall: true, Phone: '1' },
  { Email: 'grace@example.com', LastName: 'Hopper', DoNotCall: false, Phone: null },
  { Email: 'nobody', LastName: 'None', DoNotCall: false, Phone: '' },
];

describe('bulk2 of jsforce', () => {
  it('loads nothing from nothing, and that is no failure', async () => {
    for (const operation of ['insert', 'delete'] as const) {
      const loaded = await bench.connection.bulk2.loadAndWaitForResults({ object: 'Account', operation, input: [] });
      expect(loaded).toEqual({ successfulResults: [], failedResults: [], unprocessedRecords: [] });
    }
  });

  it('makes all rows of an upsert by an id that the file does not have', async () => {
    const input = [{ Name: 'By no id' }];
    const options = { object: 'Account', operation: 'upsert', externalIdFieldName: 'Id', input } as const;
    const loaded = await bench.connection.bulk2.loadAndWaitForResults(options);
    expect(loaded.successfulResults).toMatchObject([{ sf__Created: 'true', Name: 'By no id' }]);
  });

  it('loads records and reads back which went well and which did not', async () => {
    const { bulk2 } = bench.connection;
    const loaded = await bulk2.loadAndWaitForResults({ ...upsert, input: people });
    const good = loaded.successfulResults as unknown as Result[];
    expect(good.map(({ Email, sf__Created }) => [Email, sf__Created]).toSorted()).toEqual([
      ['ada@example.com', 'true'],
      ['grace@example.com', 'true'],
    ]);
    expect(loaded.failedResults).toMatchObject([
      { sf__Error: 'INVALID_EMAIL_ADDRESS:Email: invalid email address: nobody:Email --', LastName: 'None' },
    ]);
    expect(loaded.unprocessedRecords).toEqual([]);
    const ada = good.find(({ Email }) => Email === 'ada@example.com');
    expect(await bench.connection.sobject('Contact').retrieve(String(ada?.sf__Id))).toMatchObject({ DoNotCall: true });
    const again = await bulk2.loadAndWaitForResults({ ...upsert, input: people.slice(0, 2) });
    expect((again.successfulResults as unknown as Result[]).map(({ sf__Created }) => sf__Created)).toEqual([
      'false',
      'false',
    ]);
  });

  it('loads text with the back-quote as its delimiter', async () => {
    const job = bench.connection.bulk2.createJob({
      object: 'Account',
      operation: 'insert',
      columnDelimiter: 'BACKQUOTE',
    });
    await job.open();
    await job.uploadData('Name`Description\n"Back`quote"`a,b;c\n');
    await job.close();
    await job.poll(5, 30_000);
    const { successfulResults } = await job.getAllResults();
    expect(successfulResults).toMatchObject([{ Name: 'Back`quote', Description: 'a,b;c', sf__Created: 'true' }]);
  });

  it('aborts a job that waits, finds it again by its id, and deletes it', async () => {
    await bench.control('PUT', 'bulk', { queuedMs: 1e12 });
    const { bulk2 } = bench.connection;
    const job = bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData([{ LastName: 'Never' }]);
    await job.close();
    await job.abort();
    const found = bulk2.job('ingest', { id: job.id });
    expect(await found.check()).toMatchObject({ state: 'Aborted' });
    expect((await found.getAllResults()).unprocessedRecords).toEqual([{ LastName: 'Never' }]);
    await found.delete();
    await expect(found.check()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('hears why a whole job failed', async () => {
    const input = [{ LastName: 'A', Foo__c: '1' }];
    await expect(
      bench.connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input }),
    ).rejects.toThrow('InvalidBatch : Field name not found : Foo__c');
  });

  it('deletes what it is given ids of', async () => {
    const { id } = await bench.connection.sobject('Contact').create({ LastName: 'Gone' });
    const input = [{ Id: String(id) }];
    const deleted = await bench.connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'delete',
      input,
    });
    expect(deleted.successfulResults).toMatchObject([{ sf__Id: id, sf__Created: 'false' }]);
  });

  it('queries, those in the recycle bin too when asked to', async () => {
    const { id } = await bench.connection.sobject('Lead').create({ LastName: 'Bin', Company: 'Acme, "Inc"' });
    const soql = 'SELECT Id, LastName, Company, IsDeleted FROM Lead';
    const rows = async (scanAll: boolean): Promise<unknown> =>
      (await bench.connection.bulk2.query(soql, { scanAll })).toArray();
    const row = { Id: id, LastName: 'Bin', Company: 'Acme, "Inc"', IsDeleted: 'false' };
    expect(await rows(false)).toEqual([row]);
    await bench.connection.sobject('Lead').destroy(String(id));
    expect([await rows(false), await rows(true)]).toEqual([[], [{ ...row, IsDeleted: 'true' }]]);
  });
});
