/** The plan of a migration for whoever has to approve it: what becomes of how many, why, what it costs, and what comes next. */
import { plannedEnds, type PlannedEnd } from '../../core/migration-plan';
import { objectTypes, plurals } from '../../core/record';
import type { MigrationView } from '../../http/migration-views';
import { momentOf, tableOf } from '../print';

export type PlanView = NonNullable<MigrationView['plan']>;

const headOf: Readonly<Record<PlannedEnd, string>> = {
  create: 'created',
  adopt: 'adopted',
  update: 'updated',
  same: 'the same already',
  held: 'held',
  skipped: 'not sent',
  refused: 'refused',
  waits: 'wait',
};
/** With more days than that those in between are left out. */
const daysShown = 10;

export function sayPlan(plan: PlanView, connection: string): string {
  return [
    sayEnds(plan),
    ...sayReasons(plan),
    ...sayAsked(plan),
    '',
    ...sayCalls(plan),
    '',
    ...sayDays(plan),
    sayFinish(plan),
    sayPilot(plan),
    '',
    `Nothing was written. It holds until ${momentOf(new Date(plan.expiresAt))}, as long as mapping and data stay about as they are.`,
    `Approve it: tandem migrate approve ${connection} --hash ${plan.hash}`,
  ].join('\n');
}

const numberOf = (count: number): string => Math.round(count).toLocaleString('en');

/** Columns of nothing are left out. */
function sayEnds({ records, ends }: PlanView): string {
  const shown = plannedEnds.filter((end) => objectTypes.some((object) => ends[object][end] > 0));
  const rows = objectTypes
    .filter((object) => records[object] > 0)
    .map((object) => [plurals[object], numberOf(records[object]), ...shown.map((end) => numberOf(ends[object][end]))]);
  if (rows.length === 0) return 'There is nothing to bring: every record is in the CRM, or none flows.';
  return tableOf(['', 'records', ...shown.map((end) => headOf[end])], rows);
}

function sayReasons({ reasons }: PlanView): readonly string[] {
  if (reasons.length === 0) return [];
  const lines = reasons.map(({ object, end, code, message, count, examples }) => {
    const such = examples.length === 0 ? '' : `, such as ${examples.join(', ')}`;
    const who = count === 1 ? object : plurals[object];
    return `  ${numberOf(count)} ${who} ${headOf[end]} (${code}): ${message}${such}`;
  });
  return ['', 'These do not go, or wait:', ...lines];
}

function sayAsked({ asked, records }: PlanView): readonly string[] {
  const sampled = objectTypes.filter((object) => asked[object] < records[object]);
  if (sampled.length === 0) return [];
  const parts = sampled.map(
    (object) => `${numberOf(asked[object])} of ${numberOf(records[object])} ${plurals[object]}`,
  );
  return ['', `The CRM was asked about ${parts.join(', ')}; of the others it is inferred (--thorough asks about all).`];
}

function sayCalls({ calls: { total, byEndpoint, spent } }: PlanView): readonly string[] {
  const rows = Object.entries(byEndpoint)
    .sort(([, a], [, b]) => b - a)
    .map(([endpoint, calls]) => [endpoint, numberOf(calls)]);
  return [
    `${numberOf(total)} calls; making this plan has cost ${numberOf(spent)} more. With over 5% more than planned it pauses.`,
    ...(rows.length === 0 ? [] : [tableOf(['call', 'times'], rows)]),
  ];
}

function sayDays({ days }: PlanView): readonly string[] {
  if (days.length === 0) return [];
  const row = ({ date, calls, others, left }: PlanView['days'][number]): string[] => [
    date,
    numberOf(calls),
    numberOf(others),
    numberOf(left),
  ];
  const isLong = days.length > daysShown;
  const rows = isLong
    ? [...days.slice(0, daysShown - 2).map(row), ['…', '', '', ''], ...days.slice(-1).map(row)]
    : days.map(row);
  return [tableOf(['day', 'its calls', 'calls of others', 'left beside the reserve'], rows)];
}

function sayFinish({ finish: { expected, earliest, latest }, days }: PlanView): string {
  if (expected === null) {
    return 'It would never end: the account’s limits, the reserve and the daily share leave it no calls (tandem quota).';
  }
  const at = (moment: string | null): string => (moment === null ? 'later' : momentOf(new Date(moment)));
  const over = days.length === 1 ? 'one day' : `${days.length} days`;
  return `Started now it is done about ${at(expected)}, on ${over}: between ${at(earliest)} and ${at(latest)}.`;
}

function sayPilot({ pilot }: PlanView): string {
  const counts = objectTypes
    .map((object) => ({ object, count: pilot.filter((one) => one.object === object).length }))
    .filter(({ count }) => count > 0)
    .map(({ object, count }) => `${count} ${count === 1 ? object : plurals[object]}`);
  if (counts.length === 0) return 'There is no pilot: nothing would be sent.';
  const branches = new Set(pilot.flatMap((one) => one.branches)).size;
  return `The pilot: ${counts.join(', ')}, in which ${branches} cases of the mapping occur.`;
}
