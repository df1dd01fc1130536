/** Lets in who has an API key with the scope of the route and has not asked too often, and names its tenant. */
import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { everyScope, type Caller, type Scope } from '../store/api-keys';
import { Callers } from './callers';
import { httpDeps, type HttpDeps } from './http-deps';
import { Problem } from './problem';

type Called = FastifyRequest & { caller?: Caller };

const scopeOf = 'tandem:scope';

/** The scope that a key needs for a route. A route behind the guard without one is open to nobody. */
export const Needs = (scope: Scope): CustomDecorator => SetMetadata(scopeOf, scope);

@Injectable()
export class ApiKeyGuard implements CanActivate, OnModuleDestroy {
  private readonly callers: Callers;
  /** By requests per second: keys with one limit share a limiter, and are counted apart in it. */
  private readonly limiters = new Map<number, RateLimiterMemory>();

  constructor(
    @Inject(httpDeps) private readonly deps: HttpDeps,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {
    this.callers = new Callers(deps);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Called>();
    const [, key] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
    const caller = key === undefined ? null : await this.callers.find(key);
    if (!caller)
      throw new Problem('unauthorized', 'Send "Authorization: Bearer <API key>" with a key that is not revoked.');
    await this.limit(caller, context.switchToHttp().getResponse<FastifyReply>());
    this.refuseOutOfScope(caller, this.reflector.get<Scope | undefined>(scopeOf, context.getHandler()));
    request.caller = caller;
    return true;
  }

  onModuleDestroy(): void {
    this.callers.close();
  }

  private refuseOutOfScope(caller: Caller, scope: Scope | undefined): void {
    if (scope === undefined) throw new Error('a route behind ApiKeyGuard has no @Needs(scope)');
    if (caller.scopes.includes(scope) || caller.scopes.includes(everyScope)) return;
    throw new Problem('forbidden', `This needs an API key with the scope ${scope}; make one with: tandem key create.`);
  }

  /** Counted per process: with n processes behind a balancer a key may ask n times as often. */
  private async limit(caller: Caller, reply: FastifyReply): Promise<void> {
    const perSecond = caller.requestsPerSecond ?? this.deps.requestsPerSecond;
    let limiter = this.limiters.get(perSecond);
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
      this.limiters.set(perSecond, limiter);
    }
    try {
      await limiter.consume(`${caller.tenantId}/${caller.keyId}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      void reply.header('retry-after', Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      const detail = `This API key may send ${perSecond} requests a second; wait for Retry-After, or send batches.`;
      throw new Problem('too-many-requests', detail);
    }
  }
}

/** The tenant of the API key. */
export const TenantId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { caller } = context.switchToHttp().getRequest<Called>();
  if (!caller) throw new Error('a route reads the tenant but has no ApiKeyGuard');
  return caller.tenantId;
});
