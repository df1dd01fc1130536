/** Where the demo plays: the service, the CRMs in one time with it, and how to wait until nothing is left to do. */
import { nextPoll } from '../../store/cursors';
import type { SandboxClock } from '../../sandbox/common/clock';
import { countDirty } from '../../store/dirty-set';
import { countLeased } from '../../store/streams';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import type { RunningService } from '../start';
import type { Api } from './api';
import type { Progress } from './progress';
import type { Crm } from './crms/crm';

export interface Stage {
  readonly service: RunningService;
  readonly api: Api;
  readonly crms: readonly Crm[];
  /** The CRMs', which the service follows. */
  readonly clock: SandboxClock;
  readonly progress: Progress;
}

/** The longest a step may take before the demo says that it is stuck. */
const stepLimitMs = 55_000;
/** After a poll its connection rests; a longer lease is that of one under way. */
const restAtMostMs = 2_000;
const lookMs = 50;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param holds null when it does, else how things stand, for the message when they stay so */
export async function until(holds: () => Promise<string | null>, everyMs = lookMs): Promise<void> {
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
export function quiet({ service, crms, clock }: Stage): Promise<void> {
  return until(async () => {
    for (const crm of crms) {
      const { waiting } = await crm.events();
      if (waiting > 0) return `${waiting} events have not arrived`;
    }
    const now = new Date(clock.now());
    const [open, busy] = await inTenant(service.database, firstTenantId, async (tx) => {
      const counts = Object.values(await countDirty(tx, firstTenantId));
      return [counts.reduce((sum, count) => sum + count, 0), await countLeased(tx, firstTenantId, now)];
    });
    return open + busy === 0 ? null : `${open} records are still open`;
  });
}

const advance = (clock: SandboxClock, ms: number): void => clock.restore(clock.changed({ advanceMs: ms }));

/** Pushes time ahead when nobody works: a lease that is held would be over. */
export async function leap(stage: Stage, ms: number): Promise<void> {
  const { service, clock } = stage;
  await quiet(stage);
  await until(async () => {
    const now = new Date(clock.now());
    const next = await inTenant(service.database, firstTenantId, (tx) => nextPoll(tx, firstTenantId, now));
    const leasedUntil = next?.leasedUntil.getTime() ?? 0;
    return leasedUntil > now.getTime() + restAtMostMs ? 'a poll is under way' : null;
  });
  advance(clock, ms);
}

/**
 * Until the CRM was asked for all that was changed by now, and what was found was looked at. Time is pushed ahead to each poll,
 * so that nobody waits a minute.
 */
export async function polled(stage: Stage): Promise<void> {
  const { service, clock } = stage;
  await quiet(stage);
  const from = new Date(clock.now());
  await until(async () => {
    const now = clock.now();
    const next = await inTenant(service.database, firstTenantId, (tx) => nextPoll(tx, firstTenantId, from));
    if (next === null) return null;
    const leasedUntil = next.leasedUntil.getTime();
    const at = Math.max(next.dueAt.getTime(), leasedUntil);
    if (leasedUntil <= now + restAtMostMs && at > now) advance(clock, at - now + 1);
    return 'not everything was asked for by polling';
  });
  await quiet(stage);
}
