/** How a fault looks to the caller: another answer than the call's own, or its own one spoiled on the way. */
import type { FastifyReply } from 'fastify';
import type { Counters } from '../../common/counters';
import { isSpoiling, sendSpoiled, type Spoiling } from '../../common/spoiled-reply';
import type { Fault } from '../portal/fault-effects';
import type { LimitPolicy } from '../portal/limits';
import type { Passage } from './passage';
import { HTML_TYPE, JSON_TYPE, finish } from './passage';
import { expiredToken, limited } from './problems';
import type { Answer } from './route';

export interface Struck {
  readonly fault: Fault;
  /** What the call itself would answer; `undefined` when it was not carried out. */
  readonly answer: Answer | undefined;
  readonly now: number;
  /** What is limited, in the body of a limit. */
  readonly group: string;
}

/** HubSpot's edge answers these itself, with a page (seen with 502; for the others unverified). */
const PAGE_STATUSES: readonly number[] = [502, 504, 521, 522, 523, 524, 525, 526];
/** Of an account that moves between data centres; up to 24 hours (HubSpot docs 2026-03). */
const MOVING_RETRY_AFTER_S = 60;

/** True when the call is not carried out at all. */
export function preventsCall(fault: Fault): boolean {
  if (fault.when === 'after') return false;
  if (fault.kind === 'status') return fault.status !== null;
  return fault.kind === 'reset' || fault.kind === 'limit' || fault.kind === 'expired-token';
}

/** Whatever was done is counted as done: the caller does not see it, the dump does. */
export function deliver(counters: Counters, through: Passage, struck: Struck): FastifyReply {
  const { fault, answer = { status: 500 }, now, group } = struck;
  const { correlationId } = through;
  if (fault.kind === 'limit') tellUsedUp(through.reply, fault.policy);
  if (fault.kind === 'status') return sendStatus(counters, through, fault, answer);
  if (fault.kind === 'limit') return finish(counters, through, limited(fault.policy, correlationId, group));
  if (fault.kind === 'expired-token') return finish(counters, through, expiredToken(correlationId, now, now));
  if (fault.kind === 'reset') return reset(counters, through, answer);
  return isSpoiling(fault) && answer.body !== undefined
    ? spoil(counters, through, { fault, answer })
    : finish(counters, through, answer);
}

/** Where the call was told what is left: of the limit that refuses it, nothing. */
function tellUsedUp(reply: FastifyReply, policy: LimitPolicy): void {
  const names: Readonly<Record<LimitPolicy, string>> = {
    TEN_SECONDLY_ROLLING: 'X-HubSpot-RateLimit-Remaining',
    SECONDLY: 'X-HubSpot-RateLimit-Secondly-Remaining',
    DAILY: 'X-HubSpot-RateLimit-Daily-Remaining',
  };
  if (reply.hasHeader(names[policy])) reply.header(names[policy], '0');
}

function reset(counters: Counters, { request, reply, endpoint }: Passage, done: Answer): FastifyReply {
  counters.count(endpoint, 'reset', done.tally ?? {});
  reply.hijack();
  request.raw.socket.resetAndDestroy();
  return reply;
}

function sendStatus(
  counters: Counters,
  through: Passage,
  fault: Extract<Fault, { kind: 'status' }>,
  done: Answer,
): FastifyReply {
  const { reply, endpoint, correlationId } = through;
  const { status } = fault;
  if (status === null) return finish(counters, through, done);
  const { body = usualBody(status, correlationId) } = fault;
  counters.count(endpoint, String(status), done.tally ?? {});
  const html = typeof body === 'string';
  reply.headers({
    'Content-Type': html ? HTML_TYPE : JSON_TYPE,
    'X-HubSpot-Correlation-Id': correlationId,
    ...(status === 477 && { 'Retry-After': String(MOVING_RETRY_AFTER_S) }),
    ...fault.headers,
  });
  return reply.code(status).send(html ? body : JSON.stringify(body));
}

/** The texts of 423 and 477 are unverified; their statuses are of HubSpot docs 2026-03. */
function usualBody(status: number, correlationId: string): unknown {
  if (PAGE_STATUSES.includes(status)) return `<html><head><title>${status}</title></head><body>${status}</body></html>`;
  const messages: Readonly<Record<number, string>> = {
    423: 'The record is locked by another write. Wait at least 2 seconds before you try again.',
    477: 'This account is being moved to another data centre.',
    503: 'Service unavailable',
  };
  return { status: 'error', message: messages[status] ?? 'internal error', correlationId };
}

function spoil(
  counters: Counters,
  { reply, endpoint, correlationId }: Passage,
  { fault, answer }: { readonly fault: Spoiling; readonly answer: Answer },
): FastifyReply {
  counters.count(endpoint, fault.kind === 'truncated' ? 'truncated' : String(answer.status), answer.tally ?? {});
  const headers = { 'X-HubSpot-Correlation-Id': correlationId };
  return sendSpoiled(reply, fault, {
    status: answer.status,
    headers,
    type: JSON_TYPE,
    text: JSON.stringify(answer.body),
  });
}
