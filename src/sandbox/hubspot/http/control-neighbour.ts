/** `/_sandbox/neighbour`: a second app in the account that uses up its calls. */
import { whole } from '../../common/control-body';
import { asObject } from './body';
import type { Limits } from '../portal/limits';
import { SEARCHES_PER_SECOND } from '../portal/limits';
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
        limits.setNeighboursSearches(0);
        return { status: 204 };
      },
    },
  ];
}

function moveIn(portal: Portal, limits: Limits, call: Call): Answer {
  const body = asObject(call.body, 'neighbour');
  const searchesPerSecond = whole(body, 'searchesPerSecond', 0, SEARCHES_PER_SECOND);
  // Whether searches count for the day is unverified; what the neighbour's day holds, `callsPerHour` says alone.
  const plan = readNeighbour(searchesPerSecond === undefined ? body : { callsPerHour: 0, ...body });
  limits.setNeighbour(plan, portal.clock.now());
  limits.setNeighboursSearches(searchesPerSecond ?? 0);
  return neighbourAnswer(portal, limits);
}

function neighbourAnswer(portal: Portal, limits: Limits): Answer {
  const view = neighbourView(limits.neighbourUse(portal.clock.now())) as object;
  return { status: 200, body: { ...view, searchesPerSecond: limits.searchesOfNeighbour } };
}
