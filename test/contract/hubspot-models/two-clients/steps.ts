/** The calls that are made three times over: by each client as its caller writes them, and by fetch as the docs do. */
import type { PlainClient } from '../../hubspot-sandbox/support';

/** What earlier steps have made. */
export type Ids = Readonly<Record<string, string>>;

export interface Step {
  readonly name: string;
  readonly call: (client: PlainClient, ids: Ids) => Promise<unknown>;
  readonly fetch: (ids: Ids) => Plain;
  /** The name under which the id of the answer is kept. */
  readonly keep?: string;
}

export type Plain = readonly [method: string, path: string, body?: unknown];

/** What the control API breaks beforehand. */
export const faults: readonly object[] = [
  { method: 'GET', path: '/crm/v3/objects/line_items/502', status: 502, body: '<html>Bad gateway</html>' },
  {
    method: 'GET',
    path: '/crm/v3/objects/line_items/429',
    status: 429,
    body: { message: 'Slow down', policyName: 'X' },
  },
  { method: 'GET', path: '/crm/v3/objects/line_items/477', status: 477 },
  { method: 'GET', path: '/crm/v3/objects/line_items/9', kind: 'reset' },
];

const contact = (n: string): Record<string, string> => ({ email: `${n}@example.com`, firstname: n });
const contacts = '/crm/v3/objects/contacts';
const primary = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 } as never;
const key = {
  name: 'ext_id',
  label: 'External id',
  type: 'string' as never,
  fieldType: 'text' as never,
  groupName: 'contactinformation',
  hasUniqueValue: true,
};
const upserts = ['u1', 'u2'].map((id) => ({
  id,
  idProperty: 'ext_id',
  objectWriteTraceId: id,
  properties: contact(id),
}));
const traced = ['t1', 'ana', 't2'].map((n) => ({
  objectWriteTraceId: n,
  properties: contact(n),
  associations: [],
}));
const search = {
  filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GT' as never, value: '0' }] }],
  sorts: ['hs_object_id'],
  properties: ['email', 'phone'],
  limit: 2,
};

const schema: readonly Step[] = [
  {
    name: 'property: create',
    call: (client) => client.crm.properties.coreApi.create('contacts', key),
    fetch: () => ['POST', '/crm/v3/properties/contacts', key],
  },
  {
    name: 'property: create once more',
    call: (client) => client.crm.properties.coreApi.create('contacts', key),
    fetch: () => ['POST', '/crm/v3/properties/contacts', key],
  },
  {
    name: 'property: read',
    call: (client) => client.crm.properties.coreApi.getByName('contacts', 'lifecyclestage'),
    fetch: () => ['GET', '/crm/v3/properties/contacts/lifecyclestage'],
  },
  {
    name: 'property: all',
    call: (client) => client.crm.properties.coreApi.getAll('deals'),
    fetch: () => ['GET', '/crm/v3/properties/deals'],
  },
  {
    name: 'property: a batch that is partly there',
    call: (client) => client.crm.properties.batchApi.create('contacts', { inputs: [{ ...key, name: 'other' }, key] }),
    fetch: () => ['POST', '/crm/v3/properties/contacts/batch/create', { inputs: [{ ...key, name: 'other' }, key] }],
  },
  {
    name: 'groups',
    call: (client) => client.crm.properties.groupsApi.getAll('contacts'),
    fetch: () => ['GET', '/crm/v3/properties/contacts/groups'],
  },
  {
    name: 'pipelines',
    call: (client) => client.crm.pipelines.pipelinesApi.getAll('deals'),
    fetch: () => ['GET', '/crm/v3/pipelines/deals'],
  },
  {
    name: 'owners',
    call: (client) => client.crm.owners.ownersApi.getPage(undefined, undefined, 100, false),
    fetch: () => ['GET', '/crm/v3/owners/?limit=100&archived=false'],
  },
  {
    name: 'account, through apiRequest',
    call: async (client) => {
      const response = await client.apiRequest({ method: 'GET', path: '/account-info/v3/details' });
      return (response as { json(): Promise<unknown> }).json();
    },
    fetch: () => ['GET', '/account-info/v3/details'],
  },
];

const single: readonly Step[] = [
  {
    name: 'record: create',
    call: (client) => client.crm.contacts.basicApi.create({ properties: contact('ana'), associations: [] }),
    fetch: () => ['POST', contacts, { properties: contact('ana') }],
    keep: 'ana',
  },
  {
    name: 'record: create with a taken address',
    call: (client) => client.crm.contacts.basicApi.create({ properties: contact('ana'), associations: [] }),
    fetch: () => ['POST', contacts, { properties: contact('ana') }],
  },
  {
    name: 'record: create with an unknown property',
    call: (client) => client.crm.contacts.basicApi.create({ properties: { firstname: 'A', x: '1' }, associations: [] }),
    fetch: () => ['POST', contacts, { properties: { firstname: 'A', x: '1' } }],
  },
  {
    name: 'company: create',
    call: (client) => client.crm.companies.basicApi.create({ properties: { name: 'A' }, associations: [] }),
    fetch: () => ['POST', '/crm/v3/objects/companies', { properties: { name: 'A' } }],
    keep: 'company',
  },
  {
    name: 'line item through the API for any object: create',
    call: (client) =>
      client.crm.objects.basicApi.create('0-8', { properties: { name: 'L', quantity: '2' }, associations: [] }),
    fetch: () => ['POST', '/crm/v3/objects/0-8', { properties: { name: 'L', quantity: 2 } }],
  },
  {
    name: 'record: update',
    call: (client, ids) => client.crm.contacts.basicApi.update(ids.ana!, { properties: { phone: '', ext_id: 'e1' } }),
    fetch: (ids) => ['PATCH', `${contacts}/${ids.ana!}`, { properties: { phone: '', ext_id: 'e1' } }],
  },
  {
    name: 'record: read by a unique property',
    call: (client) =>
      client.crm.contacts.basicApi.getById('e1', ['email', 'phone'], undefined, undefined, false, 'ext_id'),
    fetch: () => ['GET', `${contacts}/e1?properties=email,phone&archived=false&idProperty=ext_id`],
  },
  {
    name: 'record: read by an address with a plus',
    call: (client) => client.crm.contacts.basicApi.getById('a+b@example.com', [], [], [], false, 'email'),
    fetch: () => ['GET', `${contacts}/a%2Bb%40example.com?idProperty=email`],
  },
  {
    name: 'record: a page',
    call: (client) => client.crm.contacts.basicApi.getPage(1, undefined, ['email']),
    fetch: () => ['GET', `${contacts}?limit=1&properties=email`],
  },
  {
    name: 'record: an unknown type',
    call: (client) => client.crm.objects.basicApi.getPage('butterflies'),
    fetch: () => ['GET', '/crm/v3/objects/butterflies'],
  },
];

const batches: readonly Step[] = [
  {
    name: 'batch: create in part',
    call: (client) => client.crm.contacts.batchApi.create({ inputs: traced }),
    fetch: () => ['POST', `${contacts}/batch/create`, { inputs: traced }],
  },
  {
    name: 'batch: create of which one fails all',
    call: (client) =>
      client.crm.contacts.batchApi.create({
        inputs: traced.map(({ properties }) => ({ properties, associations: [] })),
      }),
    fetch: () => ['POST', `${contacts}/batch/create`, { inputs: traced.map(({ properties }) => ({ properties })) }],
  },
  {
    name: 'batch: upsert of new ones',
    call: (client) => client.crm.contacts.batchApi.upsert({ inputs: upserts }),
    fetch: () => ['POST', `${contacts}/batch/upsert`, { inputs: upserts }],
  },
  {
    name: 'batch: upsert of known ones',
    call: (client) => client.crm.contacts.batchApi.upsert({ inputs: upserts }),
    fetch: () => ['POST', `${contacts}/batch/upsert`, { inputs: upserts }],
  },
  {
    name: 'batch: read in part',
    call: (client, ids) =>
      client.crm.contacts.batchApi.read({
        inputs: [{ id: ids.ana! }, { id: '1' }],
        properties: ['email', 'lastname'],
        propertiesWithHistory: [],
      }),
    fetch: (ids) => [
      'POST',
      `${contacts}/batch/read`,
      { inputs: [{ id: ids.ana! }, { id: '1' }], properties: ['email', 'lastname'] },
    ],
  },
  {
    name: 'batch: update in part',
    call: (client, ids) =>
      client.crm.contacts.batchApi.update({
        inputs: [ids.ana!, '1'].map((id) => ({ id, properties: { lastname: 'M' } })),
      }),
    fetch: (ids) => [
      'POST',
      `${contacts}/batch/update`,
      { inputs: [ids.ana!, '1'].map((id) => ({ id, properties: { lastname: 'M' } })) },
    ],
  },
  {
    name: 'batch: archive, and an id that nobody has',
    call: (client, ids) => client.crm.contacts.batchApi.archive({ inputs: [{ id: ids.ana! }, { id: '1' }] }),
    fetch: (ids) => ['POST', `${contacts}/batch/archive`, { inputs: [{ id: ids.ana! }, { id: '1' }] }],
  },
  {
    name: 'record: read what was archived',
    call: (client, ids) => client.crm.contacts.basicApi.getById(ids.ana!, undefined, undefined, undefined, true),
    fetch: (ids) => ['GET', `${contacts}/${ids.ana!}?archived=true`],
  },
  {
    name: 'record: archive once more',
    call: (client, ids) => client.crm.contacts.basicApi.archive(ids.ana!),
    fetch: (ids) => ['DELETE', `${contacts}/${ids.ana!}`],
  },
  {
    name: 'search',
    call: (client) => client.crm.companies.searchApi.doSearch({ ...search, after: '0' }),
    fetch: () => ['POST', '/crm/v3/objects/companies/search', search],
  },
  {
    name: 'search: too big a page',
    call: (client) => client.crm.companies.searchApi.doSearch({ ...search, limit: 201, after: '0' }),
    fetch: () => ['POST', '/crm/v3/objects/companies/search', { ...search, limit: 201 }],
  },
];

const associations: readonly Step[] = [
  {
    name: 'contact: create',
    call: (client) => client.crm.contacts.basicApi.create({ properties: contact('eva'), associations: [] }),
    fetch: () => ['POST', contacts, { properties: contact('eva') }],
    keep: 'eva',
  },
  {
    name: 'pair: join',
    call: (client, ids) =>
      client.crm.associations.v4.basicApi.create('contacts', ids.eva!, 'companies', ids.company!, [primary]),
    fetch: (ids) => ['PUT', `/crm/v4/objects/contacts/${ids.eva!}/associations/companies/${ids.company!}`, [primary]],
  },
  {
    name: 'pair: join by default',
    call: (client, ids) =>
      client.crm.associations.v4.basicApi.createDefault('contacts', ids.eva!, 'companies', ids.company!),
    fetch: (ids) => ['PUT', `/crm/v4/objects/contacts/${ids.eva!}/associations/default/companies/${ids.company!}`],
  },
  {
    name: 'pair: list',
    call: (client, ids) => client.crm.associations.v4.basicApi.getPage('contacts', ids.eva!, 'companies'),
    fetch: (ids) => ['GET', `/crm/v4/objects/contacts/${ids.eva!}/associations/companies`],
  },
  {
    name: 'pairs: join in a batch',
    call: (client, ids) =>
      client.crm.associations.v4.batchApi.create('contacts', 'companies', {
        inputs: ['1', ids.eva!].map((id) => ({ _from: { id }, to: { id: ids.company! }, types: [primary] })),
      }),
    fetch: (ids) => [
      'POST',
      '/crm/v4/associations/contacts/companies/batch/create',
      { inputs: ['1', ids.eva!].map((id) => ({ from: { id }, to: { id: ids.company! }, types: [primary] })) },
    ],
  },
  {
    name: 'pairs: read in a batch',
    call: (client, ids) =>
      client.crm.associations.v4.batchApi.getPage('contacts', 'companies', { inputs: [{ id: '1' }, { id: ids.eva! }] }),
    fetch: (ids) => [
      'POST',
      '/crm/v4/associations/contacts/companies/batch/read',
      { inputs: [{ id: '1' }, { id: ids.eva! }] },
    ],
  },
  {
    name: 'record: read with its associations',
    call: (client, ids) => client.crm.contacts.basicApi.getById(ids.eva!, undefined, undefined, ['companies']),
    fetch: (ids) => ['GET', `${contacts}/${ids.eva!}?associations=companies`],
  },
  {
    name: 'labels',
    call: (client) => client.crm.associations.v4.schema.definitionsApi.getAll('contacts', 'companies'),
    fetch: () => ['GET', '/crm/v4/associations/contacts/companies/labels'],
  },
];

const trouble: readonly Step[] = ['1', '502', '429', '477', '9'].map((id) => ({
  name: `trouble: ${{ '1': '404', '9': 'reset' }[id] ?? id}`,
  call: (client) => client.crm.lineItems.basicApi.getById(id),
  fetch: () => ['GET', `/crm/v3/objects/line_items/${id}`],
}));

export const steps: readonly Step[] = [...schema, ...single, ...batches, ...associations, ...trouble];
