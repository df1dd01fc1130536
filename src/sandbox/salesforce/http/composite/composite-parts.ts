/** The parts of a composite call or of one graph: read, run in their order, and all unmade when they stand or fall together. */
import type { Org } from '../../org/org';
import { refused } from '../../org/refused';
import { asList, asObject, parserError, type Json } from '../json-body';
import type { Call } from '../route';
import { inTransaction } from '../route';
import type { Router } from '../router';
import { isFailure, performPart, type Kind, type Part, type PartAnswer } from './parts';
import { BadReference, fillBody, fillUrl } from './references';

export interface NamedPart extends Part {
  readonly referenceId: string;
}

export interface Composite {
  readonly org: Org;
  readonly router: Router;
  readonly call: Call;
  readonly allowed: ReadonlySet<Kind>;
}

const REFERENCE_ID = /^[A-Za-z][A-Za-z0-9_]*$/;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Given by the call as a whole. */
const FORBIDDEN_HEADERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

export function namedParts(body: Json): readonly NamedPart[] {
  const parts = asList(body.compositeRequest, 'compositeRequest').map((part) => namedPart(asObject(part)));
  const ids = new Set<string>();
  for (const { referenceId } of parts) {
    if (ids.has(referenceId)) throw parserError(`Duplicate referenceId: ${referenceId}`);
    ids.add(referenceId);
  }
  return parts;
}

/** Texts are unverified; that a bad `referenceId` is a JSON_PARSER_ERROR is not (contract 2.4). */
function namedPart({ method, url, referenceId, body, httpHeaders }: Json): NamedPart {
  if (typeof method !== 'string' || !METHODS.has(method.toUpperCase()))
    throw parserError('method must be an HTTP method');
  if (typeof url !== 'string' || !url.startsWith('/services/data/'))
    throw parserError('url must begin with /services/data/');
  if (typeof referenceId !== 'string' || !REFERENCE_ID.test(referenceId))
    throw parserError(`Invalid referenceId: ${String(referenceId)}`);
  const headers = headersOf(httpHeaders);
  return { method: method.toUpperCase(), url, referenceId, body, headers };
}

function headersOf(given: unknown): Readonly<Record<string, string>> {
  if (given === undefined || given === null) return {};
  const entries = Object.entries(asObject(given));
  const forbidden = entries.find(([name]) => FORBIDDEN_HEADERS.has(name.toLowerCase()));
  // Code and text are unverified; that it is 400 is not (contract 2.4).
  if (forbidden !== undefined)
    throw refused(400, 'INVALID_HTTP_HEADER', `Header not allowed in a subrequest: ${forbidden[0]}`);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Each by itself; those that build on one that failed are not tried. */
export function runApart(composite: Composite, parts: readonly NamedPart[]): PartAnswer[] {
  const answered = new Map<string, unknown>();
  return parts.map((part) => {
    const answer = runOne(composite, part, { answered });
    if (!isFailure(answer)) answered.set(part.referenceId, answer.body);
    return answer;
  });
}

/** All or none. After a failure nothing more is tried, and the others say that they were halted. */
export function runTogether(composite: Composite, parts: readonly NamedPart[]): PartAnswer[] {
  const { org, call } = composite;
  return inTransaction(org, call, (transaction) => {
    const start = transaction.savepoint();
    const answered = new Map<string, unknown>();
    const answers: PartAnswer[] = [];
    for (const part of parts) {
      const answer = runOne(composite, part, { answered, transaction });
      answers.push(answer);
      if (hasFailed(part, answer)) {
        transaction.rollbackTo(start);
        return parts.map((_part, index) => (index === answers.length - 1 ? answer : rolledBack));
      }
      answered.set(part.referenceId, answer.body);
    }
    return answers;
  });
}

/** A collection that was to be all or none and is none is a failure too, though it answers 200 (unverified). */
function hasFailed({ body: asked }: NamedPart, answer: PartAnswer): boolean {
  if (isFailure(answer)) return true;
  const { body } = answer;
  if ((asked as { readonly allOrNone?: unknown } | null | undefined)?.allOrNone !== true) return false;
  return Array.isArray(body) && body.some((row: { readonly success?: unknown }) => row.success === false);
}

function runOne(
  composite: Composite,
  part: NamedPart,
  state: { readonly answered: ReadonlyMap<string, unknown>; readonly transaction?: Parameters<typeof performPart>[2] },
): PartAnswer {
  try {
    const url = fillUrl(part.url, state.answered);
    const body = fillBody(part.body, state.answered);
    return performPart(composite, { ...part, url, body }, state.transaction);
  } catch (error) {
    if (error instanceof BadReference) return halted(error.message);
    throw error;
  }
}

export function halted(message: string): PartAnswer {
  return { status: 400, body: [{ errorCode: 'PROCESSING_HALTED', message }], headers: {}, tally: undefined };
}

export const rolledBack = halted(
  'The transaction was rolled back since another operation in the same transaction failed.',
);

export function responseOf(parts: readonly NamedPart[], answers: readonly PartAnswer[]): unknown {
  return parts.map(({ referenceId }, index) => {
    const { body, headers, status } = answers[index] ?? rolledBack;
    return { body, httpHeaders: headers, httpStatusCode: status, referenceId };
  });
}
