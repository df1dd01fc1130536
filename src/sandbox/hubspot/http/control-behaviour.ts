/** Switches between what HubSpot may do; see `portal/behaviour.ts`. */
import type { Behaviour } from '../portal/behaviour';
import type { Portal } from '../portal/portal';
import { asObject, optionalBoolean } from './body';
import { ControlError } from './control-problem';
import type { Answer, Call, Route } from './route';

export function behaviourLevers(portal: Portal): Route[] {
  const path = '/_sandbox/behaviour';
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: portal.behaviour }) },
    { method: 'POST', path, handle: (call) => change(portal, call) },
  ];
}

function change(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'behaviour');
  const { lifecycleBackwards = portal.behaviour.lifecycleBackwards } = body;
  if (lifecycleBackwards !== 'ignored' && lifecycleBackwards !== 'refused') {
    throw new ControlError('lifecycleBackwards must be ignored or refused');
  }
  const noOpBumps = optionalBoolean(body.noOpBumps, 'noOpBumps') ?? portal.behaviour.noOpBumps;
  const behaviour: Behaviour = { noOpBumps, lifecycleBackwards };
  portal.commit({ type: 'CRM_UI', id: 'sandbox' }, [{ kind: 'behaviour', behaviour }]);
  return { status: 200, body: portal.behaviour };
}
