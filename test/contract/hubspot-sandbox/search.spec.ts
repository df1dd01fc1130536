import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts';
import type { Bench } from './support';
import { refusal, startBench } from './support';

const anyEmail = { propertyName: 'email', operator: 'HAS_PROPERTY' };

describe('search of the HubSpot sandbox', () => {
  let bench: Bench;
  let ids: string[];
  beforeAll(async () => {
    bench = await startBench();
    ids = await bench.seed('contacts', [
      { email: 'ana@example.com', firstname: 'Ana', lastname: 'Ruiz', hs_additional_emails: 'a@b.com;c@d.com' },
      { email: 'bob@example.org', firstname: 'Bob', phone: '+34 600' },
      { email: 'eva@example.com', firstname: 'ana', lifecyclestage: 'customer' },
    ]);
  });
  afterAll(() => bench.close());

  const search = (body: object, object = 'contacts') => bench.call('POST', `/crm/v3/objects/${object}/search`, body);
  const found = async (propertyName: string, operator: string, more: object = {}) => {
    const { status, body } = await search({ filterGroups: [{ filters: [{ propertyName, operator, ...more }] }] });
    expect(status).toBe(200);
    return body.results.map((result) => ids.indexOf(result.id));
  };

  it('finds everything with an empty body, oldest first', async () => {
    const { body } = await search({});
    expect(body.total).toBe(3);
    expect(body.results.map((result) => result.id)).toEqual(ids);
    expect(body).not.toHaveProperty('paging');
  });

  it('counts and leads nowhere where no rows are asked for', async () => {
    const { status, body } = await search({ limit: 0 });
    expect(status).toBe(200);
    expect(body).toEqual({ total: 3, results: [] });
  });

  it('takes a number and a boolean for their text', async () => {
    expect(await found('phone', 'NEQ', { value: true })).toEqual([0, 1, 2]);
    expect(await found('hs_is_contact', 'IN', { values: [true] })).toEqual([0, 1, 2]);
    expect(await found('hs_object_id', 'GT', { value: 0 })).toEqual([0, 1, 2]);
  });

  it.each<[string, string, object, number[]]>([
    ['firstname', 'EQ', { value: 'ANA' }, [0, 2]],
    ['firstname', 'NEQ', { value: 'ana' }, [1]],
    ['email', 'IN', { values: ['ana@example.com', 'bob@example.org', 'x@y.com'] }, [0, 1]],
    ['email', 'NOT_IN', { values: ['ana@example.com'] }, [1, 2]],
    ['hs_additional_emails', 'IN', { values: ['x@y.com', 'c@d.com'] }, [0]],
    ['hs_additional_emails', 'IN', { values: ['C@d.com', 'd.com'] }, []],
    ['hs_additional_emails', 'NOT_IN', { values: ['a@b.com'] }, [1, 2]],
    ['phone', 'HAS_PROPERTY', {}, [1]],
    ['phone', 'NOT_HAS_PROPERTY', {}, [0, 2]],
    ['email', 'CONTAINS_TOKEN', { value: '*@example.com' }, [0, 2]],
    ['email', 'NOT_CONTAINS_TOKEN', { value: 'example.com' }, [1]],
    ['lifecyclestage', 'EQ', { value: 'customer' }, [2]],
    ['lifecyclestage', 'EQ', { value: 'Customer' }, []],
    ['hs_object_id', 'GT', { value: '0' }, [0, 1, 2]],
    ['createdate', 'BETWEEN', { value: '0', highValue: '9999999999999' }, [0, 1, 2]],
    ['lastmodifieddate', 'LT', { value: '2020-01-01T00:00:00Z' }, []],
  ])('filters %s %s %j', async (property, operator, more, expected) => {
    expect(await found(property, operator, more)).toEqual(expected);
  });

  it('finds nothing for a value with capitals in IN on a string', async () => {
    expect(await found('email', 'IN', { values: ['Ana@example.com'] })).toEqual([]);
    expect(await found('firstname', 'IN', { values: ['ana'] })).toEqual([0, 2]);
  });

  it.each([
    ['*a@ex*le.com', [0, 2]],
    ['bob*', [1]],
    ['a*@*.org', []],
    ['*com*', [0, 2]],
    // The ends do not share a letter, and what is between stars keeps its order.
    ['ana@example.com*m', []],
    ['*example*ana*', []],
  ])('finds %s by its wildcards, in the whole value or in one token of it', async (value, expected) => {
    expect(await found('email', 'CONTAINS_TOKEN', { value })).toEqual(expected);
  });

  it('is not held up by wildcards that almost fit a long text', async () => {
    const [id] = await bench.seed('contacts', [{ lastname: 'Long', message: 'customer invoice '.repeat(3_500) }]);
    const startedMs = performance.now();
    expect(await found('message', 'CONTAINS_TOKEN', { value: '*customer*invoice*refund*' })).toEqual([]);
    // To go through the text once takes milliseconds; to try each customer with each invoice, most of a minute.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await bench.client.crm.contacts.basicApi.archive(id!);
  });

  it('finds no contact by hs_lastmodifieddate, without an error', async () => {
    expect(await found('hs_lastmodifieddate', 'GTE', { value: '0' })).toEqual([]);
    expect(await found('lastmodifieddate', 'GTE', { value: '0' })).toEqual([0, 1, 2]);
  });

  it('joins filters with and, groups with or', async () => {
    const filter = (propertyName: string, value: string) => ({ propertyName, operator: 'EQ', value });
    const { body } = await search({
      filterGroups: [
        { filters: [filter('firstname', 'ana'), filter('lastname', 'ruiz')] },
        { filters: [filter('firstname', 'bob')] },
      ],
    });
    expect(body.results.map((result) => ids.indexOf(result.id))).toEqual([0, 1]);
    const short = await search({ filters: [filter('firstname', 'bob')] });
    expect(short.body.total).toBe(1);
  });

  it('pages by offset through the client and sorts by id either way', async () => {
    const page = (after: string | undefined, sorts: string[]) =>
      bench.client.crm.contacts.searchApi.doSearch({
        filterGroups: [{ filters: [{ propertyName: 'email', operator: FilterOperatorEnum.HasProperty }] }],
        sorts,
        properties: ['email'],
        limit: 2,
        ...(after === undefined ? {} : { after }),
      });
    const first = await page(undefined, ['-hs_object_id']);
    expect(first.results.map((result) => result.id)).toEqual([ids[2], ids[1]]);
    expect(first.paging?.next?.after).toBe('2');
    const last = await page('2', ['-hs_object_id']);
    expect(last.results.map((result) => result.id)).toEqual([ids[0]]);
    expect(last.paging).toBeUndefined();
  });

  it('sorts by a property, blanks last', async () => {
    const sorts = [{ propertyName: 'email', direction: 'DESCENDING' }];
    expect((await search({ sorts })).body.results.map((result) => ids.indexOf(result.id))).toEqual([2, 1, 0]);
    const phone = await search({ sorts: ['phone'] });
    expect(ids.indexOf(phone.body.results[0]!.id)).toBe(1);
  });

  it('looks for free text in the properties meant for it', async () => {
    expect((await search({ query: 'ruiz ANA' })).body.total).toBe(1);
    expect((await search({ query: 'customer' })).body.total).toBe(0);
  });

  it.each([
    ['a page of more than 200', { limit: 201 }],
    ['paging past 10,000 results', { after: '10000' }],
    ['a filter on a property that does not exist', { filters: [{ propertyName: 'x', operator: 'EQ', value: '1' }] }],
    ['an operator that does not exist', { filters: [{ propertyName: 'email', operator: 'LIKE', value: '1' }] }],
    ['two sorts', { sorts: ['email', 'phone'] }],
    ['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
    ['seven filters in a group', { filters: Array.from({ length: 7 }, () => anyEmail) }],
    [
      'nineteen filters in all',
      { filterGroups: [6, 6, 6, 1].map((length) => ({ filters: Array.from({ length }, () => anyEmail) })) },
    ],
    ['free text of more than 3,000 characters', { query: 'x'.repeat(3_001) }],
  ])('refuses %s with 400', async (_what, body) => {
    expect(await search(body)).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  });

  it('takes as many filters as the docs allow', async () => {
    const filterGroups = [6, 6, 6].map((length) => ({ filters: Array.from({ length }, () => anyEmail) }));
    expect((await search({ filterGroups, query: 'x'.repeat(3_000) })).status).toBe(200);
  });

  it('filters by what a record is associated with', async () => {
    const [company] = await bench.seed('companies', [{ name: 'Linked' }]);
    await bench.client.crm.associations.v4.basicApi.createDefault('contacts', ids[1]!, 'companies', company!);
    expect(await found('associations.company', 'EQ', { value: company })).toEqual([1]);
    expect(await found('associations.company', 'HAS_PROPERTY')).toEqual([1]);
    expect(await found('associations.company', 'NOT_HAS_PROPERTY')).toEqual([0, 2]);
    await bench.client.crm.companies.basicApi.archive(company!);
  });

  it('never finds archived records, nor old values of an indexed property', async () => {
    const [a, b] = await bench.seed('companies', [
      { name: 'A', domain: 'a.com' },
      { name: 'B', domain: 'b.com' },
    ]);
    const domains = async () => {
      const filters = [{ propertyName: 'domain', operator: 'IN', values: ['a.com', 'b.com', 'c.com'] }];
      const { body } = await search({ filters, properties: ['domain'] }, 'companies');
      return body.results.map((result) => result.properties.domain);
    };
    expect(await domains()).toEqual(['a.com', 'b.com']);
    await bench.client.crm.companies.basicApi.update(a!, { properties: { domain: 'c.com' } });
    expect(await domains()).toEqual(['c.com', 'b.com']);
    await bench.client.crm.companies.basicApi.archive(b!);
    expect(await domains()).toEqual(['c.com']);
  });

  it('lets five searches a second through and refuses the sixth in the recorded words', async () => {
    const limited = await startBench({ limits: 'pro' });
    try {
      await limited.control('POST', 'clock', { rate: 0 });
      const doSearch = () => limited.client.crm.contacts.searchApi.doSearch({ limit: 1 });
      for (let count = 0; count < 5; count++) await doSearch();
      const { code, body } = await refusal(doSearch());
      expect(code).toBe(429);
      expect(body).toEqual({
        status: 'error',
        message: 'You have reached your secondly limit.',
        correlationId: body.correlationId,
        category: 'RATE_LIMITS',
      });
      await limited.control('POST', 'clock', { advanceMs: 1_000 });
      const { headers, status } = await limited.call('POST', '/crm/v3/objects/contacts/search', {});
      expect(status).toBe(200);
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    } finally {
      await limited.close();
    }
  });
});
