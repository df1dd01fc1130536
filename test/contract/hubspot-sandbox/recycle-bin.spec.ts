import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench } from './support';

const DAY_MS = 86_400_000;

describe('recycle bin of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.clock({ rate: 0 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const seedOne = async (properties: Record<string, string>) => (await bench.seed('contacts', [properties]))[0]!;
  const read = (id: string, archived: boolean) =>
    bench.call('GET', `/crm/v3/objects/contacts/${id}?archived=${archived}`);
  const bin = async () =>
    (await bench.call('GET', '/crm/v3/objects/contacts?limit=100&archived=true')).body.results.map((row) => row.id);

  it('answers 204 to a deletion, to a second one and to one of an id that never was', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    for (const each of [id, id, '404']) {
      expect((await bench.call('DELETE', `/crm/v3/objects/contacts/${each}`)).status).toBe(204);
    }
    const inputs = [{ id }, { id: '404' }];
    expect((await bench.call('POST', '/crm/v3/objects/contacts/batch/archive', { inputs })).status).toBe(204);
    expect(await bin()).toEqual([id]);
  });

  it('shows an archived record, with the time, only to those who ask for archived ones', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    const at = await bench.clock({ advanceMs: 1_000 });
    await contacts().archive(id);
    expect((await read(id, false)).status).toBe(404);
    expect((await read(id, true)).body).toMatchObject({
      id,
      archived: true,
      archivedAt: new Date(at).toISOString(),
      properties: { email: 'a@example.com' },
    });
    const batch = (archived: boolean) =>
      bench.call('POST', `/crm/v3/objects/contacts/batch/read?archived=${archived}`, { inputs: [{ id }] });
    expect((await batch(true)).body.results).toMatchObject([{ id, archived: true }]);
    expect((await batch(false)).body.errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: [id] } }]);
  });

  it('keeps live records out of archived answers', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    expect((await read(id, true)).status).toBe(404);
    expect(await bin()).toEqual([]);
  });

  it('lists archived records by id, page by page, whenever they were archived', async () => {
    const ids = await bench.seed(
      'contacts',
      Array.from({ length: 5 }, (_, n) => ({ email: `n${n}@example.com` })),
    );
    for (const id of [ids[4]!, ids[0]!, ids[2]!]) {
      await bench.clock({ advanceMs: 10 * DAY_MS });
      await contacts().archive(id);
    }
    const page = async (after: string) =>
      (await bench.call('GET', `/crm/v3/objects/contacts?limit=2&archived=true${after}`)).body;
    const first = await page('');
    expect(first.results.map((row) => row.id)).toEqual([ids[0], ids[2]]);
    const last = await page(`&after=${first.paging.next.after}`);
    expect(last.results.map((row) => row.id)).toEqual([ids[4]]);
    expect(last.paging).toBeUndefined();
  });

  it('purges a record after 90 days, also from the list, and not before', async () => {
    const [early, late] = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    await contacts().archive(early!);
    await bench.clock({ advanceMs: DAY_MS });
    await contacts().archive(late!);
    await bench.clock({ advanceMs: 89 * DAY_MS - 1 });
    expect(await bin()).toEqual([early, late]);
    await bench.clock({ advanceMs: 1 });
    expect(await bin()).toEqual([late]);
    expect((await read(early!, true)).status).toBe(404);
    const restored = await bench.edit('contacts', early!, { restore: true });
    expect(restored.status).toBe(404);
    await bench.clock({ advanceMs: DAY_MS });
    expect((await bench.control('GET', 'dump')).body.objects.contacts).toEqual([]);
  });

  it('counts the 90 days anew for a record that was restored and archived again', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    await contacts().archive(id);
    await bench.clock({ advanceMs: 80 * DAY_MS });
    await bench.edit('contacts', id, { restore: true });
    await contacts().archive(id);
    await bench.clock({ advanceMs: 80 * DAY_MS });
    expect(await bin()).toEqual([id]);
    await bench.clock({ advanceMs: 10 * DAY_MS });
    expect(await bin()).toEqual([]);
  });

  it('never purges a record that was restored', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    await contacts().archive(id);
    await bench.edit('contacts', id, { restore: true });
    await bench.clock({ advanceMs: 100 * DAY_MS });
    expect((await read(id, false)).status).toBe(200);
  });

  it('restores a record with its id, values, unique values and associations', async () => {
    await addUniqueProperty(bench, 'contacts');
    const id = await seedOne({ email: 'a@example.com', firstname: 'Ana', ext_id: 'e1' });
    const [company] = await bench.seed('companies', [{ name: 'Acme' }]);
    await bench.edit('contacts', id, { associate: [{ object: 'companies', id: company, typeId: 1 }] });
    await contacts().archive(id);
    const at = await bench.clock({ advanceMs: 1_000 });
    const { status, body } = await bench.edit('contacts', id, { restore: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, archived: false, properties: { firstname: 'Ana', ext_id: 'e1' } });
    expect(body.updatedAt).toBe(new Date(at).toISOString());
    for (const [key, idProperty] of [
      ['a@example.com', 'email'],
      ['e1', 'ext_id'],
    ] as const) {
      expect((await contacts().getById(key, undefined, undefined, undefined, false, idProperty)).id).toBe(id);
    }
    const paired = await bench.client.crm.associations.v4.basicApi.getPage('companies', company!, 'contacts');
    expect(paired.results.map((row) => row.toObjectId)).toEqual([id]);
    await bench.clock({ advanceMs: 3_600_000 });
    const found = await bench.call('POST', '/crm/v3/objects/contacts/search', {
      filterGroups: [{ filters: [{ propertyName: 'firstname', operator: 'EQ', value: 'Ana' }] }],
    });
    expect(found.body.total).toBe(1);
  });

  it('finds a restored record in an index that was built while it was archived', async () => {
    const id = await seedOne({ email: 'a@example.com', firstname: 'Ana' });
    await contacts().archive(id);
    const total = async () => {
      await bench.clock({ advanceMs: 3_600_000 });
      const { body } = await bench.call('POST', '/crm/v3/objects/contacts/search', {
        filterGroups: [{ filters: [{ propertyName: 'firstname', operator: 'EQ', value: 'Ana' }] }],
      });
      return body.total;
    };
    expect(await total()).toBe(0);
    await bench.edit('contacts', id, { restore: true });
    expect(await total()).toBe(1);
    await contacts().archive(id);
    expect(await total()).toBe(0);
  });

  it('makes a new record for an address whose record is archived, and then refuses to restore that one', async () => {
    const old = await seedOne({ email: 'a@example.com' });
    await contacts().archive(old);
    const created = await contacts().create({ properties: { email: 'a@example.com' }, associations: [] });
    expect(created.id).not.toBe(old);
    const { status, body } = await bench.edit('contacts', old, { restore: true });
    expect(status).toBe(409);
    expect(body.detail).toBe(`Contact already exists. Existing ID: ${created.id}`);
    expect(await bin()).toEqual([old]);
    await contacts().archive(created.id);
    expect((await bench.edit('contacts', old, { restore: true })).status).toBe(200);
    const taken = await refusal(contacts().create({ properties: { email: 'a@example.com' }, associations: [] }));
    expect(taken.body.message).toContain(old);
  });

  it('refuses to restore what is not in the bin', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    expect((await bench.edit('contacts', id, { restore: true })).status).toBe(404);
    expect((await bench.edit('contacts', '404', { restore: true })).status).toBe(404);
  });

  it('gives no value of an archived record free while that is switched on, and all of them once it is off', async () => {
    await addUniqueProperty(bench, 'contacts');
    const before = await seedOne({ email: 'before@example.com', ext_id: 'e1' });
    await contacts().archive(before);
    const created = await contacts().create({ properties: { email: 'free@example.com' }, associations: [] });
    await bench.control('POST', 'switches', { archivedHoldUniqueValues: true });
    await contacts().archive(created.id);
    for (const [email, holder] of [
      ['before@example.com', before],
      ['free@example.com', created.id],
    ] as const) {
      const { code, body } = await refusal(contacts().create({ properties: { email }, associations: [] }));
      expect(code).toBe(409);
      expect(body.message).toBe(`Contact already exists. Existing ID: ${holder}`);
    }
    const byKey = await bench.call('POST', '/crm/v3/objects/contacts/batch/upsert', {
      inputs: [{ id: 'e1', idProperty: 'ext_id', properties: { firstname: 'A' } }],
    });
    expect(byKey).toMatchObject({ status: 400, body: { errors: [{ code: 'CONFLICTING_UNIQUE_VALUE' }] } });
    await bench.control('POST', 'switches', { archivedHoldUniqueValues: false });
    const again = await contacts().create({ properties: { email: 'before@example.com' }, associations: [] });
    expect(again.id).not.toBe(before);
  });

  it('takes nothing from a live record when archived ones begin to hold their values', async () => {
    const old = await seedOne({ email: 'a@example.com' });
    await contacts().archive(old);
    const live = await seedOne({ email: 'a@example.com' });
    await bench.control('POST', 'switches', { archivedHoldUniqueValues: true });
    const found = await contacts().getById('a@example.com', undefined, undefined, undefined, false, 'email');
    expect(found.id).toBe(live);
    await bench.control('POST', 'switches', { archivedHoldUniqueValues: false });
    expect((await refusal(contacts().create({ properties: { email: 'a@example.com' }, associations: [] }))).code).toBe(
      409,
    );
  });
});
