/** What the caller sees of a fault: another answer than the call's own, or its own one spoiled on the way. */
import { isSpoiling } from '../../common/spoiled-reply';
import { problemAnswer } from '../http/problems';
import type { Answer } from '../http/route';
import type { LimitReached } from '../org/api-usage';
import { refused, type Refused } from '../org/refused';
import type { Fault } from './fault-effects';

/** [seen in the field], both with 403; the second in one place only (contract 5.3). */
const limitTexts: Readonly<Record<LimitReached, string>> = {
  daily: 'TotalRequests Limit exceeded.',
  concurrent: 'ConcurrentPerOrgLongTxn Limit exceeded.',
};

export function limitExceeded(policy: LimitReached): Refused {
  return refused(403, 'REQUEST_LIMIT_EXCEEDED', limitTexts[policy]);
}

/** True when the call is not carried out at all. */
export function preventsCall(fault: Fault): boolean {
  if (fault.when === 'after') return false;
  if (fault.kind === 'status') return fault.status !== null;
  return fault.kind === 'reset' || fault.kind === 'close' || fault.kind === 'limit' || fault.kind === 'expired-token';
}

/** `own` is what the call itself would answer; `undefined` when it was not carried out. Its tally stays: that was done. */
export function faultAnswer(fault: Fault, own: Answer | undefined): Answer {
  const done = own ?? { status: 500 };
  return { ...answerOf(fault, done), ...(done.tally && { tally: done.tally }) };
}

function answerOf(fault: Fault, own: Answer): Answer {
  if (fault.kind === 'status') return fault.status === null ? own : statusAnswer(fault.status, fault);
  if (fault.kind === 'limit') return problemAnswer(limitExceeded(fault.policy));
  if (fault.kind === 'expired-token')
    return problemAnswer(refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid'));
  if (fault.kind === 'reset' || fault.kind === 'close') return { ...own, broken: fault };
  if (isSpoiling(fault)) return own.body === undefined && own.text === undefined ? own : { ...own, broken: fault };
  return fault.kind === 'mistyped' ? mistyped(own, fault.type) : own;
}

function mistyped({ body, ...own }: Answer, type: string): Answer {
  return body === undefined ? { ...own, type } : { ...own, type, text: JSON.stringify(body) };
}

function statusAnswer(status: number, { body, html, headers }: Extract<Fault, { kind: 'status' }>): Answer {
  if (typeof body === 'string') return { status, text: body, headers };
  if (body !== undefined) return { status, body, headers };
  return html || PAGE_STATUSES.includes(status)
    ? { status, text: page(status), headers }
    : { ...usual(status), headers };
}

/** The edge in front of the instances answers these itself (contract section 6); what its page says is unverified. */
const PAGE_STATUSES: readonly number[] = [420, 502];

function page(status: number): string {
  const text = status === 503 ? 'Service Temporarily Unavailable' : 'Unable to reach the instance';
  return `<html><head><title>${status}</title></head><body><h1>${text}</h1></body></html>`;
}

/** Codes and texts of 429 and of what is not named are unverified. */
function usual(status: number): Answer {
  const errors: Readonly<Record<number, readonly [string, string]>> = {
    401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
    404: ['NOT_FOUND', 'The requested resource does not exist'],
    429: ['REQUEST_LIMIT_EXCEEDED', 'Too many requests'],
    503: ['SERVER_UNAVAILABLE', 'Server Unavailable'],
  };
  const unknown =
    'An unexpected error occurred. Please include this ErrorId if you contact support: 1764130000-12345 (-1523645311)';
  const [code, message] = errors[status] ?? ['UNKNOWN_EXCEPTION', unknown];
  return { status, body: problemAnswer(refused(status, code, message)).body };
}
