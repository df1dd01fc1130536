/** `/_sandbox/neighbour`: a second app in the account that uses up its calls. */
import type { Limits } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { neighbourView, readNeighbour } from '../../common/control-neighbour';
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
  limits.setNeighbour(readNeighbour(call.body), portal.clock.now());
  return neighbourAnswer(portal, limits);
}

function neighbourAnswer(portal: Portal, limits: Limits): Answer {
  return { status: 200, body: neighbourView(limits.neighbourUse(portal.clock.now())) };
}
