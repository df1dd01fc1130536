/** `/_sandbox/neighbour`: another program in the account that uses up its calls. */
import { asList, asObject, optionalNumber } from './control-body';
import { ControlError } from './control-error';
import type { NeighbourPlan } from './neighbour';

const HOURS = 24;

export function readNeighbour(given: unknown): NeighbourPlan {
  const body = asObject(given, 'neighbour');
  const callsPerHour = optionalNumber(body.callsPerHour, 'callsPerHour');
  const burst = optionalNumber(body.burst, 'burst') ?? 1;
  if (callsPerHour === undefined || callsPerHour < 0) throw new ControlError('callsPerHour must be 0 or more');
  if (!Number.isInteger(burst) || burst < 1) throw new ControlError('burst must be a whole number, at least 1');
  if (body.hours === undefined) return { callsPerHour, burst };
  return { callsPerHour, burst, hours: asWeights(body.hours) };
}

function asWeights(given: unknown): readonly number[] {
  const hours = asList(given, 'hours').map((weight) => optionalNumber(weight, 'hours') ?? -1);
  const isDay = hours.length === HOURS && hours.every((weight) => weight >= 0) && hours.some((weight) => weight > 0);
  if (!isDay) throw new ControlError('hours must be 24 weights of 0 or more, not all of them 0');
  return hours;
}

export interface NeighbourUse {
  readonly plan: NeighbourPlan | null;
  readonly callsToday: number;
}

export function neighbourView({ plan, callsToday }: NeighbourUse): unknown {
  return { callsPerHour: 0, burst: 1, ...plan, callsToday };
}
