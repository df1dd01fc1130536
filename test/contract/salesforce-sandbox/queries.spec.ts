import { startBench, VERSION, type Bench, type Problems } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  for (let at = 0; at < 2_600; at += 200) {
    const records = Array.from({ length: 200 }, (_, n) => ({
      attributes: { type: 'Contact' },
      LastName: `Person ${String(at + n).padStart(4, '0')}`,
      Email: `person${at + n}@example.com`,
    }));
    await bench.call('POST', '/composite/sobjects', { records });
  }
});
afterAll(() => bench.close());

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly { readonly Id: string; readonly LastName: string }[];
}

const query = (soql: string, headers = {}): Promise<{ status: number; body: Page }> =>
  bench.call<Page>('GET', `/query?q=${encodeURIComponent(soql)}`, undefined, headers);

describe('queries', () => {
  it('come in pages of 2,000, which lead on to each other', async () => {
    const { body } = await query('SELECT Id, LastName FROM Contact ORDER BY LastName');
    expect([body.totalSize, body.done, body.records.length]).toEqual([2_600, false, 2_000]);
    expect(body.nextRecordsUrl).toMatch(new RegExp(`^/services/data/v${VERSION}/query/01g\\w{15}-2000$`));
    const rest = await bench.call<Page>('GET', `/${body.nextRecordsUrl}`);
    expect([rest.body.done, rest.body.records.length, rest.body.records[0]?.LastName]).toEqual([
      true,
      600,
      'Person 2000',
    ]);
    expect(rest.body).not.toHaveProperty('nextRecordsUrl');
  });

  it('come in pages of 200 when the caller says so, and never in smaller ones', async () => {
    for (const size of [1, 200]) {
      const { body } = await query('SELECT Id FROM Contact', { 'Sforce-Query-Options': `batchSize=${size}` });
      expect(body.records).toHaveLength(200);
    }
  });

  it('are followed to the end by jsforce', async () => {
    const all = await bench.connection.query('SELECT Id FROM Contact', { autoFetch: true, maxFetch: 5_000 });
    expect(new Set(all.records.map(({ Id }) => Id)).size).toBe(2_600);
  });

  it('tell what was deleted to those who ask for all', async () => {
    const { body: made } = await bench.call<{ id: string }>('POST', '/sobjects/Account', { Name: 'Gone' });
    await bench.call('DELETE', `/sobjects/Account/${made.id}`);
    const soql = `SELECT Id, IsDeleted FROM Account WHERE Id = '${made.id}'`;
    expect((await query(soql)).body.totalSize).toBe(0);
    const all = await bench.connection.query(soql, { scanAll: true });
    expect(all.records).toEqual([expect.objectContaining({ Id: made.id, IsDeleted: true })]);
  });

  it('tell their columns instead of their rows, as the command line asks for them', async () => {
    const columnsOf = async (soql: string): Promise<unknown> =>
      (await bench.call('GET', `/query?q=${encodeURIComponent(soql)}&columns=true`)).body;
    const column = (columnName: string, more = {}): unknown => expect.objectContaining({ columnName, ...more });
    const joined = (columnName: string, ...joinColumns: unknown[]): unknown => column(columnName, { joinColumns });
    expect(
      await columnsOf('SELECT id, DoNotCall, Account.Owner.Name, (SELECT Subject FROM Tasks) FROM contact'),
    ).toMatchObject({
      columnMetadata: [
        column('Id', { textType: true, aggregate: false }),
        column('DoNotCall', { booleanType: true }),
        joined('Account', joined('Owner', column('Name'))),
        column('Tasks', { aggregate: true, joinColumns: [column('Subject')] }),
      ],
      entityName: 'Contact',
      idSelected: true,
      keyPrefix: '003',
    });
    expect(
      await columnsOf('SELECT LastName, COUNT(Id), MAX(CreatedDate) newest FROM Contact GROUP BY LastName'),
    ).toMatchObject({
      columnMetadata: [
        column('LastName'),
        column('expr0', { aggregate: true, displayName: 'count(Id)' }),
        column('newest', { aggregate: true, displayName: 'max(CreatedDate)' }),
      ],
      groupBy: true,
    });
    expect(await columnsOf('SELECT COUNT() FROM Contact')).toMatchObject({ columnMetadata: [] });
    expect(await columnsOf('SELECT Foo__c FROM Contact')).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  });

  it.each([
    ['a word too much', 'SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY'],
    ['an object nobody has', 'SELECT Id FROM Nothing__c', 'INVALID_TYPE'],
    ['a column nobody has', 'SELECT Foo__c FROM Contact', 'INVALID_FIELD'],
  ])('refuse %s', async (_what, soql, errorCode) => {
    const { status, body } = await bench.call<Problems>('GET', `/query?q=${encodeURIComponent(soql)}`);
    expect([status, body[0]?.errorCode]).toEqual([400, errorCode]);
  });

  it('cannot go on from a locator nobody gave out, and are not posted', async () => {
    const unknown = await bench.call<Problems>('GET', '/query/01g000000000000AAA-2000');
    expect([unknown.status, unknown.body[0]?.errorCode]).toEqual([400, 'INVALID_QUERY_LOCATOR']);
    expect((await bench.call('POST', '/query', { q: 'SELECT Id FROM Contact' })).status).toBe(405);
  });
});
