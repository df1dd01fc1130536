/**
 * Goes on with what was to be marked of a connection as a whole where whoever was at it has died, in whatever process comes first. The
 * tick is real time and what is due is the clock port's, so a virtual clock is followed.
 */
import { carryOutMarkings, type MarkingDeps } from '../operate/carry-out-markings';
import type { Logger } from '../platform/logger';
import { claimMarking } from '../store/markings';
import type { Waker } from '../store/wake';
import { TickingLoop } from './ticking-loop';

/** What is left behind waits for a minute in any case. */
const usualTickMs = 10_000;

export interface MarkingsParts extends MarkingDeps {
  readonly logger: Logger;
  readonly waker: Waker;
}

export class Markings extends TickingLoop {
  constructor(parts: MarkingsParts, tickMs = usualTickMs) {
    super(
      (isStopping) => serveDue(parts, isStopping),
      (error) => parts.logger.error({ event: 'markings.failed', err: error }),
      tickMs,
    );
  }
}

async function serveDue(parts: MarkingsParts, isStopping: () => boolean): Promise<void> {
  const { database, clock, logger, waker } = parts;
  while (!isStopping()) {
    const claimed = await claimMarking(database, clock.now());
    if (claimed === null) return;
    const { tenantId, connectionId, object } = claimed;
    logger.warn({ event: 'marking.taken-over', ...claimed });
    await carryOutMarkings(parts, [claimed], { goesOn: () => !isStopping() });
    waker.wake(tenantId, [{ connectionId, object }]);
  }
}
