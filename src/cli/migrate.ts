/** `tandem migrate`: bringing what the order system has to a CRM by a plan that a person approves. Talks to the running service. */
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { MigrationReportView, MigrationView } from '../http/migration-views';
import { follow, pathOf, readMigration } from './migrate/follow';
import { bodyOf, planOptions, type PlanOptions } from './migrate/options';
import { sayPlan } from './migrate/say-plan';
import { sayStatus } from './migrate/say-status';
import { print, tableOf } from './print';
import { callService, download, listAll } from './service';

interface Options {
  readonly json: boolean;
}
interface StopOptions extends Options {
  readonly reason?: string;
}

export function addMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .description('bring all records to a CRM by a plan: plan, approve, start; then see it go');
  const planning = verb(migrate, 'plan', 'find out what would become of each record, and write nothing');
  for (const option of planOptions()) planning.addOption(option);
  planning.action(plan);
  verb(migrate, 'approve', 'say yes to a plan that you have read')
    .requiredOption('--hash <hash>', 'of that plan')
    .action(approve);
  verb(migrate, 'start', 'begin with the pilot; after it, with the rest').action(saying('start'));
  verb(migrate, 'status', 'say how it stands')
    .option('--watch', 'follow it until somebody has to do something, or it is done', false)
    .action(status);
  stopping(migrate, 'pause', 'begin nothing more until it is resumed').action(saying('pause'));
  verb(migrate, 'resume', 'go on where it was paused').action(saying('resume'));
  stopping(migrate, 'cancel', 'end it at once; what it has brought stays').action(saying('cancel'));
  verb(migrate, 'report', 'say what has become of the records, by reason')
    .option('--csv', 'one line for each record that is not in the CRM', false)
    .action(report);
}

const verb = (migrate: Command, name: string, description: string): Command =>
  migrate
    .command(name)
    .description(description)
    .argument('[connection]', 'whose migration it is; may be left out where there is one connection')
    .option('--json', 'print one JSON document', false);

const stopping = (migrate: Command, name: string, description: string): Command =>
  verb(migrate, name, description).option('--reason <text>', 'why, for whoever finds it so');

async function connectionOf(given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const all = await listAll<{ readonly id: string }>('connections');
  const [one, ...others] = all.map(({ id }) => id);
  if (one === undefined) throw new Error('nothing is connected; connect a CRM first: tandem connect --help');
  if (others.length === 0) return one;
  throw new Error(`say which connection is meant: ${[one, ...others].join(', ')}`);
}

async function plan(given: string | undefined, { json, ...said }: PlanOptions & Options): Promise<void> {
  const connection = await connectionOf(given);
  const { id } = (await callService('POST', pathOf(connection), bodyOf(said))) as MigrationView;
  const until = (now: MigrationView): boolean => now.id !== id || now.state !== 'planning';
  const made = await follow({ connection, json, until });
  if (made.id !== id || made.plan === null) {
    print(json, made, sayStatus(made, connection));
    process.exitCode = 1;
    return;
  }
  print(json, made, sayPlan(made.plan, connection));
}

async function approve(given: string | undefined, { hash, json }: Options & { readonly hash: string }): Promise<void> {
  const connection = await connectionOf(given);
  const approved = (await callService('POST', `${pathOf(connection)}/approve`, { hash })) as MigrationView;
  print(json, approved, sayStatus(approved, connection));
}

const saying =
  (what: 'start' | 'pause' | 'resume' | 'cancel') =>
  async (given: string | undefined, { json, reason }: StopOptions): Promise<void> => {
    const connection = await connectionOf(given);
    const body = reason === undefined ? {} : { reason };
    const answer = (await callService('POST', `${pathOf(connection)}/${what}`, body)) as MigrationView;
    print(json, answer, sayStatus(answer, connection));
  };

const goesOnByItself = ['planning', 'pilot', 'ramp'] as const satisfies readonly MigrationView['state'][];

async function status(
  given: string | undefined,
  { json, watch }: Options & { readonly watch: boolean },
): Promise<void> {
  const connection = await connectionOf(given);
  const until = ({ state }: MigrationView): boolean => !goesOnByItself.some((one) => one === state);
  const now = watch ? await follow({ connection, json, until }) : await readMigration(connection);
  print(json, now, sayStatus(now, connection));
}

async function report(given: string | undefined, { json, csv }: Options & { readonly csv: boolean }): Promise<void> {
  const connection = await connectionOf(given);
  const path = `${pathOf(connection)}/report`;
  if (csv) {
    await pipeline(await download(path, 'text/csv'), process.stdout, { end: false });
    return;
  }
  const said = (await callService('GET', path)) as MigrationReportView;
  print(json, said, sayReport(said, connection));
}

function sayReport({ state, ends }: MigrationReportView, connection: string): string {
  if (ends.length === 0) return 'No record has come to anything yet.';
  const rows = ends.map(({ type, state: end, code, count, owner, remedy, examples }) => [
    type,
    end,
    count.toLocaleString('en'),
    code ?? '',
    examples.join(', '),
    [owner, remedy].filter((part) => part !== null).join(': '),
  ]);
  return [
    tableOf(['type', 'state', 'records', 'why', 'such as', 'whose turn, and what to do'], rows, [
      ...[null, null, null, null, 24, 50],
    ]),
    `The migration is ${state}. Each record that is not synced: tandem migrate report ${connection} --csv > records.csv`,
  ].join('\n');
}
