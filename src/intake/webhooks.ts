/**
 * Takes in what a CRM tells by itself and signs: a delivery whose signature is right becomes marks before it is answered. It also
 * shows that webhooks come. Nothing else is changed, and nothing it says of values is believed: the look reads.
 */
import { createHash } from 'node:crypto';
import pLimit, { type Limit } from 'p-limit';
import type { Delivery, EventsRead, Webhooks } from '../connectors/webhooks';
import type { Crm } from '../core/crm';
import type { NamedAccount } from '../store/webhooks';
import type { KnownAccounts } from './known-accounts';
import { markEvents, nothingTaken, type MarkDeps, type TakenEvents } from './mark-events';

export interface WebhookDeps extends MarkDeps {
  readonly webhooksOf: (crm: Crm) => Webhooks;
  /** Signs the webhooks of our app; null when we have none. */
  readonly appSecretOf: (crm: Crm) => string | null;
  /** Opens the sealed secret of a connection whose webhooks are those of an app of its own. */
  readonly openSecret: (connection: Pick<NamedAccount, 'tenantId' | 'connectionId'>, sealed: Buffer) => string | null;
}

export interface WebhookIntake extends WebhookDeps {
  readonly accounts: KnownAccounts;
  /** Shared by all deliveries of the process. */
  readonly turns: Limit;
}

/**
 * Deliveries that a process takes in at once. Others wait for their turn, and not for a connection to the database that is made for
 * them: until a new one is as quick as those that are there, it costs 60 ms of processor time, 40 of them for the first
 * `take_delivery`. A burst that made sixteen of them kept deliveries waiting for 1.4 s, now for 0.09 (two cores, 2026-11).
 */
const atOnce = 4;

export const webhookTurns = (): Limit => pLimit(atOnce);

export type Intake =
  | { readonly kind: 'taken'; readonly events: number; readonly became: TakenEvents }
  | { readonly kind: 'unreadable'; readonly problem: 'too-many' | 'malformed'; readonly message: string }
  /** `reason`: a word for logs and figures. */
  | { readonly kind: 'unsigned'; readonly reason: string };

/** Throws when the database fails: then nothing of the failed tenant is marked, and the CRM is to send again. */
export async function takeIn(deps: WebhookIntake, crm: Crm, delivery: Delivery): Promise<Intake> {
  const mentions = deps.webhooksOf(crm).namedAccounts(delivery.body);
  if (mentions === null)
    return { kind: 'unreadable', problem: 'too-many', message: 'The body holds more events than are taken at once.' };
  const named = [...new Set(mentions)];
  return deps.turns(() => takeNamed(deps, { crm, delivery, mentions: mentions.length, named }));
}

interface Naming {
  readonly crm: Crm;
  readonly delivery: Delivery;
  /** How often it names an account: once in each event. */
  readonly mentions: number;
  readonly named: readonly string[];
}

async function takeNamed(deps: WebhookIntake, naming: Naming): Promise<Intake> {
  const { crm, named } = naming;
  const known = deps.accounts.recall(crm, named);
  if (known) {
    const intake = await takeFrom(deps, known, naming);
    if (intake.kind !== 'unsigned') return intake;
  }
  return takeFrom(deps, await deps.accounts.find(crm, named), naming);
}

/** Takes it in if one of these accounts has signed it. */
async function takeFrom(
  deps: WebhookDeps,
  accounts: readonly NamedAccount[],
  { crm, delivery, mentions, named }: Naming,
): Promise<Intake> {
  const own = accounts.map((account) => secretOf(deps, crm, account, named));
  const secrets = [...new Set([...own, deps.appSecretOf(crm)])].filter((secret) => secret !== null);
  if (secrets.length === 0 && accounts.length > 0) return { kind: 'unsigned', reason: 'no-secret' };
  // An account that left us may still send, and nobody is left to say whether it was really it. Nothing is done with it.
  if (secrets.length === 0) {
    return { kind: 'taken', events: mentions, became: { ...nothingTaken, strange: mentions } };
  }
  const acceptV1 = accounts.some(({ acceptsV1 }) => acceptsV1);
  const verdict = deps.webhooksOf(crm).verify(delivery, { secrets, now: deps.clock.now(), acceptV1 });
  if (!verdict.ok) return { kind: 'unsigned', reason: verdict.reason };
  // Only now: what somebody made up may take long to read.
  const read = deps.webhooksOf(crm).readEvents(delivery.body);
  if (!read.ok) return unreadable(read);
  const { events } = read;
  const places = new Map<string | null, number>(secrets.map((secret, place) => [secret, place]));
  // Who has one account's secret speaks of no other.
  const signed = accounts.filter(
    ({ acceptsV1 }, index) => places.get(own[index] ?? null) === verdict.signedWith && (acceptsV1 || !verdict.isV1),
  );
  const digest = createHash('sha256').update(verdict.signature).digest();
  return {
    kind: 'taken',
    events: events.length,
    became: await markEvents(deps, { crm, digest, events, accounts: signed }),
  };
}

const unreadable = ({ problem, message }: Extract<EventsRead, { readonly ok: false }>): Intake => ({
  kind: 'unreadable',
  problem: problem === 'too-many' ? 'too-many' : 'malformed',
  message,
});

/**
 * An app of one account speaks of that account alone: where several are named, its secret is not tried, so that nobody
 * makes us try a thousand.
 */
function secretOf(deps: WebhookDeps, crm: Crm, account: NamedAccount, named: readonly string[]): string | null {
  const { sealedSecret } = account;
  if (sealedSecret !== null && named.length > 1) return null;
  return (sealedSecret && deps.openSecret(account, sealedSecret)) ?? deps.appSecretOf(crm);
}
