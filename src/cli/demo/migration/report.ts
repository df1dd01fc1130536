/** What the demo says of its migration: what was planned, and what came of it. */
import type { Tally } from '../count';

export interface MigrationFigures {
  readonly plannedCalls: number;
  readonly actualCalls: number;
  readonly plannedDays: number;
  /** Told and not judged: a small day's calls come at midnight, so being a few of them short costs a day. */
  readonly actualDays: number;
  /** Calls of ours that left less of a day than is reserved for others, as the CRM counts them. */
  readonly reserveBreaches: number;
  /** From a change in the order system until it is in the CRM, while the migration runs: the 95th percentile, in real time. */
  readonly liveP95Ms: number;
  /** Records that are not in the CRM, by why. */
  readonly held: Readonly<Record<string, number>>;
}

export interface MigrationDemoReport extends Tally {
  readonly ok: boolean;
  readonly crm: 'hubspot';
  readonly customers: number;
  readonly seed: number;
  readonly migration: MigrationFigures;
  readonly problems: readonly string[];
  readonly seconds: number;
}

const callsTolerance = 0.05;

export function problemsOf(figures: MigrationFigures, { duplicates, missing }: Tally): readonly string[] {
  const { plannedCalls, actualCalls, reserveBreaches } = figures;
  return [
    ...(offBy(plannedCalls, actualCalls) > callsTolerance
      ? [`${actualCalls} calls were made and ${plannedCalls} were planned`]
      : []),
    ...(reserveBreaches > 0 ? [`the reserve was touched by ${reserveBreaches} calls`] : []),
    ...(duplicates > 0 ? [`${duplicates} records are in the CRM more than once`] : []),
    ...(missing > 0 ? [`${missing} records are not in the CRM`] : []),
  ];
}

const offBy = (planned: number, actual: number): number => (planned <= 0 ? 1 : Math.abs(actual - planned) / planned);

export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0);
}

export function sayMigration(report: MigrationDemoReport): string {
  const { customers, migration, duplicates, missing, seconds } = report;
  const { plannedCalls, actualCalls, plannedDays, actualDays, reserveBreaches, liveP95Ms, held } = migration;
  const reasons = Object.entries(held).map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`);
  return [
    '',
    `customers          ${customers.toLocaleString('en')}; not in the CRM: ${reasons.join(', ') || 'none'}`,
    `calls              ${plannedCalls} planned, ${actualCalls} made`,
    `days               ${plannedDays} planned, ${actualDays} taken`,
    `reserve            touched by ${reserveBreaches} calls`,
    `live changes       in the CRM within ${liveP95Ms} ms (95 of 100), while the migration ran`,
    `duplicates         ${duplicates}`,
    `missing            ${missing}`,
    '',
    `time               ${seconds} s`,
  ].join('\n');
}
