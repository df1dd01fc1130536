/**
 * What every call goes through: token, limits, faults, its route, faults again, counters. The order is HubSpot's as far
 * as it can be seen: a call without a token costs nothing, and one over the limit never reaches what would fail it.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counters } from '../portal/counters';
import type { Fault, Faults } from '../portal/faults';
import type { Limits, LimitsLeft } from '../portal/limits';
import { findObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { Refused } from '../portal/refusal';
import { unreadable } from './body';
import { controlProblem } from './control-problem';
import { limited, problemAnswer, unauthorised } from './problems';
import type { Answer, Call, Route } from './route';

const JSON_TYPE = 'application/json;charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json;charset=utf-8';
/** Deprecated by HubSpot, still sent, never enforced (HubSpot docs 2025-01). */
const SECONDLY = 19;

export interface Gate {
  readonly portal: Portal;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly counters: Counters;
  /** Aborted when the sandbox closes: nothing waits on. */
  readonly closing: AbortSignal;
}

/** One call on its way. */
interface Passage {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly route: Route;
  readonly path: string;
  readonly endpoint: string;
  readonly correlationId: string;
}

/** HubSpot's own API: limited, countable and breakable. */
export function mountApi(app: FastifyInstance, gate: Gate, routes: readonly Route[]): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => passApi(gate, passage(route, request, reply)),
    });
  }
}

/** Our levers: never limited, counted or broken. */
export function mountControl(app: FastifyInstance, gate: Gate, routes: readonly Route[]): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const through = passage(route, request, reply);
        const allowed = route.open === true || hasToken(gate, request);
        return send(through, allowed ? control(through) : unauthorised(through.correlationId), PROBLEM_TYPE);
      },
    });
  }
}

/** The answer to a path that no route has. */
export async function sendUnknownRoute(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const correlationId = randomUUID();
  const body = { status: 'error', message: 'resource not found', correlationId };
  reply.headers({ 'Content-Type': JSON_TYPE, 'X-HubSpot-Correlation-Id': correlationId });
  return reply.code(404).send(JSON.stringify(body));
}

async function passApi(gate: Gate, through: Passage): Promise<FastifyReply> {
  const turnedAway = turnAway(gate, through);
  if (turnedAway !== undefined) return finish(gate, through, turnedAway);

  const fault = gate.faults.strike(through.request.method, through.path);
  if (fault?.when === 'before') {
    await delay(gate, fault);
    if (isFinal(fault)) return fail(gate, through, { fault, answer: { status: 0 } });
  }
  const answer = perform(gate, through);
  if (fault?.when !== 'after') return finish(gate, through, answer);
  await delay(gate, fault);
  return isFinal(fault) ? fail(gate, through, { fault, answer }) : finish(gate, through, answer);
}

/** The answer to a call without the token or over the limit. */
function turnAway(gate: Gate, { request, reply, route, correlationId }: Passage): Answer | undefined {
  if (route.developer === true) return hasDeveloperKey(gate, request) ? undefined : unauthorised(correlationId);
  if (!hasToken(gate, request)) return unauthorised(correlationId);
  const { portal } = gate;
  const verdict = gate.limits.take(route.limit ?? 'general', portal.clock.now());
  if (!verdict.ok) return limited(verdict, correlationId, `${portal.portalId}:${portal.appId}`);
  if (verdict.left !== null) reply.headers(limitHeaders(verdict.left));
  return undefined;
}

function perform(gate: Gate, { route, request, correlationId }: Passage): Answer {
  try {
    return route.handle(callOf(request));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const answer = problemAnswer(error.refusal, correlationId, {
      batch: isBatchOfSeveral(request),
      portalId: gate.portal.portalId,
    });
    return { ...answer, tally: { failed: rowsIn(request) } };
  }
}

function control({ route, request }: Passage): Answer {
  try {
    return route.handle(callOf(request));
  } catch (error) {
    return controlProblem(error);
  }
}

async function delay(gate: Gate, fault: Fault): Promise<void> {
  if (fault.delayMs > 0) await wait(fault.delayMs, undefined, { signal: gate.closing }).catch(() => undefined);
}

/** A fault without a status only delays. */
function isFinal(fault: Fault): boolean {
  return fault.kind === 'reset' || fault.status !== null;
}

/** Whatever was done is counted as done: the caller does not see it, the dump does. */
function fail(gate: Gate, through: Passage, what: { readonly fault: Fault; readonly answer: Answer }): FastifyReply {
  const { request, reply, endpoint, correlationId } = through;
  const { fault, answer } = what;
  const outcome = fault.kind === 'reset' ? 'reset' : String(fault.status);
  gate.counters.count(endpoint, outcome, answer.tally ?? {});
  if (fault.kind === 'reset') {
    reply.hijack();
    request.raw.socket.resetAndDestroy();
    return reply;
  }
  const { body = { status: 'error', message: 'internal error', correlationId } } = fault;
  const html = typeof body === 'string';
  reply.headers({
    'Content-Type': html ? 'text/html;charset=utf-8' : JSON_TYPE,
    'X-HubSpot-Correlation-Id': correlationId,
    ...fault.headers,
  });
  return reply.code(fault.status ?? 500).send(html ? body : JSON.stringify(body));
}

function finish(gate: Gate, through: Passage, answer: Answer): FastifyReply {
  gate.counters.count(through.endpoint, String(answer.status), answer.tally ?? {});
  return send(through, answer, JSON_TYPE);
}

function send({ reply, correlationId }: Passage, answer: Answer, errorType: string): FastifyReply {
  reply.code(answer.status).header('X-HubSpot-Correlation-Id', correlationId);
  if (answer.chunks === undefined && answer.body === undefined) return reply.send();
  reply.header('Content-Type', answer.status < 400 ? JSON_TYPE : errorType);
  return reply.send(answer.chunks === undefined ? JSON.stringify(answer.body) : Readable.from(answer.chunks));
}

function passage(route: Route, request: FastifyRequest, reply: FastifyReply): Passage {
  const path = request.url.split('?', 1)[0] ?? '';
  return { route, request, reply, path, endpoint: endpointOf(route, request), correlationId: randomUUID() };
}

/** `POST /crm/v3/objects/contacts/batch/upsert`: object types by their usual name, other parameters taken out. */
function endpointOf(route: Route, request: FastifyRequest): string {
  const params = request.params as Record<string, string>;
  const path = route.path.replace(/:(\w+)/g, (_match, name: string) => {
    const type = name.endsWith('bjectType') ? findObjectType(params[name] ?? '') : undefined;
    return type?.plural ?? `{${name}}`;
  });
  return `${route.method} ${path.replace(/\/$/, '')}`;
}

function callOf(request: FastifyRequest): Call {
  return {
    params: request.params as Record<string, string>,
    query: request.query as Call['query'],
    body: bodyOf(request),
  };
}

function bodyOf(request: FastifyRequest): unknown {
  const text = request.body as string | undefined;
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unreadable('Unexpected character or end of input');
  }
}

function hasToken(gate: Gate, request: FastifyRequest): boolean {
  return request.headers.authorization === `Bearer ${gate.portal.token}`;
}

/** Which words HubSpot has for a wrong one is unverified. */
function hasDeveloperKey(gate: Gate, request: FastifyRequest): boolean {
  const { hapikey } = request.query as Readonly<Record<string, unknown>>;
  return typeof hapikey === 'string' && gate.portal.webhooks.holdsDeveloperKey(hapikey);
}

/** Refused calls only: what a batch call carried, looked at a second time. */
function rowsIn(request: FastifyRequest): number {
  try {
    const body = bodyOf(request) as { readonly inputs?: unknown } | undefined;
    return Array.isArray(body?.inputs) ? body.inputs.length : 1;
  } catch {
    return 1;
  }
}

function isBatchOfSeveral(request: FastifyRequest): boolean {
  return rowsIn(request) > 1;
}

function limitHeaders(left: LimitsLeft): Record<string, string> {
  const daily: Record<string, string> = {};
  if (left.daily !== null && left.dailyRemaining !== null) {
    daily['X-HubSpot-RateLimit-Daily'] = String(left.daily);
    daily['X-HubSpot-RateLimit-Daily-Remaining'] = String(left.dailyRemaining);
  }
  return {
    ...daily,
    'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
    'X-HubSpot-RateLimit-Max': String(left.max),
    'X-HubSpot-RateLimit-Remaining': String(left.remaining),
    'X-HubSpot-RateLimit-Secondly': String(SECONDLY),
    'X-HubSpot-RateLimit-Secondly-Remaining': String(SECONDLY - 1),
  };
}
