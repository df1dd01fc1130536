import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { givenLogLevel, readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { openClock, type SandboxClock } from '../sandbox/common/clock';
import type { Crm } from './demo/crms/crm';
import { startHubspot } from './demo/crms/hubspot';
import { startSalesforce } from './demo/crms/salesforce';
import { sayMigration, type MigrationDemoReport } from './demo/migration/report';
import { runMigration } from './demo/migration/run-migration';
import { createProgress } from './demo/progress';
import type { DemoReport } from './demo/report';
import { runDemo } from './demo/run-demo';
import { tableOf } from './demo/table';
import { endOnBug } from './end-on-bug';
import { startService, type RunningService } from './start';
import { whenOrphaned } from './stop-on-signal';

type StartCrm<C extends Crm = Crm> = (clock: SandboxClock) => Promise<C>;

const startersOf = {
  hubspot: [startHubspot],
  salesforce: [startSalesforce],
  both: [startHubspot, startSalesforce],
} as const satisfies Record<string, readonly StartCrm[]>;
type CrmChoice = keyof typeof startersOf;

interface DemoOptions extends MigrationOptions {
  readonly migration: boolean;
  readonly crm: CrmChoice;
  readonly json: boolean;
  readonly breakKey: boolean;
  readonly breakAgreement: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('see a shop and its CRM come together and stay so, in a temporary folder, in about a minute')
    .addOption(
      new Option('--crm <crm>', 'which CRM the shop meets').choices(Object.keys(startersOf)).default('hubspot'),
    )
    .option('--json', 'print one JSON document', false)
    .option('--break-key', 'break what keeps records single, to see that the count notices', false)
    .option('--break-agreement', 'let the two sides drift apart, to see that the count notices', false)
    .addOption(
      new Option('--migration', 'see 20,000 customers migrate by a plan into a portal with few calls instead')
        .default(false)
        .conflicts(['crm', 'breakKey', 'breakAgreement']),
    )
    .option('--seed <number>', 'of --migration: makes other customers, of other quality', parseWhole, 1)
    .addOption(new Option('--customers <number>', 'fewer of them').argParser(parseWhole).default(20_000).hideHelp())
    .action(async (options: DemoOptions) => {
      const report = options.migration ? await migrate(options) : await demo(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${sayReport(report)}\n`);
      if (report.ok) return;
      process.stderr.write(`The demo failed: ${report.problems.join('; ')}.\n`);
      process.exitCode = 1;
    });
}

const sayReport = (report: DemoReport | MigrationDemoReport): string =>
  'migration' in report ? sayMigration(report) : tableOf(report);

function parseWhole(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1 to 999999.');
}

const demo = ({ json, crm, breakKey, breakAgreement }: DemoOptions): Promise<DemoReport> =>
  inFolder(startersOf[crm], ({ apiKey, ...started }) =>
    runDemo({ ...started, apiKey, progress: createProgress(json), breakKey, breakAgreement }),
  );

interface MigrationOptions {
  readonly json: boolean;
  readonly seed: number;
  readonly customers: number;
}

function migrate({ json, seed, customers }: MigrationOptions): Promise<MigrationDemoReport> {
  return inFolder([startHubspot], async ({ crms: [crm], ...started }) => {
    if (!crm) throw new Error('the demo has no CRM');
    return runMigration({ ...started, crm, progress: createProgress(json), seed, customers });
  });
}

type Playing<C extends Crm> = Omit<Started<C>, 'stop'> & { readonly apiKey: string };

async function inFolder<C extends Crm, T>(
  starters: readonly StartCrm<C>[],
  play: (started: Playing<C>) => Promise<T>,
): Promise<T> {
  // As root, Postgres runs as another user, who must be let through; /tmp may be closed to it by a private TMPDIR.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'tandem-demo-'));
  chmodSync(folder, 0o755);
  try {
    const { stop, ...started } = await startAll(join(folder, 'data'), starters);
    const leave = (): void => {
      void stop().finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(130);
      });
    };
    process.once('SIGINT', leave).once('SIGTERM', leave);
    whenOrphaned(leave);
    try {
      return await play({ ...started, apiKey: readFileSync(started.service.apiKeyFile, 'utf8').trim() });
    } finally {
      await stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Started<C extends Crm> {
  readonly service: RunningService;
  readonly crms: readonly C[];
  readonly clock: SandboxClock;
  readonly stop: () => Promise<void>;
}

/** The CRMs come first: the service lives in their time, and is told what they tell. */
async function startAll<C extends Crm>(dataDir: string, starters: readonly StartCrm<C>[]): Promise<Started<C>> {
  const clock = openClock();
  const crms: C[] = [];
  const closeCrms = async (): Promise<void> => {
    for (const crm of crms) await crm.close();
  };
  try {
    for (const start of starters) crms.push(await start(clock));
    const service = await startServiceOf(crms, dataDir);
    const stop = async (): Promise<void> => {
      await service.stop();
      await closeCrms();
    };
    return { service, crms, clock, stop };
  } catch (error) {
    await closeCrms();
    throw error;
  }
}

function startServiceOf(crms: readonly Crm[], dataDir: string): Promise<RunningService> {
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: givenLogLevel() ?? 'error',
    TANDEM_SANDBOX: '0',
    // Hours pass in seconds: what the CRM takes is not asked for anew in each of them.
    DESCRIBE_SECONDS: '86400',
    TANDEM_CLOCK: `${crms[0]?.url ?? ''}/_sandbox/clock`,
    CRM_URLS: crms.map(({ url }) => url).join(','),
    ...Object.fromEntries(crms.flatMap(({ settings }) => Object.entries(settings))),
  });
  endOnBug(createLogger(config.logLevel));
  return startService(config);
}
