/** `/_sandbox/clock`: pushing time ahead, and making it run faster. */
import type { SandboxClock } from './clock';
import { asObject, optionalNumber } from './control-body';
import { ControlError } from './control-error';

export interface ClockChange {
  readonly advanceMs: number | undefined;
  readonly rate: number | undefined;
}

export function readClockChange(given: unknown): ClockChange {
  const body = asObject(given, 'clock');
  const advanceMs = optionalNumber(body.advanceMs, 'advanceMs');
  const rate = optionalNumber(body.rate, 'rate');
  if (advanceMs === undefined && rate === undefined) throw new ControlError('advanceMs or rate must be given');
  if (advanceMs !== undefined && advanceMs < 0)
    throw new ControlError('advanceMs must not be negative: time only goes on');
  if (rate !== undefined && rate < 0) throw new ControlError('rate must not be negative: time only goes on');
  return { advanceMs, rate };
}

export function clockView(clock: SandboxClock): unknown {
  const epochMs = clock.now();
  return { now: new Date(epochMs).toISOString(), epochMs, rate: clock.rate };
}
