import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './support';
import { startBench } from './support';

interface Version {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly updatedByUserId?: number;
}
interface WithHistory {
  readonly propertiesWithHistory?: Record<string, Version[]>;
}

describe('property history of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const create = async (properties: Record<string, string>): Promise<string> =>
    (await contacts().create({ properties, associations: [] })).id;
  const change = async (id: string, properties: Record<string, string>): Promise<void> => {
    await bench.control('POST', 'clock', { advanceMs: 60_000 });
    await contacts().update(id, { properties });
  };
  const now = async (): Promise<string> => {
    const { body } = await bench.control('GET', 'clock');
    return new Date(body.epochMs).toISOString();
  };
  const history = async (id: string, name: string, object = 'contacts'): Promise<Version[]> => {
    const { body } = await bench.call('GET', `/crm/v3/objects/${object}/${id}?propertiesWithHistory=${name}`);
    return (body as WithHistory).propertiesWithHistory![name]!;
  };
  const valuesOf = (versions: readonly Version[]): string[] => versions.map(({ value }) => value);

  it('tells the values of a property newest first, each with its time and who wrote it', async () => {
    const app = { sourceType: 'INTEGRATION', sourceId: expect.stringMatching(/^\d+$/) as string };
    const created = await now();
    const id = await create({ email: 'a@example.com', phone: '1' });
    await bench.control('POST', 'clock', { advanceMs: 1_000 });
    const edited = await now();
    await bench.control('POST', 'edit', { object: 'contacts', id, properties: { phone: '2' } });
    await change(id, { phone: '3' });
    expect(await history(id, 'phone')).toEqual([
      { value: '3', timestamp: await now(), ...app },
      {
        value: '2',
        timestamp: edited,
        sourceType: 'CRM_UI',
        sourceId: 'userId:9876543',
        updatedByUserId: 9_876_543,
      },
      { value: '1', timestamp: created, ...app },
    ]);
  });

  it('comes with a single read, a list and a batch read, by the client', async () => {
    const id = await create({ email: 'a@example.com', phone: '1' });
    await change(id, { phone: '2' });
    const single = await contacts().getById(id, ['phone'], ['phone', 'no_such_property']);
    const [listed] = (await contacts().getPage(10, undefined, undefined, ['phone'])).results;
    const [batched] = (
      await bench.client.crm.contacts.batchApi.read({
        inputs: [{ id }],
        properties: [],
        propertiesWithHistory: ['phone'],
      })
    ).results;
    for (const record of [single, listed!, batched!]) {
      expect(Object.keys(record.propertiesWithHistory!)).toEqual(['phone']);
      const [newest, oldest] = record.propertiesWithHistory!.phone!;
      expect([newest!.value, oldest!.value]).toEqual(['2', '1']);
      expect(newest!.timestamp).toBeInstanceOf(Date);
    }
    expect((await contacts().getById(id)).propertiesWithHistory).toBeUndefined();
  });

  it('begins with the first write of a property that the record was created without', async () => {
    const id = await create({ email: 'a@example.com' });
    expect(await history(id, 'phone')).toEqual([]);
    await change(id, { phone: '1' });
    expect(await history(id, 'phone')).toMatchObject([{ value: '1', timestamp: await now() }]);
  });

  it('keeps a cleared value, and no write that changed nothing', async () => {
    const id = await create({ email: 'a@example.com', phone: '1' });
    await change(id, { phone: '' });
    await change(id, { phone: '' });
    await change(id, { phone: '2' });
    await change(id, { phone: '2' });
    expect(valuesOf(await history(id, 'phone'))).toEqual(['2', '', '1']);
  });

  it('has one version of what HubSpot fills in and of the record’s own facts', async () => {
    const id = await create({ email: 'a@example.com' });
    for (const [name, value] of Object.entries({ hs_object_id: id, lifecyclestage: 'lead', num_notes: '0' })) {
      expect(await history(id, name)).toMatchObject([{ value, timestamp: await now() }]);
    }
    expect(valuesOf(await history(id, 'createdate'))).toEqual([await now()]);
  });

  it('follows what HubSpot computes from a changed value', async () => {
    const id = await create({ email: 'a@example.com' });
    await change(id, { email: 'a@example.org' });
    expect(valuesOf(await history(id, 'hs_email_domain'))).toEqual(['example.org', 'example.com']);
  });

  it('forgets the oldest: 45 versions of a contact’s property, 20 of another’s', async () => {
    const contact = await create({ email: 'a@example.com', phone: '0' });
    const [company] = await bench.seed('companies', [{ name: '0' }]);
    for (let value = 1; value <= 50; value++) {
      await contacts().update(contact, { properties: { phone: String(value), jobtitle: String(value % 2) } });
      await bench.client.crm.companies.basicApi.update(company!, { properties: { name: String(value) } });
    }
    const newest = (count: number) => Array.from({ length: count }, (_, index) => String(50 - index));
    expect(valuesOf(await history(contact, 'phone'))).toEqual(newest(45));
    expect(valuesOf(await history(company!, 'name', 'companies'))).toEqual(newest(20));
    expect(await history(contact, 'jobtitle')).toHaveLength(45);
  });

  it('makes a page of a list at most 50 long', async () => {
    const path = '/crm/v3/objects/contacts?propertiesWithHistory=phone';
    expect((await bench.call('GET', `${path}&limit=50`)).status).toBe(200);
    expect((await bench.call('GET', `${path}&limit=51`)).status).toBe(400);
  });

  it('is the same after two restarts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubspot-history-'));
    const stateFile = join(folder, 'hubspot.jsonl');
    await bench.close();
    bench = await startBench({ stateFile });
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com', phone: '1' }]);
    await contacts().update(id!, { properties: { phone: '2', lifecyclestage: 'customer' } });
    await bench.control('POST', 'edit', { object: 'contacts', id, properties: { phone: '', city: 'Bath' } });
    const all = async () => Promise.all(['phone', 'lifecyclestage', 'city'].map((name) => history(id!, name)));
    const before = await all();
    expect(before.map(valuesOf)).toEqual([['', '2', '1'], ['customer', 'lead'], ['Bath']]);
    expect(before[0]!.map((version) => version.sourceType)).toEqual(['CRM_UI', 'INTEGRATION', 'IMPORT']);
    for (let restart = 0; restart < 2; restart++) {
      await bench.close();
      bench = await startBench({ stateFile });
      expect(await all()).toEqual(before);
    }
    rmSync(folder, { recursive: true });
  });
});
