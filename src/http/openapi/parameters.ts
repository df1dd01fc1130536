/** Parameters of paths, queries and headers, by the name under which operations refer to them. */
import { crms } from '../../core/crm';
import { owners } from '../../core/owner';
import { objectTypes } from '../../core/record';
import { sourceIdPattern } from '../bodies';

const sourceId = { type: 'string', pattern: sourceIdPattern.source, minLength: 1, maxLength: 64 };

export const parameters = {
  recordId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Your id of the record.',
    schema: sourceId,
    example: '1042',
  },
  connectionId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Name of the connection.',
    schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,39}$' },
    example: crms[0],
  },
  changeId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'The `seq` of the change.',
    schema: { type: 'integer', minimum: 1 },
    example: 17,
  },
  conflictId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'The number of the conflict.',
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  field: {
    name: 'field',
    in: 'query',
    required: true,
    description: 'Your name of the field; of a custom one `custom.<name>`.',
    schema: { type: 'string', minLength: 1, maxLength: 100 },
    example: 'custom.tier',
  },
  after: {
    name: 'after',
    in: 'query',
    required: false,
    description: 'The `seq` of the last change that you have read.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  wait: {
    name: 'wait',
    in: 'query',
    required: false,
    description: 'How many seconds an answer without changes may be held back.',
    schema: { type: 'integer', minimum: 0, maximum: 30, default: 0 },
  },
  version: {
    name: 'updatedAt',
    in: 'query',
    required: false,
    description: 'Your version of the deletion. Absent: the time of arrival.',
    schema: { type: 'string', format: 'date-time' },
    example: '2026-11-22T09:30:00Z',
  },
  ofConnection: {
    name: 'connectionId',
    in: 'query',
    required: false,
    description: 'Only of this connection.',
    schema: { type: 'string', maxLength: 200 },
  },
  ofType: {
    name: 'type',
    in: 'query',
    required: false,
    description: 'Only of this type.',
    schema: { type: 'string', enum: objectTypes },
  },
  ofCode: {
    name: 'code',
    in: 'query',
    required: false,
    description: 'Only for the reason with this code.',
    schema: { type: 'string', maxLength: 200 },
  },
  ofField: {
    name: 'field',
    in: 'query',
    required: false,
    description: 'Only for reasons that blame this field of yours; empty: that blame none.',
    schema: { type: 'string', maxLength: 200 },
  },
  ofOwner: {
    name: 'owner',
    in: 'query',
    required: false,
    description: 'Only where it is their turn.',
    schema: { type: 'string', enum: owners },
  },
  limit: {
    name: 'limit',
    in: 'query',
    required: false,
    description: 'Items per page.',
    schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
    example: 100,
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    required: false,
    description: 'The `cursor` of the page before; absent for the first.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first ' +
      '(`Idempotency-Replayed: true`) and done once; with another body it is refused.',
    // Without an example: the page would send it with every request that is tried, and the second would be refused.
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what was read: when it holds no longer, nothing is stored and the answer is 412.',
    schema: { type: 'string' },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body.',
    schema: { type: 'string' },
  },
} as const;
export type ParameterName = keyof typeof parameters;
