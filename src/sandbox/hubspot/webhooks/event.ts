/** The events of a delivery, key by key in the order that they were recorded in (2025-06, 2026-01). */
import type { Source } from '../portal/source';
import { objectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredValue } from '../portal/property-values';
import type { Happening } from './happening';
import type { WebhookSubscription } from './registry';

/** The keys that every event has. Ids are numbers, property values strings. */
export interface WebhookEvent {
  /** Neither in order nor unique (HubSpot docs 2025-01). */
  readonly eventId: number;
  readonly subscriptionId: number;
  readonly portalId: number;
  readonly appId: number;
  readonly occurredAt: number;
  readonly subscriptionType: string;
  readonly attemptNumber: number;
  readonly [key: string]: unknown;
}

/** While it is being filled. */
type Draft = WebhookEvent & Record<string, unknown>;

export interface EventContext {
  readonly portal: Portal;
  readonly source: Source;
  readonly eventId: number;
}

/** What one subscription is told of it. Filled key by key, without spreads: it runs for every property of every write. */
export function eventFor(context: EventContext, subscription: WebhookSubscription, happening: Happening): WebhookEvent {
  const { source } = context;
  const event = head(context, subscription, happening.at);
  const generic = subscription.objectTypeId !== undefined;
  if (happening.kind === 'associationChange') addAssociation(event, { portal: context.portal, generic }, happening);
  else {
    if (happening.kind === 'merge') addMerge(event, happening);
    else event.objectId = Number(happening.id);
    if (generic) event.objectTypeId = happening.object;
  }
  if (happening.kind === 'creation') event.changeFlag = 'CREATED';
  if (happening.kind === 'deletion') event.changeFlag = 'DELETED';
  if (happening.kind === 'propertyChange') {
    event.propertyName = happening.property;
    event.propertyValue = wireValue(context.portal, happening);
  }
  event.changeSource = source.type;
  event.sourceId = source.id;
  // Recorded 2025-06 on the generic type alone; nothing in the sandbox is sensitive.
  if (generic && happening.kind === 'propertyChange') event.isSensitive = false;
  return event;
}

/** What the Test button of HubSpot's pages sends; `sample-value` and the source are unverified. */
export function testEvent(portal: Portal, subscription: WebhookSubscription): WebhookEvent {
  const { objectTypeId, propertyName } = subscription;
  return {
    ...head({ portal, eventId: 100 }, subscription, portal.clock.now()),
    objectId: 123,
    ...(objectTypeId === undefined ? {} : { objectTypeId }),
    ...(propertyName === undefined ? { changeFlag: 'NEW' } : { propertyName, propertyValue: 'sample-value' }),
    changeSource: 'CRM',
  };
}

function head(
  { portal, eventId }: Pick<EventContext, 'portal' | 'eventId'>,
  subscription: WebhookSubscription,
  occurredAt: number,
): Draft {
  return {
    eventId,
    subscriptionId: Number(subscription.id),
    portalId: portal.portalId,
    appId: portal.appId,
    occurredAt,
    subscriptionType: subscription.eventType,
    attemptNumber: 0,
  };
}

/** Dates come as milliseconds where the records API answers ISO (recorded 2025-07); a cleared value is empty. */
function wireValue(portal: Portal, happening: Happening & { kind: 'propertyChange' }): string {
  const value: StoredValue = happening.value;
  if (value === null) return '';
  const type = portal.catalog.findAny(happening.object, happening.property)?.type;
  const epochMs = type === 'date' || type === 'datetime' ? Date.parse(value) : NaN;
  return Number.isNaN(epochMs) ? value : String(epochMs);
}

function addMerge(event: Draft, happening: Happening & { kind: 'merge' }): void {
  event.primaryObjectId = Number(happening.primaryId);
  event.mergedObjectIds = happening.mergedIds.map(Number);
  event.newObjectId = Number(happening.newId);
  event.numberOfPropertiesMoved = happening.propertiesMoved;
}

function addAssociation(
  event: Draft,
  { portal, generic }: { readonly portal: Portal; readonly generic: boolean },
  { link, typeId, removed }: Happening & { kind: 'associationChange' },
): void {
  const type = portal.associationTypes.find(typeId);
  event.associationType = `${objectType(link.from).constant}_TO_${objectType(link.to).constant}`;
  event.fromObjectId = Number(link.fromId);
  event.toObjectId = Number(link.toId);
  event.associationRemoved = removed;
  event.isPrimaryAssociation = type?.primary === true;
  if (!generic) return;
  event.objectTypeId = link.from;
  event.fromObjectTypeId = link.from;
  event.toObjectTypeId = link.to;
  event.associationTypeId = type?.typeId ?? Math.abs(typeId);
  event.associationCategory = type?.category ?? 'USER_DEFINED';
}
