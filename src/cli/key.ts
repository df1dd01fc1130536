/** `tandem key`: what opens the API. A key is shown once, when it is made; after that it is known by its id alone. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  createKey,
  everyScope,
  listKeys,
  revokeKey,
  scopes,
  type ApiKey,
  type KeySettings,
  type Scope,
} from '../store/api-keys';
import { asOwner } from './as-owner';
import { momentOf, print, tableOf } from './print';
import { parseName, parseTenantId } from './tenant';

interface CreateOptions {
  readonly tenant: string;
  readonly label: string;
  readonly scope: KeySettings['scopes'];
  readonly requestsPerSecond?: number;
  readonly json: boolean;
}

interface ChosenTenant {
  readonly tenant?: string;
  readonly json: boolean;
}

const highestLimit = 1_000_000;
const known = `${scopes.join(', ')}, or ${everyScope} for all`;

function parseScopes(text: string): KeySettings['scopes'] {
  const asked = [...new Set(text.split(',').map((scope) => scope.trim()))];
  const unknown = asked.filter((scope) => scope !== everyScope && !scopes.includes(scope as Scope));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`there is no scope "${unknown.join('", "')}"; there are ${known}.`);
  return asked.includes(everyScope) ? [everyScope] : (asked as Scope[]);
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= highestLimit) return limit;
  throw new InvalidArgumentError(`must be a whole number from 1 to ${highestLimit}.`);
}

export function addKey(program: Command): void {
  const key = program.command('key').description('make, list and revoke API keys');
  addCreate(key);
  addList(key);
  addRevoke(key);
}

function addCreate(key: Command): void {
  key
    .command('create')
    .description('make an API key; it is shown once')
    .requiredOption('--tenant <tenant>', 'whose it is', parseTenantId)
    .requiredOption('--label <label>', 'who uses it, for what: what a person reads in the list', parseName)
    .requiredOption('--scope <scopes>', `what it may do, comma-separated: ${known}`, parseScopes)
    .option('--requests-per-second <n>', 'a limit of its own (default: REQUESTS_PER_SECOND of the service)', parseLimit)
    .option('--json', 'print one JSON document', false)
    .action(create);
}

async function create({ tenant, label, scope, requestsPerSecond, json }: CreateOptions): Promise<void> {
  const settings = { label, scopes: scope, requestsPerSecond: requestsPerSecond ?? null };
  const { id, key } = await asOwner((owner, { clock }) => createKey(owner, tenant, settings, clock.now()));
  const text = [
    `Made key ${id} of tenant ${tenant} (${scope.join(', ')}):`,
    '',
    `  ${key}`,
    '',
    'It is shown this once and cannot be read back: put it where secrets are kept.',
  ];
  print(json, { apiKey: { id, tenant, ...settings, key } }, text.join('\n'));
}

function addList(key: Command): void {
  key
    .command('list')
    .description('all API keys, revoked ones too; what opens is not shown')
    .option('--tenant <tenant>', 'only of this tenant', parseTenantId)
    .option('--json', 'print one JSON document', false)
    .action(async ({ tenant, json }: ChosenTenant) => {
      const keys = await asOwner((owner) => listKeys(owner, tenant ?? null));
      const rows = keys.map(({ id, tenantId, label, scopes: allowed, lastUsedAt, createdAt, revokedAt }) => [
        id,
        tenantId,
        label,
        allowed.join(', '),
        momentOf(createdAt),
        momentOf(lastUsedAt),
        revokedAt ? momentOf(revokedAt) : '',
      ]);
      const head = ['key', 'tenant', 'label', 'scopes', 'made', 'last used', 'revoked'];
      print(json, { apiKeys: keys.map(toDocument) }, tableOf(head, rows, [null, null, 20, 22]));
    });
}

function addRevoke(key: Command): void {
  key
    .command('revoke')
    .description('close an API key for good; running services refuse it at once')
    .argument('<id>', 'its id, from: tandem key list')
    .option('--tenant <tenant>', 'only if it is of this tenant', parseTenantId)
    .option('--json', 'print one JSON document', false)
    .action(revoke);
}

async function revoke(id: string, { tenant, json }: ChosenTenant, command: Command): Promise<void> {
  // Not as an invalid argument: that error would repeat the key.
  if (id.startsWith('tandem_')) {
    command.error('error: that is the key itself; give its id, from: tandem key list', { exitCode: 2 });
  }
  const revoked = await asOwner((owner, { clock }) =>
    owner.transaction((tx) => revokeKey(tx, { id, tenantId: tenant ?? null }, clock.now())),
  );
  const whose = tenant === undefined ? '' : ` of tenant ${tenant}`;
  if (!revoked) throw new Error(`there is no key ${id}${whose}; see: tandem key list`);
  const { key, revokedBefore } = revoked;
  const named = `key ${id} of tenant ${key.tenantId} (${key.label})`;
  const text = revokedBefore
    ? `The ${named} was revoked before, at ${momentOf(key.revokedAt)}. Nothing to do.`
    : `Revoked ${named}. Running services refuse it from now on.`;
  print(json, { apiKey: toDocument(key), revokedBefore }, text);
}

const toDocument = ({ tenantId, ...key }: ApiKey): object => ({ tenant: tenantId, ...key });
