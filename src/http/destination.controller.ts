import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, UseGuards, UseInterceptors } from '@nestjs/common';
import { stateOf, type Acceptance } from '../core/delivery';
import { adviceOn, answeringStateOf, type OldestOpen } from '../core/unanswered';
import {
  findDestination,
  findOldestOpen,
  removeDestination,
  resumeDestination,
  sayDestination,
  type WantedDestination,
} from '../operate/destination';
import { whyRefused } from '../platform/guarded-post';
import type { Destination } from '../store/destinations';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { destinationBody, type DestinationSetView, type DestinationView } from './destination-bodies';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { momentOf } from './moment';
import { parseBody } from './parse-body';
import { parseResume } from './parse-connection';
import { Problem } from './problem';

/** Where the tenant's changes are sent, so that it need not ask for them. */
@Controller('v1/destination')
@UseGuards(ApiKeyGuard)
export class DestinationController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Needs('changes:read')
  async get(@TenantId() tenantId: string): Promise<DestinationView> {
    return this.view(tenantId, await findDestination(this.deps, tenantId));
  }

  @Put()
  @Needs('changes:write')
  async put(@TenantId() tenantId: string, @Body() body: unknown): Promise<DestinationSetView> {
    const said = await sayDestination(this.deps, tenantId, parseDestination(body, this.deps.destinationUrls));
    if (said === null) throw refusal('rotateSecret', 'needs a "url", there is nothing to sign');
    this.log('destination.set', tenantId);
    const view = await this.view(tenantId, said.destination);
    return { ...view, ...(said.secret !== null && { secret: said.secret }) };
  }

  @Post('resume')
  @UseInterceptors(Idempotency)
  @Needs('changes:write')
  @HttpCode(200)
  async resume(@TenantId() tenantId: string, @Body() body: unknown): Promise<DestinationView> {
    parseResume(body);
    const resumed = await resumeDestination(this.deps, tenantId);
    if (resumed === null)
      throw new Problem('not-found', 'Changes are sent nowhere; say where with PUT /v1/destination.');
    this.log('destination.resumed', tenantId);
    return this.view(tenantId, resumed);
  }

  @Delete()
  @Needs('changes:write')
  async delete(@TenantId() tenantId: string): Promise<DestinationView> {
    const removed = await removeDestination(this.deps, tenantId);
    this.log('destination.removed', tenantId);
    return this.view(tenantId, removed);
  }

  private async view(tenantId: string, destination: Destination | null): Promise<DestinationView> {
    const oldest = await findOldestOpen(this.deps, tenantId);
    const stands = toView(destination);
    return { ...stands, offers: offersOf(oldest, stands.acceptance, this.deps.clock.now()) };
  }

  private log(event: string, tenantId: string): void {
    this.deps.logger.info({ event, tenantId });
  }
}

/** @param allowed origins; a request of ours must not be sent into the operator's network by a tenant */
function parseDestination(body: unknown, allowed: readonly string[]): WantedDestination {
  const said = parseBody(destinationBody, body, otherwise);
  const refused = said.url === undefined ? null : whyRefused(new URL(said.url), allowed);
  if (refused === null) return said;
  const wrong = { INSECURE: 'must begin with https://', ADDRESS_REFUSED: 'must not be a private address' }[refused];
  throw refusal('url', `${wrong}; the operator allows others with DESTINATION_URLS`);
}

const otherwise = 'Nothing was changed';
const refusal = (field: string, reason: string): Problem =>
  new Problem('invalid-request', `${otherwise}: ${field} ${reason}.`, [{ field, reason }]);

function offersOf(oldest: OldestOpen | null, acceptance: Acceptance, now: Date): DestinationView['offers'] {
  return {
    state: answeringStateOf(oldest, now),
    oldest: oldest && { seq: oldest.seq, at: oldest.at.toISOString() },
    advice: adviceOn(oldest, acceptance, now),
  };
}

function toView(destination: Destination | null): Omit<DestinationView, 'offers'> {
  if (destination === null) return nowhere;
  const { url, acceptance, deliveredSeq, trouble, error, parkedAt, dueAt, secrets } = destination;
  const state = stateOf(destination);
  return {
    state,
    url,
    acceptance,
    lastDeliveredSeq: deliveredSeq,
    lastError: error && { code: error.code, message: error.message },
    attempts: trouble?.attempts ?? 0,
    nextAttemptAt: state === 'retrying' ? dueAt.toISOString() : null,
    parkedAt: momentOf(parkedAt),
    previousSecretUntil: secrets?.previous?.until.toISOString() ?? null,
  };
}

const nowhere: Omit<DestinationView, 'offers'> = {
  state: 'none',
  url: null,
  acceptance: 'explicit',
  lastDeliveredSeq: 0,
  lastError: null,
  attempts: 0,
  nextAttemptAt: null,
  parkedAt: null,
  previousSecretUntil: null,
};
