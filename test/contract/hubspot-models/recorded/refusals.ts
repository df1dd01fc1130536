/** Calls that were refused as a whole. */
import type { Stage } from '../stage';
import type { Exchange } from '../exchange';
import type { Samples } from './sample';
import { refusal, time, uuid } from './sample';

const path = '/crm/v3/objects/contacts';
const create =
  (properties: object) =>
  (stage: Stage): Promise<Exchange> =>
    stage.exchange(`POST ${path}`, { body: { properties } });

const afterFault =
  (fault: object) =>
  async (stage: Stage): Promise<Exchange> => {
    await stage.control('POST', 'faults', { method: 'GET', path: `${path}/1`, when: 'before', ...fault });
    return stage.exchange(`GET ${path}/1`, {});
  };

export const refusalSamples: Samples = {
  'an address that is taken': {
    source: 'recorded 2025-11',
    ask: async (stage) => {
      await stage.seed('contacts', { email: 'a@example.com' });
      return create({ email: 'a@example.com' })(stage);
    },
    status: 409,
    body: refusal('Contact already exists. Existing ID: 123', { category: 'CONFLICT' }),
  },
  'a property that does not exist': {
    source: 'recorded 2022',
    ask: create({ firstname: 'A', foo: 'x' }),
    status: 400,
    body: refusal(
      'Property values were not valid: [{"isValid":false,"message":"Property \\"foo\\" does not exist",' +
        '"error":"PROPERTY_DOESNT_EXIST","name":"foo"}]',
      {
        errors: [
          {
            message: 'Property "foo" does not exist',
            code: 'PROPERTY_DOESNT_EXIST',
            context: { propertyName: ['foo'] },
          },
        ],
        category: 'VALIDATION_ERROR',
      },
    ),
  },
  'an address that is none': {
    source: 'recorded 2022',
    ask: create({ email: 'X' }),
    status: 400,
    body: refusal(
      'Property values were not valid: [{"isValid":false,"message":"Email address X is invalid",' +
        '"error":"INVALID_EMAIL","name":"email"}]',
      {
        errors: [
          { message: 'Email address X is invalid', code: 'INVALID_EMAIL', context: { propertyName: ['email'] } },
        ],
        category: 'VALIDATION_ERROR',
      },
    ),
  },
  'four properties that do not exist, of which three are listed': {
    source: 'recorded 2025-11',
    ask: (stage) => {
      const inputs = [
        { properties: { firstname: 'A', p: '1', q: '1', r: '1', s: '1' } },
        { properties: { firstname: 'B' } },
      ];
      return stage.exchange(`POST ${path}/batch/create`, { body: { inputs } });
    },
    status: 400,
    body: refusal('', {
      errors: ['p', 'q', 'r'].map((name) => ({
        message: `Property "${name}" does not exist`,
        code: 'PROPERTY_DOESNT_EXIST',
        context: { propertyName: [name] },
      })),
      category: 'VALIDATION_ERROR',
    }),
    free: ['message'],
  },
  'a body that cannot be read': {
    source: 'recorded 2025-11',
    ask: (stage) => stage.exchange(`POST ${path}`, { body: '{"properties":' }),
    status: 400,
    body: refusal('Invalid input JSON on line 3, column 9: Cannot deserialize value of type …'),
    free: ['message'],
  },
  'a type that nobody knows': {
    source: 'recorded 2025-11',
    ask: (stage) => stage.exchange('GET /crm/v3/objects/butterflies/1', {}),
    status: 400,
    body: refusal('Unable to infer object type from: butterflies'),
  },
  'an id that nobody has': {
    source: 'recorded 2025-11',
    ask: (stage) => stage.exchange(`GET ${path}/1`, {}),
    status: 404,
    body: refusal('resource not found'),
  },
  'a token that nobody gave': {
    source: 'recorded 2025-11',
    ask: (stage) => stage.exchange(`GET ${path}/1`, { token: 'pat-na1-other' }),
    status: 401,
    body: refusal(
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more ' +
        'details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      { category: 'INVALID_AUTHENTICATION' },
    ),
  },
  'an upsert by a property that is not unique': {
    source: 'seen by others 2025',
    ask: (stage) => {
      const inputs = [{ id: 'D', idProperty: 'dealname', properties: { dealstage: 'closedwon' } }];
      return stage.exchange('POST /crm/v3/objects/deals/batch/upsert', { body: { inputs } });
    },
    status: 400,
    body: refusal('Unable to perform update/upsert by non-unique 0-3 property dealname', {
      category: 'VALIDATION_ERROR',
    }),
    free: ['message'],
  },
  'the sixth search of a second': {
    source: 'recorded 2022',
    sandbox: { limits: 'free' },
    ask: async (stage) => {
      for (let calls = 0; calls < 5; calls++) await stage.call(200, `POST ${path}/search`, {});
      return stage.exchange(`POST ${path}/search`, { body: {} });
    },
    status: 429,
    body: refusal('You have reached your secondly limit.', { category: 'RATE_LIMITS' }),
  },
  'a call too many in ten seconds': {
    source: 'recorded 2023',
    sandbox: { limits: 'free' },
    ask: async (stage) => {
      for (let calls = 0; calls < 100; calls++) await stage.exchange(`GET ${path}/1`, {});
      return stage.exchange(`GET ${path}/1`, {});
    },
    status: 429,
    body: refusal('You have reached your ten_secondly_rolling limit.', {
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      groupName: 'publicapi:private_app-api-calls-ten-secondly:1512050:26892217',
    }),
  },
  'the day’s last call, once more': {
    source: 'HubSpot docs 2025-01',
    ask: afterFault({ kind: 'limit', policy: 'daily' }),
    status: 429,
    body: refusal('You have reached your daily limit.', {
      errorType: 'RATE_LIMIT',
      policyName: 'DAILY',
      requestId: uuid,
    }),
  },
  'a token whose time is over': {
    source: 'seen by others 2026-03',
    ask: afterFault({ kind: 'expired-token' }),
    status: 401,
    body: refusal('The OAuth token used to make this call expired 0 second(s) ago.', {
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [time] },
    }),
  },
};
