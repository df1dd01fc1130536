import { findEach } from '../../../src/connectors/salesforce/find';
import { failureOf, kinds, startOrg, valueOf, type Org } from './records-bench';

describe('the Salesforce connector finding records', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());
  beforeEach(() => org.control('POST', 'counters/reset', {}));

  const byEmail = { object: 'Contact', property: 'Email', properties: ['LastName'] };
  const bySite = { object: 'Account', property: 'Website', properties: ['Name'] };

  it('finds all that hold a value, none where nobody does, and no deleted one', async () => {
    const [a, b, deleted = ''] = await org.seed(
      'Contact',
      { LastName: 'A', Email: 'ana@example.com' },
      { LastName: 'B', Email: 'ANA@example.com' },
      { LastName: 'C', Email: 'cy@example.com' },
    );
    await org.edit('Contact', deleted, { delete: true });
    const values = ['ana@example.com', 'cy@example.com', '', "o'neil\\@example.com"];
    const outcomes = await findEach(org.reach(), { ...byEmail, values });
    expect(outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id))).toEqual([[a, b], [], [], []]);
    expect(valueOf(outcomes[0])[0]?.properties).toEqual({ LastName: 'A' });
  });

  it.each([
    'example.com',
    'EXAMPLE.com/',
    'http://example.com',
    'https://www.example.com',
    'https://www.example.com/',
    'www.example.com',
  ])('finds a site that somebody wrote as %s', async (Website) => {
    const [id = ''] = await org.seed('Account', { Name: 'S', Website });
    const outcomes = await findEach(org.reach(), { ...bySite, values: ['other.example', 'example.com'] });
    await org.edit('Account', id, { delete: true });
    expect(outcomes.map((outcome) => valueOf(outcome).map((found) => found.id))).toEqual([[], [id]]);
  });

  it('takes no site for another that it is a part of', async () => {
    await org.seed(
      'Account',
      { Name: 'T', Website: 'https://shop.part.example' },
      { Name: 'U', Website: 'part.example.org' },
    );
    expect(valueOf((await findEach(org.reach(), { ...bySite, values: ['part.example'] }))[0])).toEqual([]);
  });

  it('splits values so that no address is too long, and mixes up no hits', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => ({
      LastName: `M${n}`,
      Email: `person.number.${n}@many.example.com`,
    }));
    const ids = await org.seed('Contact', ...rows);
    const outcomes = await findEach(org.reach(), { ...byEmail, values: rows.map(({ Email }) => Email) });
    expect(outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id))).toEqual(ids.map((id) => [id]));
    expect(await org.calls('GET /services/data/v{version}/query')).toBeLessThanOrEqual(4);
  });

  it('fails the values of a list that was not answered, and them alone', async () => {
    const values = Array.from({ length: 700 }, (_, n) => `person.number.${n}@lost.example.com`);
    await org.control('POST', 'faults', { method: 'GET', path: '/services/data/*/query', times: 1, status: 503 });
    const outcomes = kinds(await findEach(org.reach({ parallelCalls: 1 }), { ...byEmail, values }));
    expect(new Set(outcomes)).toEqual(new Set(['retry', 'ok']));
    expect(outcomes.lastIndexOf('retry')).toBeLessThan(outcomes.indexOf('ok'));
  });

  it('says that it cannot look by a field that is long or not there', async () => {
    for (const property of ['Description', 'Nothing__c']) {
      const [outcome] = await findEach(org.reach(), { ...byEmail, property, values: ['x'] });
      expect(failureOf(outcome)).toMatchObject({ kind: 'rejected', property });
      expect(failureOf(outcome).message).toContain(`cannot look for records by "${property}"`);
    }
  });
});
