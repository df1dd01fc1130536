import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, UseGuards, UseInterceptors } from '@nestjs/common';
import { stateOf } from '../core/delivery';
import {
  findDestination,
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
    return toView(await findDestination(this.deps, tenantId));
  }

  @Put()
  @Needs('changes:write')
  async put(@TenantId() tenantId: string, @Body() body: unknown): Promise<DestinationSetView> {
    const said = await sayDestination(this.deps, tenantId, parseDestination(body, this.deps.destinationUrls));
    if (said === null) throw refusal('rotateSecret', 'needs a "url", there is nothing to sign');
    this.log('destination.set', tenantId);
    return { ...toView(said.destination), ...(said.secret !== null && { secret: said.secret }) };
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
    return toView(resumed);
  }

  @Delete()
  @Needs('changes:write')
  async delete(@TenantId() tenantId: string): Promise<DestinationView> {
    const removed = await removeDestination(this.deps, tenantId);
    this.log('destination.removed', tenantId);
    return toView(removed);
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

function toView(destination: Destination | null): DestinationView {
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
    parkedAt: parkedAt?.toISOString() ?? null,
    previousSecretUntil: secrets?.previous?.until.toISOString() ?? null,
  };
}

const nowhere: DestinationView = {
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
