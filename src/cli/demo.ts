import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { givenLogLevel, readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { createProgress } from './demo/progress';
import { runDemo, type DemoReport } from './demo/run-demo';
import { endOnBug } from './end-on-bug';
import { startService } from './start';
import { whenOrphaned } from './stop-on-signal';

interface DemoOptions {
  readonly json: boolean;
  readonly breakKey: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('see a shop and a CRM come together, in a temporary folder, within a minute')
    .option('--json', 'print one JSON document', false)
    .option('--break-key', 'break what keeps records single, to see that the count notices', false)
    .action(async (options: DemoOptions) => {
      const report = await demo(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${tableOf(report)}\n`);
      if (report.ok) return;
      process.stderr.write(`The demo failed: ${report.problems.join('; ')}.\n`);
      process.exitCode = 1;
    });
}

async function demo({ json, breakKey }: DemoOptions): Promise<DemoReport> {
  // As root, Postgres runs as another user, who must be let through; /tmp may be closed to it by a private TMPDIR.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'tandem-demo-'));
  chmodSync(folder, 0o755);
  try {
    const config = readConfig({ DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: givenLogLevel() ?? 'error' });
    endOnBug(createLogger(config.logLevel));
    const service = await startService(config);
    const leave = (): void => {
      void service.stop().finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(130);
      });
    };
    process.once('SIGINT', leave).once('SIGTERM', leave);
    whenOrphaned(leave);
    try {
      const apiKey = readFileSync(service.apiKeyFile, 'utf8').trim();
      return await runDemo({ service, apiKey, progress: createProgress(json), breakKey });
    } finally {
      await service.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tableOf({ objects, calls, duplicates, missing, seconds }: DemoReport): string {
  const columns = ['records', 'synced', 'created', 'adopted', 'parked', 'held', 'asked'] as const;
  const table = new Table({
    head: ['', ...columns],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const [object, counts] of Object.entries(objects))
    table.push([object, ...columns.map((column) => counts[column])]);
  return [
    '',
    table.toString(),
    '',
    `calls to the CRM   ${calls.firstLoad} for the first load, ${calls.update} for the 500 changes, ${calls.unchanged} when nothing changed`,
    `duplicates         ${duplicates}`,
    `missing            ${missing}`,
    `asked              a person chooses where the CRM holds one company twice`,
    `time               ${seconds} s`,
  ].join('\n');
}
