import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { switchNames } from '../../../src/sandbox/hubspot/portal/switches';
import type { Bench, Body } from './support';
import { startBench } from './support';

describe('owners of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const add = async (owner: object): Promise<Body> => (await bench.control('POST', 'owner', owner)).body;
  const owners = () => bench.client.crm.owners.ownersApi;

  it('tells them page by page, by e-mail address, and by either path', async () => {
    for (let index = 0; index < 4; index++) await add({ email: `O${index}@example.com` });
    const first = await owners().getPage(undefined, undefined, 3);
    expect(first.results.map(({ email }) => email)).toEqual(['sales@example.com', 'o0@example.com', 'o1@example.com']);
    const second = await owners().getPage(undefined, first.paging!.next!.after, 3);
    expect(second.results.map(({ email }) => email)).toEqual(['o2@example.com', 'o3@example.com']);
    expect(second.paging).toBeUndefined();
    expect((await owners().getPage('O2@example.com')).results).toHaveLength(1);
    expect((await bench.call('GET', '/crm/v3/owners')).body.results).toHaveLength(5);
    expect((await bench.call('GET', '/crm/v3/owners?limit=0')).status).toBe(400);
  });

  it('finds one by its id and by the id of its user', async () => {
    const { id } = await add({ email: 'a@example.com', firstName: 'Ada' });
    const found = await owners().getById(Number(id));
    expect(found).toMatchObject({ id, firstName: 'Ada', type: 'PERSON', archived: false });
    expect((await owners().getById(found.userId!, 'userId')).id).toBe(id);
    expect((await bench.call('GET', '/crm/v3/owners/1')).status).toBe(404);
  });

  it('hides a deactivated one unless it is asked for, and records no longer take it', async () => {
    const { id } = await add({ email: 'a@example.com' });
    const create = (firstname: string) =>
      bench.call('POST', '/crm/v3/objects/contacts', { properties: { firstname, hubspot_owner_id: id } });
    const { body: kept } = await create('A');
    await add({ id, archived: true });
    expect((await owners().getPage()).results).toHaveLength(1);
    const [gone] = (await owners().getPage(undefined, undefined, undefined, true)).results;
    expect(gone).toMatchObject({ id, archived: true, userIdIncludingInactive: 9_876_544 });
    expect(gone!.userId).toBeUndefined();
    expect((await bench.call('GET', `/crm/v3/owners/${id}`)).status).toBe(404);
    expect((await bench.call('GET', `/crm/v3/owners/${id}?archived=true`)).status).toBe(200);
    expect((await create('B')).body.errors[0]!.code).toBe('INVALID_OPTION');
    const record = await bench.client.crm.contacts.basicApi.getById(kept.id, ['hubspot_owner_id']);
    expect(record.properties.hubspot_owner_id).toBe(id);
    expect((await bench.control('POST', 'owner', { id: '1' })).status).toBe(404);
  });
});

describe('switches of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const turn = (switches: object) => bench.control('POST', 'switches', switches);
  const create = async (properties: Record<string, string>): Promise<string> =>
    (await contacts().create({ properties, associations: [] })).id;

  it.each([
    ['leaves', false, 0],
    ['moves', true, 60_000],
  ])(
    '%s the modified date of a record that an update does not change',
    async (_what, noOpMovesModifiedDate, movedMs) => {
      await turn({ noOpMovesModifiedDate });
      const id = await create({ firstname: 'A' });
      const before = await contacts().getById(id);
      await bench.control('POST', 'clock', { advanceMs: 60_000 });
      const { updatedAt } = await contacts().update(id, { properties: { firstname: 'A' } });
      expect(updatedAt.getTime() - before.updatedAt.getTime()).toBe(movedMs);
      const { body } = await bench.control('GET', 'counters');
      expect(body.rows['PATCH /crm/v3/objects/contacts/{id}']).toEqual({ unchanged: 1 });
    },
  );

  it.each([
    ['contacts', { firstname: 'A' }],
    ['companies', { name: 'A' }],
  ])('lets the lifecycle stage of %s go forward, and back only from nothing', async (object, properties) => {
    const [id] = await bench.seed(object, [properties]);
    const path = `/crm/v3/objects/${object}/${id}`;
    const set = async (lifecyclestage: string) => {
      const { status, body } = await bench.call('PATCH', path, { properties: { lifecyclestage } });
      return [status, body.properties.lifecyclestage];
    };
    expect(await set('opportunity')).toEqual([200, 'opportunity']);
    expect(await set('customer')).toEqual([200, 'customer']);
    expect(await set('lead')).toEqual([200, 'customer']);
    expect(await set('')).toEqual([200, null]);
    expect(await set('lead')).toEqual([200, 'lead']);
  });

  it('refuses a step back of the lifecycle stage when it is told to', async () => {
    await turn({ lifecycleBackwardsRefused: true });
    const id = await create({ firstname: 'A', lifecyclestage: 'customer' });
    const { status, body } = await bench.call('PATCH', `/crm/v3/objects/contacts/${id}`, {
      properties: { lifecyclestage: 'lead' },
    });
    expect(status).toBe(400);
    expect(body.errors[0]!.context.propertyName).toEqual(['lifecyclestage']);
  });

  it('knows what it is told and nothing else', async () => {
    expect((await turn({ lifecycleBackwardsRefused: 'sometimes' })).status).toBe(400);
    expect((await turn({ lifecycleBackwards: true })).status).toBe(400);
    expect(Object.values((await bench.control('GET', 'switches')).body)).toEqual(switchNames.map(() => false));
  });

  it('keeps switches and owners over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubspot-switches-'));
    const stateFile = join(folder, 'hubspot.jsonl');
    for (let start = 0; start < 3; start++) {
      await bench.close();
      bench = await startBench({ stateFile });
      if (start === 0) {
        await turn({ noOpMovesModifiedDate: true });
        await bench.control('POST', 'owner', { email: 'a@example.com' });
      }
      expect((await bench.control('GET', 'switches')).body).toMatchObject({ noOpMovesModifiedDate: true });
      expect((await bench.client.crm.owners.ownersApi.getPage()).results).toHaveLength(2);
    }
    rmSync(folder, { recursive: true });
  });
});
