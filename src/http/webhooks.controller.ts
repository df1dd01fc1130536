import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Crm } from '../core/crm';
import { KnownAccounts } from '../intake/known-accounts';
import { takeMessage, type MessageIntake } from '../intake/messages';
import { takeIn, webhookTurns, type Intake, type WebhookIntake } from '../intake/webhooks';
import { admittedOf, notTaken } from './admit-messages';
import { signing, unsigned } from './crm-routes';
import { httpDeps, type HttpDeps } from './http-deps';
import type { WithRawBody } from './json-body';
import { noRoute, Problem, type ProblemCode } from './problem';

/** No CRM reads it; whoever looks at a delivery there does. */
interface TakenView {
  readonly events: number;
  /** Records that are looked at because of them. */
  readonly marked: number;
}

/**
 * Where CRMs tell what has changed. Without an API key: a delivery is signed, or a secret stands in its path. Every 2xx says that
 * its marks are stored; after any other answer the CRM sends it again.
 */
@Controller('webhooks')
export class WebhooksController {
  private readonly intake: WebhookIntake;

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {
    this.intake = { ...deps, accounts: new KnownAccounts(deps), turns: webhookTurns() };
  }

  @Post(signing.path)
  @HttpCode(200)
  signed(@Req() request: WithRawBody): Promise<TakenView> {
    return this.take(signing.crm, request);
  }

  /** Whose it is, `admitMessages` has found by the secret in the path. */
  @Post(unsigned.path)
  @HttpCode(200)
  async message(@Req() request: WithRawBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics, logger } = this.deps;
    const connection = admittedOf(request);
    if (connection === null) throw noRoute();
    const { crm, tenantId, connectionId } = connection;
    const intake = await this.trying(request, crm, () =>
      takeMessage(this.deps, connection, request.rawBody ?? Buffer.alloc(0)),
    );
    if (intake.kind === 'refused') {
      metrics.delivered(crm, intake.problem);
      logger.warn({ event: 'webhook.refused', requestId: request.id, tenantId, connectionId, reason: intake.problem });
      throw new Problem(messageProblems[intake.problem], intake.message);
    }
    metrics.delivered(crm, 'taken', intake.became);
    void reply.type(intake.answer.contentType);
    return intake.answer.body;
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

  private tryToTake(crm: Crm, request: WithRawBody): Promise<Intake> {
    const { method, url, headers, rawBody = Buffer.alloc(0) } = request;
    const delivery = { method, url: originOf(request, this.deps.publicUrl) + url, body: rawBody, headers };
    return this.trying(request, crm, () => takeIn(this.intake, crm, delivery));
  }

  /** In trouble of ours the CRM is to send again. */
  private async trying<T>(request: WithRawBody, crm: Crm, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.deps.metrics.delivered(crm, 'failed');
      this.deps.logger.error({ event: 'webhook.failed', requestId: request.id, crm, err: error });
      throw notTaken();
    }
  }
}

const messageProblems = {
  malformed: 'invalid-request',
  'too-many': 'too-large',
  'other-account': 'other-account',
} as const satisfies Record<Extract<MessageIntake, { kind: 'refused' }>['problem'], ProblemCode>;

/** As the CRM called us: a proxy in front says nothing that could be trusted. */
function originOf({ socket }: WithRawBody, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  const { localAddress = '', localPort = 0 } = socket;
  return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

const refusalOf = (reason: string): string =>
  `Nothing was taken in (${reason}). The signature must be made with the secret of the app that is connected and with the ` +
  'address that PUBLIC_URL names; see docs/how-to/receive-webhooks.md.';
