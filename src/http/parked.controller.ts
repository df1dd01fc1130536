import { Body, Controller, Get, HttpCode, Inject, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { objectTypes, type ObjectType } from '../core/record';
import { listWaiting, retryWaiting, type LinkName } from '../operate/parked';
import type { ParkedLink } from '../store/links';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { retryChoice } from './answers';
import { sourceIdPattern } from './bodies';
import { fieldErrors } from './field-errors';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { parsePage, toCursor } from './page';
import { Problem } from './problem';

interface WaitingPage {
  readonly items: readonly ParkedLink[];
  /** Pass it as `cursor` for the next page; null on the last. */
  readonly cursor: string | null;
}

/** What the CRM refused (`parked`), and where a person must choose (`conflicts`). */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class ParkedController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get('parked')
  @Needs('operate:read')
  parked(@TenantId() tenantId: string, @Query() query: Record<string, string>): Promise<WaitingPage> {
    return this.list(tenantId, 'parked', query);
  }

  @Get('conflicts')
  @Needs('operate:read')
  conflicts(@TenantId() tenantId: string, @Query() query: Record<string, string>): Promise<WaitingPage> {
    return this.list(tenantId, 'conflict', query);
  }

  /** Looks again at all parked and conflicting links, or at those that `{connectionId?, type?, id?}` names. */
  @Post('parked/retry')
  @UseInterceptors(Idempotency)
  @Needs('operate:write')
  @HttpCode(202)
  async retry(@TenantId() tenantId: string, @Body() body: unknown): Promise<{ retried: number }> {
    return { retried: await retryWaiting(this.deps, tenantId, parseChoice(body)) };
  }

  private async list(
    tenantId: string,
    state: 'parked' | 'conflict',
    query: Record<string, string>,
  ): Promise<WaitingPage> {
    const page = await listWaiting(this.deps, tenantId, { state, ...parsePage(query, readName) });
    return { items: page.items, cursor: page.next && toCursor([page.next.connectionId, page.next.type, page.next.id]) };
  }
}

const readName = ([connectionId, type, id]: readonly unknown[]): LinkName | null =>
  isId(connectionId) && isObjectType(type) && isId(id) ? { connectionId, type, id } : null;

const isId = (value: unknown): value is string => typeof value === 'string' && sourceIdPattern.test(value);
const isObjectType = (value: unknown): value is ObjectType => objectTypes.includes(value as ObjectType);

function parseChoice(body: unknown): Partial<LinkName> {
  if (typeof (body ?? {}) !== 'object' || Array.isArray(body)) {
    throw new Problem('invalid-request', 'Nothing was retried: name the links with {connectionId?, type?, id?}.');
  }
  const choice = retryChoice.safeParse(body ?? {});
  if (choice.success) return choice.data as Partial<LinkName>;
  const errors = fieldErrors(choice.error, 'is not a known field; there are connectionId, type and id');
  throw new Problem('invalid-request', 'Nothing was retried.', errors);
}
