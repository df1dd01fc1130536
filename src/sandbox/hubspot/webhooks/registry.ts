/**
 * How the app wants its webhooks: target, concurrency, subscriptions, and the keys that go with them. Only
 * `Portal.commit` changes it. HubSpot has all of it from a cache for up to five minutes (HubSpot docs 2025-01); here a
 * change holds at once, unless `trouble` says how long a cache lives.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ObjectTypeId } from '../portal/object-types';
import { findObjectType } from '../portal/object-types';

export interface WebhookSettings {
  readonly targetUrl: string;
  readonly maxConcurrentRequests: number;
  readonly createdAt: number;
  readonly updatedAt: number | null;
}

/** What a subscription is about; no two of an app are about the same. */
export interface Subject {
  readonly eventType: string;
  /** Of `*.propertyChange`. */
  readonly propertyName?: string;
  /** Of `object.*`. */
  readonly objectTypeId?: string;
}

export interface WebhookSubscription extends Subject {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: number;
  readonly updatedAt: number | null;
}

export type WebhookChange =
  | { readonly kind: 'app'; readonly developerKey: string; readonly nextId: number }
  | { readonly kind: 'settings'; readonly settings: WebhookSettings | null }
  | { readonly kind: 'subscription'; readonly subscription: WebhookSubscription }
  | { readonly kind: 'unsubscribed'; readonly id: string };

/** Object type and kind of change → property, if it is of one → the active subscriptions. */
type ActiveIndex = ReadonlyMap<string, ReadonlyMap<string, readonly WebhookSubscription[]>>;

/** Of the size that HubSpot's had in 2026-01. */
const FIRST_SUBSCRIPTION_ID = 5_400_001;

export class WebhookRegistry {
  settings: WebhookSettings | null = null;
  /** Of the developer account that owns the app; sent as `?hapikey=`. */
  developerKey: string = randomUUID();
  private nextId = FIRST_SUBSCRIPTION_ID + (randomBytes(2).readUInt16BE() % 1_000);
  private readonly byId = new Map<string, WebhookSubscription>();
  private cache: { readonly kept: WebhookRegistry; readonly untilMs: number } | undefined;
  /** Built when it is first asked for after a change: an app may have a thousand subscriptions. */
  private active: ActiveIndex | undefined;

  apply(change: WebhookChange): void {
    switch (change.kind) {
      case 'app':
        this.developerKey = change.developerKey;
        this.nextId = change.nextId;
        return;
      case 'settings':
        this.settings = change.settings;
        return;
      case 'subscription':
        this.put(change.subscription);
        return;
      case 'unsubscribed':
        this.byId.delete(change.id);
        this.active = undefined;
    }
  }

  /** Everything that is not the default, as the changes that make it. */
  *changes(): Generator<WebhookChange> {
    yield {
      kind: 'app',
      developerKey: this.developerKey,
      nextId: this.nextId,
    };
    if (this.settings !== null) yield { kind: 'settings', settings: this.settings };
    for (const subscription of this.byId.values()) yield { kind: 'subscription', subscription };
  }

  /** The id of the next subscription. Taken only by committing one under it. */
  get upcomingId(): number {
    return this.nextId;
  }

  find(id: string): WebhookSubscription | undefined {
    return this.byId.get(id);
  }

  /** In the order they were made. */
  list(): WebhookSubscription[] {
    return [...this.byId.values()];
  }

  get size(): number {
    return this.byId.size;
  }

  /** Until then HubSpot goes by what is set now. A cache that lives already is not renewed, so no change waits longer. */
  keep(nowMs: number, untilMs: number): void {
    if (this.inForce(nowMs) !== this) return;
    const kept = new WebhookRegistry();
    for (const change of this.changes()) kept.apply(change);
    this.cache = { kept, untilMs };
  }

  /** What HubSpot goes by at that moment. */
  inForce(nowMs: number): WebhookRegistry {
    if (this.cache !== undefined && this.cache.untilMs <= nowMs) this.cache = undefined;
    return this.cache?.kept ?? this;
  }

  /** When what is set will hold, if it does not yet. */
  get holdsFromMs(): number | undefined {
    return this.cache?.untilMs;
  }

  /** Whether anything that happens could be of interest; `wanting` tells whether it is. */
  get isListening(): boolean {
    return this.settings !== null && this.byId.size > 0;
  }

  /** The active subscriptions to a change of an object, named or generic. Asked for every property of every write. */
  wanting(object: ObjectTypeId, kind: string, property = ''): readonly WebhookSubscription[] {
    this.active ??= indexOf(this.byId.values());
    return this.active.get(`${object} ${kind}`)?.get(property) ?? nobody;
  }

  hasSubject(subject: Subject): boolean {
    const key = keyOf(subject);
    return this.list().some((subscription) => keyOf(subscription) === key);
  }

  private put(subscription: WebhookSubscription): void {
    this.nextId = Math.max(this.nextId, Number(subscription.id) + 1);
    this.byId.set(subscription.id, subscription);
    this.active = undefined;
  }
}

const nobody: readonly WebhookSubscription[] = [];

function indexOf(subscriptions: Iterable<WebhookSubscription>): ActiveIndex {
  const index = new Map<string, Map<string, WebhookSubscription[]>>();
  for (const subscription of subscriptions) {
    const [name = '', kind = ''] = subscription.eventType.split('.');
    const object = subscription.objectTypeId ?? findObjectType(name)?.id;
    if (!subscription.active || object === undefined) continue;
    const { propertyName = '' } = subscription;
    const properties = index.get(`${object} ${kind}`) ?? new Map<string, WebhookSubscription[]>();
    properties.set(propertyName, [...(properties.get(propertyName) ?? []), subscription]);
    index.set(`${object} ${kind}`, properties);
  }
  return index;
}

function keyOf({ eventType, objectTypeId = '', propertyName = '' }: Subject): string {
  return `${eventType} ${objectTypeId} ${propertyName}`;
}
