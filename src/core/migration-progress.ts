/** How far a migration is, and when it will be done: by the days of its plan, moved on by what was really done. */
import type { Migration } from './migration';
import { totalOf } from './record';

const dayMs = 86_400_000;

/** All records that the plan is about. */
export const plannedRecords = ({ plan }: Pick<Migration, 'plan'>): number =>
  plan === null ? 0 : totalOf(plan.records);

/**
 * What is left of the planned calls, laid over the days that the plan has for them, from today on; days that have gone by are made
 * up for at the pace of its fullest day. Null: nobody can say.
 */
export function expectedFinish(migration: Migration, now: Date): Date | null {
  const { plan, state, finishedAt, startedAt } = migration;
  if (state === 'done') return finishedAt;
  if (!plan || state === 'cancelled') return null;
  if (!startedAt) return plan.finish.expected === null ? null : new Date(plan.finish.expected);
  const records = plannedRecords(migration);
  const share = records === 0 ? 0 : Math.max(0, 1 - migration.releasedCount / records);
  const inHand = Math.max(0, migration.waveReleased) / Math.max(1, records);
  return plan.days.length <= 1
    ? atPace(migration, startedAt, { now, share: Math.min(1, share + inHand / 2) })
    : overDays(plan, now, share * plan.calls.total);
}

/** Of a plan within a day: as long as it was planned to take, for the share that is left. */
function atPace(
  { plan }: Migration,
  startedAt: Date,
  { now, share }: { readonly now: Date; readonly share: number },
): Date | null {
  if (plan?.finish.expected == null) return null;
  const planned = Math.max(0, new Date(plan.finish.expected).getTime() - new Date(plan.madeAt).getTime());
  return new Date(Math.max(now.getTime(), startedAt.getTime(), now.getTime() + planned * share));
}

function overDays({ days }: NonNullable<Migration['plan']>, now: Date, calls: number): Date | null {
  const fullest = Math.max(0, ...days.map((day) => day.calls));
  if (fullest === 0) return null;
  const planned = new Map(days.map((day) => [day.date, day.calls]));
  let left = calls;
  for (let at = now; ; at = new Date(startOfDay(at) + dayMs)) {
    const end = startOfDay(at) + dayMs;
    const ofDay = (planned.get(new Date(at).toISOString().slice(0, 10)) || fullest) * ((end - at.getTime()) / dayMs);
    if (left <= ofDay) return new Date(at.getTime() + (ofDay === 0 ? 0 : (left / ofDay) * (end - at.getTime())));
    left -= ofDay;
  }
}

const startOfDay = (at: Date): number => at.getTime() - (at.getTime() % dayMs);
