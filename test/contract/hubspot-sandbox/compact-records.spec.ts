import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Body } from './support';
import { addUniqueProperty, startBench } from './support';

/** The sandbox keeps of what HubSpot computes only what differs: none of that may be seen from outside. */
describe('compact records of the HubSpot sandbox', () => {
  let folder: string;
  let bench: Bench;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hubspot-compact-'));
    bench = await startBench({ stateFile: join(folder, 'hubspot.jsonl') });
  });
  afterEach(async () => {
    await bench.close();
    rmSync(folder, { recursive: true });
  });

  const restart = async (): Promise<void> => {
    await bench.close();
    bench = await startBench({ stateFile: join(folder, 'hubspot.jsonl') });
  };
  const create = async (properties: Record<string, string>): Promise<Body> =>
    (await bench.call('POST', '/crm/v3/objects/contacts', { properties })).body;
  const patch = (id: string, properties: Record<string, string>) =>
    bench.call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties });
  const read = async (id: string, ...names: string[]): Promise<Record<string, string | null>> => {
    const { body } = await bench.call('GET', `/crm/v3/objects/contacts/${id}?properties=${names.join()}`);
    return Object.fromEntries(names.map((name) => [name, body.properties[name] ?? null]));
  };
  const find = async (propertyName: string, value: string): Promise<string[]> => {
    const { body } = await bench.call('POST', '/crm/v3/objects/contacts/search', {
      filterGroups: [{ filters: [{ propertyName, operator: 'EQ', value }] }],
    });
    return body.results.map(({ id }) => id);
  };

  it('answer what HubSpot computes, the same before and after a restart', async () => {
    const { id, createdAt } = (await create({ email: 'ada@example.com', lastname: 'L' })) as Body & {
      createdAt: string;
    };
    const computed = {
      hs_all_contact_vids: id,
      hs_email_domain: 'example.com',
      hs_full_name_or_email: 'L',
      hs_is_contact: 'true',
      hs_is_unworked: 'true',
      hs_lifecyclestage_lead_date: String(Date.parse(createdAt)),
      hs_object_source: 'INTEGRATION',
      hs_object_source_label: 'INTEGRATION',
      hs_pipeline: 'contacts-lifecycle-pipeline',
      lifecyclestage: 'lead',
      num_notes: '0',
    };
    for (let start = 0; start < 3; start++) {
      expect(await read(id, ...Object.keys(computed))).toEqual(computed);
      await restart();
    }
  });

  it('keep who created them apart', async () => {
    const [seeded] = await bench.seed('contacts', [{ firstname: 'A' }]);
    const { id } = await create({ firstname: 'B' });
    await restart();
    await restart();
    expect(await read(seeded!, 'hs_object_source')).toEqual({ hs_object_source: 'IMPORT' });
    expect(await read(id, 'hs_object_source')).toEqual({ hs_object_source: 'INTEGRATION' });
  });

  it('stay blank where a computed value was cleared', async () => {
    const { id } = await create({ firstname: 'A' });
    await patch(id, { lifecyclestage: '' });
    for (let start = 0; start < 2; start++) {
      expect(await read(id, 'lifecyclestage')).toEqual({ lifecyclestage: null });
      await restart();
    }
    expect(await find('lifecyclestage', 'lead')).toEqual([]);
    await patch(id, { lifecyclestage: 'lead' });
    expect(await read(id, 'lifecyclestage')).toEqual({ lifecyclestage: 'lead' });
  });

  it('are found by computed values, those of new and of changed records too', async () => {
    expect(await find('hs_email_domain', 'example.com')).toEqual([]);
    const { id } = await create({ email: 'a@example.com' });
    expect(await find('hs_email_domain', 'example.com')).toEqual([id]);
    await patch(id, { email: 'a@example.org' });
    expect(await find('hs_email_domain', 'example.com')).toEqual([]);
    expect(await find('hs_email_domain', 'EXAMPLE.org')).toEqual([id]);
  });

  it('are found by a value that several share, until each has another', async () => {
    expect(await find('city', 'Bath')).toEqual([]);
    const ids = [];
    for (const firstname of ['A', 'B', 'C']) ids.push((await create({ firstname, city: 'Bath' })).id);
    expect(await find('city', 'bath')).toEqual(ids);
    await patch(ids[0]!, { city: 'York' });
    await bench.client.crm.contacts.basicApi.archive(ids[1]!);
    expect(await find('city', 'bath')).toEqual([ids[2]]);
    await patch(ids[2]!, { city: '' });
    expect(await find('city', 'bath')).toEqual([]);
  });

  it('lose and gain values in any order', async () => {
    const { id } = await create({ firstname: 'A', phone: '1', city: 'Bath', zip: 'B1' });
    await patch(id, { phone: '', country: 'UK', city: 'York' });
    await patch(id, { jobtitle: 'Buyer', zip: '', phone: '2' });
    const expected = { firstname: 'A', phone: '2', city: 'York', zip: null, country: 'UK', jobtitle: 'Buyer' };
    expect(await read(id, ...Object.keys(expected))).toEqual(expected);
    await restart();
    expect(await read(id, ...Object.keys(expected))).toEqual(expected);
  });

  it('are found by their id and by no other way to write it', async () => {
    const { id } = await create({ firstname: 'A' });
    for (const other of [`0${id}`, `${id}.0`, `+${id}`, Number(id).toExponential(), 'x', `${Number(id) + 1}`]) {
      expect((await bench.call('GET', `/crm/v3/objects/contacts/${encodeURIComponent(other)}`)).status).toBe(404);
    }
    expect((await bench.call('GET', `/crm/v3/objects/contacts/${id}`)).status).toBe(200);
  });

  it('come back from lines longer than what is read at once', async () => {
    await addUniqueProperty(bench, 'contacts');
    const long = 'é€😀x'.repeat(4_000);
    const names = Array.from({ length: 90 }, (_, index) => `e${index}`);
    await bench.call('POST', '/crm/v3/objects/contacts/batch/create', {
      inputs: names.map((ext_id) => ({ properties: { firstname: ext_id, ext_id, message: `${ext_id} ${long}` } })),
    });
    const lines = readFileSync(join(folder, 'hubspot.jsonl'), 'utf8').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(1_000_000);
    for (let start = 0; start < 2; start++) {
      await restart();
      const { contacts } = (await bench.control('GET', 'dump')).body.objects;
      expect(contacts!.map(({ properties }) => properties.message)).toEqual(names.map((name) => `${name} ${long}`));
    }
  });

  it('are listed from any id on, page by page', async () => {
    const ids = await bench.seed(
      'contacts',
      Array.from({ length: 250 }, (_, index) => ({ firstname: `F${index}` })),
    );
    await bench.client.crm.contacts.basicApi.archive(ids[100]!);
    const listed: string[] = [];
    let after: string | undefined = undefined;
    do {
      const { body } = await bench.call('GET', `/crm/v3/objects/contacts?limit=100${after ? `&after=${after}` : ''}`);
      listed.push(...body.results.map(({ id }) => id));
      after = (body.paging as Body['paging'] | undefined)?.next.after;
    } while (after !== undefined);
    expect(listed).toEqual(ids.filter((id) => id !== ids[100]));
  });

  it('are judged across the slices that a seed is written in', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => ({ properties: { email: `p${index}@example.com` } }));
    rows[230] = { properties: { email: 'P3@example.com' } };
    const { status, body } = await bench.control('POST', 'seed', { objects: { contacts: rows } });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/^contacts\[230\]: Contact already exists/);
    expect((await bench.control('GET', 'dump')).body.objects.contacts).toEqual([]);
  });

  it('are counted with the time that the sandbox itself took for them', async () => {
    await create({ firstname: 'A' });
    await create({});
    const { body } = await bench.control('GET', 'counters');
    const { ownTime, process } = body as unknown as Record<string, Record<string, Record<string, number>>>;
    const times = ownTime!['POST /crm/v3/objects/contacts']!;
    expect(times.calls).toBe(2);
    expect(times.totalMs).toBeGreaterThan(0);
    expect(times.medianMs).toBeLessThanOrEqual(times.maxMs!);
    expect(process!.peakRssMb).toBeGreaterThanOrEqual(Number(process!.heapMb));
    await bench.control('POST', 'counters/reset');
    expect((await bench.control('GET', 'counters')).body).toMatchObject({ ownTime: {} });
  });
});
