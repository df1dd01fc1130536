/**
 * What every call goes through: token, limits, scopes, faults, its route, faults again, counters. The order is HubSpot's as far
 * as it can be seen: a call without a token costs nothing, and one over the limit never reaches what would fail it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Counters } from '../../common/counters';
import type { Faults } from '../../common/faults';
import type { Workflows } from '../automation/workflows';
import { timed } from '../../common/own-time';
import type { Fault } from '../portal/fault-effects';
import type { AppKind, Limits, LimitsLeft } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { Refused } from '../portal/refusal';
import type { Recognised } from './caller';
import { hasDeveloperKey, hasPrivateToken, recognise } from './caller';
import { controlProblem } from './control-problem';
import type { Struck } from './fault-delivery';
import { deliver, preventsCall } from './fault-delivery';
import { spoilCall } from './fault-rows';
import type { Passage } from './passage';
import { callOf, finish, passage, requireJson, rowsIn, send } from './passage';
import { limited, missingScope, problemAnswer, unauthorised } from './problems';
import type { Answer, Route } from './route';
import { missingScopes, scopeNeed } from './scopes';

const PROBLEM_TYPE = 'application/problem+json;charset=utf-8';
/** Deprecated by HubSpot, still sent, never enforced (HubSpot docs 2025-01). */
const SECONDLY = 19;

type Need = ReturnType<typeof scopeNeed>;

export interface Gate {
  readonly portal: Portal;
  readonly limits: Limits;
  readonly faults: Faults<Fault>;
  readonly counters: Counters;
  readonly workflows: Workflows;
  /** Aborted when the sandbox closes: nothing waits on. */
  readonly closing: AbortSignal;
}

/** HubSpot's own API: limited, countable and breakable. */
export function mountApi(app: FastifyInstance, gate: Gate, routes: readonly Route[]): void {
  for (const route of routes) {
    const need = scopeNeed(route);
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => passApi(gate, passage(route, request, reply), need),
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
        const allowed = route.open === true || hasPrivateToken(gate.portal, request);
        return send(through, allowed ? control(gate, through) : unauthorised(through.correlationId), PROBLEM_TYPE);
      },
    });
  }
}

async function passApi(gate: Gate, through: Passage, need: Need): Promise<FastifyReply> {
  through.reply.headers(traceHeaders(through.correlationId));
  const admitted = admit(gate, through, need);
  if ('answer' in admitted) return finish(gate.counters, through, admitted.answer);
  if (!gate.faults.has('stale-search')) gate.portal.thawSearch();
  const fault = gate.faults.strike(through.request.method, through.path);
  if (fault === undefined) {
    return finish(
      gate.counters,
      through,
      timed(through.spent, () => perform(gate, through)),
    );
  }
  return passStruck(gate, through, { fault, app: admitted.caller.app });
}

async function passStruck(
  gate: Gate,
  through: Passage,
  struck: Pick<Struck, 'fault'> & { app: AppKind },
): Promise<FastifyReply> {
  const { portal, counters } = gate;
  const { fault, app } = struck;
  if (fault.when === 'before') await delay(gate, fault);
  const answer = preventsCall(fault) ? undefined : timed(through.spent, () => perform(gate, through, fault));
  if (fault.when === 'after') await delay(gate, fault);
  return deliver(counters, through, { fault, answer, now: portal.clock.now(), group: groupOf(portal, app) });
}

/** Only HubSpot's name of a private app's calls is recorded (2023); the other is unverified. */
function groupOf({ portalId, appId }: Portal, app: AppKind): string {
  const calls = app === 'private' ? 'private_app-api-calls-ten-secondly' : 'oauth_app-api-calls-ten-secondly';
  return `publicapi:${calls}:${portalId}:${appId}`;
}

/** Of a route that no account's token opens: it takes nothing from the account's limits. */
const nobody: Recognised = { caller: { app: 'oauth', scopes: [] } };

/** Token, limits, scopes: who is turned away by one of them never reaches the next. */
function admit(gate: Gate, { request, reply, route, correlationId }: Passage, need: Need): Recognised {
  if (route.open === true) return nobody;
  if (route.developer === true) {
    return hasDeveloperKey(gate.portal, request) ? nobody : { answer: unauthorised(correlationId) };
  }
  const { portal } = gate;
  const recognised = recognise(portal, request, correlationId);
  if ('answer' in recognised) return recognised;
  const { app, scopes } = recognised.caller;
  const verdict = gate.limits.take(app, route.limit ?? 'general', portal.clock.now(), route.path);
  if (verdict.left !== null) reply.headers(limitHeaders(verdict.left));
  if (!verdict.ok) return { answer: limited(verdict.policy, correlationId, groupOf(portal, app)) };
  // The text is unverified.
  if (route.oauthOnly === true && app !== 'oauth') return { answer: unauthorised(correlationId) };
  const missing = missingScopes(need(request.params as Record<string, string>), scopes);
  return missing === undefined ? recognised : { answer: missingScope(correlationId, missing) };
}

function perform(gate: Gate, { route, path, request, correlationId }: Passage, fault?: Fault): Answer {
  const { random, portalId } = gate.portal;
  try {
    gate.portal.emptyBin();
    gate.workflows.runDue();
    if (route.form !== true) requireJson(request);
    const call = callOf(request, route.form);
    if (fault === undefined) return route.handle(call);
    // The client takes nothing but 200 for default associations.
    const partly = path.endsWith('/associate/default') ? 200 : 207;
    const spoiled = spoilCall(fault, call, { random, partly });
    return spoiled.spoil(route.handle(spoiled.call));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const rows = rowsIn(request);
    const answer = problemAnswer(error.refusal, correlationId, { batch: rows > 1, portalId });
    return { ...answer, tally: { failed: rows } };
  }
}

function control({ portal, workflows }: Gate, { route, request }: Passage): Answer {
  try {
    portal.emptyBin();
    workflows.runDue();
    return route.handle(callOf(request));
  } catch (error) {
    return controlProblem(error);
  }
}

async function delay(gate: Gate, fault: Fault): Promise<void> {
  if (fault.delayMs === 0) return;
  const signal = AbortSignal.any([gate.closing, gate.faults.cleared]);
  await wait(fault.delayMs, undefined, { signal }).catch(() => undefined);
}

/** What support asks for, beside the correlation id (HubSpot docs 2025-01). Only their names mean something here. */
function traceHeaders(correlationId: string): Record<string, string> {
  const hex = correlationId.replaceAll('-', '');
  return { 'X-Trace': `2B${hex.toUpperCase()}`, 'CF-Ray': `${hex.slice(0, 16)}-MAD` };
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
