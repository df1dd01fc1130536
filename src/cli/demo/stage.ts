/** Where the demo plays: the service, the CRMs in one time with it, and how to wait until nothing is left to do. */
import type { SandboxClock } from '../../sandbox/common/clock';
import { nextPoll } from '../../store/cursors';
import { countOpen } from '../../store/dirty-set';
import { countLeased } from '../../store/streams';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import type { RunningService } from '../start';
import type { Api } from './api';
import type { Crm } from './crms/crm';
import type { Progress } from './progress';

export interface Stage {
  readonly service: RunningService;
  readonly api: Api;
  readonly crms: readonly Crm[];
  /** The CRMs', which the service follows. */
  readonly clock: SandboxClock;
  readonly progress: Progress;
}

/** Records that are open, by object type. */
export type Open = Readonly<Record<string, number>>;

/** The longest a step may take before the demo says that it is stuck. */
const stepLimitMs = 110_000;
/** After a poll its connection rests; a longer lease is that of one under way. */
const restAtMostMs = 2_000;
/** What is due later than that is not waited for: time is pushed ahead to it. */
const patienceMs = 15_000;
const lookMs = 50;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param holds null when it does, else how things stand, for the message when they stay so */
async function until(holds: () => Promise<string | null>, everyMs = lookMs): Promise<void> {
  const end = performance.now() + stepLimitMs;
  for (;;) {
    const standing = await holds();
    if (standing === null) return;
    if (performance.now() > end)
      throw new Error(`the sync did not come to rest in ${stepLimitMs / 1000} s: ${standing}`);
    await wait(everyMs);
  }
}

/** Until all events have arrived, no record is open, and nobody works at one. */
export function quiet(stage: Stage): Promise<void> {
  return until(async () => {
    for (const crm of stage.crms) {
      const { waiting } = await crm.events();
      if (waiting > 0) return `${waiting} events have not arrived`;
    }
    return standing(await openIn(stage));
  });
}

/** Until no record is open. */
export function untilNothingIsOwed(stage: Stage, show: (open: Open) => void): Promise<void> {
  return until(async () => {
    const open = await openIn(stage);
    show(open ?? {});
    return standing(open);
  }, 2 * lookMs);
}

function standing(open: Open | null): string | null {
  if (open === null) return null;
  return `${Object.values(open).reduce((sum, count) => sum + count, 0)} records are still open`;
}

/**
 * What is open now; null when nothing is at all. A record whose write was not answered with what it made is looked at once more,
 * two minutes later: when that is all that is left, time is pushed ahead to it.
 */
async function openIn(stage: Stage): Promise<Open | null> {
  const { clock } = stage;
  const now = clock.now();
  const { isIdle, soon, allDueAt } = await workIn(stage, now);
  if (!isIdle) return soon;
  if (allDueAt === null) return null;
  if (!isUnderWay(await pollAfter(stage, new Date(now)), now)) advance(clock, allDueAt.getTime() - now + 1);
  return soon;
}

type Work = Awaited<ReturnType<typeof countOpen>> & {
  /** Nobody works at a stream, and nothing is looked at soon. */
  readonly isIdle: boolean;
};

const workIn = ({ service }: Stage, now: number): Promise<Work> =>
  inTenant(service.database, firstTenantId, async (tx) => {
    const open = await countOpen(tx, firstTenantId, new Date(now + patienceMs));
    const leased = await countLeased(tx, firstTenantId, new Date(now));
    return { ...open, isIdle: leased === 0 && Object.values(open.soon).every((count) => count === 0) };
  });

type Poll = Awaited<ReturnType<typeof nextPoll>>;

const pollAfter = ({ service }: Stage, seenBy: Date): Promise<Poll> =>
  inTenant(service.database, firstTenantId, (tx) => nextPoll(tx, firstTenantId, seenBy));

const isUnderWay = (next: Poll, now: number): boolean =>
  next !== null && next.leasedUntil.getTime() > now + restAtMostMs;

const advance = (clock: SandboxClock, ms: number): void => clock.restore(clock.changed({ advanceMs: ms }));

/** Pushes time ahead when nobody works: a lease that is held would be over. */
export async function leap(stage: Stage, ms: number): Promise<void> {
  const { clock } = stage;
  await quiet(stage);
  await until(async () => {
    const now = clock.now();
    return isUnderWay(await pollAfter(stage, new Date(now)), now) ? 'a poll is under way' : null;
  });
  advance(clock, ms);
}

/**
 * Until the CRMs were asked for all that was changed by now, and what was found was looked at. Time is pushed ahead to each
 * poll, so that nobody waits a minute; but not while somebody works at what another one found, whose lease would be over.
 */
export async function polled(stage: Stage): Promise<void> {
  const { clock } = stage;
  await quiet(stage);
  const from = new Date(clock.now());
  await until(async () => {
    const next = await pollAfter(stage, from);
    if (next === null) return null;
    const now = clock.now();
    const at = Math.max(next.dueAt.getTime(), next.leasedUntil.getTime());
    const isDueLater = !isUnderWay(next, now) && at > now;
    if (isDueLater && (await workIn(stage, now)).isIdle) advance(clock, at - now + 1);
    return 'not everything was asked for by polling';
  });
  await quiet(stage);
}
