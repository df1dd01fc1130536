/**
 * The bodies of the connections API, said once: requests are checked with these schemas, the command line
 * checks its files with them, and the document is made from them.
 */
import { z } from 'zod';
import { accountUrls, appSettingsOf, crmNames, crms, exampleUrlOf } from '../core/crm';
import { pollSecondsDefault } from '../core/cursor';
import { customTypes } from '../core/custom-fields';
import { objectTypes } from '../core/record';
import { pollSecondsAtLeast, pollSecondsAtMost } from '../core/schedule';
import { isOrigin } from '../platform/config';
import { archiveBody } from './archive-bodies';
import { emailGateBody } from './email-bodies';
import { fieldRuleList } from './field-rule-bodies';
import { newRecordsBody } from './new-records-bodies';
import { quotaBody } from './quota-bodies';

/** As the database has it. */
export const connectionIdPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const connectionIdRule = 'must be 1 to 40 of the characters a-z 0-9 -, and not begin with -';

export const environments = ['test', 'production'] as const;
export const signatures = ['v3', 'v1'] as const;
export const firstLoads = ['at-once', 'planned'] as const;
const urlLength = 2_000;
const customFieldLimit = 200;
const customOptionLimit = 500;
const optionRule = 'must be 1 to 100 characters without ";" and without blanks at its ends';
const reasonLength = 500;

const tokenPattern = /^[\x21-\x7e]{1,2000}$/;
const tokenRule = 'must be an access token: visible ASCII characters without blanks';
const refreshTokenRule = 'must be a refresh token: visible ASCII characters without blanks';
const accessRule = 'must be there, or "refreshToken", and not both';
const originRule = `must be an origin like ${exampleUrlOf(crms[0])}, without a path`;
/** `Acme: like https://example.acme.com` */
const ownAddresses = crms
  .flatMap((crm) => (accountUrls[crm] ? [`${crmNames[crm]}: like ${accountUrls[crm].example}`] : []))
  .join('; ');
const templateRule = 'must be a URL like https://shop.example.com/{type}/{id}';
const nameRule = 'must be a letter followed by up to 63 letters, digits or _';
const propertyRule = 'must be a letter followed by up to 99 letters, digits or _';
const webhookSecretRule = 'must be a client secret: up to 200 visible ASCII characters without blanks';
export const pollRule = `must be a whole number of seconds from ${pollSecondsAtLeast} to ${pollSecondsAtMost}`;
const accountRule = 'must be the id of a CRM account, as text';

/** A URL whose placeholders are filled in per record. */
export const isRecordUrl = (text: string): boolean =>
  /^https?:\/\/[^\s/]/i.test(text) && !/\s/.test(text) && URL.canParse(text.replace(/\{(type|id)\}/g, 'x'));

const customField = z
  .strictObject(
    {
      object: z.enum(objectTypes, `must be one of ${objectTypes.join(', ')}`),
      name: z
        .string(nameRule)
        .regex(/^[A-Za-z]\w{0,63}$/, nameRule)
        .meta({ description: 'The key under `custom`.', examples: ['loyaltyTier'] }),
      property: z
        .string(propertyRule)
        .regex(/^[A-Za-z]\w{0,99}$/, propertyRule)
        .meta({
          description: 'The CRM’s name of it. Made when it is missing.',
          examples: ['loyalty_tier', 'Loyalty_Tier__c'],
        }),
      label: z
        .string('must be text')
        .min(1, 'must not be empty')
        .max(100, 'must be shorter than or equal to 100 characters')
        .optional()
        .meta({ description: 'What salespeople read. Absent: the name.', examples: ['Loyalty tier'] }),
      type: z.enum(customTypes, `must be one of ${customTypes.join(', ')}`).default('text'),
      unique: z.boolean('must be a boolean value').default(false).meta({
        description: 'The CRM refuses a second record with the same value.',
      }),
      options: z
        .array(z.string('must be text').regex(/^[^;\s](?:[^;]{0,98}[^;\s])?$/, optionRule), 'must be a list of texts')
        .min(1, 'must not be empty')
        .max(customOptionLimit, `may have ${customOptionLimit} entries`)
        .optional()
        .meta({
          description: 'Of a `list` whose property is to be made: what it may hold.',
          examples: [['Tea', 'Coffee']],
        }),
    },
    'must be an object',
  )
  .meta({ id: 'CustomField' });

const areApart = (fields: readonly z.output<typeof customField>[]): boolean =>
  (['name', 'property'] as const).every(
    (key) => new Set(fields.map((field) => `${field.object}/${field[key]}`)).size === fields.length,
  );

/** Fields of one's own, mapped one to one to CRM properties. */
export const customFieldList = z
  .array(customField, 'must be a list of {object, name, property, label, type, unique}')
  .max(customFieldLimit, { error: `may have ${customFieldLimit} entries`, abort: true })
  .refine(areApart, 'must not name a field or a property of one object twice')
  .transform((fields) => fields.map(({ label, ...field }) => ({ ...field, label: label ?? field.name })));

/** What a refinement says, for the document. */
const hasField = (name: string): object => ({ type: 'object', properties: { [name]: {} }, required: [name] });

/** What is left out stays as it is, or takes its default in a new connection. */
export const connectionBody = z
  .strictObject({
    crm: z.enum(crms, `must be one of ${crms.join(', ')}`),
    token: z
      .string(tokenRule)
      .regex(tokenPattern, tokenRule)
      .optional()
      .meta({
        description: 'Access token of the account, for good. Stored sealed; never answered.',
        examples: ['pat-na1-token-of-your-app'],
      }),
    refreshToken: z
      .string(refreshTokenRule)
      .regex(tokenPattern, refreshTokenRule)
      .optional()
      .meta({
        description:
          `Instead of \`token\`: the refresh token of an app that the operator has set (${crms.map(appSettingsOf).join('; ')}). ` +
          'Access tokens are refreshed by it from then on. Stored sealed; never answered.',
        examples: ['na1-refresh-token-of-your-account'],
      }),
    environment: z
      .enum(environments, `must be one of ${environments.join(', ')}`)
      .optional()
      .meta({
        description: 'What the account is used for. In a new connection `test`, which takes test accounts only.',
      }),
    url: z
      .string(originRule)
      .refine(isOrigin, originRule)
      .optional()
      .meta({
        description:
          'Where the CRM answers: its own address, or an origin that the operator allows (`CRM_URLS`). Where accounts answer each ' +
          `at an address of its own (${ownAddresses}), it has to be said with a \`token\`; a \`refreshToken\` finds it.`,
      }),
    recordUrl: z
      .string(templateRule)
      .max(urlLength, `must be shorter than or equal to ${urlLength} characters`)
      .refine(isRecordUrl, templateRule)
      .nullable()
      .optional()
      .meta({
        description: 'Opens a record in your system; stands on the CRM record. `null`: none.',
        examples: ['https://shop.example.com/{type}/{id}'],
      }),
    customFields: customFieldList.optional(),
    fieldRules: fieldRuleList.optional(),
    newRecords: newRecordsBody.optional(),
    archive: archiveBody.optional(),
    emailGate: emailGateBody.optional(),
    quota: quotaBody.optional(),
    webhookSecret: z
      .string(webhookSecretRule)
      .regex(/^[\x21-\x7e]{0,200}$/, webhookSecretRule)
      .optional()
      .meta({
        description:
          'The client secret of a private app of the account, which signs its webhooks; empty: they are signed by the app that ' +
          'the operator has set. Stored sealed; never answered.',
        examples: ['6c0f2a5e-8d1b-4f3a-9c7e-2b5d8e1f4a60'],
      }),
    webhookSignature: z
      .enum(signatures, `must be one of ${signatures.join(', ')}`)
      .optional()
      .meta({
        description:
          'The oldest signature of webhooks that is taken. `v1` covers neither time nor address: what was sent once could be ' +
          'sent again by others. In a new connection `v3`.',
      }),
    pollSeconds: z
      .int(pollRule)
      .min(pollSecondsAtLeast, pollRule)
      .max(pollSecondsAtMost, pollRule)
      .optional()
      .meta({
        description: `How often the CRM is asked what was changed there; in a new connection ${pollSecondsDefault}.`,
        examples: [pollSecondsDefault],
      }),
    streaming: z.boolean('must be a boolean value').optional().meta({
      description:
        'Whether the CRM is listened to by a call that stays open, besides polling. `false` where it has no such.',
    }),
    firstLoad: z
      .enum(firstLoads, `must be one of ${firstLoads.join(', ')}`)
      .optional()
      .meta({
        description:
          'How your records come into the account, said when it is connected for the first time. `at-once`: now. `planned`: by a ' +
          'migration (`POST /v1/connections/{id}/migration`), and the connection rests until that is started. In a new ' +
          'connection `at-once`.',
      }),
    confirmAccount: z
      .string(accountRule)
      .regex(/^[\w.-]{1,64}$/, accountRule)
      .optional()
      .meta({
        description: 'The id of the account that the token must open. Lets a production account be used for tests.',
        examples: ['12345678'],
      }),
  })
  .refine(({ token, refreshToken }) => (token === undefined) !== (refreshToken === undefined), {
    path: ['token'],
    message: accessRule,
  })
  .meta({ id: 'ConnectionBody', oneOf: ['token', 'refreshToken'].map(hasField) });

export const pauseBody = z
  .strictObject({
    reason: z
      .string('must be text')
      .min(1, 'must not be empty')
      .max(reasonLength, `must be shorter than or equal to ${reasonLength} characters`)
      .optional()
      .meta({ description: 'For whoever finds it paused.', examples: ['Cleaning up in the CRM until Monday.'] }),
  })
  .meta({ id: 'PauseBody' });

/** Nothing to say, but an object may be sent. */
export const resumeBody = z.strictObject({}).meta({ id: 'ResumeBody' });
