import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { customTypes, type CustomField } from '../core/custom-fields';
import { objectTypes } from '../core/record';
import { readConfig } from '../platform/config';
import { firstTenantId, makeFirstTenant } from './first-tenant';
import { layFoundation } from './foundation';
import { connectHubspot } from './own-sandbox';

interface ConnectOptions {
  readonly tokenFile: string;
  readonly id: string;
  readonly tenant: string;
  readonly environment: 'test' | 'production';
  readonly url: string;
  readonly recordUrl?: string;
  readonly customFields?: readonly CustomField[];
  readonly json: boolean;
}

const hubspotUrl = 'https://api.hubapi.com';

export function addConnect(program: Command): void {
  program
    .command('connect')
    .description('connect a CRM account; may be repeated to renew its token or settings')
    .addArgument(program.createArgument('<crm>', 'which CRM').choices(['hubspot']))
    .requiredOption('--token-file <file>', 'file with the access token of a private app')
    .option('--id <id>', 'name of the connection', 'hubspot')
    .option('--tenant <tenant>', 'whose it is', firstTenantId)
    .addOption(new Option('--environment <environment>').choices(['test', 'production']).default('test'))
    .option('--url <url>', 'where the CRM answers', hubspotUrl)
    .option('--record-url <template>', 'URL back to a record, like https://shop.example.com/{type}/{id}')
    .option('--custom-fields <file>', 'JSON list of {object, name, property, label, type, unique}', readCustomFields)
    .option('--json', 'print one JSON document', false)
    .action(async (_crm: string, options: ConnectOptions) => {
      const foundation = await layFoundation(readConfig());
      try {
        await makeFirstTenant(foundation);
        const { id, tenant: tenantId, environment, url: baseUrl } = options;
        const token = readFileSync(options.tokenFile, 'utf8').trim();
        const settings = { customFields: options.customFields ?? [], recordUrl: options.recordUrl ?? null };
        const { accountId } = await connectHubspot(foundation, { id, tenantId, token, environment, baseUrl, settings });
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ connection: { id, crm: 'hubspot', environment, accountId } })}\n`
            : `Connected ${id}: HubSpot account ${accountId} (${environment}). Its properties are in place.\n`,
        );
      } finally {
        await foundation.close();
      }
    });
}

function readCustomFields(file: string): readonly CustomField[] {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InvalidArgumentError(`${file} could not be read as JSON: ${String(cause)}`);
  }
  if (!Array.isArray(list)) throw new InvalidArgumentError(`${file} must hold a list`);
  return list.map((entry: unknown, index) => parseCustomField(file, entry, index));
}

/** Each rule with what it says when it is broken. */
const customFieldRules: readonly (readonly [string, (entry: Partial<CustomField>) => boolean])[] = [
  [`object must be one of ${objectTypes.join(', ')}`, ({ object }) => objectTypes.some((known) => known === object)],
  ['name must be a letter followed by letters, digits or _', ({ name }) => /^[A-Za-z]\w{0,63}$/.test(String(name))],
  ['property must be a lower-case name', ({ property }) => /^[a-z][a-z0-9_]{0,99}$/.test(String(property))],
  [
    `type must be one of ${customTypes.join(', ')}`,
    ({ type }) => customTypes.some((known) => known === (type ?? 'text')),
  ],
];

function parseCustomField(file: string, given: unknown, index: number): CustomField {
  const entry = (given ?? {}) as Partial<CustomField>;
  const broken = customFieldRules.filter(([, holds]) => !holds(entry)).map(([rule]) => rule);
  if (broken.length > 0) throw new InvalidArgumentError(`${file}, entry ${index + 1}: ${broken.join('; ')}`);
  const { object = 'customer', name = '', property = '', type = 'text', unique = false } = entry;
  return { object, name, property, label: entry.label ?? name, type, unique };
}
