/** The bodies and answers of provisioning an account, and of carrying a connection's configuration to another. */
import { z } from 'zod';
import { crms } from '../core/crm';
import { connectionIdPattern, connectionIdRule } from './connection-bodies';

const planOnly = z.boolean('must be a boolean value').default(false).meta({
  description: 'Only answers what would be done; nothing is changed.',
});

export const provisionBody = z.strictObject({ plan: planOnly }).meta({ id: 'ProvisionBody' });

export const promoteBody = z
  .strictObject({
    from: z
      .string(connectionIdRule)
      .regex(connectionIdPattern, connectionIdRule)
      .meta({
        description: 'The connection that is set up as wanted; of the same CRM.',
        examples: [`${crms[0]}-test`],
      }),
    plan: planOnly,
    pollSeconds: z.boolean('must be a boolean value').default(false).meta({
      description:
        'Whether how often the CRM is asked, and how its calls are shared (`quota`), is carried over as well.',
    }),
  })
  .meta({ id: 'PromoteBody' });

const object = z.string().meta({ description: 'The CRM’s name of the object.', examples: ['deals'] });
const property = z.string().meta({ description: 'The CRM’s name of the property.', examples: ['dealstage'] });

const step = z
  .strictObject({
    object,
    what: z.enum(['property', 'option', 'stage', 'pipeline']),
    property,
    name: z.string().meta({ description: 'Of the property, or the label of the option, stage or pipeline.' }),
    detail: z.string().meta({ examples: ['text, unique', 'counts as won'] }),
  })
  .meta({ id: 'ProvisionStep' });

const byHand = z
  .strictObject({
    object,
    property,
    remedy: z.string().meta({ description: 'What is wrong, and what to do about it.' }),
  })
  .meta({ id: 'ByHand' });

const steps = z.array(step).meta({ description: 'To be made in the CRM or, without `plan`, made.' });

export const provisionView = z
  .strictObject({
    connectionId: z.string(),
    plan: z.boolean(),
    steps,
    renamings: z
      .array(z.strictObject({ object, property, from: z.string(), to: z.string() }))
      .meta({ description: 'Options that the mapping named by their label, and names by the CRM’s id from then on.' }),
    byHand: z.array(byHand).meta({ description: 'What a person has to do in the CRM.' }),
  })
  .meta({ id: 'Provisioned' });
export type ProvisionView = Readonly<z.infer<typeof provisionView>>;

const differences = z.array(
  z
    .strictObject({
      place: z.string().meta({ examples: ['order.fields.dealstage'] }),
      from: z.string().nullable().meta({ description: 'As JSON; null: nothing was said there.' }),
      to: z.string().nullable().meta({ description: 'As JSON; null: nothing is said there.' }),
    })
    .meta({ id: 'Difference' }),
);

export const promotionView = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    plan: z.boolean(),
    steps,
    mapping: differences,
    settings: differences,
    webhooks: z.array(z.string()).meta({ description: 'Subscriptions of our app that were missing.' }),
    byHand: z
      .array(byHand)
      .meta({ description: 'What a person has to do in the CRM; mapping and settings follow then.' }),
    settingsCarried: z.boolean().meta({ description: 'Whether the target is set up so now.' }),
  })
  .meta({ id: 'Promotion' });
export type PromotionView = Readonly<z.infer<typeof promotionView>>;
