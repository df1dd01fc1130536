/**
 * What our app at a CRM is told of, compared with what it must be told, and put right. Only added to: another's target is
 * reported and changed by a person's word alone, and subscriptions that nobody here wants stay as they are.
 */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure } from '../connectors/connector';
import type { Followed, Registered, RegistryContext, WebhookRegistry } from '../connectors/webhook-registry';
import type { Crm } from '../core/crm';
import { objectTypes } from '../core/record';
import { planSubscriptions, type Subject, type SubscriptionPlan } from '../core/webhook-subscriptions';

/** The webhooks of an app that we may manage. */
export interface ManagedWebhooks extends RegistryContext {
  readonly crm: Crm;
  readonly registry: WebhookRegistry;
  readonly catalog: CrmCatalog;
  /** Our own URL, as the CRM is to call it. */
  readonly target: string;
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

export const isWhole = ({ target, missing, inactive }: WebhookStanding): boolean =>
  target.state === 'ours' && missing.length + inactive.length === 0;

/** Throws `CallFailure`. */
export async function checkWebhooks(webhooks: ManagedWebhooks): Promise<WebhookStanding> {
  const there = await webhooks.registry.read(webhooks);
  return standingOf(webhooks, there, planOf(webhooks, there));
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
  const there = await registry.read(webhooks);
  const plan = planOf(webhooks, there);
  const standing = standingOf(webhooks, there, plan);
  const nothing = { standing, targetSet: false, created: 0, activated: 0 };
  if (isWhole(standing) || (standing.target.state === 'foreign' && !takeOver)) return nothing;
  if (plan.beyond > 0) throw new TooManySubscriptions(plan.beyond, registry.maxSubscriptions);
  const targetSet = standing.target.state !== 'ours';
  if (targetSet) await registry.setTarget(webhooks, target);
  const created = await createEach(webhooks, plan.create, isStopping);
  const ids = plan.activate.map(({ id }) => id);
  const activated = ids.length === 0 ? 0 : await registry.activate(webhooks, ids);
  return { standing: await checkWebhooks(webhooks), targetSet, created, activated };
}

/** Answers how many were not there already. */
async function createEach(
  webhooks: ManagedWebhooks,
  subjects: readonly Subject[],
  isStopping: () => boolean,
): Promise<number> {
  let created = 0;
  for (const subject of subjects) {
    if (isStopping()) break;
    if (await webhooks.registry.create(webhooks, subject)) created += 1;
  }
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

const planOf = ({ registry, catalog }: ManagedWebhooks, { subscriptions }: Registered): SubscriptionPlan =>
  planSubscriptions(registry.subjectsOf(followedOf(catalog)), subscriptions, registry.maxSubscriptions);

/**
 * What the built-in mappings read and write. Custom fields are a tenant's, and an app has one list for all tenants: their
 * changes are found by polling.
 */
function followedOf({ mappings }: CrmCatalog): readonly Followed[] {
  return objectTypes.map((object) => {
    const { remoteObject, fields, matchBy, onCreate } = mappings[object];
    return {
      object: remoteObject,
      properties: [...[...fields, ...matchBy].map(({ property }) => property), ...Object.keys(onCreate(''))],
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
    foreign: plan.foreign,
  };
}
