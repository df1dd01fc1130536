/** `tandem schedule`: how often each object type is asked for, and how that fares. Talks to the running service. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { objectTypes, plurals, type ObjectType } from '../core/record';
import type { ScheduleView, TypeScheduleView } from '../http/schedule-bodies';
import { momentOf, print, tableOf } from './print';
import { callService, listAll } from './service';

interface Options {
  /** Seconds; null: as often as the connection. */
  readonly every?: number | null;
  readonly enable?: true;
  readonly disable?: true;
  readonly json: boolean;
}

export function addSchedule(program: Command): void {
  const verb = program
    .command('schedule')
    .description(
      'how often the CRM is asked for changes of each type, and how that fares; or to change that of one type',
    )
    .argument('[connection]', 'of this connection alone')
    .argument('[type]', `the type to change: ${objectTypes.join(', ')}`, parseType)
    .option('--every <time>', 'ask so often: 30s, 5m, 6h; "default": as often as the connection', parseEvery)
    .addOption(new Option('--enable', 'ask for it again, at once').conflicts('disable'))
    .option('--disable', 'ask for it no more; webhooks and what you send go on')
    .option('--json', 'print one JSON document', false);
  verb.action(async (connection: string | undefined, type: ObjectType | undefined, options: Options) => {
    const change = changeOf(options);
    if (connection === undefined || type === undefined) {
      if (change !== null) verb.error('error: name the connection and the type that is to be changed', { exitCode: 2 });
      return show(connection, options.json);
    }
    if (change === null) verb.error('error: say --every, --enable or --disable', { exitCode: 2 });
    const path = `${pathOf(connection)}/${plurals[type]}`;
    const changed = (await callService('PUT', path, change)) as TypeScheduleView;
    print(options.json, changed, describe([{ connectionId: connection, ...changed }]));
  });
}

const pathOf = (connection: string): string => `connections/${encodeURIComponent(connection)}/schedule`;

function changeOf({ every, enable, disable }: Options): object | null {
  const isSaid = every !== undefined || enable === true || disable === true;
  if (!isSaid) return null;
  return {
    ...(every !== undefined && { seconds: every }),
    ...((enable ?? disable) === true && { enabled: enable === true }),
  };
}

type Row = TypeScheduleView & { readonly connectionId: string };

async function show(connection: string | undefined, json: boolean): Promise<void> {
  const all = connection === undefined ? await listAll<{ readonly id: string }>('connections') : [{ id: connection }];
  const connections: (ScheduleView & { readonly connectionId: string })[] = [];
  for (const { id } of all) {
    const { schedule } = (await callService('GET', pathOf(id))) as ScheduleView;
    connections.push({ connectionId: id, schedule });
  }
  const rows = connections.flatMap(({ connectionId, schedule }) => schedule.map((one) => ({ connectionId, ...one })));
  print(json, { connections }, rows.length === 0 ? 'Nothing is connected.' : describe(rows));
}

function describe(rows: readonly Row[]): string {
  const lines = rows.map(({ connectionId, type, every, state, dueNext, lastSyncedAt, lastError }) => [
    `${connectionId} ${type}`,
    sayEvery(every),
    state,
    dueNext === null ? '' : momentOf(new Date(dueNext)),
    momentOf(lastSyncedAt === null ? null : new Date(lastSyncedAt)),
    lastError === null ? '' : `${lastError.code}, ${momentOf(new Date(lastError.at))}`,
  ]);
  const table = tableOf(['what', 'every', 'state', 'due next', 'synced last', 'last error'], lines);
  const reasons = rows.flatMap(({ connectionId, type, reason }) =>
    reason === null
      ? []
      : [
          `${connectionId} ${type} is disabled: ${reason.message}`,
          `  Ask for it again: tandem schedule ${connectionId} ${type} --enable`,
        ],
  );
  return [table, ...reasons].join('\n');
}

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

function sayEvery(seconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find((one) => seconds % units[one] === 0) ?? 's';
  return `${seconds / units[unit]}${unit}`;
}

function parseEvery(text: string): number | null {
  if (text === 'default') return null;
  const [, number = '', unit = 's'] = /^(\d{1,6})([smhd])?$/.exec(text) ?? [];
  if (number === '') throw new InvalidArgumentError('must be a time like 30s, 5m or 6h, or "default".');
  return Number(number) * units[unit as keyof typeof units];
}

function parseType(text: string): ObjectType {
  const type = objectTypes.find((one) => one === text);
  if (type === undefined) throw new InvalidArgumentError(`must be one of ${objectTypes.join(', ')}.`);
  return type;
}
