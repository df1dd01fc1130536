/** Composition root: the only file, besides `cli/`, where ports meet adapters. */
import type { RequestListener } from 'node:http';
import helmet from '@fastify/helmet';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogs } from './catalog/catalog';
import type { Connector } from './connectors/connector';
import {
  createApp,
  createConnector,
  createWebhookRegistry,
  eventStreamOf,
  messagesOf,
  webhooksOf,
} from './connectors/registry';
import type { RegistryContext } from './connectors/webhook-registry';
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
import type { Listening } from './intake/event-stream';
import type { PollObserver, Polling } from './intake/poll';
import type { QuotaStanding } from './core/quota-standing';
import type { Delivering } from './jobs/deliver';
import { PollModule } from './jobs/poll-schedule';
import { WebhookUpkeepModule, type WebhookUpkeepParts } from './jobs/webhook-upkeep';
import { accessTo, type CrmAccess, type OpenCrm } from './operate/connect';
import type { PlanMigration } from './operate/make-migration-plan';
import { readStanding } from './operate/quota-book';
import { QuotaKeeper } from './operate/quota-keeper';
import { TokenKeeper, type FindApp } from './operate/token-keeper';
import { openWebhookSecret } from './operate/tokens';
import type { ManagedWebhooks } from './operate/webhook-subscriptions';
import type { Clock } from './platform/clock';
import type { Config } from './platform/config';
import type { Logger } from './platform/logger';
import type { SecretKeys } from './platform/seal';
import type { Connection, StoredConnection } from './store/connections';
import { shareOfMigration } from './store/migrations';
import { inTenant, type DataSource } from './store/transaction';
import type { Waker } from './store/wake';
import type { Engine, Observer } from './sync/engine';
import { planMigration } from './sync/plan-migration';

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

export interface EngineParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  readonly observer: Observer & PollObserver;
  readonly config: Config;
  readonly keys: SecretKeys;
}

/** What storing refreshed tokens may take after the call that brought them. */
const storeTokensMs = 5_000;

// eslint-disable-next-line tandem/known-bad -- spreads retries over time; nothing is kept secret by it
const spread = Math.random;

export function createEngine(
  parts: EngineParts,
): Engine & Polling & Pick<Listening, 'eventStreamFor'> & { close(): Promise<void> } {
  const { config, observer } = parts;
  const tokens = new TokenKeeper({
    ...parts,
    findApp: appFinder(config),
    onCallout: (connection, callout) => observer.called(connection, callout),
    random: spread,
    leaseMs: config.callDeadlineMs + storeTokensMs,
  });
  const connectors = new ConnectorPool(tokens, crmOpener(config));
  const quota = new QuotaKeeper({ ...parts, shareOf: shareOfMigration });
  return {
    ...parts,
    random: spread,
    leaseMs: config.leaseMs,
    callDeadlineMs: config.callDeadlineMs,
    describeSeconds: config.describeSeconds,
    catalogFor: ({ crm }) => catalogs[crm],
    connectorFor: (connection) => connectors.get(connection),
    quota,
    eventStreamFor: (connection) => {
      const open = eventStreamOf(connection.crm);
      return open && { open, settings: { token: tokens.tokenOf(connection), baseUrl: connection.baseUrl } };
    },
    close: async () => {
      connectors.close();
      await quota.close();
    },
  };
}

/** Makes the plans of migrations, as far as their quota is known. */
export const migrationPlanner =
  (engine: Engine): PlanMigration =>
  (wanted, run) => {
    const standingOf = (connection: StoredConnection): Promise<QuotaStanding> =>
      inTenant(engine.database, connection.tenantId, (tx) => readStanding(tx, connection, engine.clock.now()));
    return planMigration({ ...engine, standingOf }, wanted, run);
  };

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

/** How a CRM is opened with a token: the adapter behind the port, with our settings. */
export const crmOpener =
  ({ callDeadlineMs, salesforceBulkFrom: bulkFrom }: Pick<Config, 'callDeadlineMs' | 'salesforceBulkFrom'>): OpenCrm =>
  (crm, access) =>
    createConnector(crm, { ...access, keyProperty: catalogs[crm].own.key, callDeadlineMs, bulkFrom });

type Apps = Pick<Config, 'hubspotApp' | 'salesforceApp'>;

/** Our apps at the CRMs, as the settings have them. */
export const appFinder =
  ({ hubspotApp, salesforceApp, callDeadlineMs }: Apps & Pick<Config, 'callDeadlineMs'>): FindApp =>
  (crm) => {
    const credentials = { hubspot: hubspotApp, salesforce: salesforceApp }[crm];
    return credentials && createApp(crm, { ...credentials, deadlineMs: callDeadlineMs });
  };

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

/** The webhooks of our app, as far as the settings let us manage them; else null. */
export function managedWebhooks(
  {
    hubspotApp,
    hubspotDeveloper,
    publicUrl,
    callDeadlineMs,
  }: Pick<Config, 'hubspotApp' | 'hubspotDeveloper' | 'publicUrl' | 'callDeadlineMs'>,
  context: RegistryContext & Pick<ManagedWebhooks, 'database'>,
): ManagedWebhooks | null {
  if (hubspotDeveloper === null || publicUrl === null) return null;
  return {
    ...context,
    crm: 'hubspot',
    clientId: hubspotApp?.clientId ?? null,
    registry: createWebhookRegistry('hubspot', { ...hubspotDeveloper, callDeadlineMs }),
    catalog: catalogs.hubspot,
    target: `${publicUrl}/webhooks/hubspot`,
  };
}

/** One connector per connection, made anew when it is opened in another way. */
class ConnectorPool {
  private readonly open = new Map<string, { readonly access: CrmAccess; readonly connector: Connector }>();

  constructor(
    private readonly tokens: TokenKeeper,
    private readonly openCrm: OpenCrm,
  ) {}

  get(connection: Connection): Connector {
    const name = `${connection.tenantId}/${connection.id}`;
    this.tokens.forget(connection);
    const known = this.open.get(name);
    const access = accessTo(connection, this.tokens.tokenOf(connection));
    if (known && isSame(known.access, access)) return known.connector;
    known?.connector.close();
    const connector = this.openCrm(connection.crm, access);
    this.open.set(name, { access, connector });
    return connector;
  }

  close(): void {
    for (const { connector } of this.open.values()) connector.close();
    this.open.clear();
  }
}

/** Tokens apart: who asks for one gets the present one. */
const isSame = (one: CrmAccess, other: CrmAccess): boolean =>
  one.baseUrl === other.baseUrl && one.timeZone === other.timeZone && one.credential === other.credential;
