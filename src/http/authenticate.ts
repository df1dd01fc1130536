/**
 * Knows the caller before a byte of the body is read: who has no key cannot make the service read, or parse, 8 MiB. Every
 * path under `/v1/` is behind it, also one that leads nowhere.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../store/api-keys';
import { Callers } from './callers';
import type { HttpDeps } from './http-deps';
import { Problem } from './problem';

/** A request behind the door. */
export type Called = FastifyRequest & { caller?: Caller };

export function authenticate(fastify: FastifyInstance, deps: HttpDeps): void {
  const callers = new Callers(deps);
  const limits = new RequestLimits(deps.requestsPerSecond);
  fastify.addHook('onRequest', async (request: Called, reply) => {
    // By the route that was found, not by the address, which may be written in many ways; one that leads nowhere as well.
    if (!(request.routeOptions.url ?? request.url).startsWith('/v1/')) return;
    const [, key] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
    const caller = key === undefined ? null : await callers.find(key);
    if (!caller) {
      void reply.header('www-authenticate', 'Bearer');
      throw new Problem('unauthorized', 'Send "Authorization: Bearer <API key>" with a key that is not revoked.');
    }
    await limits.take(caller, reply);
    request.caller = caller;
  });
  fastify.addHook('onClose', () => callers.close());
}

/** Counted per process: with n processes behind a balancer a key may ask n times as often. */
class RequestLimits {
  /** By requests per second: keys with one limit share a limiter, and are counted apart in it. */
  private readonly limiters = new Map<number, RateLimiterMemory>();

  constructor(private readonly usual: number) {}

  async take({ tenantId, keyId, requestsPerSecond }: Caller, reply: FastifyReply): Promise<void> {
    const perSecond = requestsPerSecond ?? this.usual;
    let limiter = this.limiters.get(perSecond);
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
      this.limiters.set(perSecond, limiter);
    }
    try {
      await limiter.consume(`${tenantId}/${keyId}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      void reply.header('retry-after', Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      const detail = `This API key may send ${perSecond} requests a second; wait for Retry-After, or send batches.`;
      throw new Problem('too-many-requests', detail);
    }
  }
}
