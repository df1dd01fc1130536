import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import type { PropertyDescription } from '../../../src/core/property-description';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { portalCall, settings, watched } from './calls';

describe('what HubSpot says of properties', () => {
  let portal: HubspotSandbox;
  let hubspot: Connector;
  beforeAll(async () => {
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    hubspot = createHubspotConnector(settings(portal.url, { token: fixedToken(portal.token) }));
  });
  afterAll(async () => {
    hubspot.close();
    await portal.close();
  });

  const described = async (object: string, name: string): Promise<PropertyDescription | undefined> =>
    (await hubspot.describe(watched(), object)).find((one) => one.name === name);
  const stages = (...ids: readonly string[]): readonly object[] =>
    ids.map((label, displayOrder) => ({ label, displayOrder, metadata: { probability: '0.5' } }));

  it('has the stages of the default pipeline for a deal, in order, and those of each pipeline', async () => {
    const { id, stages: made } = (await portalCall(portal, 'POST', 'crm/v3/pipelines/deals', {
      label: 'Shop',
      displayOrder: 0,
      stages: stages('In', 'Out'),
    })) as { id: string; stages: readonly { id: string }[] };
    const stage = await described('deals', 'dealstage');
    const main = [
      'appointmentscheduled',
      'qualifiedtobuy',
      'presentationscheduled',
      'decisionmakerboughtin',
      'contractsent',
      'closedwon',
      'closedlost',
    ];
    expect(stage).toMatchObject({ type: 'option', options: main });
    expect(stage?.optionsBy).toEqual({
      property: 'pipeline',
      options: { default: main, [id]: made.map((one) => one.id) },
    });
    expect([...((await described('deals', 'pipeline'))?.options ?? [])].sort()).toEqual([id, 'default'].sort());
  });

  it('takes the options of a picklist, hidden ones too, and says nothing of owners', async () => {
    const option = (value: string, hidden: boolean): object => ({ label: value, value, hidden, displayOrder: 0 });
    const tier = {
      name: 'tier',
      label: 'Tier',
      groupName: 'contactinformation',
      type: 'enumeration',
      fieldType: 'select',
    };
    await portalCall(portal, 'POST', 'crm/v3/properties/contacts', {
      ...tier,
      options: [option('gold', false), option('tin', true)],
    });
    expect(await described('contacts', 'tier')).toMatchObject({ type: 'option', options: ['gold', 'tin'] });
    expect(await described('contacts', 'hubspot_owner_id')).toMatchObject({ type: 'option', options: null });
  });

  it.each([
    [
      'contacts',
      'email',
      { type: 'text', maxLength: 65_536, required: true, orOneOf: ['firstname', 'lastname'], unique: true },
    ],
    ['contacts', 'phone', { type: 'text', maxLength: 65_536, required: false }],
    ['companies', 'name', { required: true, orOneOf: ['domain'] }],
    ['deals', 'dealname', { required: true }],
    ['deals', 'amount', { type: 'number', digits: null }],
    ['deals', 'closedate', { type: 'datetime', reads: ['epoch', 'minutes'] }],
    ['deals', 'hs_is_closed', { type: 'boolean', writable: { onCreate: false, onUpdate: false } }],
    ['contacts', 'createdate', { type: 'datetime', writable: { onCreate: false, onUpdate: false } }],
    ['line_items', 'quantity', { type: 'number', required: false }],
  ])('knows what %s have in %s', async (object, name, said) => {
    expect(await described(object, name)).toMatchObject(said);
  });

  it('says nothing of a property that was archived', async () => {
    await portalCall(portal, 'POST', 'crm/v3/properties/companies', {
      name: 'old',
      label: 'Old',
      groupName: 'companyinformation',
      type: 'string',
      fieldType: 'text',
    });
    expect(await described('companies', 'old')).toMatchObject({ type: 'text' });
    await fetch(`${portal.url}/crm/v3/properties/companies/old`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${portal.token}` },
    });
    expect(await described('companies', 'old')).toBeUndefined();
  });
});
