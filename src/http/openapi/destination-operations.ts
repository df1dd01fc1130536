import { resumeBody } from '../connection-bodies';
import { destinationBody, destinationSetView, destinationView } from '../destination-bodies';
import type { Operation } from './operation';

const url = 'https://orders.example.com/tandem';
const view = {
  state: 'active',
  url,
  acceptance: 'explicit',
  lastDeliveredSeq: 17,
  lastError: null,
  attempts: 0,
  nextAttemptAt: null,
  parkedAt: null,
  previousSecretUntil: null,
  offers: { state: 'waiting', oldest: { seq: 17, at: '2026-11-26T09:30:00.000Z' }, advice: null },
};
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const path = '/v1/destination';
const common = { tag: 'Changes', scope: 'changes:write', path } as const;

export const destinationOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getDestination',
    method: 'get',
    scope: 'changes:read',
    summary: 'Read where changes are sent, and how far that is',
    answer: {
      status: 200,
      description: 'The destination, without its secret.',
      schema: destinationView,
      example: {
        ...view,
        state: 'retrying',
        lastError: { code: 'HTTP_503', message: 'The receiver answered 503.' },
        attempts: 3,
        nextAttemptAt: '2026-11-26T09:30:04.000Z',
      },
    },
    problems: [],
  },
  {
    ...common,
    id: 'putDestination',
    method: 'put',
    summary: 'Have changes sent to you, or say when they count as accepted',
    description:
      'Each change is sent by itself and in order, signed as Standard Webhooks are: `{"type":"change.offered","timestamp":…,"data":…}` ' +
      'with a change as `GET /v1/changes` tells it. A 2xx takes it; anything else is tried again for a day, and nothing overtakes ' +
      'it. Then the destination is parked. What was sent twice has the same `webhook-id`. What is left out stays as it is.',
    body: {
      schema: destinationBody,
      required: true,
      examples: {
        url: { url },
        onDelivery: { url, acceptance: 'on-delivery' },
        newSecret: { rotateSecret: true },
        again: { after: 0 },
      },
    },
    answer: {
      status: 200,
      description: 'Set.',
      schema: destinationSetView,
      example: { ...view, lastDeliveredSeq: 0, secret },
    },
    problems: ['invalid-request'],
  },
  {
    ...common,
    id: 'resumeDestination',
    method: 'post',
    path: `${path}/resume`,
    summary: 'Send again, from where it stopped',
    body: { schema: resumeBody, required: false, examples: { nothing: {} } },
    answer: { status: 200, description: 'Active.', schema: destinationView, example: view },
    problems: ['invalid-request', 'not-found'],
    idempotent: true,
  },
  {
    ...common,
    id: 'deleteDestination',
    method: 'delete',
    summary: 'Have changes sent no more',
    description: 'They stay in the feed. A `url` that is set later is sent what comes after `lastDeliveredSeq`.',
    answer: {
      status: 200,
      description: 'Nothing is sent.',
      schema: destinationView,
      example: { ...view, state: 'none', url: null },
    },
    problems: [],
  },
];
