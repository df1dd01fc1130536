import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Res,
  UseGuards,
  UseInterceptors,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { acceptChange, acceptDelivered, refuseChange, type Answered } from '../intake/change-answers';
import { askedOf, type Change } from '../store/changes';
import { ApiKeyGuard, May, Needs, TenantId } from './api-key.guard';
import { acceptBody, refuseBody, type ChangesAnswer, type ChangeView } from './change-bodies';
import { ChangeFeed } from './change-feed';
import { sayErrors } from './field-errors';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { parsePage } from './page';
import { parseBody } from './parse-body';
import { Problem } from './problem';
import { RequestId } from './request-id';

/** Proxies give up an answer after a minute or less. */
const waitSecondsAtMost = 30;

/** What was changed in the CRMs: put to the order system, which accepts it or refuses. */
@Controller('v1/changes')
@UseGuards(ApiKeyGuard)
export class ChangesController implements OnModuleDestroy {
  private readonly feed: ChangeFeed;

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {
    this.feed = new ChangeFeed(deps);
  }

  onModuleDestroy(): void {
    this.feed.close();
  }

  /** In the order of their numbers; none that comes later has a lower one than what was read. */
  @Get()
  @Needs('changes:read')
  async list(
    @TenantId() tenantId: string,
    @Query() query: Record<string, unknown>,
    @May('changes:write') mayAccept: boolean,
    @Res({ passthrough: true }) { raw: caller }: FastifyReply,
  ): Promise<ChangesAnswer> {
    const { limit } = parsePage({ ...query, cursor: undefined }, () => null);
    const after = parseNumber(query['after'], { name: 'after', least: 0, most: Number.MAX_SAFE_INTEGER, usual: 0 });
    const seconds = parseNumber(query['wait'], { name: 'wait', least: 0, most: waitSecondsAtMost, usual: 0 });
    // Whoever asks for what comes after a change has it, and all before it.
    if (after > 0 && mayAccept) await acceptDelivered(this.deps, tenantId, { upTo: after });
    const changes = await this.feed.after(tenantId, { after, limit }, { waitMs: seconds * 1_000, caller });
    return { changes: changes.map(toView), after: changes.at(-1)?.seq ?? after };
  }

  @Post(':id/accept')
  @UseInterceptors(Idempotency)
  @Needs('changes:write')
  @HttpCode(200)
  async accept(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<ChangeView> {
    const seq = parseSeq(id);
    const { id: ours, updatedAt } = parseBody(acceptBody, body ?? {}, 'Nothing was accepted');
    const version = updatedAt === undefined ? null : new Date(updatedAt);
    return told(seq, await acceptChange(this.deps, tenantId, seq, { version, id: ours, requestId }));
  }

  @Post(':id/refuse')
  @UseInterceptors(Idempotency)
  @Needs('changes:write')
  @HttpCode(200)
  async refuse(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<ChangeView> {
    const seq = parseSeq(id);
    const refusal = parseBody(refuseBody, body ?? {}, 'Nothing was refused');
    return told(seq, await refuseChange(this.deps, tenantId, seq, { ...refusal, requestId }));
  }
}

function told(seq: number, answered: Answered): ChangeView {
  if (answered.kind === 'missing') throw new Problem('not-found', `There is no change ${seq}.`);
  if (answered.kind === 'erased') {
    throw new Problem(
      'erased',
      `The record that change ${seq} was about was erased for privacy: erase what you took over.`,
    );
  }
  if (answered.kind === 'id-taken') throw new Problem('conflict', `Nothing was accepted: ${answered.message}`);
  if (answered.kind === 'id-wanted' || answered.kind === 'id-unwanted') {
    const reason = answered.kind === 'id-wanted' ? 'must be your id of the new record' : 'is not the id of the record';
    throw new Problem('invalid-request', `Nothing was accepted: id ${reason}.`, [{ field: 'id', reason }]);
  }
  if (answered.kind === 'unknown-fields') {
    const errors = answered.fields.map(() => ({
      field: 'fields',
      reason: 'names a field that this change does not have',
    }));
    throw new Problem('invalid-request', `Nothing was refused: ${sayErrors(errors)}.`, errors);
  }
  return toView(answered.change);
}

/** As every way tells it that brings changes to an order system. */
export function toView(change: Change): ChangeView {
  const { seq, kind, object, sourceId, externalId, connectionId, fields, into, at, answers } = change;
  return {
    seq,
    kind,
    type: object,
    id: sourceId,
    externalId,
    connectionId,
    fields: fields as ChangeView['fields'],
    into,
    at: at.toISOString(),
    status: statusOf(change),
    answers: answers,
  };
}

function statusOf(change: Change): ChangeView['status'] {
  if (change.closedAt === null) return 'open';
  const given = new Set(askedOf(change).map((field) => change.answers[field]?.as));
  const [only] = given;
  return given.size > 1 ? 'mixed' : (only ?? 'accepted');
}

/** The number of a change, in a path. */
function parseSeq(id: string): number {
  return parseNumber(id, { name: 'id', least: 1, most: Number.MAX_SAFE_INTEGER, usual: 0 });
}

function parseNumber(
  text: unknown,
  rule: { readonly name: string; readonly least: number; readonly most: number; readonly usual: number },
): number {
  if (text === undefined) return rule.usual;
  const number = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (number >= rule.least && number <= rule.most) return number;
  const reason = `must be a whole number from ${rule.least} to ${rule.most}`;
  throw new Problem('invalid-request', `${rule.name} ${reason}.`, [{ field: rule.name, reason }]);
}
