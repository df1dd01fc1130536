import { findEach } from '../../../src/connectors/salesforce/find';
import { priceOf } from '../../../src/connectors/salesforce/price';
import type { Reach } from '../../../src/connectors/salesforce/reach';
import { readEach } from '../../../src/connectors/salesforce/read';
import type { Work } from '../../../src/connectors/connector';
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

  describe('of an org that has many more', () => {
    /** A page of an answer holds a tenth of what it does in Salesforce. */
    const pageRows = 5_000;
    const asked = 17_000;
    const scattered = 4;
    let ids: readonly string[];
    beforeAll(async () => {
      const template = { LastName: 'Person {n}', Tandem_Id__c: 'one-{n}' };
      await org.control('POST', 'seed', { object: 'Contact', count: asked * scattered, template, quiet: true });
      const rows = await readAllIds();
      ids = rows.slice(-asked * scattered);
    });

    const readAllIds = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      let path = `query?q=${encodeURIComponent('SELECT Id FROM Contact ORDER BY Id')}`;
      for (; path !== '';) {
        const page = await org.call<{ records: { Id: string }[]; nextRecordsUrl?: string }>('GET', path);
        found.push(...page.records.map(({ Id }) => Id));
        path = page.nextRecordsUrl?.replace(/^.*\/v[\d.]+\//, '') ?? '';
      }
      return found;
    };
    const reach = (rows = pageRows): Reach => ({
      ...org.reach({ bulkFrom: 2_000 }),
      queryPace: { now: () => performance.now(), wait: () => Promise.resolve(), pageRows: rows },
    });
    const work = (some: readonly string[]): Extract<Work, { method: 'read' }> => ({
      ...{ method: 'read', object: 'Contact', by: 'id', ids: some, properties: [] },
    });

    it('reads ids that lie far apart in lists, as the price says', async () => {
      const some = work(ids.filter((_, n) => n % scattered === 0));
      expect(await priceOf(reach(), some)).toEqual([{ endpoint: expect.stringMatching(/^POST/) as string, calls: 9 }]);
      const outcomes = await readEach(reach(), some, some.ids);
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
      expect(await org.calls('/services/data')).toBe(9);
      expect(await org.calls('results')).toBe(0);
    });

    it('reads ids that lie close together with one job', async () => {
      const some = work(ids.slice(0, asked));
      const price = await priceOf(reach(asked), some);
      expect(price.find(({ endpoint }) => endpoint.endsWith('results'))).toMatchObject({ calls: 1 });
      const outcomes = await readEach(reach(asked), some, some.ids);
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
      expect(await org.calls('results')).toBe(1);
    });

    it('asks for keys in lists where a job would answer with many more', async () => {
      const keys = ['one-1', ...many('key-')];
      const outcomes = await readEach(reach(20), { object: 'Contact', by: 'key', properties: [] }, keys);
      expect(outcomes.filter((outcome) => valueOf(outcome) !== null)).toHaveLength(1);
      expect(await org.calls('results')).toBe(0);
    });
  });
});
