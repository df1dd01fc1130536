/** Time of the demo's migration: it is pushed ahead to what is due next, and never while somebody works. */
import { readNextDue } from '../../../store/next-due';
import { inTenant } from '../../../store/transaction';
import { firstTenantId } from '../../first-tenant';
import type { Stage } from '../stage';

type Time = Pick<Stage, 'service' | 'clock'>;

const lookMs = 15;
/** The longest that somebody may work without an end before the demo says that it is stuck. */
const stuckAfterMs = 60_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until nobody works and nothing is due. Answers when something will be, at the latest `end`. */
export async function restingUntil({ service, clock }: Time, end: number): Promise<number> {
  const stuckAt = performance.now() + stuckAfterMs;
  for (;;) {
    const now = clock.now();
    const { busy, dueAt } = await inTenant(service.database, firstTenantId, (tx) =>
      readNextDue(tx, firstTenantId, new Date(now)),
    );
    const next = Math.min(dueAt?.getTime() ?? end, end);
    if (busy === 0 && next > now) return next;
    if (busy === 0 && end <= now) return now;
    if (performance.now() > stuckAt)
      throw new Error(`nothing gets on: ${busy} leases are held, and what is due was due at ${String(dueAt)}`);
    await wait(lookMs);
  }
}

/** Until nobody works any more, pushes time ahead to what is due next, or by so much at most. */
export async function passSome(time: Time, mostMs: number): Promise<void> {
  const { clock } = time;
  const next = await restingUntil(time, clock.now() + mostMs);
  const ms = next - clock.now() + 1;
  if (ms > 0) clock.restore(clock.changed({ advanceMs: ms }));
}

/** Lets so much time pass, and all be done that is due in it. */
export async function pass(time: Time, ms: number): Promise<void> {
  const end = time.clock.now() + ms;
  while (time.clock.now() < end) await passSome(time, end - time.clock.now());
}
