/** The records API, per object type: each has paths and bodies of its own, so that a typed client knows their fields. */
import { z } from 'zod';
import { capitalised } from '../../core/capitalised';
import { plurals, type ObjectType } from '../../core/record';
import { batchAnswer, erasedRecord, importLine, linksAnswer, writeResult } from '../answers';
import { recordBody, rowBody, storedRecord } from '../bodies';
import { explanation } from '../change-bodies';
import type { Operation } from './operation';
import { exampleExplanation, exampleLink } from './record-examples';

interface Example {
  readonly id: string;
  readonly fields: object;
  readonly patch: object;
}

const examples: Readonly<Record<ObjectType, Example>> = {
  company: {
    id: 'c-7',
    fields: { name: 'Analytical Engines Ltd', domain: 'engines.example', country: 'GB' },
    patch: { phone: '+44 20 7946 0018' },
  },
  customer: {
    id: '1042',
    fields: { email: 'ada@engines.example', firstName: 'Ada', lastName: 'Lovelace', companyId: 'c-7' },
    patch: { phone: null },
  },
  order: {
    id: '42',
    fields: {
      number: '2026-0042',
      customerId: '1042',
      status: 'paid',
      currency: 'EUR',
      totalMinor: 9980,
      lines: [{ lineId: '1', sku: 'GEAR-9', name: 'Gear, 9 teeth', quantity: 2, unitPriceMinor: 4990 }],
    },
    patch: { status: 'shipped' },
  },
};

const updatedAt = '2026-11-22T09:30:00Z';
const stands = '2026-11-22T09:30:00.000Z';
const one = (object: ObjectType): string => (object === 'order' ? 'an order' : `a ${object}`);

const rows = (schema: z.ZodType, id: string): z.ZodType =>
  z.strictObject({ records: z.array(schema).max(1_000) }).meta({ id });

const batchBody: Readonly<Record<ObjectType, z.ZodType>> = {
  company: rows(rowBody.company, 'CompanyBatch'),
  customer: rows(rowBody.customer, 'CustomerBatch'),
  order: rows(rowBody.order, 'OrderBatch'),
};

export const recordOperations: readonly Operation[] = (['company', 'customer', 'order'] as const).flatMap((object) => [
  ...writes(object),
  ...reads(object),
  erase(object),
  ...manyWrites(object),
]);

function writes(object: ObjectType): Operation[] {
  const { id, fields, patch } = examples[object];
  const common = { path: `/v1/${plurals[object]}/{id}`, tag: 'Records', scope: 'records:write' } as const;
  const answer = {
    status: 200,
    description: 'Stored, or known already.',
    schema: writeResult,
    example: { id, result: 'stored', updatedAt: stands },
  } as const;
  return [
    {
      ...common,
      id: `put${capitalised(object)}`,
      method: 'put',
      summary: `Say ${one(object)} as it is now`,
      description: 'An absent field is one that you do not hold; `null` is a blank. May be repeated.',
      parameters: ['recordId'],
      body: { schema: recordBody[object], required: true, examples: { [object]: { ...fields, updatedAt } } },
      answer,
      problems: ['invalid-record', 'invalid-request', 'erased'],
    },
    {
      ...common,
      id: `patch${capitalised(object)}`,
      method: 'patch',
      summary: `Change some fields of ${one(object)}`,
      parameters: ['recordId'],
      body: { schema: recordBody[object], required: true, examples: { [object]: { ...patch, updatedAt } } },
      answer,
      problems: ['invalid-record', 'invalid-request', 'not-found', 'erased'],
    },
    {
      ...common,
      id: `delete${capitalised(object)}`,
      method: 'delete',
      summary: `Say that ${one(object)} is gone`,
      description:
        'Nothing is deleted in the CRM, unless the connection says so (`archive`). A later PUT revives it; what was archived stays so ' +
        'until somebody restores it in the CRM.',
      parameters: ['recordId', 'version'],
      answer,
      problems: ['invalid-request', 'not-found', 'erased'],
    },
  ];
}

function reads(object: ObjectType): Operation[] {
  const { id, fields } = examples[object];
  const common = { method: 'get', tag: 'Records', scope: 'records:read', parameters: ['recordId'] } as const;
  const path = `/v1/${plurals[object]}/{id}`;
  return [
    {
      ...common,
      path,
      id: `get${capitalised(object)}`,
      summary: `Read ${one(object)} as you said it last`,
      answer: {
        status: 200,
        description: 'The record.',
        schema: storedRecord[object],
        example: { id, ...fields, updatedAt: stands },
      },
      problems: ['invalid-request', 'not-found', 'deleted', 'erased'],
    },
    {
      ...common,
      path: `${path}/links`,
      id: `get${capitalised(object)}Links`,
      summary: `See where ${one(object)} is in each CRM, and why`,
      answer: {
        status: 200,
        description: 'A link per connection.',
        schema: linksAnswer,
        example: { links: [exampleLink] },
      },
      problems: ['invalid-request', 'not-found'],
    },
    {
      ...common,
      path: `${path}/explain`,
      id: `get${capitalised(object)}Explanation`,
      summary: `See why a field of ${one(object)} is as it is`,
      parameters: [...common.parameters, 'field'],
      answer: {
        status: 200,
        description: 'What each side says, the rule, and what was done.',
        schema: explanation,
        example: exampleExplanation,
      },
      problems: ['invalid-request', 'not-found'],
    },
  ];
}

function erase(object: ObjectType): Operation {
  const { id } = examples[object];
  return {
    id: `erase${capitalised(object)}`,
    method: 'post',
    path: `/v1/${plurals[object]}/{id}/erase`,
    tag: 'Records',
    scope: 'operate:write',
    parameters: ['recordId'],
    summary: `Erase ${one(object)} for good, as for a person who asks for it`,
    description:
      'All its values are removed: from the record, the links to all CRMs, changes, conflicts and the journal. Its id is refused ' +
      'from then on. Nothing is deleted in the CRMs: do that there; what they say of the person is taken in no more. Cannot be ' +
      'undone; may be repeated.',
    answer: {
      status: 200,
      description: 'Erased, now or before.',
      schema: erasedRecord,
      example: { id, erasedAt: stands },
    },
    problems: ['invalid-request', 'not-found'],
    idempotent: true,
  };
}

function manyWrites(object: ObjectType): Operation[] {
  const { id, fields } = examples[object];
  const row = { id, ...fields, updatedAt };
  const common = { method: 'post', tag: 'Records', scope: 'records:write' } as const;
  const stored = { id, result: 'stored', updatedAt: stands };
  return [
    {
      ...common,
      id: `post${capitalised(object)}Batch`,
      path: `/v1/${plurals[object]}/batch`,
      summary: `Say up to 1,000 ${plurals[object]} at once`,
      description: 'Each row is a PUT with a verdict of its own: one that is refused does not sink the others.',
      body: { schema: batchBody[object], required: true, examples: { batch: { records: [row] } } },
      answer: {
        status: 200,
        description: 'A result per row, in order.',
        schema: batchAnswer,
        example: { results: [stored] },
      },
      problems: ['invalid-request'],
      idempotent: true,
    },
    {
      ...common,
      id: `post${capitalised(object)}Import`,
      path: `/v1/${plurals[object]}/import`,
      summary: `Send any number of ${plurals[object]}, one per line`,
      description:
        'Newline-delimited JSON, a record with its `id` per line (up to 1 MiB), UTF-8. The answer is streamed while the ' +
        'lines arrive: read it as you send. Each line is judged as in a batch; empty lines are skipped; the last line of ' +
        'the answer is a summary. An import that broke off may be sent again from the start: what is stored is `stale`.',
      body: {
        mediaType: 'application/x-ndjson',
        schema: rowBody[object],
        required: true,
        examples: { line: row },
      },
      answer: {
        status: 200,
        description: 'A verdict per line, in order, then a summary.',
        mediaType: 'application/x-ndjson',
        schema: importLine,
        example: { line: 1, ...stored },
      },
      problems: [],
    },
  ];
}
