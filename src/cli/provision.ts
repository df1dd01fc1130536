/** `tandem provision`: what a connection's mapping needs in its CRM, for a look or to be made. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { appFinder, crmOpener } from '../adapters';
import type { MappingDocument } from '../core/mapping-document';
import type { ByHand, ProvisionStep, Renaming } from '../core/provision-plan';
import { readMappingDocument } from '../http/mapping-bodies';
import { ConnectRefused } from '../operate/connect-refused';
import type { OpenDeps } from '../operate/open-connection';
import { provisionConnection, type Provisioned } from '../operate/provision-connection';
import { readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { refuseUnknownTenant } from '../store/api-keys';
import { inTenant } from '../store/transaction';
import { firstTenantId } from './first-tenant';
import { layFoundation, type Foundation } from './foundation';
import { print } from './print';
import { parseTenantId } from './tenant';

interface ProvisionOptions {
  readonly connection: string;
  readonly tenant: string;
  readonly mapping?: MappingDocument;
  readonly plan: boolean;
  readonly json: boolean;
}

export function addProvision(program: Command): void {
  program
    .command('provision')
    .description('make in the CRM what a connection’s mapping needs: properties, options, stages; deletes nothing')
    .requiredOption('--connection <id>', 'whose mapping it is')
    .option('--tenant <tenant>', 'whose connection it is', parseTenantId, firstTenantId)
    .option('--mapping <file>', 'what this document needs, instead of the mapping that is applied', readDocument)
    .option('--plan', 'show what would be made, and make nothing', false)
    .option('--json', 'print one JSON document', false)
    .action(async ({ connection: id, tenant, mapping, plan, json }: ProvisionOptions) => {
      const provisioned = await withOpenDeps(tenant, async (deps) => {
        const found = await provisionConnection(deps, { tenantId: tenant, id }, { planOnly: plan, document: mapping });
        if (!found) throw new Error(`tenant ${tenant} has no connection ${id}; connect it with: tandem connect`);
        return found;
      });
      const document = { connection: id, plan, ...provisioned };
      print(json, { provision: document }, describe(id, plan, provisioned));
      if (provisioned.byHand.length > 0) process.exitCode = 1;
    });
}

function readDocument(file: string): MappingDocument {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InvalidArgumentError(`${file} could not be read as JSON: ${String(cause)}`);
  }
  const read = readMappingDocument(value);
  if ('document' in read) return read.document;
  throw new InvalidArgumentError(`${file}: ${read.mistakes.map(({ at, reason }) => `${at} ${reason}`).join('; ')}`);
}

/** What opens the CRMs of connections, over the database and without the service. */
export async function withOpenDeps<T>(
  tenant: string,
  work: (deps: OpenDeps & Pick<Foundation, 'config'>) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const foundation = await layFoundation(config);
  try {
    await inTenant(foundation.database, tenant, (tx) => refuseUnknownTenant(tx, tenant));
    const openCrm = crmOpener(config);
    const { crmUrls } = config;
    return await work({ ...foundation, openCrm, findApp: appFinder(config), crmUrls, logger: createLogger('silent') });
  } catch (error) {
    throw error instanceof ConnectRefused
      ? new Error(`${error.message} ${nextOf(error)}`.trim(), { cause: error })
      : error;
  } finally {
    await foundation.close();
  }
}

function nextOf({ refusal }: ConnectRefused): string {
  if (refusal.code !== 'crm') return '';
  if (refusal.failure.kind === 'reauth') return 'Renew its token and its scopes with: tandem connect';
  return 'What was made until then stays: run it again.';
}

function describe(id: string, plan: boolean, { steps, renamings, byHand, document }: Provisioned): string {
  if (steps.length + renamings.length + byHand.length === 0) return `${id} has all that its mapping needs.`;
  return [
    ...(steps.length > 0 ? [plan ? `To be made for ${id}:` : `Made for ${id}:`, ...steps.map(sayStep)] : []),
    ...sayRenamings(renamings, !plan && !document),
    ...sayByHand(byHand),
    ...(plan && steps.length > 0
      ? [`Make it with: npm run -s tandem -- provision --connection ${id}${document ? ' --mapping …' : ''}`]
      : []),
  ].join('\n');
}

export const sayStep = ({ object, what, property, name, detail }: ProvisionStep): string =>
  what === 'property'
    ? `  property ${object}.${name} (${detail})`
    : `  ${what} "${name}" of ${object}.${property} (${detail})`;

const sayRenamings = (renamings: readonly Renaming[], isSaved: boolean): readonly string[] =>
  renamings.map(
    ({ object, property, from, to }) =>
      `  ${object}.${property}: the mapping ${isSaved ? 'names' : 'is to name'} "${from}" by its id, ${to}`,
  );

export const sayByHand = (byHand: readonly ByHand[]): readonly string[] =>
  byHand.length === 0 ? [] : ['By hand, in the CRM:', ...byHand.map(({ remedy }) => `  ${remedy}`)];
