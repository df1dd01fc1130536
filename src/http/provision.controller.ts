import { Body, Controller, HttpCode, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { capitalised } from '../core/capitalised';
import type { Crm } from '../core/crm';
import { ConnectRefused } from '../operate/connect-refused';
import { findConnection } from '../operate/connections';
import { promote, PromoteRefused } from '../operate/promote';
import { provisionConnection } from '../operate/provision-connection';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { connectProblem } from './connection-problems';
import { httpDeps, type HttpDeps } from './http-deps';
import { parseBody } from './parse-body';
import { noConnection, parseConnectionId } from './parse-connection';
import { Problem } from './problem';
import { promoteBody, provisionBody, type PromotionView, type ProvisionView } from './provision-bodies';

/** What a connection needs in its CRM. It asks the CRM, so it takes as long as the CRM does. */
@Controller('v1/connections')
@UseGuards(ApiKeyGuard)
export class ProvisionController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Post(':id/provision')
  @Needs('connections:write')
  @HttpCode(200)
  async provision(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProvisionView> {
    const id = parseConnectionId(path);
    const { plan } = parseBody(provisionBody, body ?? {}, 'Nothing was made');
    const { crm } = await this.find(tenantId, id);
    const done = await this.ask({ crm, reply }, () =>
      provisionConnection(this.deps, { tenantId, id }, { planOnly: plan }),
    );
    if (!done) throw noConnection(id);
    const { steps, renamings, byHand } = done;
    if (!plan) this.log('connection.provisioned', tenantId, { connectionId: id, made: steps.length });
    return { connectionId: id, plan, steps: [...steps], renamings: [...renamings], byHand: [...byHand] };
  }

  /** The webhooks of our app are seen to by the service itself, as soon as the target's fields are stored. */
  @Post(':id/promote')
  @Needs('connections:write')
  @HttpCode(200)
  async promote(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PromotionView> {
    const to = parseConnectionId(path);
    const { from, plan, pollSeconds } = parseBody(promoteBody, body ?? {}, 'Nothing was carried over');
    const { crm } = await this.find(tenantId, to);
    const wanted = { tenantId, from, to, planOnly: plan, withPollSeconds: pollSeconds };
    const done = await this.ask({ crm, reply }, () => promote({ ...this.deps, webhooks: null }, wanted));
    const { steps, mapping, settings, webhooks, byHand, settingsCarried } = done;
    if (!plan) this.log('connection.promoted', tenantId, { connectionId: to, from, settingsCarried });
    const lists = { steps: [...steps], mapping: [...mapping], settings: [...settings], webhooks: [...webhooks] };
    return { from, to, plan, ...lists, byHand: [...byHand], settingsCarried };
  }

  private async find(tenantId: string, id: string): Promise<{ readonly crm: Crm }> {
    const found = await findConnection(this.deps, tenantId, id);
    if (!found) throw noConnection(id);
    return found;
  }

  private async ask<T>(
    { crm, reply }: { readonly crm: Crm; readonly reply: FastifyReply },
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConnectRefused) throw connectProblem(error, { crm, reply, now: this.deps.clock.now() });
      if (!(error instanceof PromoteRefused)) throw error;
      throw new Problem(error.code === 'unknown' ? 'not-found' : 'conflict', capitalised(error.message));
    }
  }

  private log(event: string, tenantId: string, fields: object): void {
    this.deps.logger.info({ event, tenantId, ...fields });
  }
}
