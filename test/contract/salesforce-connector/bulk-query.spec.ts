import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { queryInBulk, type BulkQuery } from '../../../src/connectors/salesforce/bulk/query';
import { upsertInBulk } from '../../../src/connectors/salesforce/bulk/write';
import type { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { BulkHouse, contacts, keyField, quickPace, tally, workerAt } from './bulk-support';

type Row = Readonly<Record<string, string>>;

describe('a bulk query', () => {
  let house: BulkHouse;
  beforeAll(async () => {
    house = await BulkHouse.open();
    await house.control('POST', 'seed', {
      object: 'Contact',
      count: 500,
      first: 0,
      template: { LastName: 'Line\n"{n}"', [keyField]: 'q-{n}' },
    });
  });
  afterAll(() => house.close());
  afterEach(() => house.control('DELETE', 'faults'));

  const soql = `SELECT Id, ${keyField}, LastName, Title FROM Contact WHERE ${keyField} LIKE 'q-%'`;

  async function read(pageRows: number, over: Partial<BulkQuery> = {}) {
    const rows: Row[] = [];
    const worker = house.worker();
    const query = { object: 'Contact', soql, ...over };
    const failure = await queryInBulk(worker, query, (row) => rows.push(row), quickPace({ pageRows }));
    return { rows, failure, worker };
  }

  it('hands over every record once, page after page, blanks as empty texts', async () => {
    const { rows, failure, worker } = await read(100);
    expect(failure).toBeNull();
    expect(new Set(rows.map((row) => row['Id'])).size).toBe(500);
    expect(rows).toHaveLength(500);
    const third = rows.find((row) => row[keyField] === 'q-3');
    expect(third).toEqual({ Id: third?.['Id'], [keyField]: 'q-3', LastName: 'Line\n"3"', Title: '' });
    const pages = worker.callouts.filter(({ endpoint }) => endpoint.endsWith('/results'));
    expect(pages).toHaveLength(5);
    expect(worker.context.checkpoint.kept).toEqual([]);
  });

  it.each([
    ['missing', { kind: 'results-missing', times: 2 }],
    ['reset', { kind: 'reset', when: 'after', method: 'GET', path: '/services/data/*/results', times: 2 }],
  ])('asks for a page again that is %s, and for no other', async (_what, fault) => {
    await house.control('POST', 'faults', fault);
    const { rows, failure, worker } = await read(200);
    expect([failure, rows.length, new Set(rows.map((row) => row['Id'])).size]).toEqual([null, 500, 500]);
    expect(worker.callouts.filter(({ endpoint }) => endpoint.endsWith('/results'))).toHaveLength(5);
  });

  it('says why not all have come', async () => {
    await house.control('POST', 'faults', { kind: 'results-missing' });
    const { rows, failure } = await read(200);
    expect([failure?.kind, rows]).toEqual(['retry', []]);
  });

  it('reads deleted records too when asked for all', async () => {
    const [one] = await house.query<{ Id: string }>(`SELECT Id FROM Contact WHERE ${keyField} = 'q-7'`);
    await house.rest('DELETE', `sobjects/Contact/${one?.Id}`);
    const some = `SELECT Id, IsDeleted FROM Contact WHERE ${keyField} = 'q-7'`;
    expect((await read(100, { soql: some })).rows).toEqual([]);
    expect((await read(100, { soql: some, all: true })).rows).toEqual([{ Id: one?.Id, IsDeleted: 'true' }]);
  });

  it('is refused for what Salesforce cannot ask', async () => {
    const { failure } = await read(100, { soql: 'SELECT Nowhere__c FROM Contact' });
    expect(failure).toMatchObject({ kind: 'rejected' });
  });

  const lastState = async (): Promise<string | undefined> => {
    const { records } = await house.rest<{ records: { state: string }[] }>('GET', 'jobs/query');
    return records.at(-1)?.state;
  };

  it('ends after ten minutes of waiting, and is given up', async () => {
    await house.control('POST', 'faults', { kind: 'job-stuck', times: 1 });
    expect((await read(100)).failure).toMatchObject({ kind: 'retry', code: 'JOB_UNDER_WAY' });
    expect(await lastState()).toBe('Aborted');
  });

  it('is given up as soon as it has more rows than are worth reading', async () => {
    await house.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 1e12 });
    const { rows, failure, worker } = await read(100, { mostRows: 99 });
    await house.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 });
    expect([rows, failure?.code]).toEqual([[], 'JOB_TOO_LARGE']);
    expect(worker.callouts.some(({ endpoint }) => endpoint.endsWith('results'))).toBe(false);
    expect(await lastState()).toBe('Aborted');
  });

  it('is read when it has no more rows than are worth it', async () => {
    const count = await house.count('Contact', `${keyField} LIKE 'q-%'`);
    expect((await read(500, { mostRows: count })).rows).toHaveLength(count);
    expect((await read(500, { mostRows: count - 1 })).rows).toEqual([]);
  });
});

describe('the results of a bulk job', () => {
  const clients: SalesforceClient[] = [];
  let server: http.Server;
  let pages: ((response: http.ServerResponse) => void)[] = [];
  let url = '';

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      request.resume();
      const path = request.url ?? '';
      if (path.includes('Results') || path.includes('/results')) return pages.shift()?.(response);
      const job = { id: '750000000000001AAA', state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 0 };
      response.setHeader('content-type', 'application/json').end(path.includes('batches') ? '' : JSON.stringify(job));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const csv =
    (text: string, headers: Readonly<Record<string, string>> = {}) =>
    (response: http.ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'text/csv', ...headers }).end(text);
    };
  /** The connection ends in the middle of what was promised, at the end of a line. */
  const cut = (text: string) => (response: http.ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': String(text.length + 100) });
    response.write(text, () => response.destroy());
  };

  async function query(...answers: typeof pages) {
    pages = answers;
    const rows: Row[] = [];
    const worker = workerAt(url, {}, clients);
    const failure = await queryInBulk(worker, { object: 'X', soql: 'S' }, (row) => rows.push(row), quickPace());
    return { rows: rows.map((row) => row['Id']), failure, left: pages.length };
  }

  it('end where no locator is said, and where it is the word null', async () => {
    expect(await query(csv('"Id"\n"a"\n'))).toEqual({ rows: ['a'], failure: null, left: 0 });
    expect(await query(csv('"Id"\n"a"\n', { 'Sforce-Locator': 'null' }))).toMatchObject({ rows: ['a'], failure: null });
  });

  it('end in a failure where pages lead back to an earlier one', async () => {
    const page = csv('"Id"\n"a"\n', { 'Sforce-Locator': 'x' });
    expect((await query(page, page, page, page)).failure).toMatchObject({ code: 'LOCATOR_REPEATED' });
  });

  it('are asked for again where the connection was cut or what came is no CSV, and handed over once', async () => {
    const whole = csv('"Id"\n"a"\n"b"\n');
    expect(await query(cut('"Id"\n"a"\n'), csv('"Id"\n"a'), whole)).toEqual({
      rows: ['a', 'b'],
      failure: null,
      left: 0,
    });
    expect((await query(cut('"Id"\n"a"\n'), cut('"Id"\n'), cut(''))).failure).toMatchObject({ kind: 'retry' });
  });

  const good = '"sf__Id","sf__Created","Tandem_Id__c"\n"003000000000001AAA","true","t-0"\n';
  const whole = `${good}"003000000000002AAA","true","t-1"\n`;

  it.each([
    ['cut', cut(good)],
    ['short of rows', csv(good)],
  ])('of a load are read again when they are %s', async (_what, first) => {
    pages = [first, csv(whole)];
    const outcomes = await upsertInBulk(workerAt(url, {}, clients), 'Contact', contacts(2, 't'), quickPace());
    expect([tally(outcomes), pages.length]).toEqual([{ ok: 2 }, 0]);
  });

  it('of a load leave a row unknown that they do not speak of', async () => {
    pages = [csv(good), csv(good), csv(good)];
    const outcomes = await upsertInBulk(workerAt(url, {}, clients), 'Contact', contacts(2, 't'), quickPace());
    expect(outcomes[0]).toEqual({ ok: true, value: { id: '003000000000001AAA', properties: {}, created: true } });
    expect(tally(outcomes)).toEqual({ ok: 1, unknown: 1 });
  });
});
