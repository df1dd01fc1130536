/** `/_sandbox/limits`: how many calls the account has, set by number, and what came of those that were let in. */
import { refuseUnknown, whole } from '../../common/control-body';
import { readWatch, watchView } from '../../common/limit-watch';
import type { Limits } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { asObject } from './body';
import type { Answer, Call, Route } from './route';

export function limitRoutes(portal: Portal, limits: Limits): Route[] {
  const path = '/_sandbox/limits';
  return [
    { method: 'GET', path, handle: () => limitsAnswer(portal, limits) },
    { method: 'POST', path, handle: (call) => setLimits(portal, limits, call) },
    { method: 'GET', path: `${path}/watch`, handle: () => ({ status: 200, body: watchView(limits.watch) }) },
    {
      method: 'POST',
      path: `${path}/watch`,
      handle: (call) => {
        limits.watch.begin(readWatch(call.body));
        return { status: 200, body: watchView(limits.watch) };
      },
    },
  ];
}

/** What is not named stays as it is. */
function setLimits(portal: Portal, limits: Limits, call: Call): Answer {
  const body = asObject(call.body, 'limits');
  refuseUnknown(body, ['daily', 'window', 'oauthWindow'], 'The limits');
  const read = (key: string): number | undefined => whole(body, key, 0, Number.MAX_SAFE_INTEGER);
  const named = { daily: read('daily'), window: read('window'), oauthWindow: read('oauthWindow') };
  limits.set(named, portal.clock.now());
  return limitsAnswer(portal, limits);
}

function limitsAnswer(portal: Portal, limits: Limits): Answer {
  const now = portal.clock.now();
  const { limit, used, resetsAt } = limits.usage(now);
  const day = { limit, used, remaining: Math.max(0, limit - used), resetsAt: new Date(resetsAt).toISOString() };
  return {
    status: 200,
    body: { day, window: limits.windowUse('private', now), oauthWindow: limits.windowUse('oauth', now) },
  };
}
