/** `tandem start`: the service, until it is told to stop. */
import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { appFinder, createEngine, crmOpener, managedWebhooks } from '../adapters';
import { createHttp, deliveryParts, startScheduler, startWebhookUpkeep, webhookParts } from '../app.module';
import type { Callout } from '../connectors/connector';
import { Drain } from '../http/drain';
import { Deliveries } from '../jobs/deliveries';
import { Describing } from '../jobs/describing';
import { Markings } from '../jobs/markings';
import { Migrations } from '../jobs/migrations';
import { EventStreams } from '../jobs/event-streams';
import { PollSchedule } from '../jobs/poll-schedule';
import { UsageReadings } from '../jobs/usage-readings';
import { Worker } from '../jobs/worker';
import { standingOf } from '../operate/quota';
import type { Config } from '../platform/config';
import { logCallout } from '../platform/log-callout';
import { createLogger, type Logger } from '../platform/logger';
import { Metrics } from '../platform/metrics';
import type { DataSource } from '../store/transaction';
import { Waker } from '../store/wake';
import { makeFirstTenant } from './first-tenant';
import { layFoundation, type Closer, type Foundation } from './foundation';
import type { OwnSandbox } from './own-sandbox';
import { planMigration } from '../sync/plan-migration';
import { UnfinishedPlans } from '../sync/unfinished-plans';

export interface RunningService {
  /** Where the API listens; null without the role `api`. */
  readonly url: string | null;
  /** Where health and metrics are, with any role. */
  readonly healthUrl: string;
  readonly apiKeyFile: string;
  readonly databasePlace: string;
  /** As the service sees it, for verbs that look on. */
  readonly database: DataSource;
  readonly sandboxes: readonly OwnSandbox[];
  /** Finishes what is in hand, then closes everything. */
  stop(): Promise<void>;
}

/** Loaded only when wanted: both CRMs in a box are a seventh of all code, and of the time to load it. */
async function bringSandboxes(foundation: Foundation, closers: Closer[]): Promise<readonly OwnSandbox[]> {
  if (foundation.config.sandboxes.length === 0) return [];
  const { startOwnSandboxes } = await import('./own-sandbox.js');
  return startOwnSandboxes(foundation, closers);
}

/** Starts everything, or nothing: what was started is closed again when a later step fails. */
export async function startService(config: Config): Promise<RunningService> {
  const closers: Closer[] = [];
  const stop = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const foundation = await layFoundation(config);
    closers.push(() => foundation.close());
    const apiKeyFile = await makeFirstTenant(foundation);
    const sandboxes = await bringSandboxes(foundation, closers);
    const ownCrmUrls = sandboxes.map((sandbox) => sandbox.url);
    const healthUrl = await startParts(foundation, closers, ownCrmUrls);
    const url = config.roles.includes('api') ? healthUrl : null;
    const { database, databasePlace } = foundation;
    return { url, healthUrl, apiKeyFile, databasePlace, database, sandboxes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param ownCrmUrls where the CRMs answer that came up with the service */
async function startParts(foundation: Foundation, closers: Closer[], ownCrmUrls: readonly string[]): Promise<string> {
  const { config } = foundation;
  const logger = createLogger(config.logLevel);
  const metrics = new Metrics();
  const waker = new Waker(foundation.address);
  await waker.start();
  closers.push(() => waker.stop());
  await startWork(foundation, closers, createEngine({ ...foundation, waker, logger, observer: metrics }), metrics);
  if (config.roles.includes('worker')) {
    startedBy({ ...foundation, closers })(new Deliveries(deliveryParts({ ...foundation, waker, logger })));
  }
  if (config.roles.includes('scheduler')) await startUpkeep({ ...foundation, logger, metrics }, closers);
  const drain = new Drain();
  const http = await createHttp({
    ...foundation,
    waker,
    logger,
    metrics,
    metricsToken: config.metricsToken,
    api: config.roles.includes('api'),
    drain,
    requestsPerSecond: config.requestsPerSecond,
    openCrm: crmOpener(config),
    findApp: appFinder(config),
    crmUrls: [...config.crmUrls, ...ownCrmUrls],
    destinationUrls: config.destinationUrls,
    publicUrl: config.publicUrl,
    ...webhookParts(config, foundation.keys),
  });
  closers.push(async () => {
    await drain.finish();
    await http.close();
  });
  return listen(http, config);
}

/** What goes on without being asked: the loops of the worker, and the scheduler's tick. */
async function startWork(
  { config, clock }: Foundation,
  closers: Closer[],
  engine: ReturnType<typeof createEngine>,
  metrics: Metrics,
): Promise<void> {
  closers.push(() => engine.close());
  const run = startedBy({ clock, closers });
  if (config.roles.includes('worker')) run(new Worker(engine));
  if (config.roles.includes('scheduler')) {
    const scheduler = await startScheduler(engine);
    closers.push(() => scheduler.close());
    const schedule = scheduler.get(PollSchedule);
    closers.push(clock.onJump(() => void schedule.tick()));
    run(new EventStreams({ ...engine, onHeard: (crm, became) => metrics.delivered(crm, 'streamed', became) }));
    run(new Describing(engine));
    run(new Markings(engine));
    run(new UsageReadings(engine));
    const planning = { ...engine, standingOf: standingOf.bind(null, engine), unfinished: new UnfinishedPlans() };
    run(new Migrations({ ...engine, planMigration: (wanted, watch) => planMigration(planning, wanted, watch) }));
  }
}

interface Loop {
  start(): void;
  stop(): Promise<void>;
  wake(): void;
}

/** Runs loops until the service ends; one that waits for a virtual time is told when that was moved on. */
const startedBy =
  ({ clock, closers }: Pick<Foundation, 'clock'> & { readonly closers: Closer[] }) =>
  (loop: Loop): void => {
    loop.start();
    closers.push(() => loop.stop());
    closers.push(clock.onJump(() => loop.wake()));
  };

/** Nothing where the settings do not let us manage webhooks. */
async function startUpkeep(
  { config, database, clock, logger, metrics }: Foundation & { readonly logger: Logger; readonly metrics: Metrics },
  closers: Closer[],
): Promise<void> {
  const onCallout = (callout: Callout): void => {
    // Of an app and no connection; it tells of no quota, which alone is a connection's.
    metrics.called({ tenantId: '', id: '', crm: 'hubspot' }, callout);
    logCallout(logger, callout);
  };
  const webhooks = managedWebhooks(config, { onCallout, now: () => clock.now(), database });
  if (webhooks === null) return;
  closers.push(() => webhooks.registry.close());
  const onStanding = metrics.sawWebhooks.bind(metrics);
  const upkeep = await startWebhookUpkeep({ database, clock, logger, webhooks, onStanding });
  closers.push(() => upkeep.close());
}

async function listen(http: NestFastifyApplication, { host, port }: Config): Promise<string> {
  try {
    await http.listen(port, host);
    return await http.getUrl();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} on ${host} is in use by another program; choose one with PORT`, { cause: error });
  }
}

const crmTitles = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const;

/** What a person needs to know, once, on standard output. */
export function describe({ url, healthUrl, apiKeyFile, databasePlace, sandboxes }: RunningService): string {
  const key = readKey(apiKeyFile);
  const lines = ['Tandem runs.', ''];
  if (url) lines.push(`  API        ${url}/v1`);
  lines.push(`  Health     ${healthUrl}/health/ready, metrics at /metrics`);
  lines.push(
    `  API key    ${key ?? 'shown once, when its tenant was made'}${key === null ? '' : `   (kept in ${apiKeyFile})`}`,
  );
  lines.push(`  Database   ${databasePlace}`);
  for (const { crm, url: at, token } of sandboxes) {
    lines.push(`  ${crmTitles[crm].padEnd(10)} ${at}   (a sandbox; token ${token})`);
    lines.push(`             what it holds: curl -H "authorization: Bearer ${token}" ${at}/_sandbox/dump`);
  }
  if (url && key !== null) {
    lines.push('', 'Try it:', '');
    lines.push(
      `  curl -X PUT ${url}/v1/customers/1042 -H "authorization: Bearer ${key}" -H "content-type: application/json" \\`,
    );
    lines.push(`    -d '{"email":"ada@example.com","firstName":"Ada","updatedAt":"2026-01-01T12:00:00Z"}'`);
    lines.push(`  curl ${url}/v1/customers/1042/links -H "authorization: Bearer ${key}"`);
  }
  return [...lines, '', 'Ctrl-C stops it.', ''].join('\n');
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
