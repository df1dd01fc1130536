/**
 * What is seen of every request: its id, a line in the log, its numbers. By the pattern of its route and never by its
 * path, which holds ids. Nothing here looks at a body, but for the verdicts in our own answers.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../platform/logger';
import type { Metrics } from '../platform/metrics';
import type { Called } from './authenticate';
import { parseType } from './parse-write';

interface ObserveDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const idPattern = /^[A-Za-z0-9._:-]{1,64}$/;

/** The caller's own id of the request, when it can stand in a log, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && idPattern.test(given) ? given : randomUUID();
}

/** Before all other hooks: a request that one of them refuses is seen too. */
export function observeRequests(fastify: FastifyInstance, deps: ObserveDeps): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    observeRequest(request, reply, deps);
    done();
  });
  fastify.addHook('preSerialization', (request, reply, answer, done) => {
    if (!reply.hasHeader('idempotency-replayed')) countWrites(deps.metrics, request, answer);
    done(null, answer);
  });
}

/** For one that no hook sees, as its path cannot be read. */
export function observeRequest(request: Called, { raw }: FastifyReply, { logger, metrics }: ObserveDeps): void {
  raw.setHeader('x-request-id', request.id);
  const startMs = performance.now();
  // `close` comes also when the caller has gone before its answer was whole.
  raw.once('close', () => {
    const durationMs = performance.now() - startMs;
    const method = knownMethods.has(request.method) ? request.method : 'other';
    const route = routeOf(request);
    const status = raw.writableFinished ? String(raw.statusCode) : 'aborted';
    metrics.answered({ method, route, status, seconds: durationMs / 1000 });
    const { tenantId, keyId } = request.caller ?? {};
    const what = { requestId: request.id, method, route, status, durationMs: Math.round(durationMs * 10) / 10 };
    logger.debug({ event: 'http.request', ...what, tenantId, keyId });
  });
}

/** Node takes 34 methods; those that no route has are one series. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The pattern, or `none` where there is no such route. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none';

const writing = new Set(['PUT', 'PATCH', 'DELETE', 'POST']);
const verdicts = new Set(['stored', 'unchanged', 'stale', 'refused']);

/** Counts the verdicts of a write or a batch as they are answered; a record that is refused alone is a problem. */
function countWrites(metrics: Metrics, request: FastifyRequest, answer: unknown): void {
  const route = routeOf(request);
  if (!route.startsWith('/v1/:type') || !writing.has(request.method)) return;
  const { results = [answer], type } = answer as { results?: readonly unknown[]; type?: unknown };
  const found = type === 'urn:tandem:problem:invalid-record' ? [{ result: 'refused' }] : results;
  const counts = new Map<string, number>();
  for (const one of found) {
    const { result } = one as { result?: unknown };
    if (typeof result === 'string' && verdicts.has(result)) counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  if (counts.size === 0) return; // perhaps there is no such type either
  const object = parseType((request.params as { type: string }).type);
  for (const [verdict, count] of counts) metrics.wrote(object, verdict, count);
}
