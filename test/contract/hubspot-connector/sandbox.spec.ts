import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { failureOf, key, kinds, portalCall, seedPortal, settings, valueOf, watched } from './calls';

const objects = ['contacts', 'companies', 'deals', 'line_items'] as const;

interface Counters {
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly writes: number;
}
describe('the HubSpot connector and a portal', () => {
  let portal: HubspotSandbox;
  let hubspot: Connector;

  const seed = (object: string, ...rows: Record<string, string>[]): Promise<readonly string[]> =>
    seedPortal(portal, object, rows);
  const fault = (path: string, more: object): Promise<unknown> =>
    portalCall(portal, 'POST', '_sandbox/faults', { method: 'POST', path, times: 1, ...more });
  const counters = async (): Promise<Counters> => (await portalCall(portal, 'GET', '_sandbox/counters')) as Counters;
  const contact = (id: string, email: string): { key: string; properties: Record<string, string> } => ({
    key: id,
    properties: { email, firstname: id },
  });

  beforeEach(async () => {
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    hubspot = createHubspotConnector(settings(portal.url, { token: fixedToken(portal.token) }));
    for (const object of objects) await hubspot.provision(watched(), object, [key]);
  });
  afterEach(async () => {
    hubspot.close();
    await portal.close();
  });

  it('does not let one bad row sink its neighbours', async () => {
    const [owner] = await seed('contacts', { email: 'taken@example.com' });
    const rows = [
      ...Array.from({ length: 99 }, (_, n) => contact(`c${n}`, `person${n}@example.com`)),
      contact('taken', 'taken@example.com'),
      contact('odd', 'nobody@localhost'),
    ];
    const outcomes = await hubspot.upsert(watched(), 'contacts', rows);
    expect(kinds(outcomes).filter((kind) => kind === 'ok')).toHaveLength(99);
    expect(failureOf(outcomes[99])).toMatchObject({ kind: 'duplicate', existingId: owner, property: 'email' });
    expect(failureOf(outcomes[100])).toMatchObject({ kind: 'rejected', property: 'email', code: 'INVALID_EMAIL' });
  });

  it('takes our key from another record for a duplicate', async () => {
    const ids = await seed('companies', { name: 'A', tandem_id: 'k1' }, { name: 'B' });
    const outcomes = await hubspot.update(watched(), 'companies', [{ id: ids[1]!, properties: { tandem_id: 'k1' } }]);
    expect(failureOf(outcomes[0])).toMatchObject({ kind: 'duplicate', property: 'tandem_id' });
  });

  it('spends one call on a hundred rows whose key is archived in HubSpot, or was made again without unique values', async () => {
    const property = 'crm/v3/properties/contacts';
    const remake = { name: key.name, label: 'x', type: 'string', fieldType: 'text', groupName: 'contactinformation' };
    const rows = Array.from({ length: 100 }, (_, n) => contact(`c${n}`, `person${n}@example.com`));
    const purgedMs = 91 * 86_400_000;
    for (const unmake of [
      () => portalCall(portal, 'DELETE', `${property}/${key.name}`),
      async () => {
        await portalCall(portal, 'POST', '_sandbox/clock', { advanceMs: purgedMs });
        await portalCall(portal, 'POST', property, remake);
      },
    ]) {
      await unmake();
      const context = watched();
      const outcomes = await hubspot.upsert(context, 'contacts', rows);
      const found = await hubspot.read(context, { object: 'contacts', by: 'key', ids: ['c1', 'c2'], properties: [] });
      const codes = [...outcomes, ...found].map((outcome) => failureOf(outcome).code);
      expect(new Set(codes)).toEqual(new Set(['PROPERTY_NOT_UNIQUE']));
      expect(context.callouts).toHaveLength(2);
    }
  });

  it('reads by id and by key', async () => {
    const [id] = await seed('deals', { dealname: 'D', dealstage: 'closedwon', tandem_id: 'd1', amount: '12.50' });
    const query = { object: 'deals', properties: ['dealname', 'description', 'no_such_property'] };
    const byId = await hubspot.read(watched(), { ...query, by: 'id', ids: ['404', id!] });
    expect(kinds(byId)).toEqual(['gone', 'ok']);
    expect(valueOf(byId[1])).toEqual({
      id,
      properties: { dealname: 'D', description: null },
      modifiedAt: expect.any(Date) as Date,
    });
    const byKey = await hubspot.read(watched(), { ...query, by: 'key', ids: ['D1', 'd2'] });
    expect(byKey.map((outcome) => valueOf(outcome)?.id ?? null)).toEqual([id, null]);
  });

  it('finds contacts by any of their addresses, at once', async () => {
    const [ana, bo] = await seed(
      'contacts',
      { email: 'ana@example.com', hs_additional_emails: 'old@example.com' },
      { email: 'bo@example.com' },
    );
    const values = ['bo@example.com', 'old@example.com', 'nobody@example.com', 'ana@example.com'];
    const outcomes = await hubspot.find(watched(), { object: 'contacts', property: 'email', values, properties: [] });
    expect(outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id))).toEqual([[bo], [ana], [], [ana]]);
  });

  it('finds every company of a domain, over all pages, once the index knows them', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => ({
      name: `N${n}`,
      domain: n % 2 === 0 ? 'even.com' : 'odd.com',
    }));
    await seed('companies', ...rows);
    await portalCall(portal, 'POST', '_sandbox/clock', { advanceMs: 3_600_000 });
    const query = {
      object: 'companies',
      property: 'domain',
      values: ['odd.com', 'none.com', 'even.com'],
      properties: [],
    };
    const context = watched();
    const outcomes = await hubspot.find(context, query);
    expect(outcomes.map((outcome) => valueOf(outcome).length)).toEqual([225, 0, 225]);
    expect(context.callouts).toHaveLength(3);
  });

  it('finds a company by each of its domains', async () => {
    const [acme, bolt] = await seed(
      'companies',
      { name: 'Acme', domain: 'acme.com', hs_additional_domains: 'acme.de;acme.fr' },
      { name: 'Bolt', domain: 'bolt.com' },
    );
    const values = ['acme.fr', 'bolt.com', 'none.com', 'acme.com'];
    const context = watched();
    const outcomes = await hubspot.find(context, { object: 'companies', property: 'domain', values, properties: [] });
    expect(outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id))).toEqual([[acme], [bolt], [], [acme]]);
    expect(context.callouts).toHaveLength(1);
  });

  it.each([
    [423, 'retry'],
    [429, 'throttled'],
    [477, 'throttled'],
    [503, 'retry'],
  ])('repeats nothing by itself after %i', async (status, kind) => {
    await fault('/crm/v3/objects/contacts/batch/upsert', { status, when: 'before' });
    const before = (await counters()).writes;
    expect(kinds(await hubspot.upsert(watched(), 'contacts', [contact('c1', 'ana@example.com')]))).toEqual([kind]);
    const after = await counters();
    expect(after.writes).toBe(before);
    expect(after.calls['POST /crm/v3/objects/contacts/batch/upsert']).toEqual({ [status]: 1 });
  });
});
