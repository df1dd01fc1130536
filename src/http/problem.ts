/** Problem details (RFC 9457): every error says what is wrong, in which field, and what to do next. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
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
}

/** Stable codes: callers may depend on them. */
const titles = {
  'invalid-record': [400, 'The record is not valid'],
  'invalid-request': [400, 'The request is not valid'],
  'invalid-json': [400, 'The body is not valid JSON'],
  unauthorized: [401, 'No valid API key'],
  forbidden: [403, 'The API key may not do this'],
  'not-found': [404, 'Not found'],
  deleted: [410, 'The record was deleted'],
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body is not JSON'],
  'too-many-requests': [429, 'Too many requests'],
  'internal-error': [500, 'Tandem failed'],
  unavailable: [503, 'Tandem is not ready'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof titles;

function problem(code: ProblemCode, detail: string, errors?: readonly FieldError[]): ProblemDetails {
  const [status, title] = titles[code];
  return { type: `urn:tandem:problem:${code}`, title, status, detail, ...(errors && { errors }) };
}

export class Problem extends HttpException {
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, detail: string, errors?: readonly FieldError[]) {
    const details = problem(code, detail, errors);
    super(details, details.status);
    this.details = details;
  }
}

/** The framework's own refusals, by status: Nest hands them on without the code that fastify gave them. */
const refusals: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['not-found', 'There is no such route; see the README for the API.'],
  413: ['too-large', 'A body may have 8 MiB; send fewer records at once.'],
  415: ['unsupported-media-type', 'Send the body with content-type: application/json.'],
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const details = this.detailsOf(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.code(details.status).header('content-type', 'application/problem+json').send(details);
  }

  private detailsOf(error: unknown): ProblemDetails {
    if (error instanceof Problem) return error.details;
    // A client that goes away in the middle of its body is told of with a bare error that has a status.
    const status =
      error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number }).statusCode ?? 500);
    const known = refusals[status];
    if (known) return problem(...known);
    if (status < 500) return problem('invalid-request', 'The request could not be read.');
    this.logger.error({ event: 'http.failed', err: error });
    return problem('internal-error', 'Nothing was stored. Try again; if it stays, see the log of the service.');
  }
}

/** For what never reaches a route: a path that cannot be decoded. Fastify's own answer would echo it. */
export function refusePath(reply: FastifyReply): void {
  const details = problem('invalid-request', 'The path of the request could not be read.');
  void reply.code(details.status).header('content-type', 'application/problem+json').send(details);
}
