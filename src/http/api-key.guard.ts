/** Lets in who has an API key, and names its tenant. The hash is looked up, so nothing is compared byte by byte. */
import { createParamDecorator, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { findCaller, type Caller } from '../store/api-keys';
import { httpDeps, type HttpDeps } from './http-deps';
import { Problem } from './problem';

type Called = FastifyRequest & { caller?: Caller };

@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Called>();
    const [, key] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
    const caller = key === undefined ? null : await findCaller(this.deps.database, key);
    if (!caller)
      throw new Problem('unauthorized', 'Send "Authorization: Bearer <API key>" with a key that is not revoked.');
    request.caller = caller;
    return true;
  }
}

/** The tenant of the API key. */
export const TenantId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { caller } = context.switchToHttp().getRequest<Called>();
  if (!caller) throw new Error('a route reads the tenant but has no ApiKeyGuard');
  return caller.tenantId;
});
