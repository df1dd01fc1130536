import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } from '@hubspot/api-client/lib/codegen/crm/properties';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench, textProperty } from './support';

const DAY_MS = 86_400_000;

describe('properties of the HubSpot sandbox that come and go', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const base = '/crm/v3/properties/contacts';
  const api = () => bench.client.crm.properties.coreApi;
  const choice = (name: string, ...values: string[]) => ({
    ...textProperty(name),
    type: PropertyCreateTypeEnum.Enumeration,
    fieldType: PropertyCreateFieldTypeEnum.Select,
    options: values.map((value, displayOrder) => ({ label: value.toUpperCase(), value, displayOrder, hidden: false })),
  });
  const advanceDays = (days: number) => bench.control('POST', 'clock', { advanceMs: days * DAY_MS });
  const patch = (id: string, properties: Record<string, string>) =>
    bench.call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties });

  it('refuses a whole batch that names an archived property, and takes it again when it is restored', async () => {
    await addUniqueProperty(bench, 'contacts');
    await api().create('contacts', textProperty('tier'));
    await api().archive('contacts', 'tier');
    const upsert = () =>
      bench.call('POST', '/crm/v3/objects/contacts/batch/upsert', {
        inputs: ['a', 'b'].map((id) => ({
          id,
          idProperty: 'ext_id',
          properties: { firstname: id, ...(id === 'b' && { tier: 'x' }) },
        })),
      });
    const { status, body } = await upsert();
    expect(status).toBe(400);
    expect(body.errors.map(({ code }) => code)).toEqual(['PROPERTY_DOESNT_EXIST']);
    expect((await bench.control('GET', 'dump')).body.objects.contacts).toEqual([]);
    expect((await bench.call('POST', base, textProperty('tier'))).status).toBe(201);
    expect((await upsert()).status).toBe(200);
  });

  it('lists archived ones apart, and finds them when it is asked for them', async () => {
    await api().create('contacts', textProperty('tier'));
    await api().archive('contacts', 'tier');
    expect((await api().getAll('contacts', true)).results.map(({ name }) => name)).toEqual(['tier']);
    expect((await api().getAll('contacts')).results.map(({ name }) => name)).not.toContain('tier');
    const archived = await api().getByName('contacts', 'tier', true);
    expect(archived.archived).toBe(true);
    expect(archived.archivedAt).toBeInstanceOf(Date);
    expect((await bench.call('DELETE', `${base}/tier`)).status).toBe(404);
  });

  it('reserves the name of an archived property for 90 days, then purges it with its values and history', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubspot-purge-'));
    const stateFile = join(folder, 'hubspot.jsonl');
    await bench.close();
    bench = await startBench({ stateFile });
    await addUniqueProperty(bench, 'contacts');
    const [id, other] = await bench.seed('contacts', [{ firstname: 'A', ext_id: 'e1' }, { firstname: 'B' }]);
    await patch(id!, { ext_id: 'e2' });
    await api().archive('contacts', 'ext_id');
    await advanceDays(91);
    expect((await api().getAll('contacts', true)).results).toEqual([]);
    await addUniqueProperty(bench, 'contacts');
    expect((await patch(other!, { ext_id: 'e2' })).status).toBe(200);
    for (let start = 0; start < 2; start++) {
      const read = await bench.call(
        'GET',
        `/crm/v3/objects/contacts/${id}?properties=ext_id&propertiesWithHistory=ext_id`,
      );
      expect(read.body).toMatchObject({ properties: { ext_id: null }, propertiesWithHistory: { ext_id: [] } });
      const found = await bench.call('GET', `/crm/v3/objects/contacts/e2?idProperty=ext_id`);
      expect(found.body.id).toBe(other);
      await bench.close();
      bench = await startBench({ stateFile });
    }
    rmSync(folder, { recursive: true });
  });

  it('does not archive what the account needs', async () => {
    await api().create('contacts', textProperty('tier'));
    await bench.control('POST', 'property', { object: 'contacts', name: 'tier', inUse: true });
    const { code, body } = await refusal(api().archive('contacts', 'tier'));
    expect(code).toBe(400);
    expect(body).toMatchObject({ subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE' });
    expect((await bench.call('POST', `${base}/batch/archive`, { inputs: [{ name: 'tier' }] })).status).toBe(400);
    await bench.control('POST', 'property', { object: 'contacts', name: 'tier', inUse: false });
    await api().archive('contacts', 'tier');
  });

  it('replaces all options with a patch, keeps the values of those that went and takes them no more', async () => {
    await api().create('contacts', choice('tier', 'gold', 'silver'));
    const [id] = await bench.seed('contacts', [{ firstname: 'A', tier: 'silver' }]);
    const changed = await api().update('contacts', 'tier', { options: choice('', 'gold', 'iron').options });
    expect(changed.options.map(({ value }) => value)).toEqual(['gold', 'iron']);
    const { body } = await bench.call('GET', `/crm/v3/objects/contacts/${id}?properties=tier`);
    expect(body.properties.tier).toBe('silver');
    expect((await patch(id!, { tier: 'silver' })).body.errors[0]!.code).toBe('INVALID_OPTION');
    expect((await patch(id!, { tier: 'iron' })).body.properties.tier).toBe('iron');
    const relabelled = await api().update('contacts', 'tier', { label: 'Tier' });
    expect(relabelled.options.map(({ value }) => value)).toEqual(['gold', 'iron']);
  });

  it.each([
    [
      'two options of one value',
      { options: [...choice('', 'a').options, { label: 'B', value: 'a', displayOrder: 1 }] },
    ],
    [
      'two options of one label',
      { options: [...choice('', 'a').options, { label: 'A', value: 'b', displayOrder: 1 }] },
    ],
    ['a yes or no without those options', { fieldType: 'booleancheckbox' }],
  ])('refuses a choice with %s', async (_what, change) => {
    const { status } = await bench.call('POST', base, { ...choice('tier', 'a', 'b'), ...change });
    expect(status).toBe(400);
    const yesOrNo = { ...choice('agreed', 'true', 'false'), fieldType: 'booleancheckbox' };
    expect((await bench.call('POST', base, yesOrNo)).status).toBe(201);
  });

  it('creates all properties of a batch or none, but those whose names are taken', async () => {
    const create = (...inputs: object[]) => bench.call('POST', `${base}/batch/create`, { inputs });
    expect((await create(textProperty('b_1'), { ...textProperty('b_2'), type: 'json' })).status).toBe(400);
    expect((await bench.call('GET', `${base}/b_1`)).status).toBe(404);
    const twice = await create(textProperty('b_1'), textProperty('b_1'), textProperty('email'));
    expect(twice.status).toBe(207);
    expect(twice.body.results).toHaveLength(1);
    expect(twice.body.errors.map(({ context }) => context.name)).toEqual([['b_1'], ['email']]);
    const unique = (index: number) => ({ ...textProperty(`u_${index}`), hasUniqueValue: true });
    expect((await create(...Array.from({ length: 11 }, (_, index) => unique(index)))).status).toBe(400);
    expect((await create(...Array.from({ length: 10 }, (_, index) => unique(index)))).status).toBe(201);
    expect((await create(unique(10))).status).toBe(400);
  });

  it.each([
    ['by itself', (property: object) => bench.call('POST', base, property)],
    ['in a batch', (property: object) => bench.call('POST', `${base}/batch/create`, { inputs: [property] })],
  ])('counts live properties alone against the limit of unique ones, created %s', async (_how, create) => {
    const unique = (index: number) => ({ ...textProperty(`u_${index}`), hasUniqueValue: true });
    const inputs = Array.from({ length: 10 }, (_, index) => unique(index));
    await bench.call('POST', `${base}/batch/create`, { inputs });
    expect((await create(unique(10))).status).toBe(400);
    await api().archive('contacts', 'u_0');
    expect((await create(unique(10))).status).toBe(201);
    expect((await create(unique(0))).status).toBe(400);
    await api().archive('contacts', 'u_1');
    await advanceDays(91);
    expect((await create(unique(11))).status).toBe(201);
    expect((await create(unique(1))).status).toBe(400);
  });

  it('archives all properties of a batch or none', async () => {
    await api().create('contacts', textProperty('b_1'));
    const archive = (...names: string[]) =>
      bench.call('POST', `${base}/batch/archive`, { inputs: names.map((name) => ({ name })) });
    expect((await archive('b_1', 'email')).status).toBe(400);
    expect((await bench.call('GET', `${base}/b_1`)).status).toBe(200);
    expect((await archive('b_1', 'b_1', 'b_2')).status).toBe(204);
    expect((await bench.call('GET', `${base}/b_1`)).status).toBe(404);
  });

  it('tells what an object type is made of, and lists no custom ones', async () => {
    await api().create('contacts', textProperty('tier'));
    const schemas = bench.client.crm.schemas.coreApi;
    expect((await schemas.getAll()).results).toEqual([]);
    const schema = await schemas.getById('contacts');
    expect(schema).toMatchObject({ objectTypeId: '0-1', name: 'CONTACT', labels: { singular: 'Contact' } });
    expect(schema.properties.map(({ name }) => name)).toEqual(expect.arrayContaining(['email', 'tier']));
    expect(schema.associations).toContainEqual(
      expect.objectContaining({ id: '279', fromObjectTypeId: '0-1', toObjectTypeId: '0-2' }),
    );
  });
});
