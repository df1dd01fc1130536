import type { Bench } from './support';
import { refusal, startBench } from './support';

describe('associations of the HubSpot sandbox', () => {
  let bench: Bench;
  let contact: string;
  let companies: string[];
  let deal: string;
  beforeEach(async () => {
    bench = await startBench();
    const { body } = await bench.control('POST', 'seed', {
      objects: {
        contacts: [{ properties: { email: 'a@example.com' } }],
        companies: [{ properties: { name: 'A' } }, { properties: { name: 'B' } }],
        deals: [{ properties: { dealname: 'D', dealstage: 'closedwon' } }],
      },
    });
    [contact] = body.ids.contacts as [string];
    companies = body.ids.companies!;
    [deal] = body.ids.deals as [string];
  });
  afterEach(() => bench.close());

  const v4 = () => bench.client.crm.associations.v4;
  const spec = (associationTypeId: number) => [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId }];
  const typesBetween = async (from: string, id: string, to: string) => {
    const { results } = await v4().basicApi.getPage(from, id, to);
    return Object.fromEntries(results.map((row) => [row.toObjectId, row.associationTypes.map((type) => type.typeId)]));
  };

  it('makes the unlabelled type together with the primary one, readable from both sides', async () => {
    const made = await v4().basicApi.create('contacts', contact, 'companies', companies[0]!, spec(1));
    expect(made).toMatchObject({
      fromObjectTypeId: '0-1',
      fromObjectId: Number(contact),
      toObjectId: Number(companies[0]),
      labels: ['Primary'],
    });
    expect(await typesBetween('contacts', contact, 'companies')).toEqual({ [companies[0]!]: [1, 279] });
    expect(await typesBetween('companies', companies[0]!, 'contacts')).toEqual({ [contact]: [2, 280] });
  });

  it('keeps one primary company per contact and per deal', async () => {
    for (const company of companies) {
      await v4().basicApi.create('contacts', contact, 'companies', company, spec(1));
      await v4().basicApi.create('companies', company, 'deals', deal, spec(6));
    }
    const [first, second] = companies as [string, string];
    expect(await typesBetween('contacts', contact, 'companies')).toEqual({ [first]: [279], [second]: [1, 279] });
    expect(await typesBetween('deals', deal, 'companies')).toEqual({ [first]: [341], [second]: [5, 341] });
  });

  it('adds only the unlabelled type by default, and answers 200', async () => {
    await v4().basicApi.create('contacts', contact, 'companies', companies[0]!, spec(1));
    const answer = await v4().basicApi.createDefault('contacts', contact, 'companies', companies[0]!);
    expect(answer.results[0]!.associationSpec.associationTypeId).toBe(279);
    expect(await typesBetween('contacts', contact, 'companies')).toEqual({ [companies[0]!]: [1, 279] });
  });

  it('replaces the labels of a pair that is associated again', async () => {
    await v4().basicApi.create('contacts', contact, 'companies', companies[0]!, spec(1));
    await v4().basicApi.create('contacts', contact, 'companies', companies[0]!, spec(279));
    expect(await typesBetween('contacts', contact, 'companies')).toEqual({ [companies[0]!]: [279] });
  });

  it.each([
    ['a type of the other direction', 2],
    ['a type that does not exist', 999],
  ])('refuses %s with 400', async (_what, typeId) => {
    const { code } = await refusal(v4().basicApi.create('contacts', contact, 'companies', companies[0]!, spec(typeId)));
    expect(code).toBe(400);
  });

  it('refuses a record that is not there in the recorded words', async () => {
    const { code, body } = await refusal(v4().basicApi.create('contacts', '77', 'companies', companies[0]!, spec(1)));
    expect(code).toBe(400);
    expect(body).toMatchObject({
      message: 'One or more associations are invalid',
      category: 'VALIDATION_ERROR',
      context: { INVALID_OBJECT_IDS: ['CONTACT=77 is not valid'], objectType: ['CONTACT'] },
    });
  });

  it('parts a pair with 204, and parts it again', async () => {
    await v4().basicApi.createDefault('deals', deal, 'contacts', contact);
    await v4().basicApi.archive('deals', deal, 'contacts', contact);
    await v4().basicApi.archive('deals', deal, 'contacts', contact);
    expect(await typesBetween('contacts', contact, 'deals')).toEqual({});
  });

  it('creates many at once, each row with its own verdict', async () => {
    const answer = await v4().batchApi.createWithHttpInfo('contacts', 'companies', {
      inputs: [companies[0]!, '77', 'x1'].map((id) => ({ _from: { id: contact }, to: { id }, types: spec(1) })),
    });
    expect(answer.httpStatusCode).toBe(207);
    const { results, errors } = answer.data as unknown as {
      results: object[];
      errors: { subCategory?: string; message: string }[];
    };
    expect(results).toHaveLength(1);
    expect(errors.map((error) => error.message)).toEqual([
      'One or more associations are invalid',
      'x1 is not a valid ID',
    ]);
    expect(errors[1]!.subCategory).toBe('crm.associations.INVALID_IDENTIFIER');
  });

  it('does not associate a record with itself', async () => {
    const [company] = companies;
    const { body } = await bench.call('POST', '/crm/v4/associations/companies/companies/batch/associate/default', {
      inputs: [{ from: { id: company }, to: { id: company } }],
    });
    expect(body.errors[0]!.message).toBe(`Object ${company} cannot be associated to itself (${company})`);
  });

  it('answers 201 for a batch in which all rows are good and 200 for default ones', async () => {
    const inputs = companies.map((id) => ({ _from: { id: deal }, to: { id } }));
    const types = { types: spec(341) };
    const labelled = inputs.map((input) => ({ ...input, ...types }));
    expect((await v4().batchApi.createWithHttpInfo('deals', 'companies', { inputs: labelled })).httpStatusCode).toBe(
      201,
    );
    expect((await v4().batchApi.createDefaultWithHttpInfo('deals', 'companies', { inputs })).httpStatusCode).toBe(200);
  });

  it('reports a record without associations as an error of a 207', async () => {
    await v4().basicApi.createDefault('contacts', contact, 'companies', companies[0]!);
    const read = await bench.call('POST', '/crm/v4/associations/companies/contacts/batch/read', {
      inputs: companies.map((id) => ({ id })),
    });
    expect(read.status).toBe(207);
    expect(read.body.results).toEqual([
      {
        from: { id: companies[0] },
        to: [
          {
            toObjectId: Number(contact),
            associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 280, label: null }],
          },
        ],
      },
    ]);
    expect(read.body.errors).toEqual([
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message: `No contact is associated with company ${companies[1]}.`,
        context: { fromObjectId: [companies[1]], fromObjectType: ['company'], toObjectType: ['contact'] },
      },
    ]);
  });

  it('parts many at once, whole pairs or single labels', async () => {
    for (const company of companies) await v4().basicApi.create('deals', deal, 'companies', company, spec(5));
    const [first, second] = companies as [string, string];
    await v4().batchApi.archiveLabels('deals', 'companies', {
      inputs: [{ _from: { id: deal }, to: { id: second }, types: spec(5) }],
    });
    expect(await typesBetween('deals', deal, 'companies')).toEqual({ [first]: [341], [second]: [341] });
    await v4().batchApi.archive('deals', 'companies', { inputs: [{ _from: { id: deal }, to: [{ id: first }] }] });
    expect(await typesBetween('deals', deal, 'companies')).toEqual({ [second]: [341] });
  });

  describe('many at once with a row that cannot be read', () => {
    const known = spec(341);
    const unknown = spec(999);
    const wrong = [{ associationCategory: 'USER_DEFINED', associationTypeId: 341 }];
    const bad = { to: { id: {} }, types: known };
    it.each<[string, string, object, object]>([
      ['create', 'an id that is none', { types: known }, bad],
      ['create', 'a type that does not exist', { types: known }, { types: unknown }],
      ['create', 'a type of another category', { types: known }, { types: wrong }],
      ['associate/default', 'an id that is none', {}, bad],
      ['archive', 'an id that is none', {}, bad],
      ['labels/archive', 'an id that is none', { types: known }, bad],
      ['labels/archive', 'a type that does not exist', { types: known }, { types: unknown }],
    ])('write nothing by batch/%s: %s', async (name, _what, good, row) => {
      const [first, second] = companies as [string, string];
      await v4().basicApi.create('deals', deal, 'companies', second, spec(5));
      const end = (id: string) => (name === 'archive' ? [{ id }] : { id });
      const before = await typesBetween('deals', deal, 'companies');
      const { status, body } = await bench.call('POST', `/crm/v4/associations/deals/companies/batch/${name}`, {
        inputs: [
          { from: { id: deal }, to: end(name.endsWith('archive') ? second : first), ...good },
          { from: { id: deal }, to: end(second), ...row },
        ],
      });
      expect(status).toBe(400);
      expect(body.status).toBe('error');
      expect(await typesBetween('deals', deal, 'companies')).toEqual(before);
    });
  });

  it('joins line items to deals with types 20 and 19', async () => {
    const item = await bench.client.crm.lineItems.basicApi.create({
      properties: { name: 'L', quantity: '1', price: '2' },
      associations: [{ to: { id: deal }, types: spec(20) }],
    });
    expect(await typesBetween('deals', deal, 'line_items')).toEqual({ [item.id]: [19] });
  });

  it('shows no association to an archived record', async () => {
    await v4().basicApi.createDefault('contacts', contact, 'companies', companies[0]!);
    await bench.client.crm.companies.basicApi.archive(companies[0]!);
    expect(await typesBetween('contacts', contact, 'companies')).toEqual({});
  });

  it.each([
    ['create', 2_001],
    ['read', 1_001],
  ])('refuses a batch %s of %i inputs', async (name, count) => {
    const inputs = Array.from({ length: count }, () => ({ id: '1', from: { id: '1' }, to: { id: '2' }, types: [] }));
    const { status } = await bench.call('POST', `/crm/v4/associations/contacts/companies/batch/${name}`, { inputs });
    expect(status).toBe(400);
  });

  it('lists the types between two objects', async () => {
    const { results } = await v4().schema.definitionsApi.getAll('contacts', 'companies');
    expect(results).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
    ]);
  });
});
