import { mappingDocument } from '../mapping-bodies';
import {
  mappingApplied,
  mappingChecked,
  mappingPreview,
  mappingVersionPage,
  mappingView,
  previewBody,
} from '../mapping-views';
import type { Operation } from './operation';

const document = {
  objects: {
    company: { flows: false },
    customer: { where: [{ field: 'country', in: ['DE', 'AT'] }] },
    order: {
      fields: [
        { field: 'number', property: 'dealname' },
        { template: '{number} of {placedAt}', property: 'description' },
      ],
    },
  },
};
const mappingVersions = { company: '1-5f3a9c0e', customer: '1-0c44e1b7', order: '1-b1a7e2d0' };
const side = { skipped: null, properties: { dealname: 'A-1042' }, lines: [], problems: [] };
const error = {
  field: 'objects.order.fields[1].seed',
  reason: 'is missing: say whose value stands where both sides have one',
};

const common = { tag: 'Connections', scope: 'connections:write', parameters: ['connectionId'] } as const;
const path = '/v1/connections/{id}/mapping';
const ofCrm = ['connection-refused', 'crm-unavailable'] as const;

export const mappingOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getMapping',
    method: 'get',
    scope: 'connections:read',
    path,
    summary: 'Read the mapping of a connection',
    answer: {
      status: 200,
      description: 'The document that holds, whole.',
      schema: mappingView,
      example: { version: 3, document, mappingVersions },
    },
    problems: ['invalid-request', 'not-found'],
  },
  {
    ...common,
    id: 'listMappingVersions',
    method: 'get',
    scope: 'connections:read',
    path: `${path}/versions`,
    summary: 'List what was applied before',
    parameters: ['connectionId', 'limit', 'cursor'],
    answer: {
      status: 200,
      description: 'A page, the newest first, each as it was sent.',
      schema: mappingVersionPage,
      example: { items: [{ version: 3, document, createdAt: '2026-11-22T09:30:00.000Z' }], cursor: null },
    },
    problems: ['invalid-request', 'not-found'],
  },
  {
    ...common,
    id: 'putMapping',
    method: 'put',
    path,
    summary: 'Apply a mapping',
    description:
      'The document is checked first, also against what the CRM has; every mistake is named at once, and then nothing is ' +
      'applied. All records of the types that it changes are looked at by it, behind what changes meanwhile. The document that ' +
      'holds already changes nothing. See docs/how-to/map-fields.md.',
    parameters: ['connectionId', 'ifMatch'],
    body: { schema: mappingDocument, required: true, examples: { some: document, usual: { objects: {} } } },
    answer: {
      status: 200,
      description: 'It holds from now on.',
      schema: mappingApplied,
      example: { version: 4, applied: true, marked: 1042, mappingVersions },
    },
    problems: ['invalid-request', 'not-found', 'precondition-failed', ...ofCrm],
  },
  {
    ...common,
    id: 'checkMapping',
    method: 'post',
    path: `${path}/check`,
    summary: 'Check a mapping',
    description: 'As before it is applied: against itself, the fields there are, what the CRM has, and what is linked.',
    body: { schema: mappingDocument, required: true, examples: { some: document } },
    answer: {
      status: 200,
      description: 'All that is wrong with it.',
      schema: mappingChecked,
      example: { ok: false, errors: [error] },
    },
    problems: ['invalid-request', 'not-found', ...ofCrm],
  },
  {
    ...common,
    id: 'previewMapping',
    method: 'post',
    scope: 'records:read',
    path: `${path}/preview`,
    summary: 'See what a mapping would send',
    description:
      'Of some of your records: what would be sent were each sent anew, by the mapping that holds and by this one. Nothing is sent.',
    body: { schema: previewBody, required: true, examples: { some: { document, n: 10 } } },
    answer: {
      status: 200,
      description: 'Before and after.',
      schema: mappingPreview,
      example: { items: [{ type: 'order', id: '1042', before: side, after: side, changed: false }] },
    },
    problems: ['invalid-request', 'not-found'],
  },
];
