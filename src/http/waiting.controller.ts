import { Body, Controller, Get, HttpCode, Inject, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { waitingStates, type WaitingState } from '../core/reason-families';
import { objectTypes, type ObjectType } from '../core/record';
import { listFamilies, listWaiting, retryWaiting, type ShownFamily, type WaitingItem } from '../operate/waiting';
import type { LinkName, WaitingChoice } from '../store/waiting';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { retryChoice, waitingFilter } from './answers';
import { sourceIdPattern } from './bodies';
import { fieldErrors } from './field-errors';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { parsePage, toCursor } from './page';
import { Problem } from './problem';

interface WaitingPage {
  readonly items: readonly WaitingItem[];
  /** Pass it as `cursor` for the next page; null on the last. */
  readonly cursor: string | null;
}

interface Families {
  readonly families: readonly ShownFamily[];
}

type Queried = Readonly<Record<string, unknown>>;

/** What the CRM refused (`parked`), what the quality gate keeps back (`held`), and where a person must choose (`conflicts`). */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class WaitingController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get('parked')
  @Needs('operate:read')
  parked(@TenantId() tenantId: string, @Query() query: Queried): Promise<WaitingPage> {
    return this.list(tenantId, 'parked', query);
  }

  @Get('held')
  @Needs('operate:read')
  held(@TenantId() tenantId: string, @Query() query: Queried): Promise<WaitingPage> {
    return this.list(tenantId, 'held', query);
  }

  @Get('conflicts')
  @Needs('operate:read')
  conflicts(@TenantId() tenantId: string, @Query() query: Queried): Promise<WaitingPage> {
    return this.list(tenantId, 'conflict', query);
  }

  @Get('parked/families')
  @Needs('operate:read')
  parkedFamilies(@TenantId() tenantId: string, @Query() query: Queried): Promise<Families> {
    return this.families(tenantId, 'parked', query);
  }

  @Get('held/families')
  @Needs('operate:read')
  heldFamilies(@TenantId() tenantId: string, @Query() query: Queried): Promise<Families> {
    return this.families(tenantId, 'held', query);
  }

  @Get('conflicts/families')
  @Needs('operate:read')
  conflictFamilies(@TenantId() tenantId: string, @Query() query: Queried): Promise<Families> {
    return this.families(tenantId, 'conflict', query);
  }

  /** Looks again at all parked and conflicting links, or at those that are chosen. */
  @Post('parked/retry')
  @UseInterceptors(Idempotency)
  @Needs('operate:write')
  @HttpCode(202)
  retryParked(@TenantId() tenantId: string, @Body() body: unknown): Promise<{ retried: number }> {
    return this.retry(tenantId, ['parked', 'conflict'], body);
  }

  /** Looks again at all held links, or at those that are chosen. */
  @Post('held/retry')
  @UseInterceptors(Idempotency)
  @Needs('operate:write')
  @HttpCode(202)
  retryHeld(@TenantId() tenantId: string, @Body() body: unknown): Promise<{ retried: number }> {
    return this.retry(tenantId, ['held'], body);
  }

  private async list(tenantId: string, state: WaitingState, query: Queried): Promise<WaitingPage> {
    const choice = parseFilter(query);
    const page = await listWaiting(this.deps, tenantId, { state, choice, ...parsePage(query, readName) });
    return { items: page.items, cursor: page.next && toCursor([page.next.connectionId, page.next.type, page.next.id]) };
  }

  private async families(tenantId: string, state: WaitingState, query: Queried): Promise<Families> {
    return { families: await listFamilies(this.deps, tenantId, { state, choice: parseFilter(query) }) };
  }

  private async retry(
    tenantId: string,
    states: readonly (typeof waitingStates)[number][],
    body: unknown,
  ): Promise<{ retried: number }> {
    return { retried: await retryWaiting(this.deps, tenantId, { states, choice: parseChoice(body) }) };
  }
}

const readName = ([connectionId, type, id]: readonly unknown[]): LinkName | null =>
  isId(connectionId) && isObjectType(type) && isId(id) ? { connectionId, type, id } : null;

const isId = (value: unknown): value is string => typeof value === 'string' && sourceIdPattern.test(value);
const isObjectType = (value: unknown): value is ObjectType => objectTypes.includes(value as ObjectType);

/** An empty `field` is that of links which blame none. */
function parseFilter(query: Queried): WaitingChoice {
  const filter = waitingFilter.safeParse(query);
  if (!filter.success) throw refusal('Nothing can be listed', fieldErrors(filter.error, 'is not known'));
  const { field, ...choice } = filter.data;
  return { ...choice, ...(field !== undefined && { field: field === '' ? null : field }) } as WaitingChoice;
}

function parseChoice(body: unknown): WaitingChoice {
  if (typeof (body ?? {}) !== 'object' || Array.isArray(body)) {
    throw refusal(`Nothing was retried: name the links with {${chosenBy.map((name) => `${name}?`).join(', ')}}`);
  }
  const choice = retryChoice.safeParse(body ?? {});
  if (choice.success) return choice.data as WaitingChoice;
  throw refusal(
    'Nothing was retried',
    fieldErrors(choice.error, `is not a known field; there are ${chosenBy.join(', ')}`),
  );
}

const chosenBy = Object.keys(retryChoice.shape);

const refusal = (what: string, errors?: ReturnType<typeof fieldErrors>): Problem =>
  new Problem('invalid-request', `${what}.`, errors);
