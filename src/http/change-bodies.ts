/** The bodies and answers of the change feed and of conflicts, said once: requests are checked and the document made by them. */
import { z } from 'zod';
import { crms } from '../core/crm';
import { directions } from '../core/field-rule';
import { linkStates } from '../core/link';
import { policyNames } from '../core/policies/policies';
import { objectTypes } from '../core/record';
import { laneNames } from '../core/lane';
import { owner, reason, remedy } from './answers';
import { farAheadRule, instant, isFarAhead, sourceId } from './bodies';

const reasonLength = 500;
const moment = z.string().meta({ format: 'date-time', examples: ['2026-11-26T09:30:00.000Z'] });
const value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
  .meta({ description: 'In normal form; `null` is a blank.', examples: ['+442079460123'] });
const fieldAnswer = z.strictObject({
  as: z.enum(['accepted', 'refused', 'superseded']),
  at: moment,
  reason: z.string().optional().meta({ description: 'Of a refusal.' }),
  by: z.int().optional().meta({ description: 'The change that took its place, or was accepted.' }),
  requestId: z.string().optional().meta({ description: 'Of your request that answered.' }),
});

const mappingVersion = z.string().meta({
  description:
    'Names the rules that it was decided by; another one: they were changed since. Null: from before it was noted.',
  examples: ['1-5f3a9c0e'],
});

export const changeView = z
  .strictObject({
    seq: z.int().meta({ description: 'Its number; later changes have higher ones.', examples: [17] }),
    kind: z.enum(['changed', 'created', 'deleted', 'restored', 'merged', 'erased']),
    type: z.enum(objectTypes),
    id: sourceId.nullable().meta({
      description: 'Your id of the record; null: you do not know it yet, as of `created` until you accept it.',
    }),
    externalId: z
      .string()
      .nullable()
      .meta({ description: 'The CRM’s id.', examples: ['151'] }),
    connectionId: z.string().meta({ examples: [crms[0]] }),
    fields: z
      .record(
        z.string(),
        z.strictObject({
          from: value.meta({ description: 'What you have said, as far as we know.' }),
          orFrom: z.array(value).optional().meta({
            description: 'What you may have taken over since, of earlier changes that this one takes the place of.',
          }),
          to: value.meta({ description: 'What the CRM says.' }),
        }),
      )
      .meta({ description: 'Of `changed` and `created`: by your name of the field.' }),
    into: z.string().nullable().meta({ description: 'Of `merged`: the CRM’s id of the record that is left.' }),
    at: moment,
    status: z.enum(['open', 'accepted', 'refused', 'superseded', 'mixed']).meta({
      description: '`open`: something of it waits for your answer; `mixed`: its fields were answered differently.',
    }),
    answers: z
      .record(z.string(), fieldAnswer)
      .meta({ description: 'By field, what became of it; of a change without fields, under its `kind`.' }),
  })
  .meta({ id: 'Change' });
export type ChangeView = Readonly<z.infer<typeof changeView>>;

export const changesAnswer = z
  .strictObject({
    changes: z.array(changeView),
    after: z.int().meta({ description: 'Pass it as `after` to go on.', examples: [17] }),
  })
  .meta({ id: 'Changes' });
export type ChangesAnswer = Readonly<z.infer<typeof changesAnswer>>;

export const acceptBody = z
  .strictObject({
    id: sourceId
      .optional()
      .meta({ description: 'Of `created`, and required there: your id of the record.', examples: ['1043'] }),
    updatedAt: instant
      .refine((version) => !isFarAhead(version), farAheadRule)
      .optional()
      .meta({
        description:
          'Your version of the record with the change in it. If you have sent a newer one since, that stands. Absent: you keep ' +
          'no versions.',
      }),
  })
  .meta({ id: 'AcceptBody' });

export const refuseBody = z
  .strictObject({
    reason: z
      .string('must be text')
      .min(1, 'must not be empty')
      .max(reasonLength, `must be shorter than or equal to ${reasonLength} characters`)
      .meta({ description: 'For salespeople and operators.', examples: ['The address has an invoice open.'] }),
    fields: z
      .array(z.string('must be text'), 'must be a list of field names')
      .min(1, 'must not be empty')
      .optional()
      .meta({ description: 'Which fields; absent: all that wait for an answer.' }),
  })
  .meta({ id: 'RefuseBody' });

export const conflictView = z
  .strictObject({
    conflict: z.int().meta({ description: 'Its number.', examples: [3] }),
    connectionId: z.string().meta({ examples: [crms[0]] }),
    type: z.enum(objectTypes),
    id: sourceId,
    field: z.string().meta({ examples: ['phone'] }),
    policy: z.enum(policyNames).meta({ description: 'The rule of the field.' }),
    base: value.meta({ description: 'What the CRM said before.' }),
    ours: value.meta({ description: 'What you say.' }),
    theirs: value.meta({ description: 'What the CRM says.' }),
    oursAt: moment.nullable(),
    theirsAt: moment.nullable().meta({ description: 'Null: the CRM does not say.' }),
    resolution: z
      .strictObject({ side: z.enum(['ours', 'theirs']), at: moment })
      .nullable()
      .meta({ description: 'What a person has said; carried out if both sides still say so.' }),
    outcome: z
      .enum(['ours', 'theirs', 'equal', 'superseded'])
      .nullable()
      .meta({
        description:
          'Whose value stood; `equal`: both came to say the same; `superseded`: one of them moved, and another conflict has what ' +
          'they say now. Null: it is open.',
      }),
    at: moment,
    closedAt: moment.nullable(),
    mappingVersion: mappingVersion.nullable(),
  })
  .meta({ id: 'FieldConflict' });
export type ConflictView = Readonly<z.infer<typeof conflictView>>;

export const conflictPage = z
  .strictObject({
    items: z.array(conflictView),
    cursor: z.string().nullable().meta({ description: 'Pass it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'ConflictPage' });
export type ConflictPage = Readonly<z.infer<typeof conflictPage>>;

export const resolveBody = z
  .strictObject({
    side: z.enum(['ours', 'theirs'], 'must be ours or theirs').meta({ description: '`ours`: the order system’s.' }),
  })
  .meta({ id: 'ResolveBody' });

const spoken = value.optional();

export const explanation = z
  .strictObject({
    field: z.string().meta({ examples: ['phone'] }),
    erasedAt: moment.optional().meta({ description: 'Since when the record is erased, and nothing is kept of it.' }),
    said: z
      .strictObject({
        value,
        since: moment,
        requestId: z.string().nullable().meta({ description: 'Of your request that said it, as far as it is known.' }),
      })
      .nullable()
      .meta({ description: 'What you say; null: you do not hold the field.' }),
    connections: z.array(
      z.strictObject({
        connectionId: z.string().meta({ examples: [crms[0]] }),
        state: z.enum(linkStates),
        reason: reason.nullable().meta({ description: 'Why the record is in its state, whatever the field.' }),
        owner: owner.nullable().meta({ description: 'Whose turn it is; null: it waits for nobody.' }),
        remedy: remedy.nullable(),
        rule: z
          .strictObject({
            direction: z.enum(directions),
            policy: z.enum(policyNames),
            enforce: z.boolean(),
            clear: z.boolean(),
          })
          .nullable()
          .meta({ description: 'Null: the field does not flow to this CRM.' }),
        mappingVersion: mappingVersion.meta({ description: 'Names the rules of today.' }),
        localBase: spoken.meta({ description: 'What you had said last, as far as it has been dealt with.' }),
        remoteBase: spoken.meta({ description: 'What the CRM had said last, as far as it has been dealt with.' }),
        offered: spoken.meta({ description: 'Put to you, and not answered yet.' }),
        refused: spoken.meta({ description: 'Refused by you; the CRM is being put right.' }),
        asked: z.literal(true).optional().meta({ description: 'A person is asked.' }),
      }),
    ),
    chain: z
      .array(
        z.strictObject({
          at: moment,
          connectionId: z.string(),
          what: z.string().meta({ examples: ['updated'] }),
          why: z.string().meta({ examples: ['write 3'] }),
          from: spoken,
          to: spoken,
          over: spoken.meta({ description: 'The other side’s word that had to give way.' }),
          requestId: z.string().optional().meta({
            description: 'Of your request that said what was written, that answered, or by which a person decided.',
          }),
          crmRequestId: z.string().optional().meta({
            description: 'The CRM’s id of the call that wrote it or refused it; its support desk asks for it.',
          }),
          signals: z
            .array(z.enum(laneNames))
            .optional()
            .meta({
              description:
                'Why it was looked at: `live`: something was said here; `inbound`: the CRM told of a change, or was asked; ' +
                '`retry`: once more; `migration`: a first load; `audit`.',
            }),
          mappingVersion: mappingVersion.optional(),
        }),
      )
      .meta({ description: 'What was written, offered, answered and decided, the oldest first.' }),
  })
  .meta({ id: 'Explanation' });
