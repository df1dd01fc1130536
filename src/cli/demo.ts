import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { givenLogLevel, readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { openClock, type SandboxClock } from '../sandbox/common/clock';
import type { Crm } from './demo/crms/crm';
import { startHubspot } from './demo/crms/hubspot';
import { startSalesforce } from './demo/crms/salesforce';
import { createProgress } from './demo/progress';
import type { DemoReport } from './demo/report';
import { runDemo } from './demo/run-demo';
import { tableOf } from './demo/table';
import { endOnBug } from './end-on-bug';
import { startService, type RunningService } from './start';
import { whenOrphaned } from './stop-on-signal';

type StartCrm = (clock: SandboxClock) => Promise<Crm>;

const startersOf = {
  hubspot: [startHubspot],
  salesforce: [startSalesforce],
  both: [startHubspot, startSalesforce],
} as const satisfies Record<string, readonly StartCrm[]>;
type CrmChoice = keyof typeof startersOf;

interface DemoOptions {
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
    .action(async (options: DemoOptions) => {
      const report = await demo(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${tableOf(report)}\n`);
      if (report.ok) return;
      process.stderr.write(`The demo failed: ${report.problems.join('; ')}.\n`);
      process.exitCode = 1;
    });
}

async function demo({ json, crm, ...breaks }: DemoOptions): Promise<DemoReport> {
  // As root, Postgres runs as another user, who must be let through; /tmp may be closed to it by a private TMPDIR.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'tandem-demo-'));
  chmodSync(folder, 0o755);
  try {
    const { stop, ...started } = await startAll(join(folder, 'data'), startersOf[crm]);
    const leave = (): void => {
      void stop().finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(130);
      });
    };
    process.once('SIGINT', leave).once('SIGTERM', leave);
    whenOrphaned(leave);
    try {
      const apiKey = readFileSync(started.service.apiKeyFile, 'utf8').trim();
      return await runDemo({ ...started, apiKey, progress: createProgress(json), ...breaks });
    } finally {
      await stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Started {
  readonly service: RunningService;
  readonly crms: readonly Crm[];
  readonly clock: SandboxClock;
  readonly stop: () => Promise<void>;
}

/** The CRMs come first: the service lives in their time, and is told what they tell. */
async function startAll(dataDir: string, starters: readonly StartCrm[]): Promise<Started> {
  const clock = openClock();
  const crms: Crm[] = [];
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
    TANDEM_CLOCK: `${crms[0]?.url ?? ''}/_sandbox/clock`,
    CRM_URLS: crms.map(({ url }) => url).join(','),
    ...Object.fromEntries(crms.flatMap(({ settings }) => Object.entries(settings))),
  });
  endOnBug(createLogger(config.logLevel));
  return startService(config);
}
