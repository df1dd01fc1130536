/**
 * Does a POST with an `Idempotency-Key` once: a repetition gets the first answer. Only answers that did something are
 * kept; after an error the key is free again, so that a corrected request may use it.
 */
import { createHash } from 'node:crypto';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { claimIdempotencyKey, freeIdempotencyKey, keepAnswer, type Claim, type ToldOf } from '../store/idempotency';
import { inTenant } from '../store/transaction';
import { callerOf } from './api-key.guard';
import type { ChangeView, ConflictView } from './change-bodies';
import { httpDeps, type HttpDeps } from './http-deps';
import type { WithRawBody } from './json-body';
import { Problem } from './problem';

const keyPattern = /^[\x21-\x7e]{1,255}$/;

@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<WithRawBody>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    if (typeof key !== 'string' || !keyPattern.test(key)) {
      const reason = 'must be 1 to 255 visible ASCII characters';
      throw new Problem('invalid-request', `Idempotency-Key ${reason}.`, [{ field: 'Idempotency-Key', reason }]);
    }
    const { tenantId } = callerOf(context);
    const claim = await this.claim(tenantId, key, request);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (claim.kind === 'answered') {
      void reply.code(claim.kept.status).header('idempotency-replayed', 'true');
      return of(JSON.parse(claim.kept.answer));
    }
    refuse(claim, reply);
    return of(await this.doOnce(tenantId, key, { next, reply }));
  }

  private claim(tenantId: string, key: string, { method, url, rawBody }: WithRawBody): Promise<Claim> {
    const { database, clock } = this.deps;
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([method, url]))
      .update(rawBody ?? '')
      .digest();
    return inTenant(database, tenantId, (tx) => claimIdempotencyKey(tx, tenantId, { key, fingerprint }, clock.now()));
  }

  private async doOnce(
    tenantId: string,
    key: string,
    { next, reply }: { readonly next: CallHandler; readonly reply: FastifyReply },
  ): Promise<unknown> {
    const { database } = this.deps;
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle());
    } catch (error) {
      await this.note(
        reply,
        inTenant(database, tenantId, (tx) => freeIdempotencyKey(tx, tenantId, key)),
      );
      throw error;
    }
    const kept = { status: reply.statusCode, answer: JSON.stringify(answer), ...toldIn(answer) };
    await this.note(
      reply,
      inTenant(database, tenantId, (tx) => keepAnswer(tx, tenantId, key, kept)),
    );
    return answer;
  }

  /** The work is done or has failed already: trouble with the key must not tell the caller otherwise. */
  private async note({ request }: FastifyReply, work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      this.deps.logger.warn({ event: 'idempotency.not-noted', requestId: request.id, err: error });
    });
  }
}

/** Of the answers that are kept, those alone hold values of records that are a change or a conflict. */
function toldIn(answer: unknown): ToldOf {
  const { seq, conflict } = Object(answer) as Partial<ChangeView & ConflictView>;
  return { change: seq, conflict };
}

function refuse(claim: Claim, reply: FastifyReply): void {
  if (claim.kind === 'in-use') {
    void reply.header('retry-after', '1');
    const detail = 'A request with this Idempotency-Key is still being worked on; send it again after Retry-After.';
    throw new Problem('idempotency-key-in-use', detail);
  }
  if (claim.kind === 'other-request') {
    const detail = 'This Idempotency-Key was used for a request with another body or path; take a new one.';
    throw new Problem('idempotency-key-reused', detail);
  }
}
