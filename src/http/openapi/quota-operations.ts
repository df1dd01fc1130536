import { crms } from '../../core/crm';
import { quotaBody, quotaView } from '../quota-bodies';
import type { Operation } from './operation';

const example = {
  connectionId: crms[0],
  state: 'bulk-waits',
  until: '2026-11-22T23:00:00.000Z',
  day: {
    limit: 250_000,
    kind: 'midnight',
    timeZone: 'Europe/Madrid',
    startsAt: '2026-11-21T23:00:00.000Z',
    resetsAt: '2026-11-22T23:00:00.000Z',
    used: 199_800,
    left: 50_200,
    ours: 120_300,
    others: 79_500,
    lanes: { live: 14_100, inbound: 2_200, retry: 40, migration: 103_960, audit: 0 },
    heardAt: '2026-11-22T22:29:41.000Z',
  },
  reserve: { share: 0.2, calls: 50_000 },
  dailyCalls: null,
  burst: { calls: 100, windowMs: 10_000 },
  expected: {
    others: 180,
    live: 210,
    hours: [{ from: '2026-11-22T22:00:00.000Z', others: 180, live: 210 }],
  },
  othersBurst: 400,
  bulk: { calls: 0, nextAt: '2026-11-22T23:00:00.000Z' },
};

const common = { tag: 'Connections', parameters: ['connectionId'], path: '/v1/connections/{id}/quota' } as const;

export const quotaOperations: readonly Operation[] = [
  {
    ...common,
    scope: 'connections:read',
    id: 'getQuota',
    method: 'get',
    summary: 'Read how the calls of a connection stand',
    description:
      'What the account allows, what of it is used and by whom, what others are expected to call, and whether migrations and ' +
      'audits may go on. No CRM is asked. See docs/how-to/watch-quota.md.',
    answer: { status: 200, description: 'As far as it is known.', schema: quotaView, example },
    problems: ['invalid-request', 'not-found'],
  },
  {
    ...common,
    scope: 'connections:write',
    id: 'putQuota',
    method: 'put',
    summary: 'Say how the calls of a connection are shared with other programs',
    description:
      'Holds for the next calls, of a migration that is running too. What waited for calls by what was said before is tried again. ' +
      'No CRM is asked, and no token is needed.',
    body: { schema: quotaBody, required: true, examples: { less: { reserve: 0.1 }, all: { dailyCalls: null } } },
    answer: { status: 200, description: 'How they stand now.', schema: quotaView, example },
    problems: ['invalid-request', 'not-found'],
  },
];
