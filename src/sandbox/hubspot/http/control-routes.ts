/** The levers of the sandbox, under `/_sandbox`: what no HubSpot has and every test needs. */
import type { Counters } from '../portal/counters';
import { dumpPortal } from '../portal/dump';
import type { Fault, Faults } from '../portal/faults';
import type { Mutation, Source } from '../portal/mutations';
import type { Portal } from '../portal/portal';
import { portalOwner } from '../portal/owners';
import { writeRows } from '../portal/batch-writes';
import { asObject, asProperties, asText, optionalNumber, optionalText } from './body';
import type { Json } from './body';
import { ControlError, controlObject } from './control-problem';
import { behaviourLevers } from './control-behaviour';
import { propertyLevers } from './control-property';
import { seedPortal } from './control-seed';
import { ownerLevers } from './owner-routes';
import { recordView } from './record-view';
import type { Answer, Call, Route } from './route';

/** Longer than any client waits. */
const DELAY_MAX_MS = 600_000;

export interface Levers {
  readonly portal: Portal;
  readonly faults: Faults;
  readonly counters: Counters;
}

export function controlRoutes({ portal, faults, counters }: Levers): Route[] {
  return [
    ...behaviourLevers(portal),
    ...ownerLevers(portal),
    ...propertyLevers(portal),
    // Open: every process of a test reads the time from here, and not all of them have the token.
    { method: 'GET', path: '/_sandbox/clock', open: true, handle: () => clockAnswer(portal) },
    { method: 'POST', path: '/_sandbox/clock', handle: (call) => setClock(portal, call) },
    { method: 'POST', path: '/_sandbox/seed', handle: (call) => seedPortal(portal, call) },
    { method: 'POST', path: '/_sandbox/edit', handle: (call) => edit(portal, call) },
    { method: 'GET', path: '/_sandbox/faults', handle: () => ({ status: 200, body: { faults: faults.list() } }) },
    { method: 'POST', path: '/_sandbox/faults', handle: (call) => addFault(faults, call) },
    {
      method: 'DELETE',
      path: '/_sandbox/faults',
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
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
    {
      method: 'POST',
      path: '/_sandbox/neighbour',
      handle: () => {
        throw new ControlError('A second app that uses up the account’s calls is not built yet', 501);
      },
    },
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

function addFault(faults: Faults, call: Call): Answer {
  const body = asObject(call.body, 'fault');
  const times = optionalNumber(body.times, 'times') ?? null;
  if (times !== null && (!Number.isInteger(times) || times < 1)) throw new ControlError('times must be a whole number');
  faults.add(asFault(body), times);
  return { status: 201, body: { faults: faults.list() } };
}

function asFault(body: Json): Fault {
  const probability = between(body, 'probability', 0, 1) ?? 1;
  const delayMs = between(body, 'delayMs', 0, DELAY_MAX_MS) ?? 0;
  const status = between(body, 'status', 200, 599) ?? null;
  const kind = oneOf(body.kind, ['status', 'reset'], 'kind');
  if (kind === 'status' && status === null && delayMs === 0) throw new ControlError('status or delayMs must be given');
  return {
    method: (optionalText(body.method, 'method') ?? '*').toUpperCase(),
    path: optionalText(body.path, 'path') ?? '*',
    kind,
    when: oneOf(body.when, ['before', 'after'], 'when'),
    status,
    body: body.body,
    headers: asHeaders(body.headers),
    delayMs,
    probability,
  };
}

function asHeaders(value: unknown): Record<string, string> {
  return Object.fromEntries(asProperties(value));
}

function between(body: Json, key: string, min: number, max: number): number | undefined {
  const value = optionalNumber(body[key], key);
  if (value !== undefined && (value < min || value > max)) {
    throw new ControlError(`${key} must be between ${min} and ${max}`);
  }
  return value;
}

/** The first is the default. */
function oneOf<const T extends string>(value: unknown, allowed: readonly [T, T], key: string): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ControlError(`${key} must be ${allowed.join(' or ')}`);
  return found;
}
