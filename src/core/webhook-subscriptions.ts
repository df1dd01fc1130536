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

export interface Wanted {
  /** Without these the service is not told of what it is for. */
  readonly needed: readonly Subject[];
  /** As far as the CRM lets an app have more; the first come first. */
  readonly ifRoom: readonly Subject[];
}

export interface SubscriptionPlan {
  readonly create: readonly Subject[];
  /** Those that are there and tell nothing. */
  readonly activate: readonly Subscription[];
  /** How many are there and tell. */
  readonly fine: number;
  /** How many are there that nobody wants; they stay as they are. */
  readonly foreign: number;
  /** Wanted if there is room, and there is none. */
  readonly withoutRoom: readonly Subject[];
  /** By how many an app would have more than the CRM lets it have; then nothing can be put right. */
  readonly beyond: number;
}

export const nameOf = ({ event, property }: Subject): string => (property === null ? event : `${event} ${property}`);

/** @param limit how many subscriptions an app may have, foreign and silent ones counted */
export function planSubscriptions(
  { needed, ifRoom }: Wanted,
  there: readonly Subscription[],
  limit: number,
): SubscriptionPlan {
  const neededNames = new Set(needed.map(nameOf));
  const named = new Map([...needed, ...ifRoom].map((subject) => [nameOf(subject), subject]));
  const best = new Map<string, Subscription>();
  for (const subscription of there) {
    const name = subscription.subject && nameOf(subscription.subject);
    if (name === null || !named.has(name)) continue;
    if (!best.get(name)?.active) best.set(name, subscription); // of two to the same, one that tells is enough
  }
  const missing = [...named].filter(([name]) => !best.has(name));
  const first = missing.filter(([name]) => neededNames.has(name)).map(([, subject]) => subject);
  const then = missing.filter(([name]) => !neededNames.has(name)).map(([, subject]) => subject);
  const room = Math.max(0, limit - there.length - first.length);
  const activate = [...best.values()].filter(({ active }) => !active);
  return {
    create: [...first, ...then.slice(0, room)],
    activate,
    fine: best.size - activate.length,
    foreign: there.filter(({ subject }) => subject === null || !named.has(nameOf(subject))).length,
    withoutRoom: then.slice(room),
    beyond: first.length === 0 ? 0 : Math.max(0, there.length + first.length - limit),
  };
}
