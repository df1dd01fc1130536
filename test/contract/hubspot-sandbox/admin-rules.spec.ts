import type { Bench } from './support';
import { addUniqueProperty, startBench } from './support';

describe('required properties of an administrator of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.control('POST', 'property', { object: 'contacts', name: 'phone', required: true });
  });
  afterEach(() => bench.close());

  const create = (path: string, properties: Record<string, string>) => bench.call('POST', path, { properties });
  const ruled = '/crm/objects/2026-09/contacts';
  const refused = {
    category: 'VALIDATION_ERROR',
    errors: [{ code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: ['phone'] } }],
  };

  it('bind a new record on the 2026-09 paths, which name the property', async () => {
    const { status, body } = await create(ruled, { firstname: 'Ana' });
    expect(status).toBe(400);
    expect(body).toMatchObject(refused);
    expect((await create(ruled, { firstname: 'Ana', phone: '' })).status).toBe(400);
    expect((await create(ruled, { firstname: 'Ana', phone: '1' })).status).toBe(201);
  });

  it.each(['/crm/v3/objects/contacts', '/crm/objects/2026-03/contacts'])('do not bind %s', async (path) => {
    const { status, body } = await create(path, { firstname: 'Ana' });
    expect(status).toBe(201);
    expect((await bench.call('PATCH', `${path}/${body.id}`, { properties: { phone: '' } })).status).toBe(200);
  });

  it('bind an update in what it clears, and in nothing else', async () => {
    const [id] = await bench.seed('contacts', [{ firstname: 'Ana', phone: '1' }]);
    const update = (properties: Record<string, string>) => bench.call('PATCH', `${ruled}/${id}`, { properties });
    expect((await update({ phone: '' })).body).toMatchObject(refused);
    expect((await update({ firstname: 'Anna' })).status).toBe(200);
    expect((await update({ phone: '2' })).status).toBe(200);
  });

  it('refuse the rows of a batch that have trace ids one by one', async () => {
    await addUniqueProperty(bench, 'contacts');
    const row = (id: string, phone: string) => ({ objectWriteTraceId: id, properties: { firstname: id, phone } });
    const made = await bench.call('POST', `${ruled}/batch/create`, { inputs: [row('a', '1'), row('b', '')] });
    expect(made.status).toBe(207);
    expect(made.body.errors).toMatchObject([{ context: { objectWriteTraceId: ['b'] } }]);
    expect(made.body.errors[0]!.message).toContain('MISSING_REQUIRED_PROPERTY');
    const upserted = await bench.call('POST', `${ruled}/batch/upsert`, {
      inputs: [row('c', ''), row('d', '1')].map((each) => ({
        ...each,
        id: each.objectWriteTraceId,
        idProperty: 'ext_id',
      })),
    });
    expect(upserted.body.results.map(({ properties }) => properties.ext_id)).toEqual(['d']);
    const { id } = made.body.results[0]!;
    const updated = await bench.call('POST', `${ruled}/batch/update`, { inputs: [{ id, properties: { phone: '' } }] });
    expect(updated.status).toBe(400);
  });

  it('bind no person, are told by no definition, and end when they are taken back', async () => {
    const [id] = await bench.seed('contacts', [{ firstname: 'Ana' }]);
    expect((await bench.edit('contacts', id!, { properties: { phone: '' } })).status).toBe(200);
    const { body } = await bench.call('GET', '/crm/properties/2026-09/contacts/phone');
    expect(body).not.toHaveProperty('required');
    await bench.control('POST', 'property', { object: 'contacts', name: 'phone', inUse: true });
    expect((await create(ruled, { firstname: 'Bob' })).status).toBe(400);
    await bench.control('POST', 'property', { object: 'contacts', name: 'phone', required: false });
    expect((await create(ruled, { firstname: 'Bob' })).status).toBe(201);
  });
});
