import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { failureOf, key, kinds, portalCall, seedPortal, settings, valueOf, watched } from './calls';

describe('the HubSpot connector and records that were merged, archived or forgotten', () => {
  let portal: HubspotSandbox;
  let hubspot: Connector;
  let ids: readonly string[];
  beforeEach(async () => {
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    hubspot = createHubspotConnector(settings(portal.url, { token: fixedToken(portal.token) }));
    for (const object of ['contacts', 'companies', 'deals']) await hubspot.provision(watched(), object, [key]);
    ids = await seedPortal(portal, 'contacts', [
      { email: 'ana@example.com', firstname: 'Ana', tandem_id: 'c1' },
      { email: 'bob@example.com', firstname: 'Bob', tandem_id: 'c2' },
      { email: 'cyd@example.com', firstname: 'Cyd', tandem_id: 'c3' },
    ]);
  });
  afterEach(async () => {
    hubspot.close();
    await portal.close();
  });

  const post = (path: string, body: object): Promise<unknown> => portalCall(portal, 'POST', path, body);
  const edit = async (object: string, id: string, change: object): Promise<string> =>
    ((await post('_sandbox/edit', { object, id, ...change })) as { readonly id: string } | null)?.id ?? '';
  const merge = (id: string, other: string, object = 'contacts'): Promise<string> => edit(object, id, { merge: other });
  const cities = async (id: string): Promise<unknown> => {
    const query = { object: 'contacts', by: 'id', ids: [id], properties: ['city'] } as const;
    return valueOf((await hubspot.read(watched(), query))[0])?.properties['city'];
  };
  const rome = (id: string | undefined): { id: string; properties: { city: string } } => ({
    id: id!,
    properties: { city: 'Rome' },
  });

  it.each([
    ['as HubSpot merges since 2025', false],
    ['as HubSpot merged before', true],
  ])('reads every former id as the survivor, also through a chain, %s', async (_title, mergeKeepsPrimaryId) => {
    await post('_sandbox/switches', { mergeKeepsPrimaryId });
    const first = await merge(ids[0]!, ids[1]!);
    const last = await merge(ids[2]!, first);
    const asked = [...ids, first, last, '404'];
    const query = { object: 'contacts', by: 'id', ids: asked, properties: ['firstname'] } as const;
    const outcomes = await hubspot.read(watched(), query);
    expect(kinds(outcomes)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'gone']);
    for (const outcome of outcomes.slice(0, -1)) {
      expect(valueOf(outcome)).toEqual({
        id: last,
        properties: { firstname: 'Cyd' },
        modifiedAt: expect.any(Date) as Date,
      });
    }
  });

  it.each(['companies', 'deals'])('reads merged %s as the survivor too', async (object) => {
    const row = { name: 'A', dealname: 'A', dealstage: 'closedwon' };
    const { name, ...deal } = row;
    const [a, b] = await seedPortal(portal, object, object === 'deals' ? [deal, deal] : [{ name }, { name }]);
    const id = await merge(a!, b!, object);
    const outcomes = await hubspot.read(watched(), { object, by: 'id', ids: [b!, a!], properties: [] });
    expect(outcomes.map((outcome) => valueOf(outcome)?.id)).toEqual([id, id]);
  });

  it('updates the survivor in the same call as its former ids', async () => {
    const id = await merge(ids[0]!, ids[1]!);
    const rows = [rome(ids[0]), rome(ids[1]), rome(id), rome(ids[2])];
    const outcomes = await hubspot.update(watched(), 'contacts', rows);
    expect(kinds(outcomes)).toEqual(['gone', 'gone', 'ok', 'ok']);
    for (const outcome of outcomes.slice(0, 2)) expect(failureOf(outcome)).toMatchObject({ mergedInto: id });
    expect(await cities(id)).toBe('Rome');
  });

  it('takes an upsert by the key that went away for a duplicate of the survivor, who has the address', async () => {
    const id = await merge(ids[0]!, ids[1]!);
    const rows = [
      { key: 'c2', properties: { email: 'bob@example.com', city: 'Rome' } },
      { key: 'c1', properties: { city: 'Oslo' } },
    ];
    const outcomes = await hubspot.upsert(watched(), 'contacts', rows);
    expect(failureOf(outcomes[0])).toMatchObject({ kind: 'duplicate', existingId: id, property: 'email' });
    expect(valueOf(outcomes[1])).toMatchObject({ id, created: false });
  });

  it('finds the survivor by the addresses of both', async () => {
    const id = await merge(ids[0]!, ids[1]!);
    const values = ['bob@example.com', 'ana@example.com'];
    const outcomes = await hubspot.find(watched(), { object: 'contacts', property: 'email', values, properties: [] });
    expect(outcomes.map((outcome) => valueOf(outcome).map((record) => record.id))).toEqual([[id], [id]]);
  });

  it('takes a key or an address that an archived record holds for a duplicate', async () => {
    await post('_sandbox/switches', { archivedHoldUniqueValues: true });
    await edit('contacts', ids[0]!, { archived: true });
    const outcomes = await hubspot.upsert(watched(), 'contacts', [
      { key: 'c1', properties: { firstname: 'New' } },
      { key: 'c9', properties: { email: 'ana@example.com' } },
      { key: 'c8', properties: { email: 'dee@example.com' } },
    ]);
    expect(kinds(outcomes)).toEqual(['duplicate', 'duplicate', 'ok']);
    expect(failureOf(outcomes[1])).toMatchObject({ existingId: ids[0] });
  });

  it('takes an address of a person who asked to be forgotten for rejected', async () => {
    const forgotten = { objectId: 'eve@example.com', idProperty: 'email' };
    await post('crm/v3/objects/contacts/gdpr-delete', forgotten);
    const rows = [
      { key: 'c7', properties: { email: 'eve@example.com' } },
      { key: 'c8', properties: { email: 'dee@example.com' } },
    ];
    const outcomes = await hubspot.upsert(watched(), 'contacts', rows);
    expect(kinds(outcomes)).toEqual(['rejected', 'ok']);
    expect(failureOf(outcomes[0])).toMatchObject({ property: 'email' });
  });
});
