import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { pageOfConflicts, resolve } from '../operate/conflicts';
import type { Conflict } from '../store/conflicts';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { resolveBody, type ConflictPage, type ConflictView } from './change-bodies';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { parsePage, toCursor } from './page';
import { momentOf } from './moment';
import { parseBody } from './parse-body';
import { Problem } from './problem';
import { RequestId } from './request-id';

/** Fields that both sides have changed: those that wait for a person, and those that a rule has decided. */
@Controller('v1/conflicts')
@UseGuards(ApiKeyGuard)
export class ConflictsController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get('fields')
  @Needs('operate:read')
  open(@TenantId() tenantId: string, @Query() query: Record<string, string>): Promise<ConflictPage> {
    return this.list(tenantId, query, true);
  }

  @Get('decided')
  @Needs('operate:read')
  decided(@TenantId() tenantId: string, @Query() query: Record<string, string>): Promise<ConflictPage> {
    return this.list(tenantId, query, false);
  }

  @Post(':id/resolve')
  @UseInterceptors(Idempotency)
  @Needs('operate:write')
  @HttpCode(200)
  async resolve(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<ConflictView> {
    const reason = 'must be the number of a conflict';
    if (!/^\d{1,15}$/.test(id))
      throw new Problem('invalid-request', `The id in the path ${reason}.`, [{ field: 'id', reason }]);
    const { side } = parseBody(resolveBody, body ?? {}, 'Nothing was resolved');
    const conflict = await resolve(this.deps, tenantId, Number(id), { side, requestId });
    if (conflict === null) throw new Problem('not-found', `There is no conflict ${id}.`);
    return toView(conflict);
  }

  private async list(tenantId: string, query: Record<string, string>, open: boolean): Promise<ConflictPage> {
    const { after, limit } = parsePage(query, readNumber);
    const { items, next } = await pageOfConflicts(this.deps, tenantId, { open, before: after, limit });
    return { items: items.map(toView), cursor: next === null ? null : toCursor([String(next)]) };
  }
}

const readNumber = ([text]: readonly unknown[]): number | null =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null;

function toView(conflict: Conflict): ConflictView {
  const { seq, object, sourceId, resolution, oursAt, theirsAt, at, closedAt, ...others } = conflict;
  return {
    ...others,
    conflict: seq,
    type: object,
    id: sourceId,
    base: others.base as ConflictView['base'],
    ours: others.ours as ConflictView['ours'],
    theirs: others.theirs as ConflictView['theirs'],
    resolution: resolution && { side: resolution.side, at: resolution.at },
    oursAt: momentOf(oursAt),
    theirsAt: momentOf(theirsAt),
    at: at.toISOString(),
    closedAt: momentOf(closedAt),
  };
}
