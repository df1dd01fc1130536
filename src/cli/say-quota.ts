/** How the calls of a connection stand, for somebody who has been woken up by it: a sentence, and the figures behind it. */
import { laneNames } from '../core/lane';
import type { QuotaView } from '../http/quota-bodies';
import { momentOf, tableOf } from './print';

export function sayQuota(quota: QuotaView): string {
  return `${quota.connectionId}: ${sentence(quota)}\n${tableOf(['calls', ''], figures(quota))}`;
}

/** What is left, whether anything waits and until when, and who has used most. */
function sentence(quota: QuotaView): string {
  const { day, state, until } = quota;
  const goesOn = until === null ? '' : ` until ${at(until)}`;
  if (state === 'exhausted') return `nothing is sent to the CRM${goesOn}: ${whyNone(quota)}`;
  if (day === null)
    return state === 'open' ? 'nothing limits the calls of a day.' : `migrations and audits wait${goesOn}.`;
  const left = `${say(day.left)} calls are left${day.resetsAt === null ? '' : ` until ${at(day.resetsAt)}`}`;
  if (state === 'open') return `${left}; no limit holds anything back.`;
  return `${left}, and they are kept for others and for live changes: migrations and audits wait${goesOn}. ${whoUsed(day)}`.trim();
}

function whyNone({ day }: QuotaView): string {
  if (day === null || day.left === null || day.left > 0) return 'the CRM takes no calls for now.';
  return `the calls of the day are used up. ${whoUsed(day)}`.trim();
}

function whoUsed({ ours, others }: NonNullable<QuotaView['day']>): string {
  if (ours + others === 0) return '';
  if (others > ours) return `Most were made by other programs (${say(others)} of ${say(ours + others)}).`;
  return `Most were made by Tandem (${say(ours)} of ${say(ours + others)}).`;
}

type Row = readonly [string, string];

function figures(quota: QuotaView): readonly Row[] {
  const { day, reserve, dailyCalls, burst, expected, othersBurst, bulk } = quota;
  return [
    ...(day === null ? [] : ofDay(day)),
    ...(dailyCalls === null ? [] : [['Tandem may call in a day', say(dailyCalls)] as const]),
    [
      'reserve for other programs',
      `${Math.round(reserve.share * 100)}%${day === null ? '' : `, ${say(reserve.calls)}`}`,
    ],
    ['expected of others until then', expected === null ? 'not known yet' : say(expected.others)],
    ['expected of live changes until then', expected === null ? 'not known yet' : say(expected.live)],
    ['most of others at once', say(othersBurst)],
    ['migrations and audits may make now', bulk.calls === null ? 'any number' : say(bulk.calls)],
    ...(bulk.nextAt === null ? [] : [['they may make more from', at(bulk.nextAt)] as const]),
    ['in a few seconds', burst === null ? 'no limit' : `${say(burst.calls)} in ${burst.windowMs / 1_000} s`],
  ];
}

function ofDay(day: NonNullable<QuotaView['day']>): readonly Row[] {
  const lanes = laneNames.filter((lane) => day.lanes[lane] > 0).map((lane) => `${lane} ${say(day.lanes[lane])}`);
  return [
    [
      day.kind === 'midnight' ? 'of the day' : 'of 24 hours',
      day.limit === null ? 'no limit of the CRM’s' : say(day.limit),
    ],
    ['used', say(day.used)],
    ['  by Tandem', [say(day.ours), ...(lanes.length === 0 ? [] : [`(${lanes.join(', ')})`])].join(' ')],
    ['  by other programs', day.heardAt === null ? 'not known: the CRM was not heard today' : say(day.others)],
    ...(day.heardAt === null ? [] : [['the CRM was heard', at(day.heardAt)] as const]),
  ];
}

const at = (moment: string): string => momentOf(new Date(moment));

/** `12,345`; null has no end. */
const say = (calls: number | null): string => (calls === null ? 'any number of' : calls.toLocaleString('en-US'));
