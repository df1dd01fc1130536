import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { z } from 'zod';
import { appFinder, crmOpener } from '../adapters';
import { archiveChoices } from '../core/archive';
import { appSettingsOf, crmNames, crms, crmUrls, exampleUrlOf, type Crm } from '../core/crm';
import type { CustomField } from '../core/custom-fields';
import type { FieldRuleSetting } from '../core/field-rule-settings';
import type { EmailFailure, EmailRequirement } from '../core/email-gate';
import { newRecordChoices } from '../core/new-records';
import { connectionIdPattern, connectionIdRule, customFieldList, isRecordUrl } from '../http/connection-bodies';
import { fieldErrors } from '../http/field-errors';
import { fieldRuleList } from '../http/field-rule-bodies';
import { connect, type Connected, type Said, type Wanted } from '../operate/connect';
import { ConnectRefused } from '../operate/connect-refused';
import { isOrigin, readConfig } from '../platform/config';
import { refuseUnknownTenant } from '../store/api-keys';
import { inTenant } from '../store/transaction';
import { emailFailureOption, emailGateOption } from './email-gate-options';
import { firstTenantId, makeFirstTenant } from './first-tenant';
import { layFoundation } from './foundation';
import { print } from './print';
import { dailyCallsOption, reserveOption } from './quota-options';
import { parseTenantId } from './tenant';
import { typeChoices } from './type-choices';

interface ConnectOptions extends Pick<
  Wanted,
  | 'environment'
  | 'recordUrl'
  | 'customFields'
  | 'fieldRules'
  | 'newRecords'
  | 'archive'
  | 'streaming'
  | 'confirmAccount'
> {
  readonly id?: string;
  readonly tokenFile?: string;
  readonly refreshTokenFile?: string;
  readonly webhookSecretFile?: string;
  readonly tenant: string;
  readonly emailGate?: EmailRequirement;
  readonly emailFailure?: EmailFailure;
  readonly reserve?: number;
  readonly dailyCalls?: number | null;
  readonly url?: string;
  readonly planFirst?: true;
  readonly json: boolean;
}

export function addConnect(program: Command): void {
  program
    .command('connect')
    .description('connect a CRM account; may be repeated to renew its token or settings')
    .addArgument(program.createArgument('<crm>', 'which CRM').choices(crms))
    .option('--token-file <file>', 'file with an access token: of a HubSpot private app, or of a Salesforce user')
    .addOption(
      new Option(
        '--refresh-token-file <file>',
        'file with a refresh token of your app (HUBSPOT_CLIENT_ID, SALESFORCE_CLIENT_ID), instead',
      ).conflicts('tokenFile'),
    )
    .option('--webhook-secret-file <file>', 'file with the client secret of the private app that sends webhooks')
    .option('--id <id>', 'name of the connection (default: the CRM’s)', parseConnectionId)
    .option('--tenant <tenant>', 'whose it is', parseTenantId, firstTenantId)
    .addOption(
      new Option('--environment <environment>', 'what the account is used for (default: as it is, else test)').choices([
        'test',
        'production',
      ]),
    )
    .option('--confirm-account <id>', 'the account that the token must open; may be a production one, also for tests')
    .option(
      '--url <url>',
      `where the CRM answers (default: as it is, else ${crmUrls.hubspot}; of Salesforce, what the refresh token opens)`,
      parseUrl,
    )
    .option(
      '--record-url <template>',
      'URL back to a record, like https://shop.example.com/{type}/{id}',
      parseRecordUrl,
    )
    .option('--custom-fields <file>', 'JSON list of {object, name, property, label, type, unique}', readCustomFields)
    .option('--field-rules <file>', 'JSON list of {object, field, direction, policy, enforce, clear}', readFieldRules)
    .option(
      '--new-records <type=rule>',
      'CRM records that nobody ordered for, like customer=offer (match, offer or ignore); may be repeated',
      typeChoices(newRecordChoices),
    )
    .option(
      '--archive <type=direction>',
      'what a deletion on one side moves to the bin on the other, like order=push (none, push, pull or both); may be repeated',
      typeChoices(archiveChoices),
    )
    .addOption(emailGateOption())
    .addOption(emailFailureOption())
    .addOption(reserveOption())
    .addOption(dailyCallsOption())
    .option('--streaming', 'listen to Change Data Capture besides polling (Salesforce)')
    .option('--no-streaming', 'poll only (default: as it is, else so)')
    .option('--plan-first', 'send nothing before a migration was planned, approved and started (tandem migrate)')
    .option('--json', 'print one JSON document', false)
    .action(async (crm: Crm, options: ConnectOptions, command: Command) => {
      if (options.tokenFile === undefined && options.refreshTokenFile === undefined)
        command.error('error: one of --token-file and --refresh-token-file is required');
      const connected = await connectOnce(crm, options);
      print(options.json, { connection: shortOf(crm, connected) }, describe(connected));
    });
}

function shortOf(crm: Crm, { connection, accountKind }: Connected): object {
  const { id, environment, accountId, state } = connection;
  return { id, crm, environment, accountId, accountKind, state };
}

async function connectOnce(crm: Crm, options: ConnectOptions): Promise<Connected> {
  const { tenant: tenantId, url: baseUrl } = options;
  const { environment, recordUrl, customFields, fieldRules, newRecords, archive, streaming, confirmAccount } = options;
  const { id = crm } = options;
  const foundation = await layFoundation(readConfig());
  try {
    await makeFirstTenant(foundation);
    await inTenant(foundation.database, tenantId, (tx) => refuseUnknownTenant(tx, tenantId));
    const access = readAccess(options);
    const webhookSecret = options.webhookSecretFile === undefined ? undefined : readSecret(options.webhookSecretFile);
    const emailGate = { require: options.emailGate, onFailure: options.emailFailure };
    const quota = { reserve: options.reserve, dailyCalls: options.dailyCalls };
    const settings = { recordUrl, customFields, fieldRules, newRecords, archive, streaming, emailGate, quota };
    const firstLoad = options.planFirst && ('planned' as const);
    const said = { ...settings, environment, baseUrl, confirmAccount, webhookSecret, firstLoad };
    const { config } = foundation;
    const deps = { ...foundation, openCrm: crmOpener(config), findApp: appFinder(config) };
    return await connect(deps, { tenantId, id, crm, access, ...said });
  } catch (error) {
    throw error instanceof ConnectRefused ? withRemedy(error, crm) : error;
  } finally {
    await foundation.close();
  }
}

/** From a file: what stands on a command line is read by everybody on the machine. */
const readSecret = (file: string): string => readFileSync(file, 'utf8').trim();

function readAccess({ tokenFile, refreshTokenFile }: ConnectOptions): Said {
  if (refreshTokenFile !== undefined) return { refreshToken: readSecret(refreshTokenFile) };
  return { token: readSecret(tokenFile ?? '') };
}

function describe({ connection, accountKind }: Connected): string {
  const { id, crm, accountId, environment, state, reason } = connection;
  const kind = accountKind === environment ? environment : `${environment}; a ${accountKind} account`;
  const paused = state === 'paused' ? ` It is paused${reason ? `: ${reason.message}` : ''}.` : '';
  return `Connected ${id}: ${crmNames[crm]} account ${accountId} (${kind}). Its ${crm === 'salesforce' ? 'fields' : 'properties'} are in place.${paused}`;
}

/** What to do next, in the words of the command. */
function withRemedy(error: ConnectRefused, crm: Crm): Error {
  return new Error(`${error.message} ${remedyOf(error.refusal, crm)}`.trim(), { cause: error });
}

function remedyOf(refusal: ConnectRefused['refusal'], crm: Crm): string {
  switch (refusal.code) {
    case 'crm':
      return refusal.failure.kind === 'reauth' ? `Its scopes are listed in docs/how-to/connect-${crm}.md.` : '';
    case 'app':
      return `Set ${appSettingsOf(refusal.crm)} to the app that the refresh token was given to.`;
    case 'said-in-mapping':
      return 'Say it there, with mapping apply (docs/how-to/map-fields.md), and leave the options out.';
    case 'first-load-said':
      return 'Leave --plan-first out; to bring what is missing, plan a migration of it.';
    case 'no-url':
      return `Say its address with --url, like ${exampleUrlOf(refusal.crm)}.`;
    case 'production-account':
      return (
        'Connect it with --environment production, or, to use exactly this production account for tests, ' +
        `with --confirm-account ${refusal.accountId}.`
      );
    case 'unconfirmed-account':
      return 'Check the token, and the id after --confirm-account.';
    case 'other-account':
      return 'Choose another name with --id.';
    case 'account-taken':
      return `Renew that one with --id ${refusal.takenBy}.`;
  }
}

function parseConnectionId(text: string): string {
  if (connectionIdPattern.test(text)) return text;
  throw new InvalidArgumentError(`${connectionIdRule}.`);
}

/** Wherever the operator says, also into their own network. */
function parseUrl(text: string): string {
  if (isOrigin(text)) return new URL(text).origin;
  throw new InvalidArgumentError(`must be an origin like ${crmUrls.hubspot}, without a path.`);
}

function parseRecordUrl(text: string): string {
  if (isRecordUrl(text)) return text;
  throw new InvalidArgumentError('must be a URL like https://shop.example.com/{type}/{id}.');
}

const readCustomFields = (file: string): readonly CustomField[] => readList(customFieldList, file);
const readFieldRules = (file: string): readonly FieldRuleSetting[] => readList(fieldRuleList, file);

function readList<T extends z.ZodType>(schema: T, file: string): z.output<T> {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InvalidArgumentError(`${file} could not be read as JSON: ${String(cause)}`);
  }
  const checked = schema.safeParse(list);
  if (checked.success) return checked.data;
  const wrong = fieldErrors(checked.error, 'is not a known field').map(({ field, reason }) =>
    `${field} ${reason}`.trim(),
  );
  throw new InvalidArgumentError(`${file}: ${wrong.join('; ')}`);
}
