import { archiveEach } from '../../../src/connectors/salesforce/archive';
import { saveSome } from '../../../src/connectors/salesforce/collections';
import type { Reach } from '../../../src/connectors/salesforce/reach';
import { updateEach, upsertEach } from '../../../src/connectors/salesforce/write';
import { failureOf, kinds, startOrg, valueOf, type Org } from './records-bench';

const collections = 'composite/sobjects';

describe('the Salesforce connector writing records', () => {
  let org: Org;
  let reach: Reach;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());
  beforeEach(async () => {
    reach = org.reach();
    await org.control('POST', 'counters/reset', {});
    await org.control('DELETE', 'faults');
    org.callouts.length = 0;
  });

  const fieldsOf = (object: string, id: string): Promise<Record<string, unknown>> =>
    org.call('GET', `sobjects/${object}/${id}`);
  const fault = (more: object): Promise<unknown> =>
    org.control('POST', 'faults', { method: 'PATCH', path: `/services/data/*/${collections}*`, times: 1, ...more });

  it('creates by key, and updates what the key has, with values of the types of their fields', async () => {
    const properties = { LastName: 'Ana', Email: 'Ana@Example.com', DoNotCall: 'true', Phone: '' };
    const [created] = await upsertEach(reach, 'Contact', [{ key: 'w-1', properties }]);
    expect(valueOf(created)).toEqual({
      id: expect.stringMatching(/^003\w{15}$/) as string,
      properties: {},
      created: true,
    });
    const [again] = await upsertEach(reach, 'Contact', [{ key: 'W-1', properties: { LastName: 'Bo', DoNotCall: '' } }]);
    expect(valueOf(again)).toMatchObject({ id: valueOf(created).id, created: false });
    expect(await fieldsOf('Contact', valueOf(created).id)).toMatchObject({
      LastName: 'Bo',
      Email: 'ana@example.com',
      DoNotCall: false,
      Phone: null,
    });
  });

  it('writes numbers as numbers, and lets Salesforce refuse what is none, of that row alone', async () => {
    const outcomes = await upsertEach(reach, 'Account', [
      { key: 'n-1', properties: { Name: 'A', NumberOfEmployees: '12' } },
      { key: 'n-2', properties: { Name: 'B', NumberOfEmployees: 'a dozen' } },
      { key: 'n-3', properties: { Name: 'C', NumberOfEmployees: '' } },
    ]);
    expect(kinds(outcomes)).toEqual(['ok', 'rejected', 'ok']);
    expect(await fieldsOf('Account', valueOf(outcomes[0]).id)).toMatchObject({ NumberOfEmployees: 12 });
  });

  it('updates n rows in n / 200 calls, whatever their parents', async () => {
    const accounts = await org.seed('Account', ...Array.from({ length: 30 }, (_, n) => ({ Name: `P${n}` })));
    const rows = Array.from({ length: 900 }, (_, n) => ({ LastName: `U${n}`, AccountId: accounts[n % 30] }));
    const ids = await org.seed('Contact', ...rows);
    const outcomes = await updateEach(
      reach,
      'Contact',
      ids.map((id, n) => ({ id, properties: { Phone: String(n) } })),
    );
    expect(outcomes.map((outcome) => valueOf(outcome).id)).toEqual(ids);
    expect(await org.calls(`PATCH /services/data/v{version}/${collections}`)).toBe(5);
    const last = await fieldsOf('Contact', ids[899] ?? '');
    expect(last['Phone']).toBe('899');
  });

  it('never has two calls out that share a parent', async () => {
    const [big = '', ...others] = await org.seed(
      'Account',
      ...Array.from({ length: 41 }, (_, n) => ({ Name: `Q${n}` })),
    );
    const rows = Array.from({ length: 1_000 }, (_, n) => ({
      LastName: `L${n}`,
      AccountId: n % 2 === 0 ? big : others[n % 40],
    }));
    const ids = await org.seed('Contact', ...rows);
    const parents = new Map(ids.map((id, n) => [id, rows[n]?.AccountId ?? '']));
    const out: Set<string>[] = [];
    const met: string[] = [];
    const watching: Reach = {
      ...reach,
      send: async (request) => {
        if (!request.writes) return reach.send(request);
        const { records } = request.json as { records: readonly { id: string }[] };
        const mine = new Set(records.map(({ id }) => parents.get(id) ?? ''));
        met.push(...out.flatMap((other) => [...mine].filter((parent) => other.has(parent))));
        out.push(mine);
        const answer = await reach.send(request);
        out.splice(out.indexOf(mine), 1);
        return answer;
      },
    };
    const outcomes = await updateEach(
      watching,
      'Contact',
      ids.map((id) => ({ id, properties: { Phone: '1' } })),
    );
    expect(kinds(outcomes)).toEqual(ids.map(() => 'ok'));
    expect(met).toEqual([]);
    expect(await org.calls('PATCH')).toBe(5);
  });

  it('answers for a row that cannot be locked, and writes the others', async () => {
    const [account = ''] = await org.seed('Account', { Name: 'Locked' });
    await org.control('POST', 'locks', { ids: [account], forMs: 60_000 });
    const outcomes = await upsertEach(reach, 'Contact', [
      { key: 'l-1', properties: { LastName: 'In', AccountId: account } },
      { key: 'l-2', properties: { LastName: 'Out' } },
    ]);
    await org.control('DELETE', 'locks');
    expect(kinds(outcomes)).toEqual(['retry', 'ok']);
    expect(failureOf(outcomes[0]).code).toBe('UNABLE_TO_LOCK_ROW');
  });

  it('makes one record of a row whose answer was lost', async () => {
    const rows = [{ key: 'once', properties: { LastName: 'Once' } }];
    await fault({ kind: 'close' });
    expect(kinds(await upsertEach(reach, 'Contact', rows))).toEqual(['unknown']);
    const [again] = await upsertEach(org.reach(), 'Contact', rows);
    expect(valueOf(again).created).toBe(false);
  });

  it('knows of no row what became of it when an answer is a place short', async () => {
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'A' }, { LastName: 'B' });
    await fault({ status: 200, body: [{ success: true, id: b, errors: [] }] });
    const updates = [a, b].map((id) => ({ id, properties: { Phone: '2' } }));
    expect(kinds(await updateEach(reach, 'Contact', updates))).toEqual(['unknown', 'ok']);
    await fault({ status: 200, body: [{ success: true, id: b, errors: [], created: true }] });
    const upserts = ['s-1', 's-2'].map((key) => ({ key, properties: { LastName: key } }));
    expect(kinds(await upsertEach(reach, 'Contact', upserts))).toEqual(['unknown', 'unknown']);
  });

  it('takes no result that names another row', async () => {
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'A' }, { LastName: 'B' });
    const swapped = [b, a].map((id) => ({ success: true, id, errors: [] }));
    await fault({ status: 200, body: swapped });
    const saved = await saveSome(reach, {
      method: 'PATCH',
      path: collections,
      endpoint: '',
      object: 'Contact',
      json: { records: [] },
      ids: [a, b],
    });
    expect(saved).toMatchObject([{ ok: false }, { ok: false }]);
  });

  it('sends what only a new record takes, and sends the row without it when it is there already', async () => {
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'First' }, { LastName: 'Second' });
    const order = { Name: 'O', StageName: 'Prospecting', CloseDate: '2026-12-01' };
    const row = (ContactId: string, Name: string) => [
      { key: 'o-1', properties: { ...order, Name }, onCreate: { ContactId } },
    ];
    const [created] = await upsertEach(reach, 'Opportunity', row(a, 'O'));
    const [again] = await upsertEach(reach, 'Opportunity', row(b, 'O2'));
    expect([valueOf(created).created, valueOf(again).created]).toEqual([true, false]);
    expect(await fieldsOf('Opportunity', valueOf(created).id)).toMatchObject({ Name: 'O2' });
    const roles = await org.call<{ records: { ContactId: string }[] }>(
      'GET',
      'query?q=SELECT+ContactId+FROM+OpportunityContactRole',
    );
    expect(roles.records.map(({ ContactId }) => ContactId)).toEqual([a]);
  });

  it('tells who else holds a key', async () => {
    const [holder = '', other = ''] = await org.seed(
      'Contact',
      { LastName: 'H', Tandem_Id__c: 'taken' },
      { LastName: 'O' },
    );
    const [outcome] = await updateEach(reach, 'Contact', [{ id: other, properties: { Tandem_Id__c: 'TAKEN' } }]);
    expect(failureOf(outcome)).toMatchObject({ kind: 'duplicate', existingId: holder, property: 'Tandem_Id__c' });
  });

  it('learns anew which fields there are when one has gone', async () => {
    await org.control('POST', 'field', {
      object: 'Contact',
      name: 'Level__c',
      label: 'Level',
      type: 'double',
      precision: 5,
      scale: 0,
    });
    const rows = [{ key: 'f-1', properties: { LastName: 'F', Level__c: '4' } }];
    expect(kinds(await upsertEach(reach, 'Contact', rows))).toEqual(['ok']);
    await org.control('POST', 'field', { object: 'Contact', name: 'Level__c', removed: true });
    const [outcome] = await upsertEach(reach, 'Contact', rows);
    expect(failureOf(outcome)).toMatchObject({ kind: 'rejected', code: 'INVALID_FIELD', property: 'Level__c' });
    expect((await reach.describes.fieldsOf(reach.send, 'Contact')).has('Level__c')).toBe(false);
  });

  it('moves records to the bin, 200 a call, and those that are there already', async () => {
    const ids = await org.seed(
      'Contact',
      ...Array.from({ length: 250 }, (_, n) => ({ LastName: `D${n}`, FirstName: 'Bin' })),
    );
    await org.edit('Contact', ids[0] ?? '', { delete: true });
    expect(kinds(await archiveEach(reach, 'Contact', ids))).toEqual(ids.map(() => 'ok'));
    expect(await org.calls('DELETE')).toBe(2);
    const left = await org.call<{ totalSize: number }>('GET', "query?q=SELECT+Id+FROM+Contact+WHERE+FirstName='Bin'");
    expect(left.totalSize).toBe(0);
  });

  it('says a deleted parent is no news of the child', async () => {
    const [account = ''] = await org.seed('Account', { Name: 'Gone' });
    const [contact = ''] = await org.seed('Contact', { LastName: 'Child' });
    await org.edit('Account', account, { delete: true });
    const unnamed = [
      {
        success: false,
        id: contact,
        errors: [{ statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }],
      },
    ];
    await fault({ status: 200, body: unnamed });
    const row = { id: contact, properties: { AccountId: account } };
    expect(kinds(await updateEach(reach, 'Contact', [row]))).toEqual(['stale']);
    expect(kinds(await updateEach(reach, 'Contact', [row]))).toEqual(['stale']);
  });
});
