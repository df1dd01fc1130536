import { startBench, type Bench, type Problems, type Saved } from './support';

type Fields = Readonly<Record<string, unknown>>;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.control('DELETE', 'hidden'));
afterAll(() => bench.close());

const found = async (how: 'query' | 'queryAll'): Promise<readonly Fields[]> => {
  const soql = encodeURIComponent(
    "SELECT Id, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'H' ORDER BY Id",
  );
  return (await bench.call<{ readonly records: readonly Fields[] }>('GET', `/${how}?q=${soql}`)).body.records;
};

describe('records that are kept from the integration’s user', () => {
  it('are read, found and written by everybody but our user', async () => {
    const seeded = await bench.control<{ readonly ids: Readonly<Record<string, readonly string[]>> }>('POST', 'seed', {
      objects: {
        Account: [{ Name: 'H' }, { Name: 'H' }],
        Contact: [{ LastName: 'C', AccountId: { object: 'Account', index: 1 } }],
      },
    });
    const [hidden = '', shown = ''] = seeded.body.ids['Account'] ?? [];
    const [contact = ''] = seeded.body.ids['Contact'] ?? [];
    const { status, body } = await bench.control('POST', 'hidden', { ids: [hidden, contact] });
    expect([status, body]).toEqual([201, { ids: [hidden.slice(0, 15), contact.slice(0, 15)] }]);

    const many = await bench.call<readonly unknown[]>('POST', '/composite/sobjects/Account', {
      ids: [hidden, shown],
      fields: ['Name'],
    });
    expect(many.body).toMatchObject([null, { Id: shown }]);
    expect((await bench.call<Problems>('GET', `/sobjects/Account/${hidden}`)).body).toMatchObject([
      { errorCode: 'NOT_FOUND' },
    ]);
    expect(await found('query')).toMatchObject([{ Id: shown, Contacts: null }]);
    expect(await found('queryAll')).toMatchObject([{ Id: shown }]);
    const records = [hidden, shown].map((id) => ({ attributes: { type: 'Account' }, id, Phone: '1' }));
    const written = await bench.call<readonly Saved[]>('PATCH', '/composite/sobjects', { allOrNone: false, records });
    expect(written.body.map(({ success, errors }) => [success, errors[0]?.statusCode])).toEqual([
      [false, 'INVALID_CROSS_REFERENCE_KEY'],
      [true, undefined],
    ]);
    const edited = await bench.control('POST', 'edit', { object: 'Account', id: hidden, fields: { Phone: '2' } });
    expect(edited.status).toBe(200);

    await bench.control('DELETE', 'hidden');
    expect(await found('query')).toMatchObject([{ Id: hidden }, { Id: shown, Contacts: { totalSize: 1 } }]);
  });

  it('hold their keys: nobody can make another of the same', async () => {
    const field = { type: 'string', length: 20, externalId: true, unique: true, caseSensitive: false };
    await bench.control('POST', 'field', { object: 'Account', name: 'Key__c', label: 'Key', ...field });
    const made = await bench.call<Saved>('PATCH', '/sobjects/Account/Key__c/k-1', { Name: 'K' });
    await bench.control('POST', 'hidden', { ids: [made.body.id] });
    const again = await bench.call<Problems>('PATCH', '/sobjects/Account/Key__c/k-1', { Name: 'K' });
    expect(again.body).toMatchObject([{ errorCode: 'DUPLICATE_VALUE' }]);
  });

  it('are named by ids of this org', async () => {
    const { status } = await bench.control('POST', 'hidden', { ids: ['nobody'] });
    expect(status).toBe(400);
  });
});
