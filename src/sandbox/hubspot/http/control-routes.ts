/** The levers of the sandbox, under `/_sandbox`: what no HubSpot has and every test needs. */
import type { Counters } from '../../common/counters';
import { dumpPortal } from '../portal/dump';
import type { Faults } from '../../common/faults';
import type { Fault } from '../portal/fault-effects';
import type { Workflows } from '../automation/workflows';
import type { Limits } from '../portal/limits';
import type { Source } from '../portal/source';
import type { Portal } from '../portal/portal';
import { switchNames } from '../portal/switches';
import { asObject, optionalBoolean, optionalNumber } from './body';
import { editRecord } from './control-edit';
import { faultRoutes } from './control-faults';
import { limitRoutes } from './control-limits';
import { neighbourRoutes } from './control-neighbour';
import { controlOAuthRoutes } from './control-oauth';
import { refuseUnknown } from '../../common/control-body';
import { clockView, readClockChange } from '../../common/control-clock';
import { ControlError } from '../../common/control-error';
import { propertyLevers } from './control-property';
import { seedPortal } from './control-seed';
import { workflowRoutes } from './control-workflow';
import { ownerLevers } from './owner-routes';
import type { Answer, Call, Route } from './route';

export interface Levers {
  readonly portal: Portal;
  readonly faults: Faults<Fault>;
  readonly counters: Counters;
  readonly limits: Limits;
  readonly workflows: Workflows;
}

export function controlRoutes({ portal, faults, counters, limits, workflows }: Levers): Route[] {
  return [
    ...ownerLevers(portal),
    ...propertyLevers(portal),
    // Open: every process of a test reads the time from here, and not all of them have the token.
    { method: 'GET', path: '/_sandbox/clock', open: true, handle: () => clockAnswer(portal) },
    { method: 'POST', path: '/_sandbox/clock', handle: (call) => setClock(portal, call) },
    { method: 'POST', path: '/_sandbox/seed', handle: (call) => seedPortal(portal, call) },
    { method: 'POST', path: '/_sandbox/edit', handle: (call) => editRecord(portal, call) },
    { method: 'GET', path: '/_sandbox/switches', handle: () => ({ status: 200, body: portal.switches }) },
    { method: 'POST', path: '/_sandbox/switches', handle: (call) => turnSwitches(portal, call) },
    ...faultRoutes(portal, faults),
    { method: 'GET', path: '/_sandbox/search', handle: () => ({ status: 200, body: portal.lag.lag }) },
    { method: 'POST', path: '/_sandbox/search', handle: (call) => setLag(portal, call) },
    { method: 'GET', path: '/_sandbox/dump', handle: () => ({ status: 200, chunks: dumpPortal(portal) }) },
    { method: 'GET', path: '/_sandbox/counters', handle: () => ({ status: 200, body: counters.snapshot() }) },
    {
      method: 'POST',
      path: '/_sandbox/counters/reset',
      handle: () => {
        counters.reset();
        return { status: 204 };
      },
    },
    ...limitRoutes(portal, limits),
    ...neighbourRoutes(portal, limits),
    ...workflowRoutes(portal, workflows),
    ...controlOAuthRoutes(portal),
  ];
}

function clockAnswer(portal: Portal): Answer {
  return { status: 200, body: clockView(portal.clock) };
}

function setClock(portal: Portal, call: Call): Answer {
  const source: Source = { type: 'CRM_UI', id: 'sandbox' };
  portal.commit(source, [{ kind: 'clock', clock: portal.clock.changed(readClockChange(call.body)) }]);
  return clockAnswer(portal);
}

/** Changes from now on take so long to be found; what is under way keeps its time. */
function setLag(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'search');
  const { delayMs, jitterMs } = portal.lag.lag;
  const lag = {
    delayMs: optionalNumber(body.delayMs, 'delayMs') ?? delayMs,
    jitterMs: optionalNumber(body.jitterMs, 'jitterMs') ?? jitterMs,
  };
  if (lag.delayMs < 0 || lag.jitterMs < 0) throw new ControlError('delayMs and jitterMs must not be negative');
  portal.lag.lag = lag;
  return { status: 200, body: lag };
}

function turnSwitches(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'switches');
  refuseUnknown(body, switchNames, 'The list of switches');
  const named = switchNames.flatMap((name) => {
    const on = optionalBoolean(body[name], name);
    return on === undefined ? [] : [[name, on] as const];
  });
  portal.commit({ type: 'CRM_UI', id: 'sandbox' }, [{ kind: 'switches', switches: Object.fromEntries(named) }]);
  return { status: 200, body: portal.switches };
}
