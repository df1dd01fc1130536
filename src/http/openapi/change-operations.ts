import {
  acceptBody,
  changesAnswer,
  changeView,
  conflictPage,
  conflictView,
  refuseBody,
  resolveBody,
} from '../change-bodies';
import { crms } from '../../core/crm';
import type { Operation } from './operation';

const change = {
  seq: 17,
  kind: 'changed',
  type: 'customer',
  id: '1042',
  externalId: '151',
  connectionId: crms[0],
  fields: { phone: { from: '+442079460000', to: '+442079460123' } },
  into: null,
  at: '2026-11-26T09:30:00.000Z',
  status: 'open',
  answers: {},
};
const conflict = {
  conflict: 3,
  connectionId: crms[0],
  type: 'customer',
  id: '1042',
  field: 'phone',
  policy: 'ask',
  base: '+442079460000',
  ours: '+442079460001',
  theirs: '+442079460123',
  oursAt: '2026-11-26T09:29:00.000Z',
  theirsAt: null,
  resolution: null,
  outcome: null,
  at: '2026-11-26T09:30:00.000Z',
  closedAt: null,
  mappingVersion: '1-5f3a9c0e',
};
const answered = { at: '2026-11-26T09:31:00.000Z' };
const answer = {
  tag: 'Changes',
  method: 'post',
  scope: 'changes:write',
  parameters: ['changeId'],
  idempotent: true,
} as const;
const conflicts = { method: 'get', tag: 'Waiting', scope: 'operate:read', parameters: ['limit', 'cursor'] } as const;

export const changeOperations: readonly Operation[] = [
  {
    id: 'listChanges',
    method: 'get',
    path: '/v1/changes',
    tag: 'Changes',
    scope: 'changes:read',
    summary: 'Read what was changed in the CRMs',
    description:
      'In order: begin with `after=0`, and pass the `after` of each answer on. Nothing is skipped and nothing comes twice. With ' +
      '`wait` an answer without changes is held back until there are some. Where changes are accepted on delivery (`PUT ' +
      '/v1/destination`), naming one in `after` accepts it and all before it.',
    parameters: ['after', 'limit', 'wait'],
    answer: {
      status: 200,
      description: 'The changes after the one that was named.',
      schema: changesAnswer,
      example: { changes: [change], after: 17 },
    },
    problems: ['invalid-request'],
  },
  {
    ...answer,
    id: 'acceptChange',
    path: '/v1/changes/{id}/accept',
    summary: 'Accept a change',
    description:
      'From then on its values are your last word, and other CRMs are told. A new record of the CRM (`created`) is accepted with ' +
      'your `id` of it, and is joined to that record. May be repeated.',
    body: {
      schema: acceptBody,
      required: false,
      examples: { versioned: { updatedAt: '2026-11-26T09:31:00Z' }, unversioned: {}, created: { id: '1042' } },
    },
    answer: {
      status: 200,
      description: 'The change, as it stands now.',
      schema: changeView,
      example: { ...change, status: 'accepted', answers: { phone: { as: 'accepted', ...answered } } },
    },
    problems: ['invalid-request', 'not-found', 'conflict', 'erased'],
  },
  {
    ...answer,
    id: 'refuseChange',
    path: '/v1/changes/{id}/refuse',
    summary: 'Refuse a change',
    description: 'The CRM is put right, as long as it still says what was refused. May be repeated.',
    body: {
      schema: refuseBody,
      required: true,
      examples: {
        all: { reason: 'The number belongs to another customer.' },
        some: { reason: 'The number belongs to another customer.', fields: ['phone'] },
      },
    },
    answer: {
      status: 200,
      description: 'The change, as it stands now.',
      schema: changeView,
      example: {
        ...change,
        status: 'refused',
        answers: { phone: { as: 'refused', ...answered, reason: 'The number belongs to another customer.' } },
      },
    },
    problems: ['invalid-request', 'not-found', 'erased'],
  },
  {
    ...conflicts,
    id: 'listFieldConflicts',
    path: '/v1/conflicts/fields',
    summary: 'List fields that were changed on both sides and wait for a person',
    answer: {
      status: 200,
      description: 'A page, the newest first.',
      schema: conflictPage,
      example: { items: [conflict], cursor: null },
    },
    problems: ['invalid-request'],
  },
  {
    ...conflicts,
    id: 'listDecidedConflicts',
    path: '/v1/conflicts/decided',
    summary: 'List fields that were changed on both sides, and how that ended',
    answer: {
      status: 200,
      description: 'A page, the newest first.',
      schema: conflictPage,
      example: { items: [{ ...conflict, outcome: 'ours', closedAt: '2026-11-26T09:32:00.000Z' }], cursor: null },
    },
    problems: ['invalid-request'],
  },
  {
    id: 'resolveConflict',
    method: 'post',
    path: '/v1/conflicts/{id}/resolve',
    tag: 'Waiting',
    scope: 'operate:write',
    summary: 'Say which side of a conflict is right',
    description:
      'If either side has moved since, it is asked again, by another number, and this conflict takes no answer any more.',
    parameters: ['conflictId'],
    body: { schema: resolveBody, required: true, examples: { ours: { side: 'ours' }, theirs: { side: 'theirs' } } },
    answer: {
      status: 200,
      description: 'The conflict, as it stands now.',
      schema: conflictView,
      example: { ...conflict, resolution: { side: 'theirs', at: '2026-11-26T09:31:00.000Z' } },
    },
    problems: ['invalid-request', 'not-found'],
    idempotent: true,
  },
];
