/**
 * The `tandem` command: one file per verb. Exit 0 done, 1 failed, 2 wrong usage. Only the verb that is asked for is loaded,
 * and all of them for the help: the service alone is a second of processor time to load.
 */
import { Command, CommanderError } from 'commander';

const verbs: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  start: async () => (await import('./start-verb.js')).addStart,
  demo: async () => (await import('./demo.js')).addDemo,
  sandbox: async () => (await import('./sandbox.js')).addSandbox,
  connect: async () => (await import('./connect.js')).addConnect,
  provision: async () => (await import('./provision.js')).addProvision,
  promote: async () => (await import('./promote.js')).addPromote,
  tenant: async () => (await import('./tenant.js')).addTenant,
  key: async () => (await import('./key.js')).addKey,
  secrets: async () => (await import('./secrets.js')).addSecrets,
  webhooks: async () => (await import('./webhooks.js')).addWebhooks,
  erase: async () => (await import('./erase.js')).addErase,
  email: async () => (await import('./email.js')).addEmail,
  mapping: async () => (await import('./mapping.js')).addMapping,
  migrate: async () => (await import('./migrate.js')).addMigrate,
  schedule: async () => (await import('./schedule.js')).addSchedule,
  parked: async () => (await import('./parked.js')).addParked,
  quota: async () => (await import('./quota.js')).addQuota,
  held: async () => (await import('./held.js')).addHeld,
};

async function main(): Promise<void> {
  const program = new Command('tandem')
    .description('Two-way sync between your order system and your CRM')
    .exitOverride()
    .showHelpAfterError('(all options: add --help)');
  const asked = process.argv[2] ?? '';
  const loaded = Object.hasOwn(verbs, asked) ? [verbs[asked]] : Object.values(verbs);
  for (const load of loaded) (await load?.())?.(program);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
