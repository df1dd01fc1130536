/** Records and their batches. */
import type { Samples } from './sample';
import { batch, contactProperties, record, refusal } from './sample';

const path = '/crm/v3/objects/contacts';
const lily = { email: 'lily@example.com', firstname: 'Lily' };
const recorded = 'recorded 2025-11';

export const recordSamples: Samples = {
  'a contact with the properties that were asked for': {
    source: recorded,
    ask: async (stage) => {
      const id = await stage.seed('contacts', lily);
      return stage.exchange(`GET ${path}/${id}?properties=email,firstname,lastname,nonsense`, {});
    },
    status: 200,
    body: record('0-1', contactProperties({ ...lily, lastname: null })),
  },
  'a contact that nobody asked for properties of': {
    source: recorded,
    ask: async (stage) => stage.exchange(`GET ${path}/${await stage.seed('contacts', lily)}`, {}),
    status: 200,
    body: record('0-1', contactProperties({ ...lily, lastname: null })),
  },
  'a company that nobody asked for properties of': {
    source: recorded,
    ask: async (stage) => {
      const id = await stage.seed('companies', { name: 'A', domain: 'a.com' });
      return stage.exchange(`GET /crm/v3/objects/companies/${id}`, {});
    },
    status: 200,
    body: record('0-2', {
      createdate: '2025-11-03T23:36:13.632Z',
      domain: 'a.com',
      hs_lastmodifieddate: '2025-11-03T23:36:13.632Z',
      hs_object_id: '171596044869',
      name: 'A',
    }),
  },
  'a deal under the number of its type': {
    source: recorded,
    ask: async (stage) => {
      const id = await stage.seed('deals', { dealname: 'D', dealstage: 'closedwon', amount: '5' });
      return stage.exchange(`GET /crm/v3/objects/0-3/${id}`, {});
    },
    status: 200,
    body: record('0-3', {
      amount: '5',
      closedate: null,
      createdate: '2025-11-03T23:36:13.632Z',
      dealname: 'D',
      dealstage: 'closedwon',
      hs_lastmodifieddate: '2025-11-03T23:36:13.632Z',
      hs_object_id: '171596044869',
      pipeline: 'default',
    }),
    free: ['properties.closedate'],
  },
  'a page of a list that has another after it': {
    source: 'recorded 2021',
    ask: async (stage) => {
      await stage.seed('contacts', lily);
      await stage.seed('contacts', { firstname: 'Next' });
      return stage.exchange(`GET ${path}?limit=1`, {});
    },
    status: 200,
    body: {
      results: [record('0-1', contactProperties({ ...lily, lastname: null }))],
      paging: { next: { after: '33452', link: 'https://api.hubapi.com/crm/v3/objects/contacts?after=33452' } },
    },
    free: ['paging.next.link'],
  },
  'a batch that was created whole': {
    source: recorded,
    ask: (stage) => stage.exchange(`POST ${path}/batch/create`, { body: { inputs: [{ properties: lily }] } }),
    status: 201,
    body: batch([record('0-1', {})]),
    free: ['results.*.properties'],
  },
  'a traced batch with an address that is taken': {
    source: recorded,
    ask: async (stage) => {
      await stage.seed('contacts', lily);
      const rows = [lily, { firstname: 'New' }];
      const inputs = rows.map((properties, index) => ({ objectWriteTraceId: String(index), properties }));
      return stage.exchange(`POST ${path}/batch/create`, { body: { inputs } });
    },
    status: 207,
    body: batch(
      [record('0-1', {}, { objectWriteTraceId: '1' })],
      [
        {
          status: 'error',
          category: 'CONFLICT',
          message: 'Contact already exists. Existing ID: 171591000198',
          context: { objectWriteTraceId: ['0'], existingId: ['171591000198'] },
        },
      ],
    ),
    free: ['results.*.properties'],
  },
  'a batch that reads what is not there': {
    source: recorded,
    ask: (stage) =>
      stage.exchange(`POST ${path}/batch/read`, { body: { properties: [], inputs: [{ id: 'unknownIdentifier888' }] } }),
    status: 207,
    body: batch(
      [],
      [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
          context: { ids: ['unknownIdentifier888'] },
        },
      ],
    ),
  },
  'a traced batch with a property that does not exist': {
    source: 'recorded 2026',
    ask: (stage) =>
      stage.exchange(`POST ${path}/batch/create`, {
        body: { inputs: [{ objectWriteTraceId: '549b1c2a9351', properties: { firstname: 'A', missing: '1' } }] },
      }),
    status: 207,
    body: batch(
      [],
      [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message:
            'Property values were not valid: [{"isValid":false,"message":"Property \\"missing\\" does not exist",' +
            '"error":"PROPERTY_DOESNT_EXIST","name":"missing",' +
            '"localizedErrorMessage":"Property \\"missing\\" does not exist","portalId":891936587}]',
          context: { objectWriteTraceId: ['549b1c2a9351'] },
        },
      ],
    ),
  },
  'a traced upsert of a new record': {
    source: 'published with client 14.0.1',
    ask: async (stage) => {
      const key = { name: 'k', label: 'K', type: 'string', fieldType: 'text', groupName: 'contactinformation' };
      await stage.call(201, 'POST /crm/v3/properties/contacts', { ...key, hasUniqueValue: true });
      const inputs = [{ id: 'EXT-1', idProperty: 'k', objectWriteTraceId: 'row-17', properties: lily }];
      return stage.exchange(`POST ${path}/batch/upsert`, { body: { inputs } });
    },
    status: 200,
    body: batch([record('0-1', {}, { objectWriteTraceId: 'row-17', new: true })]),
    free: ['results.*.properties'],
  },
  'a batch update by address': {
    source: 'seen by others 2025',
    ask: (stage) => {
      const inputs = [{ id: 'lily@example.com', idProperty: 'email', properties: { firstname: 'L' } }];
      return stage.exchange(`POST ${path}/batch/update`, { body: { inputs } });
    },
    status: 400,
    body: refusal('Unable to perform update by non-unique 0-1 property email', { category: 'VALIDATION_ERROR' }),
    free: ['message'],
  },
  'a batch with one id twice': {
    source: recorded,
    ask: (stage) => {
      const inputs = ['123456', '123456'].map((id) => ({ id, properties: { firstname: 'A' } }));
      return stage.exchange(`POST ${path}/batch/update`, { body: { inputs } });
    },
    status: 400,
    body: refusal('Duplicate IDs found in batch input: [123456]. IDs must be unique', {
      context: { ids: ['123456'] },
      category: 'VALIDATION_ERROR',
    }),
  },
  'an untraced batch with an address that is taken': {
    source: recorded,
    ask: async (stage) => {
      await stage.seed('contacts', lily);
      const inputs = [{ properties: lily }, { properties: { firstname: 'New' } }];
      return stage.exchange(`POST ${path}/batch/create`, { body: { inputs } });
    },
    status: 409,
    body: refusal('Contact already exists', { category: 'CONFLICT' }),
  },
};
