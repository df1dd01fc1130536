import type { Bench } from './support';
import { refusal, startBench } from './support';

describe('e-mail identities of the HubSpot sandbox', () => {
  let bench: Bench;
  let ana: string;
  let bob: string;
  beforeEach(async () => {
    bench = await startBench();
    [ana, bob] = (await bench.seed('contacts', [
      { email: 'Ana@Example.com', hs_additional_emails: 'ana.old@example.com' },
      { email: 'bob@example.com' },
    ])) as [string, string];
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const batch = (verb: string, inputs: readonly object[]) =>
    bench.call('POST', `/crm/v3/objects/contacts/batch/${verb}`, { inputs });

  it.each(['ana@example.com', 'ANA.OLD@example.com'])(
    'takes %s for taken by whoever has it in any way',
    async (email) => {
      const created = await refusal(contacts().create({ properties: { email }, associations: [] }));
      expect(created).toMatchObject({ code: 409, body: { message: `Contact already exists. Existing ID: ${ana}` } });
      const updated = await refusal(contacts().update(bob, { properties: { email } }));
      expect(updated).toMatchObject({
        code: 409,
        body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${ana}` },
      });
      const added = await refusal(contacts().update(bob, { properties: { hs_additional_emails: email } }));
      expect(added.code).toBe(409);
    },
  );

  it('finds, updates and upserts a contact by an additional address, in any case', async () => {
    const address = 'Ana.Old@Example.com';
    expect((await contacts().getById(address, undefined, undefined, undefined, false, 'email')).id).toBe(ana);
    const updated = await contacts().update(address, { properties: { firstname: 'A' } }, 'email');
    expect(updated.id).toBe(ana);
    const upserted = await batch('upsert', [{ id: address, idProperty: 'email', properties: { lastname: 'B' } }]);
    expect(upserted.body.results).toMatchObject([{ id: ana, new: false }]);
    const read = await contacts().getById(ana, ['email', 'firstname', 'lastname']);
    expect(read.properties).toMatchObject({ email: 'ana@example.com', firstname: 'A', lastname: 'B' });
  });

  it('answers two addresses of one contact once in a batch read by e-mail', async () => {
    const { status, body } = await bench.call('POST', '/crm/v3/objects/contacts/batch/read', {
      inputs: [{ id: 'ana@example.com' }, { id: 'ana.old@example.com' }],
      idProperty: 'email',
      properties: [],
    });
    expect(status).toBe(200);
    expect(body.results.map((row) => row.id)).toEqual([ana]);
  });

  it('gives an address free that was replaced', async () => {
    await contacts().update(ana, { properties: { email: 'ana.new@example.com' } });
    const created = await contacts().create({ properties: { email: 'ana@example.com' }, associations: [] });
    expect(created.id).not.toBe(ana);
    const old = await refusal(contacts().create({ properties: { email: 'ana.old@example.com' }, associations: [] }));
    expect(old.code).toBe(409);
  });

  it('refuses a batch that creates one address twice, or row by row with trace ids', async () => {
    const inputs = ['a@example.com', 'A@example.com'].map((email) => ({ properties: { email } }));
    const whole = await batch('create', inputs);
    expect(whole).toMatchObject({ status: 409, body: { message: 'Contact already exists' } });
    const traced = await batch(
      'create',
      inputs.map((input, index) => ({ ...input, objectWriteTraceId: String(index) })),
    );
    expect(traced.status).toBe(207);
    expect(traced.body.results.map((row) => row.properties.email)).toEqual(['a@example.com']);
    const existingId = [traced.body.results[0]!.id];
    expect(traced.body.errors.map((error) => error.context)).toEqual([{ objectWriteTraceId: ['1'], existingId }]);
  });

  it('refuses a batch upsert by e-mail whole for one bad row, trace ids or not', async () => {
    const inputs = [
      { id: 'new@example.com', idProperty: 'email', objectWriteTraceId: '0', properties: { firstname: 'N' } },
      { id: 'bob@example.com', idProperty: 'email', objectWriteTraceId: '1', properties: { lifecyclestage: 'nil' } },
    ];
    expect((await batch('upsert', inputs)).status).toBe(400);
    const missing = contacts().getById('new@example.com', undefined, undefined, undefined, false, 'email');
    expect((await refusal(missing)).code).toBe(404);
  });

  it('refuses a batch update by e-mail as one by a property that is not unique', async () => {
    const { status, body } = await batch('update', [{ id: 'bob@example.com', idProperty: 'email', properties: {} }]);
    expect(status).toBe(400);
    expect(body.message).toContain('non-unique 0-1 property');
  });
});

describe('companies by e-mail domain in the HubSpot sandbox', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const companiesOf = async (id: string) => {
    const { results } = await bench.client.crm.associations.v4.basicApi.getPage('contacts', id, 'companies');
    return results.map((row) => [row.toObjectId, row.associationTypes.map((type) => type.typeId)]);
  };
  const create = async (properties: Record<string, string>) =>
    (await bench.client.crm.contacts.basicApi.create({ properties, associations: [] })).id;
  const companies = async () => (await bench.control('GET', 'dump')).body.objects.companies!;

  it('are left alone unless it is switched on', async () => {
    bench = await startBench();
    const [acme] = await bench.seed('companies', [{ name: 'Acme', domain: 'acme.com' }]);
    expect(await companiesOf(await create({ email: 'ana@acme.com' }))).toEqual([]);
    await bench.control('POST', 'switches', { companyByEmailDomain: true });
    expect(await companiesOf(await create({ email: 'bob@acme.com' }))).toEqual([[acme, [1, 279]]]);
  });

  it('are the oldest one with the domain, or a new one', async () => {
    bench = await startBench({ switches: { companyByEmailDomain: true } });
    const [, acme] = await bench.seed('companies', [
      { name: 'Old', domain: 'old.com' },
      { name: 'Acme', hs_additional_domains: 'acme.com;acme.de' },
      { name: 'Acme again', domain: 'acme.com' },
    ]);
    expect(await companiesOf(await create({ email: 'ana@acme.com' }))).toEqual([[acme, [1, 279]]]);
    expect(await companiesOf(await create({ email: 'ana@acme.de' }))).toEqual([[acme, [1, 279]]]);
    const [made] = await companiesOf(await create({ email: 'cyd@new.com' }));
    expect(await companies()).toHaveLength(4);
    expect((await companies()).at(-1)).toMatchObject({
      id: made![0],
      properties: { domain: 'new.com', name: 'new.com', hs_object_source: 'HUBSPOT_INTERNAL' },
    });
    expect(await companiesOf(await create({ email: 'dee@new.com' }))).toEqual([made]);
  });

  it('follow a company that changes its domain or is archived', async () => {
    bench = await startBench({ switches: { companyByEmailDomain: true } });
    const [acme, beta] = await bench.seed('companies', [
      { name: 'Acme', domain: 'acme.com' },
      { name: 'Beta', domain: 'beta.com' },
    ]);
    await create({ email: 'first@acme.com' });
    await bench.edit('companies', acme!, { properties: { domain: 'other.com' } });
    await bench.edit('companies', beta!, { archived: true });
    expect(await companiesOf(await create({ email: 'ana@other.com' }))).toEqual([[acme, [1, 279]]]);
    const [again] = await companiesOf(await create({ email: 'ana@acme.com' }));
    const [anew] = await companiesOf(await create({ email: 'ana@beta.com' }));
    expect([acme, beta]).not.toContain(again![0]);
    expect([acme, beta]).not.toContain(anew![0]);
  });

  it('are not made for free mail, and not for a contact that has a company', async () => {
    bench = await startBench({ switches: { companyByEmailDomain: true } });
    expect(await companiesOf(await create({ email: 'ana@gmail.com' }))).toEqual([]);
    const [acme] = await bench.seed('companies', [{ name: 'Acme' }]);
    const { id } = await bench.client.crm.contacts.basicApi.create({
      properties: { email: 'bob@beta.com' },
      associations: [
        { to: { id: acme! }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 279 }] },
      ],
    });
    expect(await companiesOf(id)).toEqual([[acme, [279]]]);
    expect(await companies()).toHaveLength(1);
  });

  it('come when the address comes later', async () => {
    bench = await startBench({ switches: { companyByEmailDomain: true } });
    const id = await create({ firstname: 'Ana' });
    expect(await companiesOf(id)).toEqual([]);
    await bench.client.crm.contacts.basicApi.update(id, { properties: { email: 'ana@acme.com' } });
    expect(await companiesOf(id)).toHaveLength(1);
  });
});
