import { InvalidArgumentError, Option, type Command } from 'commander';
import { accountTypes, type AccountType } from '../sandbox/hubspot/portal/portal';
import { isTimeZone } from '../sandbox/hubspot/portal/time-zone';
import { startHubspotSandbox } from '../sandbox/hubspot/server';
import { stopOnSignal } from './stop-on-signal';

interface SandboxOptions {
  readonly hubspotPort: number;
  readonly control: boolean;
  readonly limits: 'none' | 'free' | 'pro' | 'enterprise' | 'oauth';
  readonly accountType?: AccountType;
  readonly timeZone?: string;
  readonly stateFile?: string;
  readonly json: boolean;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('must be a port, 0 to 65535');
  return port;
}

function parseTimeZone(name: string): string {
  if (!isTimeZone(name)) throw new InvalidArgumentError('must be a time zone, as in Europe/Madrid');
  return name;
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
    .option('--time-zone <name>', 'the account’s time zone, as in Europe/Madrid (default: UTC)', parseTimeZone)
    .option('--state-file <file>', 'keep what it holds between starts')
    .option('--json', 'print one line of JSON once it listens', false)
    .action(async (options: SandboxOptions) => {
      const { hubspotPort: port, control, limits, accountType, timeZone, stateFile } = options;
      const sandbox = await startHubspotSandbox({
        port,
        control,
        limits,
        ...(accountType && { accountType }),
        ...(timeZone !== undefined && { timeZone }),
        ...(stateFile !== undefined && { stateFile }),
      });
      const { url, token, app } = sandbox;
      stopOnSignal(() => sandbox.close());
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ hubspot: { url, token, app } })}\n`
          : `HubSpot sandbox  ${url}\ntoken            ${token}\nOAuth app        ${app.clientId} (secret ${app.clientSecret})\nCtrl-C stops it.\n`,
      );
    });
}
