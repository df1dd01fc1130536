/** `tandem promote`: carries over what one connection is set up to do, from a test account to the production one as a rule. */
import type { Command } from 'commander';
import { managedWebhooks } from '../adapters';
import type { Difference } from '../core/settings-difference';
import { promote, type Promotion } from '../operate/promote';
import { whyNotManaged } from '../operate/webhook-subscriptions';
import { firstTenantId } from './first-tenant';
import { print } from './print';
import { sayByHand, sayStep, withOpenDeps } from './provision';
import { parseTenantId } from './tenant';

interface PromoteOptions {
  readonly from: string;
  readonly to: string;
  readonly tenant: string;
  readonly plan: boolean;
  readonly pollSeconds: boolean;
  readonly json: boolean;
}

export function addPromote(program: Command): void {
  program
    .command('promote')
    .description('carry over mapping, settings and what the CRM needs for them from one connection to another')
    .requiredOption('--from <id>', 'the connection that is set up as wanted')
    .requiredOption('--to <id>', 'the connection that is to be like it, of the same CRM')
    .option('--tenant <tenant>', 'whose connections they are', parseTenantId, firstTenantId)
    .option('--plan', 'show what would be carried over, and change nothing', false)
    .option('--poll-seconds', 'carry over as well how often the CRM is asked, and how its calls are shared', false)
    .option('--json', 'print one JSON document', false)
    .action(async ({ from, to, tenant, plan, pollSeconds, json }: PromoteOptions) => {
      const wanted = { tenantId: tenant, from, to, planOnly: plan, withPollSeconds: pollSeconds };
      const promotion = await promoteOnce(wanted);
      print(json, { promotion: { from, to, plan, ...promotion } }, describe({ from, to, plan }, promotion));
      if (promotion.byHand.length > 0) process.exitCode = 1;
    });
}

async function promoteOnce(wanted: Parameters<typeof promote>[1]): Promise<Promotion> {
  return withOpenDeps(wanted.tenantId, async ({ config, ...deps }) => {
    const { clock, database } = deps;
    const context = { onCallout: () => undefined, now: () => clock.now(), database };
    const webhooks = managedWebhooks(config, context);
    try {
      return await promote({ ...deps, webhooks }, wanted);
    } catch (error) {
      const why = whyNotManaged(error);
      throw why === null ? error : new Error(why.message, { cause: error });
    } finally {
      webhooks?.registry.close();
    }
  });
}

interface Named {
  readonly from: string;
  readonly to: string;
  readonly plan: boolean;
}

function describe({ from, to, plan }: Named, promotion: Promotion): string {
  const { steps, mapping, settings, webhooks, byHand, settingsCarried } = promotion;
  if (steps.length + mapping.length + settings.length + webhooks.length + byHand.length === 0) {
    return `${to} is set up as ${from} is.`;
  }
  const waits = !plan && !settingsCarried;
  return [
    ...part(plan ? 'To be made in the CRM:' : 'Made in the CRM:', steps.map(sayStep)),
    ...part(waits ? 'Mapping, not carried over yet:' : 'Mapping:', mapping.map(sayDifference)),
    ...part(waits ? 'Settings, not carried over yet:' : 'Settings:', settings.map(sayDifference)),
    ...part(
      waits ? 'Webhooks, not subscribed to yet:' : 'Webhooks:',
      webhooks.map((name) => `  + ${name}`),
    ),
    ...sayByHand(byHand),
    ...(byHand.length > 0 ? ['Mapping and settings follow when that is done: promote again then.'] : []),
    ...(plan ? [`Carry it over with: npm run -s tandem -- promote --from ${from} --to ${to}`] : []),
  ].join('\n');
}

const part = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines];

function sayDifference({ place, from, to }: Difference): string {
  if (from === null) return `  + ${place}: ${to ?? ''}`;
  return to === null ? `  - ${place}: ${from}` : `  ~ ${place}: ${from} -> ${to}`;
}
