/** A target given at start, so that a demo has webhooks by one option. */
import type { Mutation } from '../portal/mutations';
import type { Source } from '../portal/source';
import { objectType, objectTypeIds } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { parseTarget } from '../../common/post';
import { eventTypes, isPropertyChange, unsubscribableProperties } from './event-types';
import type { Subject } from './registry';

const CONCURRENCY = 10;
const source: Source = { type: 'IMPORT', id: 'start' };

/**
 * Makes `targetUrl` the app's target. Subscriptions that are there stay as they are; where there are none, the app gets
 * `subjects`, active.
 */
export function setWebhookTarget(portal: Portal, targetUrl: string, subjects?: readonly Subject[]): void {
  if (parseTarget(targetUrl) === undefined)
    throw new Error(`The webhook target must be an http or https URL: ${targetUrl}`);
  const now = portal.clock.now();
  const { settings, size, upcomingId } = portal.webhooks;
  const mutations: Mutation[] = [];
  if (settings?.targetUrl !== targetUrl) {
    const kept = settings ?? { maxConcurrentRequests: CONCURRENCY, createdAt: now };
    const updatedAt = settings === null ? null : now;
    mutations.push({ kind: 'webhooks', change: { kind: 'settings', settings: { ...kept, targetUrl, updatedAt } } });
  }
  const wanted = size > 0 ? [] : (subjects ?? everything(portal));
  for (const [index, subject] of wanted.entries()) {
    const id = String(upcomingId + index);
    const subscription = { id, ...subject, active: true, createdAt: now, updatedAt: null };
    mutations.push({ kind: 'webhooks', change: { kind: 'subscription', subscription } });
  }
  portal.commit(source, mutations);
}

/** All that can happen to the sandbox's objects, and each property that a person can change. */
function everything(portal: Portal): Subject[] {
  return objectTypeIds.flatMap((id) => {
    const mine = [...eventTypes].filter((eventType) => eventType.startsWith(`${objectType(id).singular}.`));
    const properties = portal.catalog
      .list(id)
      .filter(({ name, readOnly, hidden }) => !readOnly && !hidden && !unsubscribableProperties.includes(name));
    return mine.flatMap((eventType): Subject[] =>
      isPropertyChange(eventType) ? properties.map(({ name }) => ({ eventType, propertyName: name })) : [{ eventType }],
    );
  });
}
