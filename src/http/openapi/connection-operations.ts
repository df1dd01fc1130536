import { crmNames, crms, crmUrls } from '../../core/crm';
import { connectionBody, pauseBody, resumeBody } from '../connection-bodies';
import { unsigned } from '../crm-routes';
import { connectedView, connectionPage, connectionView } from '../connection-views';
import { exampleMessageUrl, messageUrlBody, messageUrlView } from '../message-url-bodies';
import type { Operation } from './operation';

const view = {
  id: crms[0],
  crm: crms[0],
  environment: 'test',
  accountId: '12345678',
  state: 'active',
  reason: null,
  baseUrl: crmUrls[crms[0]],
  throttledUntil: null,
  bulkAfter: null,
  recordUrl: 'https://shop.example.com/{type}/{id}',
  pollSeconds: 60,
  streaming: false,
  customFields: [],
  fieldRules: [{ object: 'customer', field: 'phone', direction: 'both', policy: 'newest' }],
  newRecords: { company: 'match', customer: 'offer', order: 'match' },
  archive: { company: 'none', customer: 'none', order: 'push' },
  emailGate: { require: 'valid', onFailure: 'hold' },
  firstLoad: 'at-once',
  quota: { reserve: 0.2, dailyCalls: null },
  webhookSignature: 'v3',
  webhooks: { state: 'ok', lastDeliveryAt: '2026-11-24T16:05:00.000Z', unannounced: 0 },
  createdAt: '2026-11-22T09:30:00.000Z',
};

const common = { tag: 'Connections', scope: 'connections:write', parameters: ['connectionId'] } as const;
const reads = { ...common, method: 'get', scope: 'connections:read' } as const;
const path = '/v1/connections/{id}';

export const connectionOperations: readonly Operation[] = [
  {
    ...reads,
    id: 'listConnections',
    path: '/v1/connections',
    summary: 'List the connections',
    parameters: ['limit', 'cursor'],
    answer: {
      status: 200,
      description: 'A page, by name.',
      schema: connectionPage,
      example: { items: [view], cursor: null },
    },
    problems: ['invalid-request'],
  },
  {
    ...reads,
    id: 'getConnection',
    path,
    summary: 'Read a connection',
    answer: { status: 200, description: 'The connection, without its token.', schema: connectionView, example: view },
    problems: ['invalid-request', 'not-found'],
  },
  {
    ...common,
    id: 'putConnection',
    method: 'put',
    path,
    summary: 'Connect a CRM account, or renew its token or settings',
    description:
      'Asks the CRM whose the token is, makes sure of our properties there, and marks every record. Links stay when a ' +
      'connection is renewed. A production account is taken for tests only when `confirmAccount` names it.',
    body: {
      schema: connectionBody,
      required: true,
      examples: {
        test: { crm: crms[0], token: 'pat-na1-token-of-your-app', environment: 'test' },
        oauth: { crm: crms[0], refreshToken: 'na1-refresh-token-of-your-account', environment: 'test' },
        production: {
          crm: crms[0],
          token: 'pat-na1-token-of-your-app',
          environment: 'production',
          recordUrl: 'https://shop.example.com/{type}/{id}',
        },
      },
    },
    answer: {
      status: 200,
      description: 'Connected.',
      schema: connectedView,
      example: { ...view, accountKind: 'test' },
    },
    problems: ['invalid-request', 'conflict', 'connection-refused', 'crm-unavailable'],
  },
  {
    ...common,
    id: 'pauseConnection',
    method: 'post',
    path: `${path}/pause`,
    summary: 'Send nothing to a CRM account for now',
    description: 'Records are taken in as before, and sent after `resume`.',
    body: { schema: pauseBody, required: false, examples: { why: { reason: 'Cleaning up in the CRM until Monday.' } } },
    answer: {
      status: 200,
      description: 'Paused.',
      schema: connectionView,
      example: {
        ...view,
        state: 'paused',
        reason: { code: 'PAUSED', message: 'Cleaning up in the CRM until Monday.' },
      },
    },
    problems: ['invalid-request', 'not-found'],
    idempotent: true,
  },
  {
    ...common,
    id: 'resumeConnection',
    method: 'post',
    path: `${path}/resume`,
    summary: 'Send again',
    body: { schema: resumeBody, required: false, examples: { nothing: {} } },
    answer: { status: 200, description: 'Active.', schema: connectionView, example: view },
    problems: ['invalid-request', 'not-found', 'conflict'],
    idempotent: true,
  },
  {
    ...common,
    id: 'makeMessageUrl',
    method: 'post',
    path: `${path}/message-url`,
    summary: 'Make the URL that the CRM sends its messages to',
    description:
      `For a CRM that signs nothing (${crmNames[unsigned.crm]}): a secret in the URL says whose they are. The URL that was ` +
      `made before is good no more. Needs \`PUBLIC_URL\`; see docs/how-to/receive-${unsigned.crm}-messages.md.`,
    body: { schema: messageUrlBody, required: false, examples: { nothing: {} } },
    answer: {
      status: 200,
      description: 'The URL, which is shown this once.',
      schema: messageUrlView,
      example: { url: exampleMessageUrl },
    },
    problems: ['invalid-request', 'not-found', 'conflict'],
  },
];
