/**
 * What our app at a CRM is told of, compared with what it must be told, and put right. Only added to: another's target is
 * reported and changed by a person's word alone, and subscriptions that nobody here wants stay as they are.
 */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure } from '../connectors/connector';
import type { Followed, Registered, RegistryContext, WebhookRegistry } from '../connectors/webhook-registry';
import type { Crm } from '../core/crm';
import { objectTypes } from '../core/record';
import { toldCustomFields } from '../core/told-custom-fields';
import {
  nameOf,
  planSubscriptions,
  type Subject,
  type SubscriptionPlan,
  type Wanted,
} from '../core/webhook-subscriptions';
import { readRuledCustomFields } from '../store/custom-fields';
import type { DataSource } from '../store/transaction';

/** The webhooks of an app that we may manage. */
export interface ManagedWebhooks extends RegistryContext {
  readonly crm: Crm;
  readonly registry: WebhookRegistry;
  readonly catalog: CrmCatalog;
  /** Our own URL, as the CRM is to call it. */
  readonly target: string;
  /** Says which custom fields there are. */
  readonly database: DataSource;
  /** Of the app, as connections name it; null: whichever it is. */
  readonly clientId: string | null;
}

export interface WebhookStanding {
  readonly target: {
    /** `foreign`: another URL is told. */
    readonly state: 'ours' | 'missing' | 'foreign';
    /** What the CRM has. */
    readonly url: string | null;
  };
  readonly fine: number;
  readonly missing: readonly Subject[];
  /** There, and telling nothing. */
  readonly inactive: readonly Subject[];
  /** Custom fields that the app has no room for: their changes are found by polling. */
  readonly withoutRoom: readonly Subject[];
  /** Nobody here wants them; they are left alone. */
  readonly foreign: number;
}

export interface PutRight {
  /** As it is afterwards. */
  readonly standing: WebhookStanding;
  readonly targetSet: boolean;
  readonly created: number;
  readonly activated: number;
}

export interface EnsureOptions {
  /** Another's target becomes ours. */
  readonly takeOver?: boolean;
  /** Asked before each call that creates; what is not created then is left for next time. */
  readonly isStopping?: () => boolean;
}

/** More subscriptions than an app may have. */
class TooManySubscriptions extends Error {
  constructor(beyond: number, limit: number) {
    super(
      `The app would have ${beyond} subscriptions more than the ${limit} that it may have. ` +
        'Nothing was created: delete some that nobody needs, or take an app of its own for this service.',
    );
    this.name = 'TooManySubscriptions';
  }
}

export const isWhole = (standing: WebhookStanding): boolean =>
  isAsGoodAsCanBe(standing) && standing.withoutRoom.length === 0;

const isAsGoodAsCanBe = ({ target, missing, inactive }: WebhookStanding): boolean =>
  target.state === 'ours' && missing.length + inactive.length === 0;

/** Throws `CallFailure`. */
export async function checkWebhooks(webhooks: ManagedWebhooks): Promise<WebhookStanding> {
  const wanted = await readWanted(webhooks);
  const there = await webhooks.registry.read(webhooks);
  return standingOf(webhooks, there, planOf(webhooks, wanted, there));
}

/**
 * May be repeated, and done by two at once. Under another's target nothing is done: it would be told more than it asked
 * for. Throws what `whyNotManaged` knows.
 */
export async function ensureWebhooks(
  webhooks: ManagedWebhooks,
  { takeOver = false, isStopping = () => false }: EnsureOptions = {},
): Promise<PutRight> {
  const { registry, target } = webhooks;
  const wanted = await readWanted(webhooks);
  const there = await registry.read(webhooks);
  const plan = planOf(webhooks, wanted, there);
  const standing = standingOf(webhooks, there, plan);
  const nothing = { standing, targetSet: false, created: 0, activated: 0 };
  if (isAsGoodAsCanBe(standing) || (standing.target.state === 'foreign' && !takeOver)) return nothing;
  if (plan.beyond > 0) throw new TooManySubscriptions(plan.beyond, registry.maxSubscriptions);
  const targetSet = standing.target.state !== 'ours';
  if (targetSet) await registry.setTarget(webhooks, target);
  const ids = plan.activate.map(({ id }) => id);
  const activated = ids.length === 0 ? 0 : await registry.activate(webhooks, ids);
  const created = await createEach(webhooks, plan.create, isStopping);
  return { standing: await checkWebhooks(webhooks), targetSet, created, activated };
}

/**
 * Answers how many were not there already. One that the CRM refuses keeps no other from being created: it may be to a
 * custom field of a single connection (whether CRMs look at the name of a property is unverified).
 */
async function createEach(
  webhooks: ManagedWebhooks,
  subjects: readonly Subject[],
  isStopping: () => boolean,
): Promise<number> {
  let created = 0;
  let refused: CallFailure | null = null;
  for (const subject of subjects) {
    if (isStopping()) break;
    try {
      if (await webhooks.registry.create(webhooks, subject)) created += 1;
    } catch (error) {
      if (!(error instanceof CallFailure) || error.failure.kind !== 'rejected') throw error;
      const { failure } = error;
      refused ??= new CallFailure({ ...failure, message: `${nameOf(subject)}: ${failure.message}` });
    }
  }
  if (refused) throw refused;
  return created;
}

/** Why the CRM did not do it, in words; null for an error of the program. */
export function whyNotManaged(
  error: unknown,
): { readonly kind: string; readonly code: string; readonly message: string } | null {
  if (error instanceof CallFailure) return error.failure;
  return error instanceof TooManySubscriptions
    ? { kind: 'rejected', code: 'too-many-subscriptions', message: error.message }
    : null;
}

const planOf = ({ registry }: ManagedWebhooks, wanted: Wanted, { subscriptions }: Registered): SubscriptionPlan =>
  planSubscriptions(wanted, subscriptions, registry.maxSubscriptions);

/**
 * What the built-in mappings read and write, and, as far as there is room, the custom fields of all connections of the app:
 * an app has one list for all tenants, and no tenant's fields may keep the others from what everybody needs.
 */
async function readWanted({ database, crm, clientId, registry, catalog }: ManagedWebhooks): Promise<Wanted> {
  const custom = toldCustomFields(await readRuledCustomFields(database, crm, clientId));
  const followed = custom.map(({ object, property }) => ({
    object: catalog.mappings[object].remoteObject,
    properties: [property],
  }));
  return { needed: registry.subjectsOf(builtIn(catalog)), ifRoom: registry.subjectsOf(followed) };
}

function builtIn({ mappings }: CrmCatalog): readonly Followed[] {
  return objectTypes.map((object) => {
    const { remoteObject, fields, matchBy, onCreate } = mappings[object];
    return {
      object: remoteObject,
      properties: [
        ...[...fields, ...matchBy].map(({ property }) => property),
        ...Object.keys(onCreate('', new Date(0))),
      ],
    };
  });
}

function standingOf(
  { target: ours }: ManagedWebhooks,
  { target: url }: Registered,
  plan: SubscriptionPlan,
): WebhookStanding {
  const state = url === null ? 'missing' : url === ours ? 'ours' : 'foreign';
  return {
    target: { state, url },
    fine: plan.fine,
    missing: plan.create,
    inactive: plan.activate.flatMap(({ subject }) => subject ?? []),
    withoutRoom: plan.withoutRoom,
    foreign: plan.foreign,
  };
}
