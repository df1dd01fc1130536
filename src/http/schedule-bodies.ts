/** The bodies and answers of a connection's schedule. */
import { z } from 'zod';
import { cursorKinds, pollSecondsDefault } from '../core/cursor';
import { failureKinds } from '../core/failure';
import { objectTypes } from '../core/record';
import { pollSecondsAtLeast, pollSecondsAtMost } from '../core/schedule';
import { pollRule } from './connection-bodies';
import { moment } from './moment';

/** What is left out stays as it is. */
export const scheduleBody = z
  .strictObject({
    seconds: z
      .int(pollRule)
      .min(pollSecondsAtLeast, pollRule)
      .max(pollSecondsAtMost, pollRule)
      .nullable()
      .optional()
      .meta({
        description:
          'How often the CRM is asked what was changed of this type; `null`: as often as `pollSeconds` says.',
        examples: [300],
      }),
    enabled: z.boolean('must be a boolean value').optional().meta({
      description: '`false`: it is asked for no more; `true`: it is again, at once, whatever it was disabled for.',
    }),
  })
  .meta({ id: 'ScheduleBody' });

export const typeScheduleView = z
  .strictObject({
    type: z.enum(objectTypes),
    every: z.int().meta({ description: 'Seconds.', examples: [pollSecondsDefault] }),
    state: z.enum(['active', 'disabled']),
    reason: z
      .strictObject({
        code: z.string().meta({ examples: ['BY_A_PERSON'] }),
        message: z.string(),
      })
      .nullable()
      .meta({
        description:
          'Why it is disabled: the code of the CRM’s refusal, `BY_A_PERSON`, or `not-flowing` by the mapping.',
      }),
    dueNext: moment.nullable().meta({
      description: 'Of one that is disabled after refusals, when it is probed; null: not by itself.',
    }),
    lastSyncedAt: moment.nullable().meta({
      description: 'When all that was changed had been seen last; null: never yet.',
    }),
    lastError: z
      .strictObject({
        sweep: z.enum(cursorKinds).meta({
          description: 'What was asked for: changes, those that come to light late, or what is archived.',
        }),
        kind: z.enum(failureKinds),
        code: z.string(),
        message: z.string(),
        at: moment,
      })
      .nullable()
      .meta({ description: 'Also when it is over; null: there was none.' }),
    failures: z.int().meta({ description: 'How many in a row ended with one kind and code; 0: all is well.' }),
  })
  .meta({ id: 'TypeSchedule' });
export type TypeScheduleView = Readonly<z.infer<typeof typeScheduleView>>;

export const scheduleView = z.strictObject({ schedule: z.array(typeScheduleView) }).meta({ id: 'Schedule' });
export type ScheduleView = Readonly<z.infer<typeof scheduleView>>;
