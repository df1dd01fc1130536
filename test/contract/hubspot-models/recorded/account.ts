/** The account, its search, its properties, pipelines and owners. */
import type { Samples } from './sample';
import { batch, contactProperties, record, refusal, time } from './sample';

const dealStages = [
  ['Appointment Scheduled', 'appointmentscheduled', 'false', '0.2'],
  ['Qualified To Buy', 'qualifiedtobuy', 'false', '0.4'],
  ['Presentation Scheduled', 'presentationscheduled', 'false', '0.6'],
  ['Decision Maker Bought-In', 'decisionmakerboughtin', 'false', '0.8'],
  ['Contract Sent', 'contractsent', 'false', '0.9'],
  ['Closed Won', 'closedwon', 'true', '1.0'],
  ['Closed Lost', 'closedlost', 'true', '0.0'],
].map(([label, id, isClosed, probability], displayOrder) => ({
  label,
  displayOrder,
  id,
  metadata: { isClosed, probability },
  createdAt: time,
  updatedAt: time,
  writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  archived: false,
}));
const property = { name: 'x', label: 'X', type: 'string', fieldType: 'text', groupName: 'contactinformation' };

export const accountSamples: Samples = {
  'a page of a search that has another after it': {
    source: 'recorded 2025-11',
    ask: async (stage) => {
      await stage.seed('contacts', { email: 'j@example.com' });
      await stage.seed('contacts', { email: 'k@example.com' });
      await stage.control('POST', 'clock', { advanceMs: 3_600_000 });
      const filters = [
        { propertyName: 'lastmodifieddate', operator: 'GTE', value: '1577836800000' },
        { propertyName: 'hs_object_id', operator: 'GT', value: '0' },
      ];
      const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }];
      const body = { filterGroups: [{ filters }], sorts, properties: ['email', 'phone'], limit: 1 };
      return stage.exchange('POST /crm/v3/objects/contacts/search', { body });
    },
    status: 200,
    body: {
      total: 2,
      results: [record('0-1', contactProperties({ email: 'j@example.com', phone: null }))],
      paging: { next: { after: '1' } },
    },
  },
  'the stock pipeline of deals': {
    source: 'recorded 2021',
    ask: (stage) => stage.exchange('GET /crm/v3/pipelines/deals', {}),
    status: 200,
    body: {
      results: [
        {
          label: 'Sales Pipeline',
          displayOrder: 0,
          id: 'default',
          archived: false,
          createdAt: time,
          updatedAt: time,
          stages: dealStages,
        },
      ],
    },
    free: ['results.*.stages.*.label'],
  },
  'a pipeline that is in use': {
    source: 'HubSpot docs 2026-03',
    ask: async (stage) => {
      const stages = [{ label: 'S', displayOrder: 0, metadata: { probability: '0.2' } }];
      const made = await stage.call(201, 'POST /crm/v3/pipelines/deals', { label: 'P', displayOrder: 1, stages });
      await stage.seed('deals', { dealname: 'D', pipeline: made.id, dealstage: made.stages[0]!.id });
      return stage.exchange(`DELETE /crm/v3/pipelines/deals/${made.id}?validateReferencesBeforeDelete=true`, {});
    },
    status: 400,
    body: refusal('Stage IDs: [48109312] are being referenced by object IDs: [22901690010]', {
      context: { stageIds: ['[48109312]'], objectIds: ['[22901690010]'] },
      category: 'VALIDATION_ERROR',
      subCategory: 'PipelineError.STAGE_ID_IN_USE',
    }),
  },
  'a property of a choice': {
    source: 'recorded 2025-11',
    ask: (stage) => {
      const options = [{ label: 'A', value: 'a', displayOrder: 0, hidden: false }];
      const description = 'Of hair';
      const color = { ...property, type: 'enumeration', fieldType: 'select', description, options, displayOrder: 3 };
      return stage.exchange('POST /crm/v3/properties/contacts', { body: { ...color, formField: true } });
    },
    status: 201,
    body: {
      name: 'x',
      label: 'X',
      type: 'enumeration',
      fieldType: 'select',
      description: 'Of hair',
      groupName: 'contactinformation',
      options: [{ label: 'A', value: 'a', displayOrder: 0, hidden: false }],
      displayOrder: 3,
      calculated: false,
      externalOptions: false,
      hasUniqueValue: false,
      hidden: false,
      formField: true,
      archived: false,
      createdAt: time,
      updatedAt: time,
      modificationMetadata: {
        archivable: true,
        readOnlyDefinition: false,
        readOnlyValue: false,
        readOnlyOptions: false,
      },
      dataSensitivity: 'non_sensitive',
    },
  },
  'a property that is there already': {
    source: 'seen by others 2025',
    ask: async (stage) => {
      await stage.call(201, 'POST /crm/v3/properties/contacts', property);
      return stage.exchange('POST /crm/v3/properties/contacts', { body: property });
    },
    status: 409,
    body: refusal("A property named 'x' already exists.", { category: 'OBJECT_ALREADY_EXISTS' }),
  },
  'a batch of properties of which one is there already': {
    source: 'recorded 2025-11',
    ask: async (stage) => {
      await stage.call(201, 'POST /crm/v3/properties/contacts', property);
      return stage.exchange('POST /crm/v3/properties/contacts/batch/create', { body: { inputs: [property] } });
    },
    status: 207,
    body: batch(
      [],
      [
        {
          status: 'error',
          category: 'OBJECT_ALREADY_EXISTS',
          subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
          message: "A property named 'x' already exists.",
          context: { name: ['x'] },
        },
      ],
    ),
    free: ['errors.*.message'],
  },
  'the use of the API today': {
    source: 'HubSpot docs 2026-03',
    ask: (stage) => stage.exchange('GET /account-info/v3/api-usage/daily/private-apps', {}),
    status: 200,
    body: {
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: 500000,
          currentUsage: 2,
          collectedAt: time,
          fetchStatus: 'SUCCESS',
          resetsAt: time,
        },
      ],
    },
    free: ['results.*.currentUsage', 'results.*.usageLimit'],
  },
  'the account': {
    source: 'recorded 2025-11',
    sandbox: { accountType: 'STANDARD' },
    ask: (stage) => stage.exchange('GET /account-info/v3/details', {}),
    status: 200,
    body: {
      portalId: 12345678,
      accountType: 'STANDARD',
      timeZone: 'US/Eastern',
      companyCurrency: 'USD',
      additionalCurrencies: [],
      utcOffset: '-04:00',
      utcOffsetMilliseconds: -14400000,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'na1',
    },
    free: ['timeZone', 'utcOffset', 'utcOffsetMilliseconds'],
  },
  'the owners': {
    source: 'HubSpot docs 2026-03',
    ask: (stage) => stage.exchange('GET /crm/v3/owners/?limit=100&archived=false', {}),
    status: 200,
    body: {
      results: [
        {
          id: '70913',
          email: 'owner@example.com',
          type: 'PERSON',
          firstName: 'A',
          lastName: 'B',
          userId: 38782,
          userIdIncludingInactive: 38782,
          createdAt: time,
          updatedAt: time,
          archived: false,
        },
      ],
    },
    free: ['results.*.email', 'results.*.firstName', 'results.*.lastName'],
  },
};
