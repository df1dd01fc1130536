/** How a migration stands, and what a person does next. */
import type { MigrationView } from '../../http/migration-views';
import { momentOf } from '../print';

const stands: Readonly<Record<MigrationView['state'], string>> = {
  planning: 'The plan is being made.',
  planned: 'The plan is made and waits to be approved.',
  approved: 'The plan is approved; nothing was sent yet.',
  pilot: 'The pilot is under way.',
  piloted: 'The pilot is over; a person looks at what it has made in the CRM.',
  ramp: 'It is under way, in waves that double.',
  paused: 'It is paused; nothing more is begun.',
  done: 'It is done.',
  cancelled: 'It was cancelled.',
};

export function sayStatus(migration: MigrationView, connection: string): string {
  const { state, reason, waitsUntil, progress, startedAt, finishedAt } = migration;
  const until = waitsUntil === null ? '' : `, until ${momentOf(new Date(waitsUntil))} at least`;
  const facts: readonly (readonly [string, string])[] = [
    ...(reason ? [['because', `${reason.message} (${reason.code})${until}`] as const] : []),
    ...(startedAt === null ? [] : progressOf(progress)),
    ...(startedAt === null ? [] : [['started', momentOf(new Date(startedAt))] as const]),
    ...(finishedAt === null ? expectedOf(progress) : [['ended', momentOf(new Date(finishedAt))] as const]),
  ];
  const next = nextOf(migration, connection);
  return [
    stands[state],
    ...facts.map(([name, what]) => `  ${name.padEnd(9)} ${what}`),
    ...(next === null ? [] : [next]),
  ].join('\n');
}

type Progress = MigrationView['progress'];

const number = (count: number): string => count.toLocaleString('en');

function progressOf({ wave, released, total, links, calls }: Progress): readonly (readonly [string, string])[] {
  const { synced, parked, held, conflict } = links;
  return [
    ['wave', wave === 0 ? 'the pilot' : String(wave)],
    ['records', `${number(released)} of ${number(total)} released`],
    [
      'in CRM',
      `${number(synced)} synced, ${number(parked)} parked, ${number(held)} held, ${number(conflict)} in conflict`,
    ],
    [
      'calls',
      `${number(calls.made)} of ${number(calls.planned)} planned; with more than ${number(calls.limit)} it pauses`,
    ],
  ];
}

const expectedOf = ({ expected }: Progress): readonly (readonly [string, string])[] =>
  expected === null ? [] : [['done', `about ${momentOf(new Date(expected))}`]];

function nextOf({ state, plan }: MigrationView, connection: string): string | null {
  const verb = (name: string, options = ''): string => `tandem migrate ${name} ${connection}${options}`;
  switch (state) {
    case 'planning':
    case 'pilot':
    case 'ramp':
      return `Follow it: ${verb('status', ' --watch')}`;
    case 'planned':
      return `Approve it: ${verb('approve', ` --hash ${plan?.hash ?? 'HASH'}`)}`;
    case 'approved':
      return `Start it: ${verb('start')}`;
    case 'piloted':
      return `Go on: ${verb('start')}   or stop it: ${verb('cancel')}`;
    case 'paused':
      return `Go on: ${verb('resume')}   or end it: ${verb('cancel')}`;
    case 'done':
      return `What has become of each record: ${verb('report')}`;
    case 'cancelled':
      return `What it has brought stays; plan another one: ${verb('plan')}`;
  }
}
