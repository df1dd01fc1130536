/** What a person says of an account's calls. */
import { z } from 'zod';
import { reserveAtMost } from '../core/quota-settings';

const reserveRule = `must be a share of the day's calls, from 0 to ${reserveAtMost}`;
const dailyCallsAtMost = 1_000_000_000;
const dailyCallsRule = `must be a whole number of calls from 1 to ${dailyCallsAtMost}, or null`;

const reserve = z
  .number(reserveRule)
  .min(0, reserveRule)
  .max(reserveAtMost, reserveRule)
  .meta({
    description: 'The share of the account’s calls of a day that migrations and audits leave to other programs.',
    examples: [0.2],
  });
const dailyCalls = z
  .int(dailyCallsRule)
  .min(1, dailyCallsRule)
  .max(dailyCallsAtMost, dailyCallsRule)
  .nullable()
  .meta({
    description: 'All that Tandem may call in a day; `null`: as many as the account has.',
    examples: [50_000],
  });

export const quotaBody = z
  .strictObject({ reserve: reserve.optional(), dailyCalls: dailyCalls.optional() }, 'must be an object')
  .meta({
    id: 'QuotaSettings',
    description:
      'How the account’s calls are shared with its other programs. What is left out stays as it is; in a new connection a ' +
      'reserve of 0.2, and no limit of its own.',
    examples: [{ reserve: 0.3, dailyCalls: 50_000 }],
  });

export const quotaSettingsView = z
  .strictObject({ reserve, dailyCalls })
  .meta({ description: 'How the account’s calls are shared with its other programs.' });
