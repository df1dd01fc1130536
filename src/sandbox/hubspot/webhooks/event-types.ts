/** What an app can subscribe to: the event types of HubSpot's webhooks API (HubSpot docs 2025-01, client 13.5.0). */

const objects = ['contact', 'company', 'deal', 'ticket', 'product', 'line_item'] as const;
const changes = ['creation', 'deletion', 'merge', 'restore', 'propertyChange'] as const;
const conversation = ['creation', 'deletion', 'newMessage', 'privacyDeletion', 'propertyChange'] as const;

/** Tickets, products and conversations can be subscribed to as in HubSpot; the sandbox has none, so nothing comes. */
export const eventTypes: ReadonlySet<string> = new Set([
  ...objects.flatMap((object) => changes.map((change) => `${object}.${change}`)),
  ...objects.filter((object) => object !== 'product').map((object) => `${object}.associationChange`),
  'contact.privacyDeletion',
  ...changes.map((change) => `object.${change}`),
  'object.associationChange',
  ...conversation.map((change) => `conversation.${change}`),
]);

/** HubSpot refuses to subscribe to these two (HubSpot docs 2025-01). */
export const unsubscribableProperties: readonly string[] = ['hs_lastmodifieddate', 'num_unique_conversion_events'];

/** The newer, generic types name their object by `objectTypeId`. */
export function isGeneric(eventType: string): boolean {
  return eventType.startsWith('object.');
}

/** One subscription per property. */
export function isPropertyChange(eventType: string): boolean {
  return eventType.endsWith('.propertyChange');
}
