/** Problem details (RFC 9457): every error says what is wrong, in which field, and what to do next. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../platform/logger';

/** A field by its path in the body (`lines[0].quantity`), and what is wrong with it. */
export interface FieldError {
  readonly field: string;
  readonly reason: string;
}

export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Finds the request in the log. */
  readonly requestId?: string;
}

/** Stable codes: callers may depend on them. */
export const problemCodes = {
  'invalid-record': [400, 'The record is not valid'],
  'invalid-request': [400, 'The request is not valid'],
  'invalid-json': [400, 'The body is not valid JSON'],
  unauthorized: [401, 'No valid API key'],
  'invalid-signature': [401, 'The signature is not valid'],
  forbidden: [403, 'The API key may not do this'],
  'other-account': [403, 'It is about another CRM account'],
  'not-found': [404, 'Not found'],
  'request-timeout': [408, 'The request took too long to arrive'],
  deleted: [410, 'The record was deleted'],
  erased: [410, 'The record was erased for privacy'],
  conflict: [409, 'It contradicts what is there'],
  'idempotency-key-in-use': [409, 'A request with this Idempotency-Key is being worked on'],
  'migration-not-planned': [409, 'The migration has no plan to go by'],
  'migration-not-running': [409, 'The migration is not under way'],
  'migration-running': [409, 'A migration is under way'],
  'plan-expired': [409, 'The plan does not hold any more'],
  'plan-hash-differs': [409, 'It is another plan'],
  'precondition-failed': [412, 'It was changed meanwhile'],
  'too-large': [413, 'The body is too large'],
  'url-too-long': [414, 'The address of the request is too long'],
  'unsupported-media-type': [415, 'The body is not JSON'],
  'connection-refused': [422, 'The CRM account cannot be connected'],
  'idempotency-key-reused': [422, 'The Idempotency-Key belongs to another request'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The header of the request is too large'],
  'internal-error': [500, 'Tandem failed'],
  'crm-unavailable': [503, 'The CRM does not answer'],
  unavailable: [503, 'Tandem is not ready'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof problemCodes;

export function problemOf(code: ProblemCode, detail: string, errors?: readonly FieldError[]): ProblemDetails {
  const [status, title] = problemCodes[code];
  return { type: `urn:tandem:problem:${code}`, title, status, detail, ...(errors && { errors }) };
}

export class Problem extends HttpException {
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, detail: string, errors?: readonly FieldError[]) {
    const details = problemOf(code, detail, errors);
    super(details, details.status);
    this.details = details;
  }
}

const nowhere = 'There is no such route; see the README for the API.';

/** For a route that is there and whose answer shall not tell so. */
export const noRoute = (): Problem => new Problem('not-found', nowhere);

/** The framework's own refusals, by status: Nest hands them on without the code that fastify gave them. */
const refusals: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['not-found', nowhere],
  413: ['too-large', 'A body may have 8 MiB; send fewer records at once.'],
  415: ['unsupported-media-type', 'Send the body with content-type: application/json.'],
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const details = this.detailsOf(error, request);
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), details);
  }

  private detailsOf(error: unknown, request: FastifyRequest): ProblemDetails {
    if (error instanceof Problem) return error.details;
    // A client that goes away in the middle of its body is told of with a bare error that has a status.
    const status =
      error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number }).statusCode ?? 500);
    const known = refusals[status];
    if (known) return problemOf(...known);
    if (status < 500) return problemOf('invalid-request', 'The request could not be read.');
    const { id, method, routeOptions } = request;
    this.logger.error({ event: 'http.failed', requestId: id, method, route: routeOptions.url, err: error });
    return problemOf('internal-error', 'Nothing was stored. Try again; if it stays, see the log of the service.');
  }
}

/** For what never reaches a route: a path that cannot be decoded. Fastify's own answer would echo it. */
export function refusePath(reply: FastifyReply): void {
  sendProblem(reply, problemOf('invalid-request', 'The path of the request could not be read.'));
}

function sendProblem(reply: FastifyReply, details: ProblemDetails): void {
  const named = { ...details, requestId: reply.request.id };
  void reply.code(details.status).header('content-type', 'application/problem+json').send(named);
}
