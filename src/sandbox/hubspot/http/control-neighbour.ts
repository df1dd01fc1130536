/** `/_sandbox/neighbour`: a second app in the account that uses up its calls. */
import type { Limits } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { asObject, optionalNumber } from './body';
import { ControlError } from './control-problem';
import type { Answer, Call, Route } from './route';

export function neighbourRoutes(portal: Portal, limits: Limits): Route[] {
  const path = '/_sandbox/neighbour';
  return [
    { method: 'GET', path, handle: () => neighbourAnswer(portal, limits) },
    { method: 'POST', path, handle: (call) => moveIn(portal, limits, call) },
    {
      method: 'DELETE',
      path,
      handle: () => {
        limits.setNeighbour(null, portal.clock.now());
        return { status: 204 };
      },
    },
  ];
}

function moveIn(portal: Portal, limits: Limits, call: Call): Answer {
  const body = asObject(call.body, 'neighbour');
  const callsPerHour = optionalNumber(body.callsPerHour, 'callsPerHour');
  const burst = optionalNumber(body.burst, 'burst') ?? 1;
  if (callsPerHour === undefined || callsPerHour < 0) throw new ControlError('callsPerHour must be 0 or more');
  if (!Number.isInteger(burst) || burst < 1) throw new ControlError('burst must be a whole number, at least 1');
  limits.setNeighbour({ callsPerHour, burst }, portal.clock.now());
  return neighbourAnswer(portal, limits);
}

function neighbourAnswer(portal: Portal, limits: Limits): Answer {
  const { plan, callsToday } = limits.neighbourUse(portal.clock.now());
  return { status: 200, body: { callsPerHour: 0, burst: 1, ...plan, callsToday } };
}
