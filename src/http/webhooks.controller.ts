import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { Crm } from '../core/crm';
import { KnownAccounts } from '../intake/known-accounts';
import { takeIn, type Intake, type WebhookIntake } from '../intake/webhooks';
import { httpDeps, type HttpDeps } from './http-deps';
import type { WithRawBody } from './json-body';
import { Problem } from './problem';

/** HubSpot does not read it; whoever looks at a delivery there does. */
interface TakenView {
  readonly events: number;
  /** Records that are looked at because of them. */
  readonly marked: number;
}

/**
 * Where CRMs tell what has changed. Without an API key: a delivery is signed. Every 2xx says that its marks are stored; after
 * any other answer the CRM sends it again.
 */
@Controller('webhooks')
export class WebhooksController {
  private readonly intake: WebhookIntake;

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {
    this.intake = { ...deps, accounts: new KnownAccounts(deps) };
  }

  @Post('hubspot')
  @HttpCode(200)
  hubspot(@Req() request: WithRawBody): Promise<TakenView> {
    return this.take('hubspot', request);
  }

  private async take(crm: Crm, request: WithRawBody): Promise<TakenView> {
    const { metrics } = this.deps;
    const intake = await this.tryToTake(crm, request);
    if (intake.kind === 'taken') {
      const { events, became } = intake;
      metrics.delivered(crm, 'taken', became);
      return { events, marked: became.marked };
    }
    if (intake.kind === 'unreadable') {
      metrics.delivered(crm, intake.problem);
      throw new Problem(intake.problem === 'too-many' ? 'too-large' : 'invalid-request', intake.message);
    }
    metrics.delivered(crm, intake.reason);
    throw new Problem('invalid-signature', refusalOf(intake.reason));
  }

  private async tryToTake(crm: Crm, request: WithRawBody): Promise<Intake> {
    const { method, url, headers, rawBody = Buffer.alloc(0) } = request;
    const delivery = { method, url: originOf(request, this.deps.publicUrl) + url, body: rawBody, headers };
    try {
      return await takeIn(this.intake, crm, delivery);
    } catch (error) {
      this.deps.metrics.delivered(crm, 'failed');
      this.deps.logger.error({ event: 'webhook.failed', requestId: request.id, crm, err: error });
      throw new Problem('unavailable', 'The delivery was not taken in; send it again.');
    }
  }
}

/** As the CRM called us: a proxy in front says nothing that could be trusted. */
function originOf({ socket }: WithRawBody, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  const { localAddress = '', localPort = 0 } = socket;
  return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

const refusalOf = (reason: string): string =>
  `Nothing was taken in (${reason}). The signature must be made with the secret of the app that is connected and with the ` +
  'address that PUBLIC_URL names; see docs/how-to/receive-webhooks.md.';
