import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench, textProperty } from './support';

describe('schema and account of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const api = () => bench.client.crm.properties.coreApi;

  it('creates a property with 201 and lists it with the stock ones in one page', async () => {
    const { status } = await bench.call('POST', '/crm/v3/properties/contacts', textProperty('ext_id'));
    expect(status).toBe(201);
    const { results } = await api().getAll('contacts');
    const names = results.map((property) => property.name);
    expect(names).toEqual(expect.arrayContaining(['email', 'firstname', 'lastmodifieddate', 'ext_id']));
    expect(results.find((property) => property.name === 'ext_id')).toMatchObject({
      hasUniqueValue: false,
      type: 'string',
    });
  });

  it('refuses a name that is taken with 409', async () => {
    await api().create('contacts', textProperty('ext_id'));
    const { code, body } = await refusal(api().create('contacts', textProperty('ext_id')));
    expect(code).toBe(409);
    expect(body).toMatchObject({
      category: 'OBJECT_ALREADY_EXISTS',
      message: "A property named 'ext_id' already exists.",
    });
  });

  it.each([
    ['a name with capitals', { name: 'ExtId' }],
    ['a field type that does not go with the type', { fieldType: 'select' }],
    ['a type that does not exist', { type: 'json' }],
    ['a group that does not exist', { groupName: 'nowhere' }],
    ['no label', { label: undefined }],
  ])('refuses a property with %s', async (_what, change) => {
    const { status } = await bench.call('POST', '/crm/v3/properties/contacts', {
      ...textProperty('ext_id'),
      ...change,
    });
    expect(status).toBe(400);
  });

  it('allows ten properties of unique values per object type', async () => {
    for (let index = 0; index < 10; index++) await addUniqueProperty(bench, 'contacts', `unique_${index}`);
    expect((await refusal(addUniqueProperty(bench, 'contacts', 'one_too_many'))).code).toBe(400);
    await addUniqueProperty(bench, 'companies', 'one_too_many');
  });

  it('changes what a patch names and never uniqueness', async () => {
    await addUniqueProperty(bench, 'contacts');
    const { body } = await bench.call('PATCH', '/crm/v3/properties/contacts/ext_id', {
      label: 'X',
      hasUniqueValue: false,
    });
    expect(body).toMatchObject({ label: 'X', hasUniqueValue: true, type: 'string' });
    const retyped = await bench.call('PATCH', '/crm/v3/properties/contacts/ext_id', {
      type: 'number',
      fieldType: 'number',
    });
    expect(retyped.status).toBe(400);
  });

  it('hides an archived property and restores it with its values when it is created again', async () => {
    await api().create('contacts', textProperty('ext_id'));
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com', ext_id: 'e1' }]);
    await api().archive('contacts', 'ext_id');
    expect((await refusal(api().getByName('contacts', 'ext_id'))).code).toBe(404);
    const path = `/crm/v3/objects/contacts/${id}?properties=ext_id`;
    expect((await bench.call('GET', path)).body.properties).not.toHaveProperty('ext_id');
    await api().create('contacts', textProperty('ext_id'));
    expect((await bench.call('GET', path)).body.properties.ext_id).toBe('e1');
    expect((await refusal(api().archive('contacts', 'email'))).code).toBe(400);
  });

  it('creates, reads and archives properties in batches', async () => {
    const batchApi = bench.client.crm.properties.batchApi;
    const made = await batchApi.createWithHttpInfo('contacts', {
      inputs: [textProperty('email'), textProperty('b_1')],
    });
    expect(made.httpStatusCode).toBe(207);
    expect((made.data as unknown as { errors: object[] }).errors[0]).toMatchObject({
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
      context: { name: ['email'] },
    });
    const read = await bench.call('POST', '/crm/v3/properties/contacts/batch/read', {
      archived: false,
      inputs: [{ name: 'b_1' }, { name: 'b_2' }],
    });
    expect(read.status).toBe(207);
    await batchApi.archive('contacts', { inputs: [{ name: 'b_1' }] });
    expect((await refusal(api().getByName('contacts', 'b_1'))).code).toBe(404);
  });

  it('keeps a group while properties are in it', async () => {
    const groups = bench.client.crm.properties.groupsApi;
    await groups.create('contacts', { name: 'sync', label: 'Sync', displayOrder: 1 });
    await api().create('contacts', { ...textProperty('ext_id'), groupName: 'sync' });
    const { code, body } = await refusal(groups.archive('contacts', 'sync'));
    expect(code).toBe(400);
    expect(body).toMatchObject({ subCategory: 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES' });
    await api().archive('contacts', 'ext_id');
    await groups.archive('contacts', 'sync');
    expect((await groups.getAll('contacts')).results.map((group) => group.name)).toEqual(['contactinformation']);
  });

  it('is born with the stock deal pipeline', async () => {
    const { results } = await bench.client.crm.pipelines.pipelinesApi.getAll('deals');
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ id: 'default', label: 'Sales Pipeline' });
    expect(results[0]!.stages.map((stage) => `${stage.id} ${stage.metadata?.probability}`)).toEqual([
      'appointmentscheduled 0.2',
      'qualifiedtobuy 0.4',
      'presentationscheduled 0.6',
      'decisionmakerboughtin 0.8',
      'contractsent 0.9',
      'closedwon 1.0',
      'closedlost 0.0',
    ]);
  });

  it('takes a stage only together with its pipeline', async () => {
    const pipeline = await bench.client.crm.pipelines.pipelinesApi.create('deals', {
      label: 'Web',
      displayOrder: 1,
      stages: [{ label: 'Paid', displayOrder: 0, metadata: { probability: '1.0' } }],
    });
    const dealstage = pipeline.stages[0]!.id;
    const deals = bench.client.crm.deals.basicApi;
    expect((await refusal(deals.create({ properties: { dealname: 'D', dealstage }, associations: [] }))).code).toBe(
      400,
    );
    const properties = { dealname: 'D', dealstage, pipeline: pipeline.id };
    const deal = await deals.create({ properties, associations: [] });
    expect(deal.properties.hs_is_closed_won).toBe('true');
    expect((await refusal(deals.update(deal.id, { properties: { pipeline: 'default' } }))).code).toBe(400);
  });

  it('tells whose account it is and how much of the day is used', async () => {
    const details = await bench.call('GET', '/account-info/v3/details');
    expect(details.body).toMatchObject({ portalId: bench.sandbox.portalId, timeZone: 'UTC', companyCurrency: 'USD' });
    const usage = await bench.call('GET', '/account-info/v3/api-usage/daily/private-apps');
    expect(usage.body.results[0]).toMatchObject({ name: 'private-apps-api-calls-daily', currentUsage: 2 });
  });

  it('has one owner, whose id a record takes', async () => {
    const { results } = await bench.client.crm.owners.ownersApi.getPage();
    expect(results).toHaveLength(1);
    const contact = await bench.client.crm.contacts.basicApi.create({
      properties: { firstname: 'A', hubspot_owner_id: results[0]!.id },
      associations: [],
    });
    expect(contact.properties.hubspot_owner_id).toBe(results[0]!.id);
  });
});
