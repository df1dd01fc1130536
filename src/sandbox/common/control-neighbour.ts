/** `/_sandbox/neighbour`: another program in the account that uses up its calls. */
import { asObject, optionalNumber } from './control-body';
import { ControlError } from './control-error';
import type { NeighbourPlan } from './neighbour';

export function readNeighbour(given: unknown): NeighbourPlan {
  const body = asObject(given, 'neighbour');
  const callsPerHour = optionalNumber(body.callsPerHour, 'callsPerHour');
  const burst = optionalNumber(body.burst, 'burst') ?? 1;
  if (callsPerHour === undefined || callsPerHour < 0) throw new ControlError('callsPerHour must be 0 or more');
  if (!Number.isInteger(burst) || burst < 1) throw new ControlError('burst must be a whole number, at least 1');
  return { callsPerHour, burst };
}

export interface NeighbourUse {
  readonly plan: NeighbourPlan | null;
  readonly callsToday: number;
}

export function neighbourView({ plan, callsToday }: NeighbourUse): unknown {
  return { callsPerHour: 0, burst: 1, ...plan, callsToday };
}
