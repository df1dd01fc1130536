import { crms } from '../../core/crm';
import { retryAnswer, retryChoice, waitingPage } from '../answers';
import type { Operation } from './operation';

const list = { method: 'get', tag: 'Waiting', scope: 'operate:read', parameters: ['limit', 'cursor'] } as const;

const waiting = (state: 'parked' | 'conflict', reason: object): Operation['answer'] => ({
  status: 200,
  description: 'A page, by connection, type and id.',
  schema: waitingPage,
  example: {
    items: [
      {
        connectionId: crms[0],
        type: 'customer',
        id: '1042',
        state,
        reason,
        attempts: 1,
        since: '2026-11-22T09:30:00.000Z',
      },
    ],
    cursor: null,
  },
});

export const waitingOperations: readonly Operation[] = [
  {
    ...list,
    id: 'listParked',
    path: '/v1/parked',
    summary: 'List what a CRM refuses',
    answer: waiting('parked', { code: 'INVALID_EMAIL', message: 'Email address is invalid', field: 'email' }),
    problems: ['invalid-request'],
  },
  {
    ...list,
    id: 'listConflicts',
    path: '/v1/conflicts',
    summary: 'List where a person must choose',
    answer: waiting('conflict', {
      code: 'ambiguous-match',
      message: 'Several records of the CRM match.',
      candidates: ['151', '152'],
    }),
    problems: ['invalid-request'],
  },
  {
    id: 'retryParked',
    method: 'post',
    path: '/v1/parked/retry',
    tag: 'Waiting',
    scope: 'operate:write',
    summary: 'Look again at what is parked or in conflict',
    body: { schema: retryChoice, required: false, examples: { one: { type: 'customer', id: '1042' }, all: {} } },
    answer: { status: 202, description: 'They are looked at again.', schema: retryAnswer, example: { retried: 1 } },
    problems: ['invalid-request'],
    idempotent: true,
  },
];
