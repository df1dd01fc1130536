import { crms } from '../../core/crm';
import { promoteBody, promotionView, provisionBody, provisionView } from '../provision-bodies';
import type { Operation } from './operation';

const common = {
  method: 'post',
  tag: 'Connections',
  scope: 'connections:write',
  parameters: ['connectionId'],
} as const;

const step = { object: 'contacts', what: 'property', property: 'loyalty_tier', name: 'loyalty_tier', detail: 'text' };

export const provisionOperations: readonly Operation[] = [
  {
    ...common,
    id: 'provisionConnection',
    path: '/v1/connections/{id}/provision',
    summary: 'Make in the CRM what the mapping needs',
    description:
      'Properties, options, stages and pipelines. Deletes nothing, and changes nothing that is there but that options and ' +
      'stages are added. May be repeated.',
    body: { schema: provisionBody, required: false, examples: { plan: { plan: true }, make: {} } },
    answer: {
      status: 200,
      description: 'What was made, or would be.',
      schema: provisionView,
      example: { connectionId: crms[0], plan: true, steps: [step], renamings: [], byHand: [] },
    },
    problems: ['invalid-request', 'not-found', 'connection-refused', 'crm-unavailable'],
  },
  {
    ...common,
    id: 'promoteConnection',
    path: '/v1/connections/{id}/promote',
    summary: 'Carry over what another connection is set up to do',
    description:
      'From another connection of the tenant to the same CRM: its mapping, its settings but for where it leads, and what the ' +
      'CRM needs for them. What the mapping names by an id of the one account (a stage) is found by its label in the other. ' +
      'May be repeated: what was stopped in the middle is completed.',
    body: {
      schema: promoteBody,
      required: true,
      examples: { plan: { from: `${crms[0]}-test`, plan: true }, carry: { from: `${crms[0]}-test` } },
    },
    answer: {
      status: 200,
      description: 'What was carried over, or would be.',
      schema: promotionView,
      example: {
        from: `${crms[0]}-test`,
        to: crms[0],
        plan: true,
        steps: [step],
        mapping: [],
        settings: [{ place: 'archive.order', from: '"none"', to: '"push"' }],
        webhooks: [],
        byHand: [],
        settingsCarried: false,
      },
    },
    problems: ['invalid-request', 'not-found', 'conflict', 'connection-refused', 'crm-unavailable'],
  },
];
