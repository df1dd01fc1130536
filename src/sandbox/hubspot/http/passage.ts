/** One call on its way through the gate, and how its answer goes back on the wire. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Counters } from '../../common/counters';
import { timed } from '../../common/own-time';
import { findObjectType } from '../portal/object-types';
import { Refused } from '../portal/refusal';
import { unreadable } from './body';
import type { Answer, Call, Route } from './route';

export const JSON_TYPE = 'application/json;charset=utf-8';
export const HTML_TYPE = 'text/html;charset=utf-8';

export interface Passage {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly route: Route;
  readonly path: string;
  readonly endpoint: string;
  readonly correlationId: string;
  /** By the sandbox itself so far; a call has several such parts, and a fault may wait between them. */
  readonly spent: { ms: number };
}

export function passage(route: Route, request: FastifyRequest, reply: FastifyReply): Passage {
  return {
    route,
    request,
    reply,
    path: pathOf(request),
    endpoint: endpointOf(route, request),
    correlationId: randomUUID(),
    spent: { ms: 0 },
  };
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
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

export function callOf(request: FastifyRequest, form = false): Call {
  return {
    address: `${request.protocol}://${request.host}${pathOf(request)}`,
    params: request.params as Record<string, string>,
    query: request.query as Call['query'],
    body: form ? formOf(request) : bodyOf(request),
  };
}

/** Anything but a form has no fields. */
function formOf(request: FastifyRequest): unknown {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm ? Object.fromEntries(new URLSearchParams((request.body as string | undefined) ?? '')) : {};
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

/** A body of another type is a 415 (unverified, as is that one without a type is taken for JSON). */
export function requireJson({ headers, body }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type === undefined || body === undefined || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return;
  throw new Refused({ kind: 'mediaType', type });
}

/** What a batch call carries; any other call is one row. */
export function rowsIn(request: FastifyRequest): number {
  try {
    const body = bodyOf(request) as { readonly inputs?: unknown } | undefined;
    return Array.isArray(body?.inputs) ? body.inputs.length : 1;
  } catch {
    return 1;
  }
}

export function finish(counters: Counters, through: Passage, answer: Answer): FastifyReply {
  counters.count(through.endpoint, String(answer.status), answer.tally ?? {});
  const reply = timed(through.spent, () => send(through, answer, JSON_TYPE));
  counters.ownTime.add(through.endpoint, through.spent.ms);
  return reply;
}

export function send({ reply, correlationId }: Passage, answer: Answer, errorType: string): FastifyReply {
  const { status, headers = {}, html, chunks, body } = answer;
  reply.code(status).headers({ 'X-HubSpot-Correlation-Id': correlationId, ...headers });
  if (html !== undefined) return reply.header('Content-Type', HTML_TYPE).send(html);
  if (chunks === undefined && body === undefined) return reply.send();
  reply.header('Content-Type', status < 400 ? JSON_TYPE : errorType);
  return reply.send(chunks === undefined ? JSON.stringify(body) : Readable.from(chunks));
}
