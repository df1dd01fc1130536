/**
 * Reads descriptions anew when they are due, in whatever process comes first. Due they are only when something was written
 * with old ones, or refused by them or in spite of them: a connection by which nothing goes costs its CRM no calls, and its
 * first write after a rest asks for them by itself. The tick is real time and what is due is the clock port's, so a virtual
 * clock is followed.
 */
import { describeAgain, type DescribingParts } from '../operate/describe-again';
import { claimDescribing } from '../store/described';
import { TickingLoop } from './ticking-loop';

/** What was claimed by a process that died, or could not be read, is tried again after it. */
const againMs = 300_000;

export class Describing extends TickingLoop {
  constructor(parts: DescribingParts, tickMs?: number) {
    super(
      (isStopping) => serveDue(parts, isStopping),
      (error) => parts.logger.error({ event: 'describe.failed', err: error }),
      tickMs,
    );
  }
}

async function serveDue(parts: DescribingParts, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    const now = parts.clock.now();
    const again = new Date(now.getTime() + againMs);
    const claimed = await claimDescribing(parts.database, { now, again });
    if (claimed === null) return;
    await describeAgain(parts, claimed, isStopping);
  }
}
