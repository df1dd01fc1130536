import { crms } from '../../core/crm';
import type { LinkReason } from '../../core/link';
import { familyOf, type WaitingState } from '../../core/reason-families';
import { familiesAnswer, retryAnswer, retryChoice, waitingPage } from '../answers';
import type { Operation } from './operation';

const filters = ['ofConnection', 'ofType', 'ofCode', 'ofField', 'ofOwner'] as const;
const common = {
  method: 'get',
  tag: 'Waiting',
  scope: 'operate:read',
  problems: ['invalid-request'],
} as const satisfies Partial<Operation>;
const example = { connectionId: crms[0], type: 'customer' } as const;
const times = { firstSeen: '2026-11-22T09:30:00.000Z', lastSeen: '2026-11-22T09:31:00.000Z' };

interface Kind {
  readonly path: 'parked' | 'held' | 'conflicts';
  /** As ids of operations have it. */
  readonly name: { readonly items: string; readonly families: string };
  readonly what: string;
  readonly state: WaitingState;
  readonly reason: LinkReason;
}

const kinds: readonly Kind[] = [
  {
    path: 'parked',
    name: { items: 'listParked', families: 'listParkedFamilies' },
    what: 'what a CRM refuses',
    state: 'parked',
    reason: { code: 'INVALID_EMAIL', message: 'Email address is invalid', field: 'email', owner: 'data-steward' },
  },
  {
    path: 'held',
    name: { items: 'listHeld', families: 'listHeldFamilies' },
    what: 'what the quality gate keeps back',
    state: 'held',
    reason: { code: 'email-unconfirmed', message: 'The e-mail address is not confirmed.', field: 'email' },
  },
  {
    path: 'conflicts',
    name: { items: 'listConflicts', families: 'listConflictFamilies' },
    what: 'where a person must choose',
    state: 'conflict',
    reason: {
      code: 'ambiguous-match',
      message: 'Several records of the CRM match.',
      candidates: ['151', '152'],
    },
  },
];

function readsOf({ path, name, what, state, reason }: Kind): readonly Operation[] {
  const family = familyOf({ state, reason });
  const { code, message, field = null } = reason;
  const item = { ...example, id: '1042', state, reason, ...family, attempts: 1 };
  return [
    {
      ...common,
      id: name.items,
      path: `/v1/${path}`,
      summary: `List ${what}`,
      parameters: [...filters, 'limit', 'cursor'],
      answer: {
        status: 200,
        description: 'A page, by connection, type and id.',
        schema: waitingPage,
        example: { items: [{ ...item, since: times.firstSeen, lastSeen: times.lastSeen }], cursor: null },
      },
    },
    {
      ...common,
      id: name.families,
      path: `/v1/${path}/families`,
      summary: `Count ${what}, by reason`,
      description:
        'One family for each connection, type, code, field and owner. Its `code`, `field` and `owner` choose it for a retry.',
      parameters: filters,
      answer: {
        status: 200,
        description: 'The families, the largest first.',
        schema: familiesAnswer,
        example: {
          families: [{ ...example, state, ...family, code, field, message, count: 12, ...times, example: '1042' }],
        },
      },
    },
  ];
}

const retry = {
  method: 'post',
  tag: 'Waiting',
  scope: 'operate:write',
  body: {
    schema: retryChoice,
    required: false,
    examples: {
      one: { ...example, id: '1042' },
      family: { code: 'PROPERTY_DOESNT_EXIST', field: 'custom.tier', owner: 'crm-administrator' },
      all: {},
    },
  },
  answer: { status: 202, description: 'They are looked at again.', schema: retryAnswer, example: { retried: 1 } },
  problems: ['invalid-request'],
  idempotent: true,
} as const satisfies Partial<Operation>;

export const waitingOperations: readonly Operation[] = [
  ...kinds.flatMap(readsOf),
  {
    ...retry,
    id: 'retryParked',
    path: '/v1/parked/retry',
    summary: 'Look again at what is parked or in conflict: at one, at a family or at all',
  },
  {
    ...retry,
    id: 'retryHeld',
    path: '/v1/held/retry',
    summary: 'Look again at what the quality gate keeps back: at one, at a family or at all',
  },
];
