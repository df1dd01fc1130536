/** `/_sandbox/limits` and `/_sandbox/neighbour`: how many requests the org has, and who else uses them up. */
import { optionalBoolean, refuseUnknown, whole } from '../../common/control-body';
import { neighbourView, readNeighbour } from '../../common/control-neighbour';
import { readWatch, watchView } from '../../common/limit-watch';
import type { Answer, Call } from '../http/route';
import type { ApiUsage } from '../org/api-usage';
import { controlBody, type Lever } from './control-call';

export function limitLevers(usage: ApiUsage): Lever[] {
  return [
    { method: 'GET', lever: 'limits', handle: () => limitsAnswer(usage) },
    { method: 'POST', lever: 'limits', handle: (call) => setLimits(usage, call) },
    { method: 'GET', lever: 'limits/watch', handle: () => ({ status: 200, body: watchView(usage.watch) }) },
    {
      method: 'POST',
      lever: 'limits/watch',
      handle: (call) => {
        usage.watch.begin(readWatch(controlBody(call)));
        return { status: 200, body: watchView(usage.watch) };
      },
    },
    { method: 'GET', lever: 'neighbour', handle: () => neighbourAnswer(usage) },
    {
      method: 'POST',
      lever: 'neighbour',
      handle: (call) => {
        usage.setNeighbour(readNeighbour(controlBody(call)));
        return neighbourAnswer(usage);
      },
    },
    {
      method: 'DELETE',
      lever: 'neighbour',
      handle: () => {
        usage.setNeighbour(null);
        return { status: 204 };
      },
    },
  ];
}

/** What is not named stays as it is. */
function setLimits(usage: ApiUsage, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['daily', 'hard', 'concurrent'], 'The limits');
  const { daily, hard, concurrent } = usage.limits;
  usage.limits = {
    daily: whole(body, 'daily', 0, Number.MAX_SAFE_INTEGER) ?? daily,
    hard: optionalBoolean(body.hard, 'hard') ?? hard,
    concurrent: whole(body, 'concurrent', 0, Number.MAX_SAFE_INTEGER) ?? concurrent,
  };
  return limitsAnswer(usage);
}

function limitsAnswer(usage: ApiUsage): Answer {
  return { status: 200, body: { ...usage.limits, used: usage.used() } };
}

function neighbourAnswer(usage: ApiUsage): Answer {
  return { status: 200, body: neighbourView(usage.neighbourUse()) };
}
