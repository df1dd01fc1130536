/** Bodies about e-mail addresses: the gate of a connection, and the confirmation of an address. */
import { z } from 'zod';
import { emailFailures, emailRequirements } from '../core/email-gate';
import { instant } from './bodies';

const requirement = z.enum(emailRequirements, `must be one of ${emailRequirements.join(', ')}`);
const failure = z.enum(emailFailures, `must be one of ${emailFailures.join(', ')}`);

export const emailGateBody = z
  .strictObject({ require: requirement.optional(), onFailure: failure.optional() }, 'must be an object')
  .meta({
    id: 'EmailGate',
    description:
      'Which e-mail addresses reach the CRM. `valid`: those that it takes, by its documented rules; `confirmed`: of these the ones ' +
      'that you say were confirmed; `off`: all, and the CRM refuses what it does not take. With another one a record is held ' +
      '(`hold`), or goes without it (`omit`). What is left out stays as it is; in a new connection `valid` and `hold`.',
    examples: [{ require: 'confirmed', onFailure: 'omit' }],
  });

export const emailGateView = z
  .strictObject({ require: requirement, onFailure: failure })
  .meta({ description: 'Which e-mail addresses reach the CRM.' });

export const emailConfirmationBody = z
  .strictObject({
    email: z
      .string('must be text')
      .max(1_000, 'must be shorter than or equal to 1000 characters')
      .optional()
      .meta({
        description: 'The address that was confirmed. When the customer has another one by now, nothing changes.',
        examples: ['ada@engines.example'],
      }),
    confirmedAt: instant.optional().meta({ description: 'When. Absent: now.', examples: ['2026-11-22T09:30:00Z'] }),
  })
  .meta({ id: 'EmailConfirmation' });

export const confirmedEmail = z
  .strictObject({ id: z.string().meta({ examples: ['1042'] }), emailConfirmed: z.literal(true) })
  .meta({ id: 'ConfirmedEmail' });
export type ConfirmedEmail = Readonly<z.infer<typeof confirmedEmail>>;
