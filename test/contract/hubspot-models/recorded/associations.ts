/** Associations v4. */
import type { Exchange } from '../exchange';
import type { Stage } from '../stage';
import type { Samples } from './sample';
import { batch, time } from './sample';

const primary = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
const both = [
  { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
  { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
];
const pairView = {
  fromObjectTypeId: '0-1',
  fromObjectId: 103107104018,
  toObjectTypeId: '0-2',
  toObjectId: 29022297485,
  labels: ['Primary'],
};
const defaultView = {
  from: { id: '103107104018' },
  to: { id: '29022297485' },
  associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
};
const path = '/crm/v4/associations/contacts/companies/batch';

interface Pair {
  readonly from: string;
  readonly to: string;
}

async function pair(stage: Stage): Promise<Pair> {
  const from = await stage.seed('contacts', { email: 'a@example.com' });
  return { from, to: await stage.seed('companies', { name: 'A' }) };
}

async function joined(stage: Stage): Promise<Pair> {
  const ids = await pair(stage);
  await stage.call(201, `PUT /crm/v4/objects/contacts/${ids.from}/associations/companies/${ids.to}`, primary);
  return ids;
}

const onPair =
  (route: string, input: (ids: Pair) => unknown) =>
  async (stage: Stage): Promise<Exchange> =>
    stage.exchange(`POST ${path}/${route}`, { body: { inputs: [input(await joined(stage))] } });

export const associationSamples: Samples = {
  'a pair that is joined': {
    source: 'HubSpot docs 2026-03',
    ask: async (stage) => {
      const { from, to } = await pair(stage);
      return stage.exchange(`PUT /crm/v4/objects/contacts/${from}/associations/companies/${to}`, { body: primary });
    },
    status: 201,
    body: pairView,
  },
  'a pair that is joined by default': {
    source: 'HubSpot docs 2026-03',
    ask: async (stage) => {
      const { from, to } = await pair(stage);
      return stage.exchange(`PUT /crm/v4/objects/contact/${from}/associations/default/company/${to}`, {});
    },
    status: 200,
    body: { status: 'COMPLETE', results: [defaultView], startedAt: time, completedAt: time },
  },
  'the companies of a contact': {
    source: 'recorded 2026-02',
    ask: async (stage) => {
      const { from } = await joined(stage);
      return stage.exchange(`GET /crm/v4/objects/contacts/${from}/associations/companies?limit=500`, {});
    },
    status: 200,
    body: { results: [{ toObjectId: 5790939450, associationTypes: both }] },
  },
  'a page of the companies of a contact': {
    source: 'HubSpot docs 2026-03',
    ask: async (stage) => {
      const { from } = await joined(stage);
      const other = await stage.seed('companies', { name: 'B' });
      await stage.call(200, `PUT /crm/v4/objects/contacts/${from}/associations/default/companies/${other}`);
      return stage.exchange(`GET /crm/v4/objects/contacts/${from}/associations/companies?limit=1`, {});
    },
    status: 200,
    body: {
      results: [{ toObjectId: 5790939450, associationTypes: both }],
      paging: { next: { after: '1', link: 'https://api.hubapi.com/…' } },
    },
    free: ['paging.next.after', 'paging.next.link'],
  },
  'contacts of which one has no company': {
    source: 'recorded 2026-02',
    ask: async (stage) => {
      const { from } = await joined(stage);
      const lonely = await stage.seed('contacts', { firstname: 'L' });
      return stage.exchange(`POST ${path}/read`, { body: { inputs: [{ id: from }, { id: lonely }] } });
    },
    status: 207,
    body: batch(
      [{ from: { id: '103107104017' }, to: [{ toObjectId: 29022297485, associationTypes: both }] }],
      [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          message: 'No company is associated with contact 103107104018.',
          context: { fromObjectId: ['103107104018'], fromObjectType: ['contact'], toObjectType: ['company'] },
        },
      ],
    ),
  },
  'pairs that are joined in a batch': {
    source: 'HubSpot docs 2026-03',
    ask: onPair('create', ({ from, to }) => ({ from: { id: from }, to: { id: to }, types: primary })),
    status: 201,
    body: batch([pairView]),
  },
  'a batch of pairs with an id that is none': {
    source: 'seen by others 2026',
    ask: onPair('create', ({ to }) => ({ from: { id: 'X' }, to: { id: to }, types: primary })),
    status: 207,
    body: batch(
      [],
      [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          subCategory: 'crm.associations.INVALID_IDENTIFIER',
          message: 'X is not a valid ID',
          context: { id: ['X'] },
        },
      ],
    ),
  },
  'a batch that joins a record to itself': {
    source: 'seen by others 2026',
    ask: async (stage) => {
      const { from } = await pair(stage);
      const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 449 }];
      const inputs = [{ from: { id: from }, to: { id: from }, types }];
      return stage.exchange('POST /crm/v4/associations/contacts/contacts/batch/create', { body: { inputs } });
    },
    status: 207,
    body: batch(
      [],
      [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: 'Object 103107104018 cannot be associated to itself (103107104018)',
          context: {},
        },
      ],
    ),
  },
  'pairs that are joined by default in a batch': {
    source: 'HubSpot docs 2026-03',
    ask: onPair('associate/default', ({ from, to }) => ({ from: { id: from }, to: { id: to } })),
    status: 200,
    body: batch([defaultView]),
  },
  'pairs that are parted in a batch': {
    source: 'HubSpot docs 2026-03',
    ask: onPair('archive', ({ from, to }) => ({ from: { id: from }, to: [{ id: to }] })),
    status: 204,
  },
  'labels that are taken off in a batch': {
    source: 'HubSpot docs 2026-03',
    ask: onPair('labels/archive', ({ from, to }) => ({ from: { id: from }, to: { id: to }, types: primary })),
    status: 204,
  },
  'the labels between contacts and companies': {
    source: 'HubSpot docs 2026-03',
    ask: (stage) => stage.exchange('GET /crm/v4/associations/contacts/companies/labels', {}),
    status: 200,
    body: { results: both },
  },
};
