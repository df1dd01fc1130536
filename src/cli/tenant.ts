/** `tandem tenant`: who shares this service. Tenants cannot see each other; each has keys and connections of its own. */
import { InvalidArgumentError, type Command } from 'commander';
import { createTenant, listTenants } from '../store/api-keys';
import { asOwner } from './as-owner';
import { momentOf, print, tableOf } from './print';

const nameLength = 100;

/** As the database has it. */
export function parseTenantId(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(text)) return text;
  throw new InvalidArgumentError('must be 1 to 40 of the characters a-z 0-9 -, and not begin with -.');
}

/** What a person reads in a list. */
export function parseName(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= nameLength && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidArgumentError(`must be 1 to ${nameLength} characters on one line.`);
}

export function addTenant(program: Command): void {
  const tenant = program.command('tenant').description('make and list tenants: who shares this service');
  tenant
    .command('create')
    .description('make a tenant')
    .argument('<id>', 'its id: a-z, 0-9 and -', parseTenantId)
    .option('--name <name>', 'what a person reads (default: the id)', parseName)
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, { name = id, json }: { name?: string; json: boolean }) => {
      await asOwner((owner, { clock }) => createTenant(owner, { id, name, now: clock.now() }));
      const next = `npm run -s tandem -- key create --tenant ${id} --label <who> --scope <scopes>`;
      print(json, { tenant: { id, name } }, `Made tenant ${id}. Make a key for it:\n  ${next}`);
    });
  tenant
    .command('list')
    .description('all tenants, with their keys and connections counted')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const tenants = await asOwner((owner) => listTenants(owner));
      const rows = tenants.map(({ id, name, keys, connections, createdAt }) => {
        return [id, name, keys, connections, momentOf(createdAt)];
      });
      print(json, { tenants }, tableOf(['tenant', 'name', 'keys', 'connections', 'made'], rows, [null, 40]));
    });
}
