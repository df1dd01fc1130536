import { findEach } from '../../../src/connectors/salesforce/find';
import { readEach } from '../../../src/connectors/salesforce/read';
import { startOrg, valueOf, type Org } from './records-bench';

describe('the Salesforce connector asking for very many records', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
    await org.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 });
    await org.seed(
      'Contact',
      { LastName: 'A', Tandem_Id__c: 'key-1', Email: 'A@example.com', DoNotCall: true, Birthdate: '1990-02-03' },
      { LastName: 'B', Tandem_Id__c: 'key-2', Email: 'a@example.com' },
      { LastName: 'C', Email: 'cy@example.com' },
    );
    await org.seed('Account', { Name: 'S', Website: 'https://www.Example.com/', NumberOfEmployees: 7 });
  });
  afterAll(() => org.close());
  beforeEach(() => org.control('POST', 'counters/reset', {}));

  const many = (prefix: string): readonly string[] =>
    Array.from({ length: 14_000 }, (_, n) => `${prefix}${'x'.repeat(20)}${n}`);

  it('reads by key with one job, with values of their types', async () => {
    const properties = ['LastName', 'DoNotCall', 'Birthdate', 'Phone'];
    const keys = ['KEY-1', 'key-2', ...many('key-')];
    const reach = org.reach({ bulkFrom: 2_000 });
    const outcomes = await readEach(reach, { object: 'Contact', by: 'key', properties }, keys);
    expect(valueOf(outcomes[0])?.properties).toEqual({
      LastName: 'A',
      DoNotCall: true,
      Birthdate: '1990-02-03',
      Phone: null,
    });
    expect(outcomes.filter((outcome) => valueOf(outcome) !== null)).toHaveLength(2);
    expect(org.callouts.length).toBeLessThanOrEqual(8);
    expect(await org.calls('GET /services/data/v{version}/query')).toBe(0);
  });

  it('asks in lists when the job comes to nothing', async () => {
    await org.control('POST', 'faults', { method: 'POST', path: '/services/data/*/jobs/query', times: 1, status: 500 });
    const keys = ['key-2', ...many('key-')];
    const outcomes = await readEach(
      org.reach({ bulkFrom: 2_000 }),
      { object: 'Contact', by: 'key', properties: [] },
      keys,
    );
    expect(outcomes.filter((outcome) => valueOf(outcome) !== null)).toHaveLength(1);
    expect(await org.calls('GET /services/data/v{version}/query')).toBeGreaterThan(20);
  });

  it('finds values and sites with one job', async () => {
    const emails = ['a@example.com', ...many('nobody@')];
    const byEmail = { object: 'Contact', property: 'Email', properties: ['LastName'] };
    const people = await findEach(org.reach({ bulkFrom: 2_000 }), { ...byEmail, values: emails });
    expect(people.map((outcome) => valueOf(outcome).length).slice(0, 2)).toEqual([2, 0]);
    const sites = ['example.com', ...many('site.')];
    const bySite = { object: 'Account', property: 'Website', properties: ['NumberOfEmployees'] };
    const [found] = await findEach(org.reach({ bulkFrom: 2_000 }), { ...bySite, values: sites });
    expect(valueOf(found)).toMatchObject([{ properties: { NumberOfEmployees: 7 } }]);
    expect(await org.calls('GET /services/data/v{version}/query')).toBe(0);
  });
});
