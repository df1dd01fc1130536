import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench } from './support';

describe('merges of the HubSpot sandbox', () => {
  let bench: Bench;
  let ana: string;
  let bob: string;
  beforeEach(async () => {
    bench = await startBench();
    await bench.clock({ rate: 0 });
    [ana] = (await bench.seed('contacts', [{ email: 'ana@example.com', firstname: 'Ana' }])) as [string];
    await bench.clock({ advanceMs: 60_000 });
    [bob] = (await bench.seed('contacts', [
      { email: 'bob@example.com', firstname: 'Bob', phone: '1', lifecyclestage: 'customer' },
    ])) as [string];
    await bench.clock({ advanceMs: 60_000 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const merge = async (primaryObjectId: string, objectIdToMerge: string) =>
    (await contacts().merge({ primaryObjectId, objectIdToMerge })).id;
  const listed = async (archived: boolean) =>
    (await bench.call('GET', `/crm/v3/objects/contacts?limit=100&archived=${archived}`)).body.results.map(
      (row) => row.id,
    );
  const mergeCall = (object: string, primaryObjectId: string, objectIdToMerge: string) =>
    bench.call('POST', `/crm/v3/objects/${object}/merge`, { primaryObjectId, objectIdToMerge });

  it('makes a record with a new id that the old ids of a single read and update lead to', async () => {
    const id = await merge(ana, bob);
    expect([ana, bob]).not.toContain(id);
    for (const former of [ana, bob, id]) expect((await contacts().getById(former)).id).toBe(id);
    const updated = await contacts().update(bob, { properties: { city: 'Rome' } });
    expect(updated).toMatchObject({ id, properties: { city: 'Rome' } });
    expect((await contacts().getById(ana, ['city'])).properties.city).toBe('Rome');
  });

  it('follows a chain of merges to its end', async () => {
    const [cyd] = await bench.seed('contacts', [{ email: 'cyd@example.com' }]);
    const first = await merge(ana, bob);
    const last = await merge(cyd!, first);
    for (const former of [ana, bob, first, cyd!]) expect((await contacts().getById(former)).id).toBe(last);
    const { properties } = await contacts().getById(last, ['hs_merged_object_ids']);
    expect(properties.hs_merged_object_ids!.split(';').toSorted()).toEqual([ana, bob, first, cyd!].toSorted());
  });

  it('takes an id that was merged away for the record that is left when it merges again', async () => {
    const [cyd] = await bench.seed('contacts', [{ email: 'cyd@example.com' }]);
    const first = await merge(ana, bob);
    const last = await merge(bob, cyd!);
    expect((await contacts().getById(first)).id).toBe(last);
    const { status, body } = await mergeCall('contacts', ana, cyd!);
    expect({ status, category: body.category }).toEqual({ status: 400, category: 'VALIDATION_ERROR' });
  });

  it('keeps the id of the primary record when it is switched to how merges were before 2025', async () => {
    await bench.control('POST', 'switches', { mergeKeepsPrimaryId: true });
    expect(await merge(ana, bob)).toBe(ana);
    expect((await contacts().getById(bob)).id).toBe(ana);
    const read = await contacts().getById(ana, ['phone', 'hs_merged_object_ids', 'hs_all_contact_vids']);
    expect(read.properties).toMatchObject({
      phone: '1',
      hs_merged_object_ids: bob,
      hs_all_contact_vids: `${ana};${bob}`,
    });
    expect(await listed(false)).toEqual([ana]);
  });

  it('keeps the values of the primary record and fills its blanks', async () => {
    const id = await merge(ana, bob);
    const read = await contacts().getById(id, ['firstname', 'phone', 'hs_full_name_or_email']);
    expect(read.properties).toMatchObject({ firstname: 'Ana', phone: '1', hs_full_name_or_email: 'Ana' });
  });

  it('names the contact by what it has after the merge', async () => {
    const [nameless] = await bench.seed('contacts', [{ email: 'x@example.com' }]);
    const [named] = await bench.seed('contacts', [{ firstname: 'Eva', lastname: 'Ruiz' }]);
    const id = await merge(nameless!, named!);
    const { properties } = await contacts().getById(id, ['hs_full_name_or_email', 'hs_email_domain']);
    expect(properties).toMatchObject({ hs_full_name_or_email: 'Eva Ruiz', hs_email_domain: 'example.com' });
  });

  it('keeps all addresses: the one of the primary record first, the others as additional ones', async () => {
    await contacts().update(bob, { properties: { hs_additional_emails: 'b2@example.com' } });
    const id = await merge(ana, bob);
    const read = await contacts().getById(id, ['email', 'hs_additional_emails', 'hs_email_domain']);
    expect(read.properties).toMatchObject({
      email: 'ana@example.com',
      hs_additional_emails: 'bob@example.com;b2@example.com',
    });
    for (const address of ['ana@example.com', 'bob@example.com', 'b2@example.com']) {
      const found = await contacts().getById(address, undefined, undefined, undefined, undefined, 'email');
      expect(found.id).toBe(id);
      const taken = await refusal(contacts().create({ properties: { email: address }, associations: [] }));
      expect(taken.body.message).toBe(`Contact already exists. Existing ID: ${id}`);
    }
  });

  it('takes the address of the other record when the primary one has none', async () => {
    const [nameless] = await bench.seed('contacts', [{ firstname: 'Nil' }]);
    const id = await merge(nameless!, bob);
    const read = await contacts().getById(id, ['email', 'hs_additional_emails']);
    expect(read.properties).toMatchObject({ email: 'bob@example.com', hs_additional_emails: null });
  });

  it('keeps the furthest lifecycle stage and the oldest create date, and moves the modified date', async () => {
    const older = await contacts().getById(ana);
    const now = await bench.clock({ advanceMs: 60_000 });
    const merged = await contacts().getById(await merge(bob, ana), ['lifecyclestage', 'createdate']);
    expect(merged.properties).toMatchObject({
      lifecyclestage: 'customer',
      createdate: older.createdAt.toISOString(),
      lastmodifieddate: new Date(now).toISOString(),
    });
    expect(merged.createdAt).toEqual(older.createdAt);
  });

  it('counts a backward stage of the primary record for less', async () => {
    await contacts().update(ana, { properties: { lifecyclestage: 'subscriber' } });
    const merged = await contacts().getById(await merge(ana, bob), ['lifecyclestage']);
    expect(merged.properties.lifecyclestage).toBe('customer');
  });

  it('takes the order of lifecycle stages from their displayOrder, as an update does, and not from the list', async () => {
    const stages = bench.client.crm.properties.coreApi;
    const { options } = await stages.getByName('contacts', 'lifecyclestage');
    await stages.update('contacts', 'lifecyclestage', { options: options.toReversed() });
    const back = await contacts().update(bob, { properties: { lifecyclestage: 'subscriber' } });
    expect(back.properties.lifecyclestage).toBe('customer');
    const merged = await contacts().getById(await merge(ana, bob), ['lifecyclestage']);
    expect(merged.properties.lifecyclestage).toBe('customer');
  });

  it('tells former ids with the time of each merge', async () => {
    const [cyd] = await bench.seed('contacts', [{ email: 'cyd@example.com' }]);
    const firstAt = await bench.clock({ advanceMs: 1_000 });
    const first = await merge(ana, bob);
    const lastAt = await bench.clock({ advanceMs: 1_000 });
    const last = await merge(first, cyd!);
    const { properties } = await contacts().getById(last, ['hs_calculated_merged_vids', 'hs_all_contact_vids']);
    expect(properties.hs_calculated_merged_vids).toBe(
      `${ana}:${firstAt};${bob}:${firstAt};${first}:${lastAt};${cyd}:${lastAt}`,
    );
    expect(properties.hs_all_contact_vids).toBe([last, ana, bob, first, cyd].join(';'));
  });

  it('shows merged records in no list, no search and no recycle bin', async () => {
    const id = await merge(ana, bob);
    expect(await listed(false)).toEqual([id]);
    expect(await listed(true)).toEqual([]);
    await bench.clock({ advanceMs: 3_600_000 });
    const { body } = await bench.call('POST', '/crm/v3/objects/contacts/search', {});
    expect(body.results.map((row) => row.id)).toEqual([id]);
    const byName = await bench.call('POST', '/crm/v3/objects/contacts/search', {
      filterGroups: [{ filters: [{ propertyName: 'firstname', operator: 'EQ', value: 'Bob' }] }],
    });
    expect(byName.body.total).toBe(0);
    const bin = await bench.call('GET', `/crm/v3/objects/contacts/${ana}?archived=true`);
    expect(bin.status).toBe(404);
  });

  it('answers a batch read of a merged id with the record that is left, under its own id', async () => {
    const id = await merge(ana, bob);
    const { status, body } = await bench.call('POST', '/crm/v3/objects/contacts/batch/read', {
      inputs: [{ id: ana }],
      properties: ['firstname'],
    });
    expect(status).toBe(200);
    expect(body.results).toHaveLength(1);
    expect(body.results[0]).toMatchObject({ id, properties: { firstname: 'Ana' } });
  });

  it.each(['read', 'update'])('refuses a batch %s in which two ids mean one record', async (verb) => {
    const id = await merge(ana, bob);
    for (const pair of [
      [ana, bob],
      [bob, id],
    ]) {
      const { status, body } = await bench.call('POST', `/crm/v3/objects/contacts/batch/${verb}`, {
        inputs: pair.map((each) => ({ id: each, properties: { city: 'Rome' } })),
      });
      expect(status).toBe(400);
      expect(body.message).toBe(`Duplicate IDs found in batch input: [${id}]. IDs must be unique`);
    }
  });

  it('leaves a merged id out of a batch update, without a word and without writing', async () => {
    const id = await merge(ana, bob);
    const [cyd] = await bench.seed('contacts', [{ email: 'cyd@example.com' }]);
    const properties = { city: 'Rome' };
    const update = (inputs: object[]) => bench.call('POST', '/crm/v3/objects/contacts/batch/update', { inputs });
    const both = await update([
      { id: ana, properties, objectWriteTraceId: '0' },
      { id: cyd, properties, objectWriteTraceId: '1' },
    ]);
    expect(both.status).toBe(200);
    expect(both.body.results.map((row) => row.id)).toEqual([cyd]);
    expect(both.body.errors).toBeUndefined();
    const mixed = await update([
      { id: ana, properties },
      { id: '404', properties },
    ]);
    expect(mixed.status).toBe(207);
    expect(mixed.body.results).toEqual([]);
    expect(mixed.body.errors.map((error) => error.context)).toEqual([{ ids: ['404'] }]);
    expect((await contacts().getById(id, ['city'])).properties.city).toBeNull();
  });

  it('keeps the unique value of the primary record and gives that of the other one free', async () => {
    await addUniqueProperty(bench, 'contacts');
    await contacts().update(ana, { properties: { ext_id: 'e-ana' } });
    await contacts().update(bob, { properties: { ext_id: 'e-bob' } });
    const id = await merge(ana, bob);
    const upsert = async (key: string) => {
      const inputs = [{ id: key, idProperty: 'ext_id', properties: { firstname: 'New' } }];
      return (await bench.call('POST', '/crm/v3/objects/contacts/batch/upsert', { inputs })).body.results[0]!;
    };
    expect(await upsert('e-ana')).toMatchObject({ id, new: false });
    const other = await upsert('e-bob');
    expect(other.new).toBe(true);
    expect([ana, bob, id]).not.toContain(other.id);
  });

  it('moves a unique value to a primary record that has none', async () => {
    await addUniqueProperty(bench, 'contacts');
    await contacts().update(bob, { properties: { ext_id: 'e-bob' } });
    const id = await merge(ana, bob);
    const found = await contacts().getById('e-bob', undefined, undefined, undefined, undefined, 'ext_id');
    expect(found.id).toBe(id);
  });

  it('leaves an archived id in the bin alone and refuses to merge it', async () => {
    await contacts().archive(bob);
    expect((await mergeCall('contacts', ana, bob)).status).toBe(404);
    expect((await mergeCall('contacts', bob, ana)).status).toBe(404);
    expect((await mergeCall('contacts', ana, '404')).status).toBe(404);
    expect(await listed(true)).toEqual([bob]);
  });

  it('refuses to merge a record with itself, or a line item at all', async () => {
    const self = await mergeCall('contacts', ana, ana);
    expect(self).toMatchObject({ status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } });
    const [one, two] = await bench.seed('line_items', [{ name: 'A' }, { name: 'B' }]);
    expect((await mergeCall('line_items', one!, two!)).status).toBe(400);
    expect((await bench.call('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId: ana })).status).toBe(400);
  });

  it('refuses a merge after which a record would have more than 250 former ids', async () => {
    await bench.control('POST', 'switches', { mergeKeepsPrimaryId: true });
    const others = await bench.seed(
      'contacts',
      Array.from({ length: 251 }, (_, n) => ({ email: `n${n}@example.com` })),
    );
    for (const other of others.slice(0, 250)) await merge(ana, other);
    const { status, body } = await mergeCall('contacts', ana, others[250]!);
    expect({ status, message: body.message }).toEqual({
      status: 414,
      message: 'Cannot have more than 250 identities on a profile',
    });
    expect((await contacts().getById(others[250]!)).id).toBe(others[250]);
  });

  it.each([
    ['companies', { name: 'A', domain: 'a.com' }, { name: 'B', city: 'Rome' }],
    ['deals', { dealname: 'A', dealstage: 'closedlost' }, { dealname: 'B', dealstage: 'closedwon', amount: '5' }],
  ])('merges %s as it does contacts', async (object, first, second) => {
    const [a, b] = await bench.seed(object, [first, second]);
    const { status, body } = await mergeCall(object, a!, b!);
    expect(status).toBe(200);
    expect([a, b]).not.toContain(body.id);
    expect(body.properties).toMatchObject({ ...second, ...first, hs_merged_object_ids: `${a};${b}` });
    expect(body.properties.hs_calculated_merged_vids).toBeUndefined();
    expect((await bench.call('GET', `/crm/v3/objects/${object}/${b}`)).body.id).toBe(body.id);
  });

  it('keeps the older of two create dates that were written', async () => {
    const [a, b] = await bench.seed('deals', [
      { dealname: 'A', dealstage: 'closedwon', createdate: '2026-02-01T00:00:00.000Z' },
      { dealname: 'B', dealstage: 'closedwon', createdate: '2025-02-01T00:00:00.000Z' },
    ]);
    const { body } = await mergeCall('deals', a!, b!);
    expect(body.properties.createdate).toBe('2025-02-01T00:00:00.000Z');
  });
});
