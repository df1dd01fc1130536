/** What Nest puts together: the door, the poller and the upkeep of webhooks. */
import type { RequestListener } from 'node:http';
import helmet from '@fastify/helmet';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { spread, type EngineParts } from './adapters';
import { catalogs } from './catalog/catalog';
import { messagesOf, webhooksOf } from './connectors/registry';
import { ApiKeyGuard } from './http/api-key.guard';
import { authenticate } from './http/authenticate';
import { ChangesController, toView as sayChange } from './http/changes.controller';
import { ConflictsController } from './http/conflicts.controller';
import { ConnectionsController } from './http/connections.controller';
import { MappingController } from './http/mapping.controller';
import { MigrationController } from './http/migration.controller';
import { ScheduleController } from './http/schedule.controller';
import { DestinationController } from './http/destination.controller';
import { tagReads } from './http/etag';
import { HealthController } from './http/health.controller';
import { httpDeps, type HttpDeps } from './http/http-deps';
import { Idempotency } from './http/idempotency.interceptor';
import { bodyLimitBytes, parseBodies } from './http/json-body';
import { admitMessages } from './http/admit-messages';
import { MetricsController } from './http/metrics.controller';
import { observeRequest, observeRequests, requestIdOf } from './http/observe';
import { serveDocs } from './http/openapi/serve-docs';
import { EmailConfirmationController } from './http/email-confirmation.controller';
import { WaitingController } from './http/waiting.controller';
import { ProblemFilter, refusePath } from './http/problem';
import { ProvisionController } from './http/provision.controller';
import { QuotaController } from './http/quota.controller';
import { RecordsController } from './http/records.controller';
import { WebhooksController } from './http/webhooks.controller';
import { safeHeaders } from './http/safe-headers';
import { createLimitedServer, serverLimits } from './http/server-limits';
import { refuseOddRequests } from './http/strict-requests';
import type { Polling } from './intake/poll';
import type { Delivering } from './jobs/deliver';
import { PollModule } from './jobs/poll-schedule';
import { WebhookUpkeepModule, type WebhookUpkeepParts } from './jobs/webhook-upkeep';
import { openWebhookSecret } from './operate/tokens';
import type { Config } from './platform/config';
import type { SecretKeys } from './platform/seal';

const apiControllers = [
  ChangesController,
  ConflictsController,
  ConnectionsController,
  DestinationController,
  MappingController,
  MigrationController,
  ScheduleController,
  EmailConfirmationController,
  ProvisionController,
  QuotaController,
  WaitingController,
  RecordsController,
  WebhooksController,
];

@Module({})
export class AppModule {
  static with(deps: HttpDeps): DynamicModule {
    return {
      module: AppModule,
      controllers: [HealthController, MetricsController, ...(deps.api ? apiControllers : [])],
      providers: [{ provide: httpDeps, useValue: deps }, ApiKeyGuard, Idempotency],
    };
  }
}

/** The door, not yet listening. */
export async function createHttp(deps: HttpDeps, limits = serverLimits): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // connections are closed before fastify is, and what comes on them until then is served
    serverFactory: (handle: RequestListener) => createLimitedServer(handle, limits, deps.drain),
    clientErrorHandler: () => undefined, // answered by that server
    routerOptions: { maxParamLength: 1_000 }, // longer ids are refused by their own rule, with its reason
    genReqId: requestIdOf,
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      observeRequest(request, reply, deps);
      refusePath(reply);
    },
  });
  observeRequests(adapter.getInstance(), deps);
  parseBodies(adapter.getInstance());
  await adapter.register(helmet as never, safeHeaders); // awaited: its hook comes before those that refuse
  refuseOddRequests(adapter.getInstance());
  if (deps.api) {
    authenticate(adapter.getInstance(), deps);
    admitMessages(adapter.getInstance(), deps);
  }
  tagReads(adapter.getInstance());
  const options = { bodyParser: false, logger: false as const, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(deps), adapter, options);
  app.useGlobalFilters(new ProblemFilter(deps.logger));
  if (deps.api) await serveDocs(app);
  return app;
}

/** Begins to poll; whoever closes it waits for the polls that are under way. */
export function startScheduler(polling: Polling): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(PollModule.with(polling), { logger: false, abortOnError: false });
}

/** Begins to see to what our app is told; whoever closes it waits for the look that is under way. */
export function startWebhookUpkeep(parts: WebhookUpkeepParts): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WebhookUpkeepModule.with(parts), { logger: false, abortOnError: false });
}

/** What delivering to the order systems needs. */
export const deliveryParts = (parts: Omit<EngineParts, 'observer'>): Delivering => ({
  ...parts,
  random: spread,
  leaseMs: deliveryLeaseMs,
  deadlineMs: deliveryDeadlineMs,
  allowedOrigins: parts.config.destinationUrls,
  sayChange,
});

const deliveryDeadlineMs = 15_000;
const deliveryLeaseMs = 60_000;

/** What taking in webhooks needs of CRMs, and what opens the secrets that sign them. */
export const webhookParts = (
  { hubspotApp }: Pick<Config, 'hubspotApp'>,
  keys: SecretKeys,
): Pick<HttpDeps, 'webhooksOf' | 'messagesOf' | 'catalogOf' | 'appSecretOf' | 'openSecret'> => ({
  webhooksOf: webhooksOf,
  messagesOf: messagesOf,
  catalogOf: (crm) => catalogs[crm],
  appSecretOf: (crm) => ({ hubspot: hubspotApp?.clientSecret ?? null, salesforce: null })[crm],
  openSecret: ({ tenantId, connectionId }, sealed) => openWebhookSecret(keys, { tenantId, id: connectionId }, sealed),
});
