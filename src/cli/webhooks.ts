/** `tandem webhooks`: what our app at the CRM is told of, for a look or to put it right. */
import type { Command } from 'commander';
import { managedWebhooks } from '../adapters';
import { messagesOf } from '../connectors/registry';
import type { Crm } from '../core/crm';
import { nameOf, type Subject } from '../core/webhook-subscriptions';
import { makeMessageUrl, whyNoMessageUrl } from '../operate/message-url';
import {
  checkWebhooks,
  ensureWebhooks,
  isWhole,
  whyNotManaged,
  type ManagedWebhooks,
  type PutRight,
  type WebhookStanding,
} from '../operate/webhook-subscriptions';
import { readConfig, type Config } from '../platform/config';
import { refuseUnknownTenant } from '../store/api-keys';
import { inTenant } from '../store/transaction';
import { firstTenantId } from './first-tenant';
import { layFoundation } from './foundation';
import { print } from './print';
import { parseTenantId } from './tenant';

export function addWebhooks(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('what our app at the CRM is told of: its target and its subscriptions');
  webhooks
    .command('check')
    .description('compare them with what the service needs; exit code 1 when something is missing')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      await withWebhooks(async (managed) => {
        const standing = await checkWebhooks(managed);
        tell(json, managed, { standing });
      });
    });
  webhooks
    .command('ensure')
    .description('set the target when there is none, create and activate subscriptions; deletes none')
    .option('--take-over', 'set the target also when another URL is told now, which is told no more then', false)
    .option('--json', 'print one JSON document', false)
    .action(async ({ json, takeOver }: { json: boolean; takeOver: boolean }) => {
      await withWebhooks(async (managed) => {
        const { standing, ...done } = await ensureWebhooks(managed, { takeOver });
        tell(json, managed, { standing, done });
      });
    });
  addUrl(webhooks);
}

interface UrlOptions {
  readonly connection: string;
  readonly tenant: string;
  readonly json: boolean;
}

function addUrl(webhooks: Command): void {
  webhooks
    .command('url')
    .description('make the URL that Salesforce sends outbound messages to; the one before it is good no more')
    .requiredOption('--connection <id>', 'whose messages they are')
    .option('--tenant <tenant>', 'whose connection it is', parseTenantId, firstTenantId)
    .option('--json', 'print one JSON document', false)
    .action(async ({ connection, tenant, json }: UrlOptions) => {
      const url = await makeUrl(tenant, connection);
      const text = `${url}\n\nIt holds a secret and is shown this once: put it into the outbound message in Salesforce.`;
      print(json, { connection: { id: connection, tenant, url } }, text);
    });
}

async function makeUrl(tenant: string, id: string): Promise<string> {
  const config = readConfig();
  const foundation = await layFoundation(config);
  try {
    const { database } = foundation;
    await inTenant(database, tenant, (tx) => refuseUnknownTenant(tx, tenant));
    const deps = { database, publicUrl: config.publicUrl, sendsMessages: (crm: Crm) => messagesOf(crm) !== null };
    const made = await makeMessageUrl(deps, tenant, id);
    if (made.kind === 'made') return made.url;
    throw new Error(made.kind === 'unknown' ? `tenant ${tenant} has no connection ${id}` : whyNoMessageUrl(made));
  } finally {
    await foundation.close();
  }
}

async function withWebhooks(work: (managed: ManagedWebhooks) => Promise<void>): Promise<void> {
  const config = readConfig();
  if (config.hubspotDeveloper === null || config.publicUrl === null) throw new Error(unmanaged(config));
  const foundation = await layFoundation(config);
  const { database, clock } = foundation;
  const managed = managedWebhooks(config, { onCallout: () => undefined, now: () => clock.now(), database });
  try {
    if (managed) await work(managed);
  } catch (error) {
    const why = whyNotManaged(error);
    throw why === null ? error : new Error(why.message, { cause: error });
  } finally {
    managed?.registry.close();
    await foundation.close();
  }
}

function unmanaged({ hubspotDeveloper, publicUrl }: Config): string {
  const lacking = [
    ...(hubspotDeveloper === null
      ? ['HUBSPOT_APP_ID and HUBSPOT_DEVELOPER_KEY (of the app of HUBSPOT_CLIENT_ID)']
      : []),
    ...(publicUrl === null ? ['PUBLIC_URL (the address that HubSpot calls)'] : []),
  ];
  return (
    `no webhooks are managed; set ${lacking.join(', and ')}. A private app of one account has no such key: ` +
    'set its webhooks up in HubSpot (docs/how-to/receive-webhooks.md)'
  );
}

interface Told {
  readonly standing: WebhookStanding;
  /** Nothing when it was but looked at. */
  readonly done?: Omit<PutRight, 'standing'>;
}

function tell(json: boolean, { crm, target }: ManagedWebhooks, { standing, done }: Told): void {
  const whole = isWhole(standing);
  const names = {
    missing: standing.missing.map(nameOf),
    inactive: standing.inactive.map(nameOf),
    withoutRoom: standing.withoutRoom.map(nameOf),
  };
  const { state, url } = standing.target;
  const document = {
    crm,
    whole,
    target: { state, url, wanted: target },
    fine: standing.fine,
    foreign: standing.foreign,
  };
  const text = describe(standing, target, done);
  print(json, { webhooks: { ...document, ...names, ...done } }, text);
  if (!whole) process.exitCode = 1;
}

function describe(
  { target, fine, foreign, missing, inactive, withoutRoom }: WebhookStanding,
  ours: string,
  done: Told['done'],
): string {
  const lines = done ? [describeDone(done)] : [];
  if (target.state === 'ours') lines.push(`${ours} is told.`);
  if (target.state === 'missing') lines.push(`Nobody is told: there is no target. It should be ${ours}`);
  if (target.state === 'foreign') lines.push(`${target.url ?? ''} is told, and not ${ours}`);
  lines.push(`${count(fine)} there and active; ${foreign} more are not needed here and are left alone.`);
  lines.push(...listed('Missing', missing), ...listed('Not active', inactive), ...listed('Without room', withoutRoom));
  if (withoutRoom.length > 0) lines.push(howToMakeRoom);
  if (target.state === 'foreign') {
    lines.push(
      'It may be another installation’s: nothing is changed. Take an app of its own for this one or, when nobody needs the',
      'other any more: npm run -s tandem -- webhooks ensure --take-over',
    );
  } else if (!done && (target.state === 'missing' || missing.length + inactive.length > 0)) {
    lines.push('Put it right with: npm run -s tandem -- webhooks ensure');
  }
  return lines.join('\n');
}

const howToMakeRoom =
  'An app may have no more subscriptions, so changes of these custom fields are found by polling. To be told of them, delete\n' +
  'subscriptions that nobody needs, then ensure again.';

const listed = (what: string, subjects: readonly Subject[]): readonly string[] =>
  subjects.length === 0 ? [] : [`${what}: ${subjects.map(nameOf).join(', ')}.`];

const count = (number: number): string => (number === 1 ? '1 subscription is' : `${number} subscriptions are`);

function describeDone({ targetSet, created, activated }: Omit<PutRight, 'standing'>): string {
  if (!targetSet && created + activated === 0) return 'Nothing was changed.';
  return `${targetSet ? 'Set the target. ' : ''}Created ${created} subscriptions, activated ${activated}.`;
}
