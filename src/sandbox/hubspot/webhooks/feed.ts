/** Watches what is committed and hands the events that somebody subscribed to over to be delivered. */
import type { Link } from '../portal/association-store';
import type { Mutation } from '../portal/mutations';
import type { Source } from '../portal/source';
import type { CommitWatcher, Portal } from '../portal/portal';
import type { WebhookDelivery } from './delivery';
import type { WebhookEvent } from './event';
import { eventFor, testEvent } from './event';
import type { Happening } from './happening';
import { happeningsOf } from './happening';
import type { WebhookRegistry, WebhookSubscription } from './registry';

/** HubSpot's event ids are below 2^32 (recorded 2025-06). */
const EVENT_ID_LIMIT = 4_294_967_296;

export class WebhookFeed implements CommitWatcher {
  private events: WebhookEvent[] = [];
  private overflowed = 0;
  private source: Source | undefined;

  constructor(
    private readonly portal: Portal,
    private readonly delivery: WebhookDelivery,
  ) {
    portal.watch(this);
    portal.associations.watch((link, before, after) => this.linked(link, before, after));
  }

  applying(source: Source, mutation: Mutation): void {
    this.source = source;
    // Nothing to tell; and a look at the clock now could put it ahead of what the mutation, written down, says.
    if (mutation.kind === 'clock') return;
    if (mutation.kind === 'webhooks') this.keepSettings();
    if (!this.inForce.isListening) return;
    for (const happening of happeningsOf(this.portal, mutation)) this.tell(source, happening);
  }

  committed(): void {
    const { events, overflowed } = this;
    this.events = [];
    this.overflowed = 0;
    if (overflowed > 0) this.delivery.overflow(overflowed);
    if (events.length > 0) this.delivery.add(events);
    this.delivery.wake(); // the clock or the settings may have changed
  }

  /** As the Test button does, also for a subscription that is not active. */
  test(subscription: WebhookSubscription): void {
    this.delivery.add([testEvent(this.portal, subscription)]);
  }

  private get inForce(): WebhookRegistry {
    return this.portal.webhooks.inForce(this.portal.clock.now());
  }

  private keepSettings(): void {
    const { settingsCacheMs } = this.delivery.trouble;
    const now = this.portal.clock.now();
    if (settingsCacheMs > 0) this.portal.webhooks.keep(now, now + settingsCacheMs);
  }

  /** An event for each type that was added or removed: the primary one brings another with it, and so doubles it. */
  private linked(link: Link, before: readonly number[], after: readonly number[]): void {
    if (!this.inForce.isListening || this.source === undefined) return;
    const at = this.portal.clock.now();
    const told = (typeId: number, removed: boolean): Happening => ({
      kind: 'associationChange',
      link,
      at,
      typeId,
      removed,
    });
    for (const id of after) if (!before.includes(id)) this.tell(this.source, told(id, false));
    for (const id of before) if (!after.includes(id)) this.tell(this.source, told(id, true));
  }

  private tell(source: Source, happening: Happening): void {
    const object = happening.kind === 'associationChange' ? happening.link.from : happening.object;
    const property = happening.kind === 'propertyChange' ? happening.property : undefined;
    for (const subscription of this.inForce.wanting(object, happening.kind, property)) {
      if (this.events.length >= this.delivery.room) {
        this.overflowed++;
        continue;
      }
      const eventId = Math.floor(this.delivery.random.next() * EVENT_ID_LIMIT);
      this.events.push(eventFor({ portal: this.portal, source, eventId }, subscription, happening));
    }
  }
}
