import { capitalised } from '../../core/capitalised';
import { objectTypes, plurals, type ObjectType } from '../../core/record';
import { scheduleBody, scheduleView, typeScheduleView } from '../schedule-bodies';
import type { Operation } from './operation';

const active = (type: ObjectType): object => ({
  type,
  every: 60,
  state: 'active',
  reason: null,
  dueNext: '2026-11-22T09:31:00.000Z',
  lastSyncedAt: '2026-11-22T09:30:00.000Z',
  lastError: null,
  failures: 0,
});

const common = { tag: 'Connections', parameters: ['connectionId'] } as const;
const path = '/v1/connections/{id}/schedule';

export const scheduleOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getSchedule',
    method: 'get',
    scope: 'connections:read',
    path,
    summary: 'See when the CRM is asked for changes, and how that fares',
    answer: {
      status: 200,
      description: 'Each type.',
      schema: scheduleView,
      example: {
        schedule: [
          ...(['company', 'customer'] as const).map(active),
          {
            ...active('order'),
            state: 'disabled',
            reason: {
              code: 'VALIDATION_ERROR',
              message:
                'The CRM was asked for what was changed, and refused 10 times in a row: The CRM refused the request. It is probed now and then, and goes on by itself once it is answered.',
            },
            lastError: {
              sweep: 'changes',
              kind: 'rejected',
              code: 'VALIDATION_ERROR',
              message: 'The CRM refused the request.',
              at: '2026-11-22T09:30:00.000Z',
            },
            failures: 10,
          },
        ],
      },
    },
    problems: ['invalid-request', 'not-found'],
  },
  ...objectTypes.map((type): Operation => {
    return {
      ...common,
      id: `put${capitalised(type)}Schedule`,
      method: 'put',
      scope: 'connections:write',
      path: `${path}/${plurals[type]}`,
      summary: `Say how often the CRM is asked for ${plurals[type]}`,
      description:
        'Or not at all. How far it was asked stays: what is changed in the CRM meanwhile is found once it is asked again. ' +
        'Webhooks, and what you send, go on in any case.',
      body: { schema: scheduleBody, required: true, examples: { seldom: { seconds: 300 }, again: { enabled: true } } },
      answer: {
        status: 200,
        description: 'How the type stands now.',
        schema: typeScheduleView,
        example: { ...active(type), every: 300 },
      },
      problems: ['invalid-request', 'not-found'],
    };
  }),
];
