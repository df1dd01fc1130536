/** What a person says of a migration: requests are checked with these schemas, and so are the command's options. */
import { z } from 'zod';
import { migrationDefaults, pilotAtMost, type MigrationSettings } from '../core/migration';
import { isTimeZone } from '../core/window';

const windowsAtMost = 20;
const reasonLength = 500;

const pilotRule = `must be a whole number from 1 to ${pilotAtMost}`;
const shareRule = 'must be a number from 0 to 1';
const dayRule = 'must be different whole numbers from 1 (Monday) to 7';
const timeRule = 'must be a time like 22:00';
const zoneRule = 'must be the name of a time zone, like Europe/Berlin';
const hashRule = 'must be the hash of a plan';

const time = z.string(timeRule).regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, timeRule);

export const migrationWindow = z
  .strictObject(
    {
      timeZone: z.string(zoneRule).max(64, zoneRule).refine(isTimeZone, zoneRule),
      days: z
        .array(z.int(dayRule).min(1, dayRule).max(7, dayRule), dayRule)
        .min(1, 'must not be empty')
        .refine((days) => new Set(days).size === days.length, dayRule)
        .optional()
        .meta({
          description: '1 is Monday; absent: every day. A window over midnight belongs to the day it begins.',
          uniqueItems: true,
        }),
      from: time,
      to: time.meta({ description: 'Before or at `from`: of the next day.' }),
    },
    'must be an object {timeZone, days, from, to}',
  )
  .meta({ id: 'MigrationWindow', examples: [{ timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }] });

const settings = {
  pilot: z
    .int(pilotRule)
    .min(1, pilotRule)
    .max(pilotAtMost, pilotRule)
    .meta({ description: 'How many records go first.', examples: [migrationDefaults.pilot] }),
  check: z.enum(['person', 'rule'], 'must be person or rule').meta({
    description:
      'Who says that the pilot was good. `person`: it waits for `start`. `rule`: it goes on when no more failed than `failureLimit`.',
  }),
  failureLimit: z
    .number(shareRule)
    .min(0, shareRule)
    .max(1, shareRule)
    .meta({
      description: 'The share of a wave’s records that may be refused, unforeseen by the plan, before it pauses.',
      examples: [migrationDefaults.failureLimit],
    }),
  dailyShare: z
    .number(shareRule)
    .gt(0, 'must be more than 0')
    .max(1, shareRule)
    .meta({
      description: 'The share of the account’s calls of a day that it may use at most.',
      examples: [migrationDefaults.dailyShare],
    }),
  windows: z
    .array(migrationWindow, 'must be a list of {timeZone, days, from, to}')
    .max(windowsAtMost, `may have ${windowsAtMost} entries`)
    .meta({ description: 'When records are sent; none: at any time.' }),
  thorough: z.boolean('must be a boolean value').meta({
    description: 'For the plan the CRM is asked about every record, and not about a sample.',
  }),
};

/** What is left out takes its default. */
export const migrationBody = z
  .strictObject({
    pilot: settings.pilot.optional(),
    check: settings.check.optional(),
    failureLimit: settings.failureLimit.optional(),
    dailyShare: settings.dailyShare.optional(),
    windows: settings.windows.optional(),
    thorough: settings.thorough.optional(),
  })
  .meta({ id: 'MigrationBody' });

/** What was left out takes its default. */
export const settingsOf = (said: z.output<typeof migrationBody>): MigrationSettings => ({
  pilot: said.pilot ?? migrationDefaults.pilot,
  check: said.check ?? migrationDefaults.check,
  failureLimit: said.failureLimit ?? migrationDefaults.failureLimit,
  dailyShare: said.dailyShare ?? migrationDefaults.dailyShare,
  windows: said.windows ?? migrationDefaults.windows,
  thorough: said.thorough ?? migrationDefaults.thorough,
});

export const migrationSettings = z.strictObject(settings);

export const approveBody = z
  .strictObject({
    hash: z
      .string(hashRule)
      .min(1, hashRule)
      .max(100, hashRule)
      .meta({ description: 'Of the plan that you have read.' }),
  })
  .meta({ id: 'ApproveBody' });

const why = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(reasonLength, `must be shorter than or equal to ${reasonLength} characters`)
  .optional()
  .meta({ description: 'For whoever finds it so.', examples: ['The sales team is in the CRM until Monday.'] });

export const stopBody = z.strictObject({ reason: why }).meta({ id: 'MigrationStopBody' });

/** Nothing to say, but an object may be sent. */
export const goOnBody = z.strictObject({}).meta({ id: 'MigrationGoOnBody' });
