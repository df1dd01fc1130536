import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench, textProperty } from './support';

describe('batches of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await addUniqueProperty(bench, 'contacts');
  });
  afterEach(() => bench.close());

  const batch = (name: string, inputs: readonly object[], more: object = {}) =>
    bench.call('POST', `/crm/v3/objects/contacts/batch/${name}`, { inputs, ...more });
  const row = (email: string, traceId?: string, properties: object = {}) => ({
    properties: { email, ...properties },
    ...(traceId === undefined ? {} : { objectWriteTraceId: traceId }),
  });
  const upsertRow = (id: string, properties: Record<string, string> = {}, traceId?: string) => ({
    id,
    idProperty: 'ext_id',
    properties,
    ...(traceId === undefined ? {} : { objectWriteTraceId: traceId }),
  });
  const everyone = async () => (await bench.control('GET', 'dump')).body.objects.contacts!;

  it('creates all rows with 201 and answers them in another order', async () => {
    const emails = Array.from({ length: 20 }, (_, index) => `u${index}@example.com`);
    const answer = await bench.client.crm.contacts.batchApi.createWithHttpInfo({
      inputs: emails.map((email) => ({ properties: { email }, associations: [] })),
    });
    expect(answer.httpStatusCode).toBe(201);
    const answered = answer.data.results.map((result) => result.properties.email);
    expect(answered).not.toEqual(emails);
    expect([...answered].sort()).toEqual([...emails].sort());
  });

  it('never answers two rows in the order they were sent', async () => {
    const ids = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    for (let count = 0; count < 10; count++) {
      const { body } = await batch(
        'read',
        ids.map((id) => ({ id })),
      );
      expect(body.results.map((result) => result.id)).toEqual([ids[1], ids[0]]);
    }
  });

  it.each(['create', 'read', 'update', 'upsert', 'archive'])('refuses 101 inputs to batch %s', async (name) => {
    const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index), properties: {} }));
    expect((await batch(name, inputs)).status).toBe(400);
  });

  it('creates nothing when one row without trace ids is a conflict, and does not say whose', async () => {
    await batch('create', [row('taken@example.com')]);
    const answer = await batch('create', [row('new@example.com'), row('taken@example.com')]);
    expect(answer).toMatchObject({ status: 409, body: { message: 'Contact already exists', category: 'CONFLICT' } });
    expect(await everyone()).toHaveLength(1);
  });

  it('names every bad property of a batch in the message and three in the list', async () => {
    const bad = { a1: 'x', a2: 'x', a3: 'x', a4: 'x' };
    const answer = await batch('create', [row('a@example.com', undefined, bad), row('b@example.com')]);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveLength(3);
    expect(answer.body.message.match(/does not exist","error"/g)).toHaveLength(4);
    expect(await everyone()).toHaveLength(0);
  });

  it('gives each row of a create its verdict with 207 when all have trace ids', async () => {
    const [taken] = await bench.seed('contacts', [{ email: 'taken@example.com' }]);
    const answer = await batch('create', [
      row('a@example.com', 't1'),
      row('taken@example.com', 't2'),
      row('not an address', 't3'),
    ]);
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({ status: 'COMPLETE', numErrors: 2 });
    expect(answer.body.results.map((result) => result.objectWriteTraceId)).toEqual(['t1']);
    expect(answer.body.errors[0]).toEqual({
      status: 'error',
      category: 'CONFLICT',
      message: `Contact already exists. Existing ID: ${taken}`,
      context: { objectWriteTraceId: ['t2'], existingId: [taken] },
    });
    expect(answer.body.errors[1]).toMatchObject({
      category: 'VALIDATION_ERROR',
      context: { objectWriteTraceId: ['t3'] },
    });
    expect(answer.body.errors[1]!.message).toContain('INVALID_EMAIL');
  });

  it('is all or nothing again when two trace ids are equal or one is missing', async () => {
    for (const traceId of ['t1', undefined]) {
      const answer = await batch('create', [row('a@example.com', 't1'), row('broken', traceId)]);
      expect(answer.status).toBe(400);
    }
    expect(await everyone()).toHaveLength(0);
  });

  it('refuses the second of two rows with one address and names the first as its owner', async () => {
    const answer = await batch('create', [row('a@example.com', 't1'), row('A@example.com', 't2')]);
    expect(answer.status).toBe(207);
    expect(answer.body.errors[0]!.context).toEqual({
      objectWriteTraceId: ['t2'],
      existingId: [answer.body.results[0]!.id],
    });
  });

  it('updates what is there and reports all missing ids in one error', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com' }]);
    const answer = await bench.client.crm.contacts.batchApi.updateWithHttpInfo({
      inputs: [id!, '11', '12'].map((each) => ({ id: each, properties: { firstname: 'Ana' } })),
    });
    expect(answer.httpStatusCode).toBe(207);
    const data = answer.data as typeof answer.data & {
      errors: { category: string; message: string; context: object }[];
    };
    expect(data.results.map((result) => result.id)).toEqual([id]);
    expect(data.errors).toHaveLength(1);
    expect(data.errors[0]).toMatchObject({
      category: 'OBJECT_NOT_FOUND',
      message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
      context: { ids: ['11', '12'] },
    });
  });

  it('refuses an update whole for one bad value without trace ids and by row with them', async () => {
    const [a, b] = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    const inputs = [
      { id: a!, properties: { firstname: 'Ana' }, objectWriteTraceId: 't1' },
      { id: b!, properties: { nonsense: 'x' }, objectWriteTraceId: 't2' },
    ];
    expect(
      (
        await batch(
          'update',
          inputs.map(({ id, properties }) => ({ id, properties })),
        )
      ).status,
    ).toBe(400);
    expect((await everyone())[0]!.properties).not.toHaveProperty('firstname');
    const traced = await batch('update', inputs);
    expect(traced.status).toBe(207);
    expect(traced.body.results[0]!.properties.firstname).toBe('Ana');
    expect(traced.body.errors[0]!.context.objectWriteTraceId).toEqual(['t2']);
  });

  it.each(['update', 'upsert', 'read'])('refuses an id that stands twice in a batch %s', async (name) => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com' }]);
    const inputs = [1, 2].map((each) => ({ id, properties: { firstname: 'A' }, objectWriteTraceId: `t${each}` }));
    const { status, body } = await batch(name, inputs);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      message: `Duplicate IDs found in batch input: [${id}]. IDs must be unique`,
      context: { ids: [id] },
      category: 'VALIDATION_ERROR',
    });
  });

  it('refuses two names of one record in a batch', async () => {
    await bench.seed('contacts', [{ email: 'a@example.com', ext_id: 'e1' }]);
    const answer = await batch('upsert', [
      upsertRow('e1', { firstname: 'A' }),
      { id: 'a@example.com', idProperty: 'email', properties: { firstname: 'B' } },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain('Duplicate IDs');
  });

  it('does not update by e-mail address, and changes nothing for one in place of an id', async () => {
    await bench.seed('contacts', [{ email: 'a@example.com' }]);
    const input = { id: 'a@example.com', properties: { firstname: 'Ana' } };
    const refused = await batch('update', [{ ...input, idProperty: 'email' }]);
    expect(refused.body.message).toBe('Unable to perform update by non-unique 0-1 property email');
    const silent = await batch('update', [input]);
    expect(silent).toMatchObject({ status: 200, body: { results: [] } });
  });

  it('upserts by a unique property and says which rows are new', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com', ext_id: 'e1' }]);
    const answer = await bench.client.crm.contacts.batchApi.upsertWithHttpInfo({
      inputs: [upsertRow('E1', { firstname: 'Ana' }), upsertRow('e2', { email: 'b@example.com' })],
    });
    expect(answer.httpStatusCode).toBe(200);
    const old = answer.data.results.find((result) => result.id === id);
    const fresh = answer.data.results.find((result) => result.id !== id);
    expect(old).toMatchObject({ _new: false, properties: { firstname: 'Ana', ext_id: 'e1' } });
    expect(fresh).toMatchObject({ _new: true, properties: { ext_id: 'e2', email: 'b@example.com' } });
  });

  it('makes no second record when an upsert is sent again', async () => {
    const inputs = [upsertRow('e1', { email: 'a@example.com' }), upsertRow('e2', { email: 'b@example.com' })];
    await batch('upsert', inputs);
    const again = await batch('upsert', inputs);
    expect(again.body.results.map((result) => result.new)).toEqual([false, false]);
    expect(await everyone()).toHaveLength(2);
  });

  it.each([
    ['string', 'text', 'Ab 1'],
    ['phone_number', 'phonenumber', '+34 600'],
    ['number', 'number', '0042.0'],
    ['bool', 'booleancheckbox', 'true'],
    ['enumeration', 'checkbox', ';b;a;b'],
    ['date', 'date', '1767225600000'],
    ['datetime', 'date', '2026-01-01T02:00:00+02:00'],
  ])('makes no second record when an upsert by a property of type %s is sent again', async (type, fieldType, id) => {
    const options = ['a', 'b'].map((value) => ({ label: value, value, displayOrder: 0, hidden: false }));
    const property = { ...textProperty('key'), type, fieldType, options, hasUniqueValue: true };
    expect((await bench.call('POST', '/crm/v3/properties/contacts', property)).status).toBe(201);
    const input = { id, idProperty: 'key', properties: { firstname: 'Ana' } };
    const [made] = (await batch('upsert', [input])).body.results;
    const again = await batch('upsert', [input]);
    expect(again).toMatchObject({ status: 200, body: { results: [{ id: made!.id, new: false }] } });
    const path = `/crm/v3/objects/contacts/${encodeURIComponent(id)}?idProperty=key`;
    expect((await bench.call('GET', path)).body.id).toBe(made!.id);
    const read = await batch('read', [{ id }], { properties: ['key'], idProperty: 'key' });
    expect(read.body.results.map((result) => result.id)).toEqual([made!.id]);
    expect(await everyone()).toHaveLength(1);
  });

  it('refuses two ways to write one id in a batch', async () => {
    const property = { ...textProperty('key'), type: 'number', fieldType: 'number', hasUniqueValue: true };
    await bench.call('POST', '/crm/v3/properties/contacts', property);
    const inputs = ['42', '042'].map((id) => ({ id, idProperty: 'key', properties: { firstname: 'Ana' } }));
    const { status, body } = await batch('upsert', inputs);
    expect(status).toBe(400);
    expect(body.message).toBe('Duplicate IDs found in batch input: [042]. IDs must be unique');
  });

  it.each([
    ['ext_id', '', {}],
    ['ext_id', '', { ext_id: 'e9' }],
    ['ext_id', 'e9', { ext_id: '' }],
    ['email', '', { firstname: 'Ana' }],
  ])('makes no record by %s %j with %j, which nobody would find again', async (idProperty, id, properties) => {
    const answer = await batch('upsert', [{ id, idProperty, properties: { lastname: 'Ruiz', ...properties } }]);
    expect(answer).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
    expect(answer.body.errors[0]!.context.propertyName).toEqual([idProperty]);
    expect(await everyone()).toHaveLength(0);
  });

  it('refuses a blank id by row where each has its verdict', async () => {
    const rows = [upsertRow('', { firstname: 'A' }, 't1'), upsertRow('e1', { firstname: 'B' }, 't2')];
    const upserted = await batch('upsert', rows);
    expect(upserted.status).toBe(207);
    expect(upserted.body.results.map((result) => result.objectWriteTraceId)).toEqual(['t2']);
    expect(upserted.body.errors.map((error) => error.context)).toEqual([{ objectWriteTraceId: ['t1'] }]);
    for (const name of ['update', 'read']) {
      const answer = await batch(name, rows, { idProperty: 'ext_id' });
      expect(answer.status).toBe(207);
      expect(answer.body.results).toHaveLength(1);
      expect(answer.body.errors.map((error) => error.context.ids)).toEqual([['']]);
    }
    expect(await everyone()).toHaveLength(1);
  });

  it('upserts contacts by e-mail address, additional ones included', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com', hs_additional_emails: 'b@example.com' }]);
    const answer = await batch('upsert', [
      { id: 'B@example.com', idProperty: 'email', properties: { firstname: 'Ana' } },
    ]);
    expect(answer.body.results[0]).toMatchObject({ id, new: false, properties: { email: 'a@example.com' } });
  });

  it('refuses an upsert by a property that is not unique', async () => {
    const answer = await batch('upsert', [{ id: 'x', idProperty: 'firstname', properties: {} }]);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toBe('Unable to perform upsert by non-unique 0-1 property firstname');
  });

  it('writes nothing of an upsert when one row without trace ids conflicts', async () => {
    await bench.seed('contacts', [{ email: 'taken@example.com' }]);
    const answer = await batch('upsert', [
      upsertRow('e1', { email: 'new@example.com' }),
      upsertRow('e2', { email: 'taken@example.com' }),
    ]);
    expect(answer.status).toBe(409);
    expect(await everyone()).toHaveLength(1);
  });

  it('tells a taken unique value per row of a traced upsert', async () => {
    await addUniqueProperty(bench, 'contacts', 'card');
    await bench.seed('contacts', [{ email: 'a@example.com', card: '7' }]);
    const answer = await batch('upsert', [
      upsertRow('e1', { email: 'b@example.com', card: '7' }, 't1'),
      upsertRow('e2', { email: 'c@example.com', card: '8' }, 't2'),
    ]);
    expect(answer.status).toBe(207);
    expect(answer.body.results).toHaveLength(1);
    expect(answer.body.errors[0]!.message).toContain('CONFLICTING_UNIQUE_VALUE');
  });

  it('lets a row take a value that an earlier row of the batch gives up', async () => {
    const [a, b] = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    const answer = await batch('update', [
      { id: a, properties: { email: 'c@example.com' } },
      { id: b, properties: { email: 'a@example.com' } },
    ]);
    expect(answer.status).toBe(200);
    const { body } = await bench.call('GET', '/crm/v3/objects/contacts/a@example.com?idProperty=email');
    expect(body.id).toBe(b);
  });

  it('reads by id, address or unique property and reports the missing together', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com', ext_id: 'e1' }]);
    for (const [idProperty, name] of [
      [undefined, id],
      ['email', 'A@example.com'],
      ['ext_id', 'E1'],
    ]) {
      const answer = await batch('read', [{ id: name }, { id: 'nobody' }], { properties: ['email'], idProperty });
      expect(answer.status).toBe(207);
      expect(answer.body.results.map((result) => result.id)).toEqual([id]);
      expect(answer.body.errors[0]!.context.ids).toEqual(['nobody']);
    }
  });

  it('archives with 204 and passes over ids that nobody has', async () => {
    const ids = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    await bench.client.crm.contacts.batchApi.archive({ inputs: [...ids, '99'].map((id) => ({ id })) });
    expect((await everyone()).every((contact) => contact.archived)).toBe(true);
    const read = await batch(
      'read',
      ids.map((id) => ({ id })),
    );
    expect(read.body.errors[0]!.context.ids).toEqual(ids);
    const archived = await bench.call('POST', '/crm/v3/objects/contacts/batch/read?archived=true', {
      inputs: ids.map((id) => ({ id })),
    });
    expect(archived.body.results).toHaveLength(2);
  });

  it('creates associations together with records, and refuses the record for a wrong target', async () => {
    const [company] = await bench.seed('companies', [{ name: 'Acme' }]);
    const create = (to: string) =>
      bench.client.crm.contacts.batchApi.create({
        inputs: [
          {
            properties: { firstname: 'Ana' },
            associations: [
              { to: { id: to }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 1 }] },
            ],
          },
        ],
      });
    const { results } = await create(company!);
    const { body } = await bench.call('GET', `/crm/v3/objects/contacts/${results[0]!.id}?associations=companies`);
    expect(body.associations).toMatchObject({
      companies: { results: [{ id: company, type: 'contact_to_company' }, {}] },
    });
    expect((await refusal(create('5'))).body.message).toBe('One or more associations are invalid');
    expect(await everyone()).toHaveLength(1);
  });
});
