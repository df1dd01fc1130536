import type { Bench } from './support';
import { refusal, startBench } from './support';

describe('privacy deletion of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const seedOne = async (properties: Record<string, string>) => (await bench.seed('contacts', [properties]))[0]!;
  const create = (email: string) => contacts().create({ properties: { email }, associations: [] });

  it('removes a contact by its id for good, with its associations', async () => {
    const id = await seedOne({ email: 'a@example.com' });
    const [company] = await bench.seed('companies', [{ name: 'Acme' }]);
    await bench.edit('contacts', id, { associate: [{ object: 'companies', id: company }] });
    const answer = await bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: id });
    expect(answer.status).toBe(204);
    expect(answer.body.message).toBe('');
    for (const archived of [true, false]) {
      expect((await bench.call('GET', `/crm/v3/objects/contacts/${id}?archived=${archived}`)).status).toBe(404);
    }
    expect((await bench.edit('contacts', id, { restore: true })).status).toBe(404);
    const dump = await bench.control('GET', 'dump');
    expect(dump.body).toMatchObject({ objects: { contacts: [] }, associations: [], blockedEmails: 0 });
  });

  it('removes a contact by any of its addresses, archived or not, and its address may come back', async () => {
    const id = await seedOne({ email: 'a@example.com', hs_additional_emails: 'b@example.com' });
    await contacts().purge({ objectId: 'B@example.com', idProperty: 'email' });
    expect((await refusal(contacts().getById(id))).code).toBe(404);
    expect((await create('a@example.com')).id).not.toBe(id);
    const other = await seedOne({ email: 'c@example.com' });
    await contacts().archive(other);
    await contacts().purge({ objectId: other });
    expect((await bench.call('GET', `/crm/v3/objects/contacts/${other}?archived=true`)).status).toBe(404);
  });

  it('blocks an address that nobody has, in any case and as an additional one too', async () => {
    await contacts().purge({ objectId: 'Nobody@Example.com', idProperty: 'email' });
    const { code, body } = await refusal(create('nobody@example.com'));
    expect(code).toBe(400);
    expect(body.errors[0]).toMatchObject({ code: 'INVALID_EMAIL', message: 'email has been GDPR blacklisted' });
    const id = await seedOne({ email: 'a@example.com' });
    for (const name of ['email', 'hs_additional_emails']) {
      const properties = { [name]: 'NOBODY@example.com' };
      expect((await refusal(contacts().update(id, { properties }))).code).toBe(400);
    }
    const dump = await bench.control('GET', 'dump');
    expect(dump.body.blockedEmails).toBe(1);
    expect(JSON.stringify(dump.body)).not.toContain('nobody@');
  });

  it('passes over an id that nobody has and refuses all but contacts', async () => {
    expect((await bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: '404' })).status).toBe(204);
    expect((await bench.control('GET', 'dump')).body.blockedEmails).toBe(0);
    expect((await bench.call('POST', '/crm/v3/objects/companies/gdpr-delete', { objectId: '404' })).status).toBe(404);
  });

  it('forgets the former ids of a merged contact with it', async () => {
    const [ana, bob] = await bench.seed('contacts', [{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    const { id } = await contacts().merge({ primaryObjectId: ana!, objectIdToMerge: bob! });
    await contacts().purge({ objectId: ana! });
    for (const each of [id, ana!, bob!]) expect((await refusal(contacts().getById(each))).code).toBe(404);
    expect((await bench.control('GET', 'dump')).body.merges).toEqual([]);
    const batch = await bench.call('POST', '/crm/v3/objects/contacts/batch/update', {
      inputs: [{ id: ana, properties: { firstname: 'A' } }],
    });
    expect(batch.body.errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND' }]);
  });
});
