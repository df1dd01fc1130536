/**
 * What every call goes through: address, version, session, the day's requests, faults, its route, faults again, counters.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Counters } from '../../common/counters';
import { ControlError } from '../../common/control-error';
import { timed } from '../../common/own-time';
import { sendSpoiled } from '../../common/spoiled-reply';
import { sameSecret } from '../../common/same-secret';
import { controlProblem } from '../control/control-call';
import type { Org } from '../org/org';
import { Refused, refused } from '../org/refused';
import type { Session } from '../org/sessions';
import { requireVersion } from './api-versions';
import { askedMethod, requireJsonWanted } from './asked-method';
import { perform, type Spent, type Works } from './perform';
import { problemAnswer } from './problems';
import type { Answer, Broken, Call, Caller } from './route';
import type { Found, Router } from './router';
import { sessionTokenIn } from './session-token';

export const JSON_TYPE = 'application/json;charset=UTF-8';
const HTML_TYPE = 'text/html;charset=UTF-8';
/** Of the address, and of the address with all headers (contract section 2). */
const URI_MAX_BYTES = 16_384;
/** A Bulk upload may have 150 MB (contract 4.3); a seed of a hundred thousand records fits too. */
export const BODY_MAX_BYTES = 268_435_456;
/** Smaller answers are not worth the work. */
const GZIP_FROM_BYTES = 1_400;

export interface Gate extends Works {
  readonly org: Org;
  readonly router: Router;
  readonly counters: Counters;
}

interface Passage {
  readonly gate: Gate;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly spent: Spent;
}

const nobody: Caller = { userId: '', token: '', client: undefined };

export async function pass(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const method = askedMethod(request.method, request.url);
  const found = gate.router.find(method, request.url);
  gate.org.bin.purgeOld();
  const through: Passage = { gate, request, reply, spent: { ms: 0 } };
  if (found?.route.control === true) return send(through, await controlAnswer(through, found));
  const endpoint = found === undefined ? `${method} ?` : `${method} ${endpointOf(found.route.path)}`;
  const answer = await answerOf(through, found);
  gate.counters.count(endpoint, outcomeOf(answer), answer.tally ?? {});
  const sent = timed(through.spent, () =>
    answer.broken ? sendBroken(through, answer, answer.broken) : send(through, answer),
  );
  gate.counters.ownTime.add(endpoint, through.spent.ms);
  return sent;
}

/** What became of a call, for the counters. */
function outcomeOf({ status, broken }: Answer): string {
  const cut = broken?.kind === 'reset' || broken?.kind === 'close' || broken?.kind === 'truncated';
  return cut ? broken.kind : String(status);
}

async function answerOf(through: Passage, found: Found | undefined): Promise<Answer> {
  const { gate, request } = through;
  try {
    requireShort(request);
    if (found === undefined) throw unknownAddress(gate.router, request.url);
    requireJsonWanted(found.route.path, request.headers.accept);
    const { version } = found.params;
    if (version !== undefined) requireVersion(version);
    const caller = found.route.open === true ? nobody : callerOf(gate.org, request);
    const call = timed(through.spent, () => callFor(through, found, caller));
    return await perform(gate, { route: found.route, call, spent: through.spent });
  } catch (error) {
    if (error instanceof Refused) return problemAnswer(error);
    throw error;
  }
}

/** Our levers: open to the printed token, also when its session is over. */
async function controlAnswer(through: Passage, found: Found): Promise<Answer> {
  const { gate, request } = through;
  try {
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const allowed = found.route.open === true || (token !== undefined && sameSecret(token, gate.org.token));
    if (!allowed) throw new ControlError('The token that the sandbox printed must be given as bearer token', 401);
    return await found.route.handle(callFor(through, found, nobody));
  } catch (error) {
    return controlProblem(error);
  }
}

function callFor({ gate, request, reply }: Passage, found: Found, caller: Caller): Call {
  const gone = new AbortController();
  // The request’s own `close` comes as soon as its body is read.
  reply.raw.once('close', () => gone.abort());
  const at = request.url.indexOf('?');
  const bytes = bodyBytes(request);
  return {
    method: found.route.method,
    url: request.url,
    params: found.params,
    query: new URLSearchParams(at === -1 ? '' : request.url.slice(at + 1)),
    headers: request.headers,
    // Read when it is asked for: an upload of 100 MB is taken as it came.
    get body() {
      return bytes.toString('utf8');
    },
    bytes,
    caller,
    signal: AbortSignal.any([gone.signal, gate.closing]),
  };
}

function bodyBytes(request: FastifyRequest): Buffer {
  const body = request.body as Buffer | undefined;
  if (body === undefined) return Buffer.alloc(0);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: BODY_MAX_BYTES });
  } catch {
    // Code and text are unverified.
    throw refused(400, 'JSON_PARSER_ERROR', 'The body is no gzip, or too big');
  }
}

function requireShort(request: FastifyRequest): void {
  if (Buffer.byteLength(request.url) > URI_MAX_BYTES) throw refused(414, 'URI_TOO_LONG', 'The URI is too long');
  const headers = request.raw.rawHeaders.reduce((bytes, part) => bytes + part.length, request.url.length);
  if (headers > URI_MAX_BYTES) throw refused(431, 'REQUEST_HEADER_FIELDS_TOO_LARGE', 'URI and headers are too long');
}

/** The text for a method is unverified. */
function unknownAddress(router: Router, url: string): Refused {
  if (!router.knows(url)) return refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  return refused(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed for this resource');
}

function callerOf(org: Org, request: FastifyRequest): Caller {
  const token = sessionTokenIn(request.headers.authorization);
  const session = token === undefined ? undefined : org.sessions.find(token);
  if (token === undefined || session === undefined) {
    throw refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  requireApiScope(session);
  const [, client] = /(?:^|[,;\s])client=([^,;\s]+)/.exec(String(request.headers['sforce-call-options'] ?? '')) ?? [];
  return { userId: session.userId, token, client };
}

/** Salesforce help 005226515 (2026-05). jsforce knows the words: it does not try a refresh on them. */
function requireApiScope({ app }: Session): void {
  if (app === undefined || app.scopes.includes('api') || app.scopes.includes('full')) return;
  throw refused(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API');
}

/** `GET /services/data/v{version}/sobjects/{type}/{id}` */
function endpointOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function dateOf(org: Org): string {
  return new Date(org.now() + org.dateSkewMs).toUTCString();
}

function sendBroken({ gate, request, reply }: Passage, answer: Answer, broken: Broken): FastifyReply {
  if (broken.kind !== 'reset' && broken.kind !== 'close') {
    const {
      status,
      text = JSON.stringify(answer.body),
      type = answer.text === undefined ? JSON_TYPE : HTML_TYPE,
    } = answer;
    const headers = { Date: dateOf(gate.org), ...answer.headers };
    return sendSpoiled(reply, broken, { status, headers, type, text });
  }
  reply.hijack();
  if (broken.kind === 'reset') request.raw.socket.resetAndDestroy();
  else request.raw.socket.destroySoon();
  return reply;
}

function send({ gate, request, reply }: Passage, answer: Answer): FastifyReply {
  const { status, body, text, chunks, type, headers = {} } = answer;
  void reply.code(status).headers({ Date: dateOf(gate.org), ...headers });
  if (chunks !== undefined) return reply.header('Content-Type', type ?? JSON_TYPE).send(Readable.from(chunks));
  if (body === undefined && text === undefined) return reply.send();
  void reply.header('Content-Type', type ?? (text === undefined ? JSON_TYPE : HTML_TYPE));
  const whole = text ?? JSON.stringify(body);
  const zip = whole.length >= GZIP_FROM_BYTES && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return zip ? reply.header('Content-Encoding', 'gzip').send(gzipSync(whole, { level: 1 })) : reply.send(whole);
}
