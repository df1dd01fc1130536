import { setFlagsFromString } from 'node:v8';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { accountTypes, type AccountType } from '../sandbox/hubspot/portal/identity';
import { switchNames } from '../sandbox/hubspot/portal/switches';
import { isTimeZone } from '../sandbox/hubspot/portal/time-zone';
import { startHubspotSandbox, type HubspotSandbox } from '../sandbox/hubspot/server';
import { parseTarget } from '../sandbox/common/post';
import { editions, type Edition } from '../sandbox/salesforce/org/api-usage';
import { startSalesforceSandbox, type SalesforceSandbox } from '../sandbox/salesforce/server';
import { stopOnSignal } from './stop-on-signal';

interface SandboxOptions {
  readonly hubspotPort: number;
  readonly salesforcePort?: number;
  readonly salesforceEdition: Edition;
  readonly control: boolean;
  readonly limits: 'none' | 'free' | 'pro' | 'enterprise' | 'oauth';
  readonly accountType?: AccountType;
  readonly timeZone?: string;
  readonly stateFile?: string;
  readonly switch?: readonly (typeof switchNames)[number][];
  readonly webhookTarget?: string;
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

function parseTimeZone(name: string): string {
  if (!isTimeZone(name)) throw new InvalidArgumentError('must be a time zone, as in Europe/Madrid');
  return name;
}

function parseWebhookTarget(text: string): string {
  if (parseTarget(text) === undefined) throw new InvalidArgumentError('must be an http or https URL');
  return text;
}

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('run a CRM in a box and nothing else')
    .option('--hubspot-port <port>', 'port of the HubSpot sandbox; 0 takes a free one', parsePort, 0)
    .option('--salesforce-port <port>', 'bring up a Salesforce too, on this port; 0 takes a free one', parsePort)
    .addOption(
      new Option('--salesforce-edition <edition>', 'whose API requests a day it has')
        .choices(editions)
        .default('enterprise'),
    )
    .option('--control', 'open the control API of each under /_sandbox', false)
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
    .addOption(
      new Option('--switch <name...>', 'what HubSpot does one way or the other; see the guide').choices(switchNames),
    )
    .option(
      '--webhook-target <url>',
      'send webhooks there, of everything unless something was subscribed to before',
      parseWebhookTarget,
    )
    .option('--json', 'print one line of JSON once it listens', false)
    .action(async (options: SandboxOptions) => {
      setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
      const hubspot = await startHubspot(options);
      const salesforce = await startSalesforce(options).catch(async (error: unknown) => {
        await hubspot.close();
        throw error;
      });
      stopOnSignal(async () => {
        await Promise.all([hubspot.close(), salesforce?.close()]);
      });
      process.stdout.write(options.json ? jsonOf(hubspot, salesforce) : textOf(hubspot, salesforce));
    });
}

function startHubspot(options: SandboxOptions): Promise<HubspotSandbox> {
  const { hubspotPort: port, control, limits, accountType, timeZone, stateFile, webhookTarget } = options;
  return startHubspotSandbox({
    port,
    control,
    limits,
    ...(accountType && { accountType }),
    ...(timeZone !== undefined && { timeZone }),
    ...(stateFile !== undefined && { stateFile }),
    ...(options.switch && { switches: Object.fromEntries(options.switch.map((name) => [name, true])) }),
    ...(webhookTarget !== undefined && { webhookTarget }),
  });
}

async function startSalesforce(options: SandboxOptions): Promise<SalesforceSandbox | undefined> {
  const { salesforcePort: port, salesforceEdition: edition, control } = options;
  return port === undefined ? undefined : startSalesforceSandbox({ port, control, edition });
}

function jsonOf({ url, token, app, developerKey }: HubspotSandbox, salesforce: SalesforceSandbox | undefined): string {
  const hubspot = { url, token, app, developerKey };
  if (salesforce === undefined) return `${JSON.stringify({ hubspot })}\n`;
  const { organizationId, app: own } = salesforce;
  const { clientId, clientSecret } = own;
  const told = { url: salesforce.url, token: salesforce.token, organizationId, app: { clientId, clientSecret } };
  return `${JSON.stringify({ hubspot, salesforce: told })}\n`;
}

function textOf({ url, token, app }: HubspotSandbox, salesforce: SalesforceSandbox | undefined): string {
  const lines = [
    `HubSpot sandbox  ${url}`,
    `token            ${token}`,
    `OAuth app        ${app.clientId} (secret ${app.clientSecret})`,
  ];
  if (salesforce !== undefined) {
    lines.push(
      `Salesforce sandbox  ${salesforce.url}`,
      `token               ${salesforce.token}`,
      `organization        ${salesforce.organizationId}`,
      `OAuth app           ${salesforce.app.clientId} (secret ${salesforce.app.clientSecret})`,
    );
  }
  return `${[...lines, 'Ctrl-C stops it.'].join('\n')}\n`;
}
