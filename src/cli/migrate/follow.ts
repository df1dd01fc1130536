/** Looks at a migration until it has come somewhere: a bar with what is left on a terminal, nothing elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { MigrationView } from '../../http/migration-views';
import { momentOf } from '../print';
import { callService } from '../service';

export interface Following {
  readonly connection: string;
  /** A bar would be in the way of a program. */
  readonly json: boolean;
  /** Whether it has come where it is followed to. */
  readonly until: (migration: MigrationView) => boolean;
}

const lookMs = 500;
/** A job looks for plans that are to be made every quarter of a second. */
const noticedWithinMs = 10_000;
/** Longer nobody waits before a terminal. */
const restAtMostMs = 60_000;

export const pathOf = (connection: string): string => `connections/${encodeURIComponent(connection)}/migration`;

export const readMigration = async (connection: string): Promise<MigrationView> =>
  (await callService('GET', pathOf(connection))) as MigrationView;

/** Answers how it stands then; sooner where nothing happens for longer than a person waits. */
export async function follow({ connection, json, until }: Following): Promise<MigrationView> {
  const bar = json || !process.stdout.isTTY ? null : new Bar();
  const began = performance.now();
  let isWarned = false;
  try {
    for (;;) {
      const migration = await readMigration(connection);
      bar?.show(migration);
      if (until(migration) || restsLong(migration)) return migration;
      if (!isWarned && isUnnoticed(migration) && performance.now() - began > noticedWithinMs) {
        isWarned = true;
        process.stderr.write(
          'Nobody has begun to make the plan yet. Does a service with the role "scheduler" run (ROLES)? It is waited for; Ctrl-C ends the wait alone.\n',
        );
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    bar?.end();
  }
}

const isUnnoticed = ({ state, planning, reason }: MigrationView): boolean =>
  state === 'planning' && (planning?.total ?? 0) === 0 && reason === null;

/** By the service's own words; its clock is not ours. */
const restsLong = ({ state, reason, waitsUntil }: MigrationView): boolean =>
  state === 'planning' &&
  reason !== null &&
  waitsUntil !== null &&
  new Date(waitsUntil).getTime() > Date.now() + restAtMostMs;

/** While a plan is made it is reckoned from the pace so far when it will be; later the service says. */
const formats = {
  planning: '  {label} {bar} {value}/{total}   {eta_formatted} left {left}',
  later: '  {label} {bar} {value}/{total}   {left}',
};

class Bar {
  private bar: { readonly of: keyof typeof formats; readonly single: SingleBar } | null = null;

  show({ state, planning, progress, reason }: MigrationView): void {
    const of = state === 'planning' ? 'planning' : 'later';
    const { done, total } =
      of === 'planning' ? (planning ?? { done: 0, total: 0 }) : { done: progress.released, total: progress.total };
    if (total === 0) return;
    const expected =
      of === 'planning' || progress.expected === null ? '' : `done about ${momentOf(new Date(progress.expected))}`;
    const label = (state === 'ramp' ? `wave ${progress.wave}` : state).padEnd(8);
    const texts = { label, left: reason === null ? expected : `waits: ${reason.message}` };
    if (this.bar?.of === of) {
      this.bar.single.setTotal(total);
      this.bar.single.update(done, texts);
      return;
    }
    this.end();
    this.bar = { of, single: new SingleBar({ format: formats[of], hideCursor: true }, Presets.shades_classic) };
    this.bar.single.start(total, done, texts);
  }

  end(): void {
    this.bar?.single.stop();
    this.bar = null;
  }
}
