/** What the API answers, as schemas: the document is made from them, and controllers are typed by them. */
import { z } from 'zod';
import { crms } from '../core/crm';
import { linkStates } from '../core/link';
import { owners } from '../core/owner';
import { waitingStates } from '../core/reason-families';
import { objectTypes } from '../core/record';
import { sourceId } from './bodies';
import { moment } from './moment';

export const problemAnswer = z
  .strictObject({
    type: z.string().meta({
      description: 'Stable: `urn:tandem:problem:<code>`. Every code has a section in docs/errors.md.',
      examples: ['urn:tandem:problem:invalid-record'],
    }),
    title: z.string().meta({ examples: ['The record is not valid'] }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ examples: [400] }),
    detail: z.string().meta({
      description: 'What is wrong and what to do, for a person.',
      examples: ['Nothing of this record was stored: email must be text.'],
    }),
    errors: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: 'Path in the body.', examples: ['lines[0].quantity'] }),
          reason: z.string().meta({ examples: ['must be a number'] }),
        }),
      )
      .optional()
      .meta({
        description: 'Every wrong field; of many the first 20, and under the empty name how many more there are.',
      }),
    requestId: z.string().optional().meta({ description: 'Finds the request in the log of the service.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details, as application/problem+json.' });

const verdicts = {
  stored: 'the record changed, and is on its way to the CRM',
  unchanged: 'it was newer, but says the same',
  stale: 'a newer or equal version stands; nothing to do, do not repeat it',
};

export const writeResult = z
  .strictObject({
    id: sourceId,
    result: z.enum(['stored', 'unchanged', 'stale']).meta({
      description: Object.entries(verdicts)
        .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
        .join('; '),
    }),
    updatedAt: moment.meta({ description: 'The version that stands now.' }),
  })
  .meta({ id: 'WriteResult' });

export const erasedRecord = z
  .strictObject({ id: sourceId, erasedAt: moment.meta({ description: 'Since when nothing is kept of it.' }) })
  .meta({ id: 'ErasedRecord' });
export type ErasedRecord = Readonly<z.infer<typeof erasedRecord>>;

/** One row of a batch: like a single write, or refused, with what a single write would have been answered. */
const refusedRow = z
  .strictObject({
    id: z.string().meta({ description: 'As it was sent; empty when it was no text.' }),
    result: z.literal('refused'),
    problem: problemAnswer,
  })
  .meta({ id: 'RefusedRow' });

export const batchAnswer = z
  .strictObject({ results: z.array(z.union([writeResult, refusedRow])).max(1_000) })
  .meta({ id: 'BatchAnswer', description: 'One result per row, in order.' });

const line = z.int().min(1).meta({ description: 'Number of the line, from 1.' });

/** One line of the answer to an import. */
export const importLine = z
  .union([
    z.strictObject({ line, ...writeResult.shape }),
    z.strictObject({ line, ...refusedRow.shape }),
    z
      .strictObject({
        done: z.boolean().meta({
          description:
            'True: every line has its verdict. False: it ended early; send again from the line after `lines`.',
        }),
        lines: z.int().meta({ description: 'Lines that have their verdict.' }),
        stored: z.int(),
        unchanged: z.int(),
        stale: z.int(),
        refused: z.int(),
        problem: problemAnswer.optional().meta({ description: 'Why it ended early.' }),
      })
      .meta({ id: 'ImportSummary', description: 'The last line.' }),
  ])
  .meta({ id: 'ImportAnswerLine', description: 'One line of the answer, in the order of the lines sent.' });

export const owner = z.enum(owners).meta({
  description:
    'Whose turn it is: `us` (who run Tandem), `crm-administrator` (a permission, a property or an option is missing), ' +
    '`data-steward` (a value is to be corrected), `wait` (time alone).',
});
export const remedy = z.string().meta({ description: 'What to do next.' });

export const reason = z
  .strictObject({
    code: z.string().meta({ examples: ['INVALID_EMAIL'] }),
    message: z.string(),
    field: z.string().optional().meta({ description: 'Your name of the field that is to blame.' }),
    candidates: z.array(z.string()).optional().meta({ description: 'CRM ids that a person may choose from.' }),
    owner: owner.optional().meta({ description: 'As the look has found it.' }),
  })
  .meta({ id: 'LinkReason' });

const linkView = z
  .strictObject({
    connectionId: z.string().meta({ examples: [crms[0]] }),
    crm: z.enum(crms),
    state: z.enum(linkStates),
    reason: reason.nullable(),
    owner: owner.nullable().meta({ description: 'Whose turn it is; null: it waits for nobody.' }),
    remedy: remedy.nullable(),
    externalId: z.string().nullable().meta({ description: 'Its id in the CRM, once it has one.' }),
    attempts: z.int().meta({ description: 'Failed attempts in a row.' }),
    syncedAt: moment.nullable(),
    stateSince: moment.nullable(),
    dueAt: moment.nullable().meta({ description: 'When it is looked at next.' }),
  })
  .meta({ id: 'LinkView' });

export const linksAnswer = z
  .strictObject({ links: z.array(linkView) })
  .meta({ id: 'LinksAnswer', description: 'One link per connection.' });

const cursor = z.string().nullable().meta({
  description: 'Pass it as `cursor` for the next page; null on the last.',
});

export const waitingPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        connectionId: z.string(),
        type: z.enum(objectTypes),
        id: sourceId,
        state: z.enum(waitingStates),
        reason: reason.nullable(),
        owner,
        remedy,
        attempts: z.int(),
        since: moment.meta({ description: 'Since when it waits for this reason.' }),
        lastSeen: moment.meta({ description: 'When a look has found it so last.' }),
      }),
    ),
    cursor,
  })
  .meta({ id: 'WaitingPage' });

export const familiesAnswer = z
  .strictObject({
    families: z.array(
      z.strictObject({
        connectionId: z.string(),
        type: z.enum(objectTypes),
        state: z.enum(waitingStates),
        owner,
        code: z
          .string()
          .nullable()
          .meta({ examples: ['INVALID_EMAIL'] }),
        field: z.string().nullable().meta({ description: 'Your name of the field that is to blame, if one is.' }),
        message: z.string().nullable().meta({ description: 'As the example has it.' }),
        remedy,
        count: z.int().min(1),
        firstSeen: moment.meta({ description: 'Since when one of them waits for this reason.' }),
        lastSeen: moment.meta({ description: 'When a look has found one of them so last.' }),
        example: sourceId.meta({ description: 'Your id of one of them.' }),
      }),
    ),
  })
  .meta({ id: 'FamiliesAnswer', description: 'The largest first; of very many the 1,000 largest.' });

export const retryAnswer = z
  .strictObject({ retried: z.int().min(0).meta({ description: 'Links that are looked at again.' }) })
  .meta({ id: 'RetryAnswer' });

/** NUL is no text to Postgres. */
const name = z
  .string('must be text')
  .max(200, 'must be shorter than or equal to 200 characters')
  .refine((text) => !text.includes('\0'), 'must not contain NUL');
const choice = {
  connectionId: name.optional(),
  type: z.enum(objectTypes, `must be one of ${objectTypes.join(', ')}`).optional(),
  code: name.optional(),
  field: name.optional(),
  owner: z.enum(owners, `must be one of ${owners.join(', ')}`).optional(),
};

export const retryChoice = z
  .strictObject({
    ...choice,
    id: name.optional(),
    field: name.nullable().optional().meta({ description: 'Null: those that blame no field.' }),
  })
  .meta({ id: 'RetryChoice', description: 'Which links, by all that is said of them; without a body, all of them.' });

/** The same in a query, where an empty field stands for null. */
export const waitingFilter = z.object(choice);

export const liveAnswer = z.strictObject({ status: z.literal('ok'), now: moment }).meta({ id: 'Live' });

export const readyAnswer = z
  .strictObject({
    status: z.enum(['ok', 'degraded']),
    checks: z.strictObject({
      database: z.strictObject({ status: z.literal('ok') }),
      schema: z.strictObject({ status: z.literal('ok') }),
      streams: z.strictObject({
        status: z.enum(['moving', 'idle', 'stalled']),
        oldestDueSeconds: z.int().nullable().meta({ description: 'How long the oldest work has been due.' }),
        due: z.int().meta({ description: 'Streams with something due.' }),
        stalled: z.int().meta({ description: 'Streams that stand still.' }),
      }),
    }),
  })
  .meta({ id: 'Ready' });

export const metricsAnswer = z.string().meta({ id: 'Metrics' });
