/**
 * Asks CRMs for their own figures of the day where nothing was heard of them for an hour, in whatever process comes first. The tick is real
 * time and what is due is the clock port's, so a virtual clock is followed.
 */
import type { BackgroundParts } from '../operate/background-calls';
import { readUsage } from '../operate/read-usage';
import { claimUsageReading } from '../store/usage-readings';
import { TickingLoop } from './ticking-loop';

export class UsageReadings extends TickingLoop {
  constructor(parts: BackgroundParts, tickMs?: number) {
    super(
      (isStopping) => serveDue(parts, isStopping),
      (error) => parts.logger.error({ event: 'usage.failed', err: error }),
      tickMs,
    );
  }
}

async function serveDue(parts: BackgroundParts, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    const claimed = await claimUsageReading(parts.database, parts.clock.now());
    if (claimed === null) return;
    await readUsage(parts, claimed, isStopping);
  }
}
