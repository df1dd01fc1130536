import type { Bench } from './support';
import { refusal, startBench } from './support';

interface Label {
  readonly category: string;
  readonly typeId: number;
  readonly label: string | null;
}

describe('association labels of the HubSpot sandbox', () => {
  let bench: Bench;
  let contact: string;
  let company: string;
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
    contact = body.ids.contacts![0]!;
    company = body.ids.companies![0]!;
    deal = body.ids.deals![0]!;
  });
  afterEach(() => bench.close());

  const v4 = () => bench.client.crm.associations.v4;
  const definitions = () => v4().schema.definitionsApi;
  const make = async (from: string, to: string, body: { label: string; name: string; inverseLabel?: string }) =>
    (await definitions().create(from, to, body)).results as readonly Label[];
  const user = (associationTypeId: number) => ({ associationCategory: 'USER_DEFINED' as never, associationTypeId });
  const hubspot = (associationTypeId: number) => ({
    associationCategory: 'HUBSPOT_DEFINED' as never,
    associationTypeId,
  });
  const typesOf = async (from: string, id: string, to: string) => {
    const { results } = await v4().basicApi.getPage(from, id, to);
    return results.flatMap((row) => row.associationTypes as readonly Label[]);
  };
  const unlabelled = { category: 'HUBSPOT_DEFINED', typeId: 279, label: null };

  it('are made in both directions, with numbers of their own that may equal HubSpot’s', async () => {
    const [forth, back] = await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    expect(forth).toEqual({ category: 'USER_DEFINED', typeId: 1, label: 'Buyer' });
    expect(back).toEqual({ category: 'USER_DEFINED', typeId: 2, label: 'Buyer' });
    expect((await definitions().getAll('companies', 'contacts')).results).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 2, label: 'Primary' },
      { category: 'HUBSPOT_DEFINED', typeId: 280, label: null },
      back,
    ]);
  });

  it('join a pair by category and number, never by number alone', async () => {
    const [forth, back] = await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    const made = await v4().basicApi.create('contacts', contact, 'companies', company, [user(1)]);
    expect(made.labels).toEqual(['Buyer']);
    expect(await typesOf('contacts', contact, 'companies')).toEqual([forth, unlabelled]);
    expect(await typesOf('companies', company, 'contacts')).toEqual([back, { ...unlabelled, typeId: 280 }]);
    await v4().basicApi.create('contacts', contact, 'companies', company, [hubspot(1)]);
    expect(await typesOf('contacts', contact, 'companies')).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
      unlabelled,
    ]);
  });

  it('stand beside each other when all are sent again', async () => {
    await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    const types = [user(1), hubspot(1)];
    const made = await v4().basicApi.create('contacts', contact, 'companies', company, types);
    expect([...made.labels].toSorted()).toEqual(['Buyer', 'Primary']);
    await v4().batchApi.archiveLabels('contacts', 'companies', {
      inputs: [{ _from: { id: contact }, to: { id: company }, types: [user(1)] }],
    });
    expect((await typesOf('contacts', contact, 'companies')).map((type) => type.typeId)).toEqual([1, 279]);
  });

  it('read differently from either side when they are paired', async () => {
    const pair = await make('contacts', 'deals', { label: 'Payer', inverseLabel: 'Paid by', name: 'payer' });
    expect(pair.map((label) => label.label)).toEqual(['Payer', 'Paid by']);
    await v4().basicApi.create('deals', deal, 'contacts', contact, [user(pair[1]!.typeId)]);
    expect((await typesOf('contacts', contact, 'deals'))[0]).toEqual(pair[0]);
    const record = await bench.call('GET', `/crm/v3/objects/contacts/${contact}?associations=deals`);
    expect(record.body.associations).toEqual({
      deals: {
        results: [
          { id: deal, type: 'payer' },
          { id: deal, type: 'contact_to_deal_unlabeled' },
        ],
      },
    });
  });

  it('are one type within one object type unless they are paired', async () => {
    const [other] = await bench.seed('companies', [{ name: 'C' }]);
    expect(await make('companies', 'companies', { label: 'Sister', name: 'sister' })).toHaveLength(1);
    await v4().basicApi.create('companies', company, 'companies', other!, [user(1)]);
    for (const id of [company, other!]) {
      expect((await typesOf('companies', id, 'companies')).map((type) => type.label)).toEqual(['Sister', null]);
    }
  });

  it('are renamed in one direction or both', async () => {
    const [forth, back] = await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    const texts = async () => {
      const both = [
        await definitions().getAll('contacts', 'companies'),
        await definitions().getAll('companies', 'contacts'),
      ];
      return both.map(({ results }) => results.at(-1)!.label);
    };
    await definitions().update('contacts', 'companies', { associationTypeId: forth!.typeId, label: 'Customer' });
    expect(await texts()).toEqual(['Customer', 'Customer']);
    await definitions().update('companies', 'contacts', {
      associationTypeId: back!.typeId,
      label: 'Supplier',
      inverseLabel: 'Client',
    });
    expect(await texts()).toEqual(['Client', 'Supplier']);
  });

  it('leave a pair associated when they are deleted', async () => {
    await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    await v4().basicApi.create('contacts', contact, 'companies', company, [user(1)]);
    await definitions().remove('contacts', 'companies', 1);
    expect(await typesOf('contacts', contact, 'companies')).toEqual([unlabelled]);
    expect((await definitions().getAll('companies', 'contacts')).results).toHaveLength(2);
    const { code } = await refusal(v4().basicApi.create('contacts', contact, 'companies', company, [user(1)]));
    expect(code).toBe(400);
  });

  it('are refused for what is there, what is not there and what cannot be associated', async () => {
    await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    const twice = await refusal(make('companies', 'contacts', { label: 'Other', name: 'buyer' }));
    expect(twice.code).toBe(409);
    const odd = await refusal(make('contacts', 'line_items', { label: 'Odd', name: 'odd' }));
    expect(odd.code).toBe(400);
    const wrongWay = { associationTypeId: 2, label: 'X' };
    expect((await refusal(definitions().update('contacts', 'companies', wrongWay))).code).toBe(404);
    expect((await refusal(definitions().remove('contacts', 'companies', 279))).code).toBe(404);
  });

  it('come with a new record, alone or in a batch', async () => {
    await make('contacts', 'companies', { label: 'Buyer', name: 'buyer' });
    const associations = [{ to: { id: company }, types: [user(1), hubspot(1)] }];
    const one = await bench.client.crm.contacts.basicApi.create({ properties: { firstname: 'A' }, associations });
    const batch = await bench.client.crm.contacts.batchApi.create({
      inputs: [{ properties: { firstname: 'B' }, associations }],
    });
    for (const id of [one.id, batch.results[0]!.id]) {
      const types = await typesOf('contacts', id, 'companies');
      expect(types.map((type) => type.label)).toEqual(['Buyer', 'Primary', null]);
    }
    const { body } = await bench.control('GET', 'dump');
    expect(body.associations[0]).toMatchObject({ typeIds: [1, 279], labels: ['Buyer'] });
  });

  it('let a record in a batch fail with its bad target alone when it is traced', async () => {
    const inputs = [company, '404'].map((id, index) => ({
      objectWriteTraceId: String(index),
      properties: { firstname: `N${index}` },
      associations: [{ to: { id }, types: [hubspot(279)] }],
    }));
    const traced = await bench.call('POST', '/crm/v3/objects/contacts/batch/create', { inputs });
    expect(traced.status).toBe(207);
    expect(traced.body.results.map((row) => row.properties.firstname)).toEqual(['N0']);
    expect(traced.body.errors[0]!.context.objectWriteTraceId).toEqual(['1']);
  });
});

describe('pages of associations of the HubSpot sandbox', () => {
  let bench: Bench;
  let company: string;
  let contacts: string[];
  beforeAll(async () => {
    bench = await startBench();
    [company] = (await bench.seed('companies', [{ name: 'A' }])) as [string];
    contacts = await bench.seed(
      'contacts',
      Array.from({ length: 501 }, (_, n) => ({ email: `n${n}@example.com` })),
    );
    await bench.client.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
      inputs: contacts.map((id) => ({ _from: { id }, to: { id: company } })),
    });
  });
  afterAll(() => bench.close());

  const page = (more: string) => bench.call('GET', `/crm/v4/objects/companies/${company}/associations/contacts${more}`);

  it('hold 500 unless fewer are asked for, and lead to the next one', async () => {
    const first = await page('');
    expect(first.body.results).toHaveLength(500);
    const last = await page(`?after=${first.body.paging.next.after}`);
    expect(last.body.results).toHaveLength(1);
    expect(last.body.paging).toBeUndefined();
    const ids = [...first.body.results, ...last.body.results].map((row) => row.toObjectId);
    expect(new Set(ids)).toEqual(new Set(contacts.map(Number)));
    expect((await page('?limit=3')).body.results).toHaveLength(3);
  });

  it.each(['501', '0', 'x'])('are refused with a limit of %s', async (limit) => {
    expect((await page(`?limit=${limit}`)).status).toBe(400);
  });

  it('lead on for each input of a batch read', async () => {
    const read = (input: object) =>
      bench.call('POST', '/crm/v4/associations/companies/contacts/batch/read', { inputs: [input] });
    const first = (await read({ id: company })).body.results[0]!;
    expect(first.to).toHaveLength(500);
    const last = (await read({ id: company, after: first.paging.next.after })).body.results[0]!;
    expect(last.to).toHaveLength(1);
    expect(last.paging).toBeUndefined();
  });

  it('name an id of a batch read that is none', async () => {
    const { status, body } = await bench.call('POST', '/crm/v4/associations/companies/contacts/batch/read', {
      inputs: [{ id: 'x1' }],
    });
    expect(status).toBe(207);
    expect(body.errors).toEqual([
      {
        status: 'error',
        category: 'VALIDATION_ERROR',
        subCategory: 'crm.associations.INVALID_IDENTIFIER',
        message: 'x1 is not a valid ID',
        context: { id: ['x1'] },
      },
    ]);
  });

  it('are not changed by parting what is not there', async () => {
    const path = `/crm/v4/objects/companies/${company}/associations/contacts/404`;
    expect((await bench.call('DELETE', path)).status).toBe(204);
    const inputs = [{ from: { id: company }, to: [{ id: '404' }, { id: 'x' }] }];
    expect((await bench.call('POST', '/crm/v4/associations/companies/contacts/batch/archive', { inputs })).status).toBe(
      204,
    );
  });
});
