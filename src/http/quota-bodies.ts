/** What a person says of an account's calls, and what is told of them. */
import { z } from 'zod';
import { laneNames, type Lane } from '../core/lane';
import { quotaStates } from '../core/quota-report';
import { reserveAtMost } from '../core/quota-settings';
import { moment } from './moment';

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

const calls = z.int();

const day = z
  .strictObject({
    limit: calls.nullable().meta({
      description: 'Of the whole account; `null`: the CRM has none, and Tandem counts by `dailyCalls`.',
    }),
    kind: z.enum(['midnight', 'rolling']).meta({
      description:
        '`midnight`: the day begins anew at midnight in the account’s time zone; `rolling`: a call is given back after 24 hours.',
    }),
    timeZone: z.string().nullable().meta({ description: 'Of a `midnight` day; `null`: not known, UTC is taken.' }),
    startsAt: moment,
    resetsAt: moment.nullable().meta({ description: '`null`: calls are given back one by one.' }),
    used: calls.meta({ description: 'By all programs: what the CRM said last, and Tandem’s calls since.' }),
    left: calls.nullable().meta({ description: 'For Tandem, by the account’s limit and by `dailyCalls`.' }),
    ours: calls,
    others: calls.meta({ description: 'What the CRM said is used, without Tandem’s.' }),
    lanes: z
      .strictObject(Object.fromEntries(laneNames.map((lane) => [lane, calls])) as Record<Lane, typeof calls>)
      .meta({ description: 'Tandem’s calls, by lane.' }),
    heardAt: moment.nullable().meta({ description: 'When the CRM said so last; `null`: not yet today.' }),
  })
  .meta({ description: 'The day that is running, or the last 24 hours.' });

const expected = z
  .strictObject({
    others: calls,
    live: calls,
    hours: z.array(z.strictObject({ from: moment, others: calls, live: calls })),
  })
  .meta({
    description:
      'What other programs and Tandem’s urgent lanes are expected to call until the day ends (or in the next 24 hours), by the days before.',
  });

export const quotaView = z
  .strictObject({
    connectionId: z.string(),
    state: z.enum(quotaStates).meta({
      description:
        '`bulk-waits`: migrations and audits wait, all else goes on; `exhausted`: nothing is sent to the CRM.',
    }),
    until: moment.nullable().meta({ description: 'When that may be over; `null` when it is `open`.' }),
    day: day.nullable().meta({ description: '`null`: nothing limits a day.' }),
    reserve: z
      .strictObject({ share: z.number(), calls })
      .meta({ description: 'What migrations and audits leave to other programs.' }),
    dailyCalls: calls.nullable().meta({ description: 'All that Tandem may call in a day; `null`: nobody has said.' }),
    burst: z
      .strictObject({ calls, windowMs: calls })
      .nullable()
      .meta({ description: 'So many calls in any window of this length; `null`: there is no such limit.' }),
    expected: expected.nullable().meta({ description: '`null`: less than a day is known.' }),
    othersBurst: calls.meta({ description: 'The most that other programs called at once; as much is left to them.' }),
    bulk: z.strictObject({ calls: calls.nullable(), nextAt: moment.nullable() }).meta({
      description:
        'How many calls migrations and audits may make now (`null`: without limit); when there are none, when more may come.',
    }),
  })
  .meta({ id: 'Quota' });
export type QuotaView = Readonly<z.infer<typeof quotaView>>;
