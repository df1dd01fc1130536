import { setFlagsFromString } from 'node:v8';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { accountTypes, type AccountType } from '../sandbox/hubspot/portal/portal';
import { startHubspotSandbox } from '../sandbox/hubspot/server';
import { stopOnSignal } from './stop-on-signal';

interface SandboxOptions {
  readonly hubspotPort: number;
  readonly control: boolean;
  readonly limits: 'none' | 'free' | 'pro' | 'enterprise' | 'oauth';
  readonly accountType?: AccountType;
  readonly stateFile?: string;
  readonly json: boolean;
}

/**
 * V8 lets a heap grow to three times what lives in it before it collects: 2.1 GB for the 0.7 GB of a million contacts
 * (measured 2026-11). Half as much again is enough, and costs a few collections more.
 */
const HEAP_GROWTH_PERCENT = 50;

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('must be a port, 0 to 65535');
  return port;
}

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('run a CRM in a box and nothing else')
    .option('--hubspot-port <port>', 'port of the HubSpot sandbox; 0 takes a free one', parsePort, 0)
    .option('--control', 'open its control API under /_sandbox', false)
    .addOption(
      new Option('--limits <plan>', 'rate limits of this plan')
        .choices(['none', 'free', 'pro', 'enterprise', 'oauth'])
        .default('pro'),
    )
    .addOption(
      new Option('--account-type <type>', 'STANDARD is a production account (default: DEVELOPER_TEST)').choices(
        accountTypes,
      ),
    )
    .option('--state-file <file>', 'keep what it holds between starts')
    .option('--json', 'print one line of JSON once it listens', false)
    .action(async (options: SandboxOptions) => {
      const { hubspotPort: port, control, limits, accountType, stateFile } = options;
      setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
      const sandbox = await startHubspotSandbox({
        port,
        control,
        limits,
        ...(accountType && { accountType }),
        ...(stateFile !== undefined && { stateFile }),
      });
      const { url, token } = sandbox;
      stopOnSignal(() => sandbox.close());
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ hubspot: { url, token } })}\n`
          : `HubSpot sandbox  ${url}\ntoken            ${token}\nCtrl-C stops it.\n`,
      );
    });
}
