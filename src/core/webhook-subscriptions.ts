/**
 * What an app at a CRM must be told, compared with what it has subscribed to there. Nothing is ever taken away: what is
 * there and not wanted may be somebody else's.
 */

/** What a subscription is to. Both are the CRM's words: `contact.propertyChange`, `email`. */
export interface Subject {
  readonly event: string;
  /** Of an event that is subscribed to property by property; else null. */
  readonly property: string | null;
}

export interface Subscription {
  readonly id: string;
  /** Null when it is to something that we never subscribe to. */
  readonly subject: Subject | null;
  /** The CRM tells of it. */
  readonly active: boolean;
}

export interface SubscriptionPlan {
  readonly create: readonly Subject[];
  /** Those that are there and tell nothing. */
  readonly activate: readonly Subscription[];
  /** How many are there and tell. */
  readonly fine: number;
  /** How many are there that nobody wants; they stay as they are. */
  readonly foreign: number;
  /** By how many an app would have more than the CRM lets it have; then nothing can be put right. */
  readonly beyond: number;
}

export const nameOf = ({ event, property }: Subject): string => (property === null ? event : `${event} ${property}`);

/** @param limit how many subscriptions an app may have, foreign and silent ones counted */
export function planSubscriptions(
  wanted: readonly Subject[],
  there: readonly Subscription[],
  limit: number,
): SubscriptionPlan {
  const named = new Map(wanted.map((subject) => [nameOf(subject), subject]));
  const best = new Map<string, Subscription>();
  for (const subscription of there) {
    const name = subscription.subject && nameOf(subscription.subject);
    if (name === null || !named.has(name)) continue;
    if (!best.get(name)?.active) best.set(name, subscription); // of two to the same, one that tells is enough
  }
  const create = [...named].filter(([name]) => !best.has(name)).map(([, subject]) => subject);
  const activate = [...best.values()].filter(({ active }) => !active);
  return {
    create,
    activate,
    fine: best.size - activate.length,
    foreign: there.filter(({ subject }) => subject === null || !named.has(nameOf(subject))).length,
    beyond: create.length === 0 ? 0 : Math.max(0, there.length + create.length - limit),
  };
}
