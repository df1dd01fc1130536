/** The events of a delivery, key by key in the order that they were recorded in (2025-06, 2026-01). */
import { associationType } from '../portal/association-types';
import type { Source } from '../portal/mutations';
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

export interface EventContext {
  readonly portal: Portal;
  readonly source: Source;
  readonly eventId: number;
}

/** What one subscription is told of it. */
export function eventFor(context: EventContext, subscription: WebhookSubscription, happening: Happening): WebhookEvent {
  const { source } = context;
  const generic = subscription.objectTypeId !== undefined;
  return {
    ...head(context, subscription, happening.at),
    ...details(context, happening, generic),
    changeSource: source.type,
    sourceId: source.id,
    // Recorded 2025-06 on the generic type alone; nothing in the sandbox is sensitive.
    ...(generic && happening.kind === 'propertyChange' ? { isSensitive: false } : {}),
  };
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
): WebhookEvent {
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

function details(context: EventContext, happening: Happening, generic: boolean): Record<string, unknown> {
  if (happening.kind === 'associationChange') return associationDetails(happening, generic);
  const typeId = generic ? { objectTypeId: happening.object } : {};
  if (happening.kind === 'merge') return { ...mergeDetails(happening), ...typeId };
  const subject = { objectId: Number(happening.id), ...typeId };
  switch (happening.kind) {
    case 'creation':
      return { ...subject, changeFlag: 'CREATED' };
    case 'deletion':
      return { ...subject, changeFlag: 'DELETED' };
    case 'propertyChange':
      return { ...subject, propertyName: happening.property, propertyValue: wireValue(context.portal, happening) };
    case 'restore':
    case 'privacyDeletion':
      return subject;
  }
}

/** Dates come as milliseconds where the records API answers ISO (recorded 2025-07); a cleared value is empty. */
function wireValue(portal: Portal, happening: Happening & { kind: 'propertyChange' }): string {
  const value: StoredValue = happening.value;
  if (value === null) return '';
  const type = portal.catalog.findAny(happening.object, happening.property)?.type;
  const epochMs = type === 'date' || type === 'datetime' ? Date.parse(value) : NaN;
  return Number.isNaN(epochMs) ? value : String(epochMs);
}

function mergeDetails(happening: Happening & { kind: 'merge' }): Record<string, unknown> {
  return {
    primaryObjectId: Number(happening.primaryId),
    mergedObjectIds: happening.mergedIds.map(Number),
    newObjectId: Number(happening.newId),
    numberOfPropertiesMoved: happening.propertiesMoved,
  };
}

function associationDetails(
  { link, typeId, removed }: Happening & { kind: 'associationChange' },
  generic: boolean,
): Record<string, unknown> {
  const type = associationType(typeId);
  const ends = { fromObjectTypeId: link.from, toObjectTypeId: link.to };
  const category = type === undefined ? 'USER_DEFINED' : 'HUBSPOT_DEFINED';
  return {
    associationType: `${objectType(link.from).constant}_TO_${objectType(link.to).constant}`,
    fromObjectId: Number(link.fromId),
    toObjectId: Number(link.toId),
    associationRemoved: removed,
    isPrimaryAssociation: type?.primary === true,
    ...(generic ? { objectTypeId: link.from, ...ends, associationTypeId: typeId, associationCategory: category } : {}),
  };
}
