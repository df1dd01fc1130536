/** The bodies and answers of a destination, said once: requests are checked and the document made by them. */
import { z } from 'zod';
import { acceptances, destinationStates } from '../core/delivery';
import { answerDays, answeringStates } from '../core/unanswered';

const urlLength = 2_000;
const urlRule = 'must be a URL like https://orders.example.com/tandem, without user or fragment';
const afterRule = `must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;
const moment = z.string().meta({ format: 'date-time', examples: ['2026-11-26T09:30:00.000Z'] });

/** Without a user: what stands there would be sent, and shown. */
const urlPattern = /^https?:\/\/[^\s/?#@\\]+(?:[/?][^\s#]*)?$/;

export const destinationBody = z
  .strictObject({
    url: z
      .string(urlRule)
      .max(urlLength, `must be shorter than or equal to ${urlLength} characters`)
      .regex(urlPattern, { error: urlRule, abort: true })
      .refine((text) => URL.canParse(text), urlRule)
      .optional()
      .meta({
        description:
          'Where changes are sent: https at a public address, or an origin that the operator allows (`DESTINATION_URLS`).',
        examples: ['https://orders.example.com/tandem'],
      }),
    acceptance: z
      .enum(acceptances, `must be one of ${acceptances.join(', ')}`)
      .optional()
      .meta({
        description:
          'When a change counts as accepted. `explicit`: when you say so. `on-delivery`: when it was answered 2xx, or, where you ' +
          'ask for changes, when the next request names it in `after` (with a key that may also write changes). At first `explicit`.',
      }),
    rotateSecret: z
      .boolean('must be a boolean value')
      .optional()
      .meta({ description: 'Makes a new secret. The one before signs beside it for 24 hours.' }),
    after: z
      .int(afterRule)
      .min(0, afterRule)
      .max(Number.MAX_SAFE_INTEGER, afterRule)
      .optional()
      .meta({
        description: 'Sends the changes after this `seq`, also those that were sent before. At first 0: all there are.',
        examples: [17],
      }),
  })
  .meta({ id: 'DestinationBody' });

const offers = z
  .strictObject({
    state: z.enum(answeringStates).meta({
      description: `What you were told and have not answered. \`overdue\`: something has waited for ${answerDays} days.`,
    }),
    oldest: z
      .strictObject({ seq: z.int().meta({ examples: [17] }), at: moment })
      .nullable()
      .meta({ description: 'The change that has waited longest.' }),
    advice: z.string().nullable().meta({ description: 'Of `overdue`: what to do, for a person.' }),
  })
  .meta({ id: 'OpenOffers' });

const view = {
  state: z.enum(destinationStates).meta({
    description:
      '`none`: nothing is sent, ask with `GET /v1/changes`; `retrying`: the next change was not taken yet; `parked`: it was not ' +
      'taken for a day, resume it.',
  }),
  url: z.string().nullable(),
  acceptance: z.enum(acceptances),
  lastDeliveredSeq: z.int().meta({ description: 'All changes up to this one were delivered.', examples: [17] }),
  lastError: z
    .strictObject({ code: z.string().meta({ examples: ['HTTP_503'] }), message: z.string() })
    .nullable()
    .meta({ description: 'Why the next change was not taken at the last try.' }),
  attempts: z.int().meta({ description: 'How often the next change was not taken.', examples: [0] }),
  nextAttemptAt: moment.nullable().meta({ description: 'Of `retrying`.' }),
  parkedAt: moment.nullable(),
  previousSecretUntil: moment.nullable().meta({ description: 'The secret before the present one signs until then.' }),
  offers,
};

export const destinationView = z.strictObject(view).meta({ id: 'Destination' });
export type DestinationView = Readonly<z.infer<typeof destinationView>>;

/** The answer to setting one. */
export const destinationSetView = z
  .strictObject({
    ...view,
    secret: z
      .string()
      .optional()
      .meta({
        description:
          'Verifies signatures (Standard Webhooks). Shown once: when the url is set first, and when it is rotated.',
        examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='],
      }),
  })
  .meta({ id: 'DestinationSet' });
export type DestinationSetView = Readonly<z.infer<typeof destinationSetView>>;
