/** The levers of the sandbox, under `/_sandbox`: what no HubSpot has and every test needs. */
import type { Counters } from '../portal/counters';
import { dumpPortal } from '../portal/dump';
import type { Faults } from '../portal/faults';
import type { Limits } from '../portal/limits';
import type { Mutation, Source } from '../portal/mutations';
import type { Portal } from '../portal/portal';
import { portalOwner } from '../portal/portal';
import { writeRows } from '../portal/batch-writes';
import { asObject, asProperties, asText, optionalNumber } from './body';
import { faultRoutes } from './control-faults';
import { neighbourRoutes } from './control-neighbour';
import { controlOAuthRoutes } from './control-oauth';
import { ControlError, controlObject } from './control-problem';
import { seedPortal } from './control-seed';
import { recordView } from './record-view';
import type { Answer, Call, Route } from './route';

export interface Levers {
  readonly portal: Portal;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly limits: Limits;
}

export function controlRoutes({ portal, faults, counters, limits }: Levers): Route[] {
  return [
    // Open: every process of a test reads the time from here, and not all of them have the token.
    { method: 'GET', path: '/_sandbox/clock', open: true, handle: () => clockAnswer(portal) },
    { method: 'POST', path: '/_sandbox/clock', handle: (call) => setClock(portal, call) },
    { method: 'POST', path: '/_sandbox/seed', handle: (call) => seedPortal(portal, call) },
    { method: 'POST', path: '/_sandbox/edit', handle: (call) => edit(portal, call) },
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
    ...neighbourRoutes(portal, limits),
    ...controlOAuthRoutes(portal),
  ];
}

function clockAnswer(portal: Portal): Answer {
  const epochMs = portal.clock.now();
  return { status: 200, body: { now: new Date(epochMs).toISOString(), epochMs, rate: portal.clock.rate } };
}

function setClock(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'clock');
  const advanceMs = optionalNumber(body.advanceMs, 'advanceMs');
  const rate = optionalNumber(body.rate, 'rate');
  if (advanceMs === undefined && rate === undefined) throw new ControlError('advanceMs or rate must be given');
  if (advanceMs !== undefined && advanceMs < 0)
    throw new ControlError('advanceMs must not be negative: time only goes on');
  if (rate !== undefined && rate < 0) throw new ControlError('rate must not be negative: time only goes on');
  const source: Source = { type: 'CRM_UI', id: 'sandbox' };
  portal.commit(source, [{ kind: 'clock', clock: portal.clock.changed({ advanceMs, rate }) }]);
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

/** A salesperson's change in HubSpot's own pages: properties, or `archived: true` for the recycle bin. */
function edit(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'edit');
  const type = controlObject(body.object);
  const id = asText(body.id, 'id');
  const record = portal.records(type.id).findLive(id);
  if (record === undefined) throw new ControlError(`There is no ${type.singular} ${id}`, 404);
  const source: Source = { type: 'CRM_UI', id: `userId:${portalOwner.userId}` };
  const written = asProperties(body.properties);
  writeRows(portal, type, source, [{ record, written, traceId: undefined, links: [] }]);
  if (body.archived === true) {
    const archive: Mutation = { kind: 'archive', object: type.id, id, at: portal.clock.now() };
    portal.commit(source, [archive]);
  }
  return { status: 200, body: recordView(portal, type, record, 'all') };
}
