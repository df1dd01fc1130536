/** What the API says of a CRM account. Its secrets are never among it. */
import { z } from 'zod';
import { crms, crmUrls } from '../core/crm';
import { customTypes } from '../core/custom-fields';
import { objectTypes } from '../core/record';
import { webhookStates } from '../core/webhook-health';
import { archiveView } from './archive-bodies';
import { connectionIdPattern, environments, firstLoads, signatures } from './connection-bodies';
import { emailGateView } from './email-bodies';
import { fieldRule } from './field-rule-bodies';
import { newRecordsView } from './new-records-bodies';
import { quotaSettingsView } from './quota-bodies';
import { moment } from './moment';

const view = {
  id: z
    .string()
    .regex(connectionIdPattern)
    .meta({ description: 'Its name.', examples: [crms[0]] }),
  crm: z.enum(crms),
  environment: z.enum(environments),
  accountId: z.string().meta({ description: 'The CRM’s id of the account.', examples: ['12345678'] }),
  state: z.enum(['active', 'paused', 'reauth']).meta({
    description: '`paused`: by a person; `reauth`: the CRM does not accept the token, connect it again.',
  }),
  reason: z
    .strictObject({ code: z.string().meta({ examples: ['PAUSED'] }), message: z.string() })
    .nullable()
    .meta({ description: 'Why it does not work; of an active one, why it has no access token for the moment.' }),
  baseUrl: z.string().meta({ examples: [crmUrls[crms[0]]] }),
  throttledUntil: moment.nullable().meta({ description: 'The CRM takes no calls until then.' }),
  bulkAfter: moment.nullable().meta({
    description: 'Migrations and audits wait until then, as the account’s calls are others’; all else goes on.',
  }),
  recordUrl: z.string().nullable(),
  pollSeconds: z.int().meta({ description: 'How often the CRM is asked what was changed there.', examples: [60] }),
  streaming: z.boolean().meta({ description: 'Whether the CRM is listened to by a call that stays open.' }),
  customFields: z.array(
    z.strictObject({
      object: z.enum(objectTypes),
      name: z.string(),
      property: z.string(),
      label: z.string(),
      type: z.enum(customTypes),
      unique: z.boolean(),
      options: z.array(z.string()).optional(),
    }),
  ),
  fieldRules: z.array(fieldRule).meta({ description: 'How fields flow, where that is not as usual.' }),
  newRecords: newRecordsView,
  archive: archiveView,
  emailGate: emailGateView,
  firstLoad: z.enum(firstLoads).meta({ description: 'How its records came into the CRM at first.' }),
  quota: quotaSettingsView,
  webhookSignature: z.enum(signatures),
  webhooks: z
    .strictObject({
      state: z.enum(webhookStates).meta({
        description:
          '`none`: none ever came, changes are found by polling alone; `silent`: polling finds changes that none announced, ' +
          'though they came once.',
      }),
      lastDeliveryAt: moment.nullable().meta({ description: 'When the last one came, to the minute.' }),
      unannounced: z.int().meta({
        description: 'How many changes polling has found since then that no webhook announced.',
        examples: [0],
      }),
    })
    .meta({ description: 'How the account’s webhooks stand. Nothing depends on it: what they do not tell is polled.' }),
  createdAt: moment,
};

export const connectionView = z.strictObject(view).meta({ id: 'Connection' });
export type ConnectionView = Readonly<z.infer<typeof connectionView>>;

/** The answer to making or renewing one. */
export const connectedView = z
  .strictObject({
    ...view,
    accountKind: z.enum(['production', 'test']).meta({ description: 'What the CRM says of the account.' }),
  })
  .meta({ id: 'Connected' });
export type ConnectedView = Readonly<z.infer<typeof connectedView>>;

export const connectionPage = z
  .strictObject({
    items: z.array(connectionView),
    cursor: z.string().nullable().meta({ description: 'Pass it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'ConnectionPage' });
export type ConnectionPage = Readonly<z.infer<typeof connectionPage>>;
