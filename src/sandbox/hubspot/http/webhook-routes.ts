/**
 * The webhooks API of an app: target and subscriptions (HubSpot docs 2025-01, client 13.5.0). It belongs to the app's
 * developer account, so it takes `?hapikey=` and no token. Texts of refusals are unverified.
 */
import type { Portal } from '../portal/portal';
import { invalid, Refused } from '../portal/refusal';
import { eventTypes, isGeneric, isPropertyChange, unsubscribableProperties } from '../webhooks/event-types';
import { parseTarget } from '../../common/post';
import type { Subject, WebhookChange, WebhookSettings, WebhookSubscription } from '../webhooks/registry';
import type { Json } from './body';
import { asInputs, asObject, asText, optionalBoolean, optionalNumber, unreadable } from './body';
import { appSource } from './object-routes';
import { problemItem } from './problems';
import { batchAnswer } from './record-view';
import type { Answer, Call, Route } from './route';

/** Per app (HubSpot docs 2025-01). */
const SUBSCRIPTIONS_MAX = 1_000;
/** "Must be greater than 5" (HubSpot docs 2025-01). */
const CONCURRENCY_ABOVE = 5;
/** The second is the same API under its dated path (HubSpot spec 2026-09). */
const bases = ['/webhooks/v3/:appId', '/app-webhooks/2026-09/:appId'] as const;

type Handler = (portal: Portal, call: Call) => Answer;

const routes: readonly (readonly [Route['method'], string, Handler])[] = [
  ['GET', '/settings', readSettings],
  ['PUT', '/settings', writeSettings],
  ['DELETE', '/settings', clearSettings],
  ['GET', '/subscriptions', listSubscriptions],
  ['POST', '/subscriptions', subscribe],
  ['POST', '/subscriptions/batch/update', updateBatch],
  ['GET', '/subscriptions/:id', readSubscription],
  ['PATCH', '/subscriptions/:id', updateSubscription],
  ['DELETE', '/subscriptions/:id', unsubscribe],
];

export function webhookRoutes(portal: Portal): Route[] {
  return bases.flatMap((base) =>
    routes.map(([method, path, handle]): Route => {
      const ofOwnApp = (call: Call): Answer => {
        if (call.params.appId !== String(portal.appId)) throw new Refused({ kind: 'notFound' });
        return handle(portal, call);
      };
      return { method, path: `${base}${path}`, developer: true, handle: ofOwnApp };
    }),
  );
}

function readSettings(portal: Portal): Answer {
  const { settings } = portal.webhooks;
  if (settings === null) throw new Refused({ kind: 'notFound' });
  return { status: 200, body: settingsView(settings) };
}

function writeSettings(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'SettingsChangeRequest');
  const targetUrl = asText(body.targetUrl, 'targetUrl');
  const throttling = asObject(body.throttling, 'ThrottlingSettings');
  const concurrency = optionalNumber(throttling.maxConcurrentRequests, 'maxConcurrentRequests');
  if (concurrency === undefined) throw unreadable('Missing required creator property `maxConcurrentRequests`');
  if (!Number.isInteger(concurrency) || concurrency <= CONCURRENCY_ABOVE) {
    throw invalid(`maxConcurrentRequests must be a whole number greater than ${CONCURRENCY_ABOVE}`);
  }
  // HubSpot takes https alone; a receiver on the same machine has no certificate.
  if (parseTarget(targetUrl) === undefined) throw invalid(`${targetUrl} is not a valid target URL`);
  const settings = changedSettings(portal, targetUrl, concurrency);
  change(portal, { kind: 'settings', settings });
  return { status: 200, body: settingsView(settings) };
}

function changedSettings(portal: Portal, targetUrl: string, maxConcurrentRequests: number): WebhookSettings {
  const now = portal.clock.now();
  const before = portal.webhooks.settings;
  return { targetUrl, maxConcurrentRequests, createdAt: before?.createdAt ?? now, updatedAt: before && now };
}

/** Subscriptions stay, and nothing is sent. */
function clearSettings(portal: Portal): Answer {
  change(portal, { kind: 'settings', settings: null });
  return { status: 204 };
}

function listSubscriptions(portal: Portal): Answer {
  return { status: 200, body: { results: portal.webhooks.list().map(subscriptionView) } };
}

function readSubscription(portal: Portal, call: Call): Answer {
  return { status: 200, body: subscriptionView(find(portal, call)) };
}

function subscribe(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'SubscriptionCreateRequest');
  const subject = asSubject(body);
  const active = optionalBoolean(body.active, 'active') ?? false;
  const { webhooks } = portal;
  if (webhooks.size >= SUBSCRIPTIONS_MAX) throw invalid(`An app has at most ${SUBSCRIPTIONS_MAX} subscriptions`);
  if (webhooks.hasSubject(subject)) {
    const name = [subject.eventType, subject.objectTypeId, subject.propertyName].filter(Boolean).join(' ');
    throw new Refused({ kind: 'exists', message: `There is a subscription to ${name} already`, name });
  }
  const id = String(webhooks.upcomingId);
  const subscription = { id, ...subject, active, createdAt: portal.clock.now(), updatedAt: null };
  change(portal, { kind: 'subscription', subscription });
  return { status: 201, body: subscriptionView(subscription) };
}

/** Keys that the event type has no use for are passed over. */
function asSubject(body: Json): Subject {
  const eventType = asText(body.eventType, 'eventType');
  if (!eventTypes.has(eventType)) throw unreadable(`Cannot deserialize value of type \`EventType\` from ${eventType}`);
  return {
    eventType,
    ...(isPropertyChange(eventType) && { propertyName: asPropertyName(body) }),
    ...(isGeneric(eventType) && { objectTypeId: asObjectTypeId(body) }),
  };
}

function asPropertyName(body: Json): string {
  const { propertyName } = body;
  if (typeof propertyName !== 'string' || propertyName === '') throw invalid('propertyName must be given');
  if (unsubscribableProperties.includes(propertyName)) throw invalid(`${propertyName} cannot be subscribed to`);
  return propertyName;
}

function asObjectTypeId(body: Json): string {
  const { objectTypeId } = body;
  if (typeof objectTypeId === 'string' && /^\d+-\d+$/.test(objectTypeId)) return objectTypeId;
  throw invalid('objectTypeId must be given');
}

function updateSubscription(portal: Portal, call: Call): Answer {
  const subscription = find(portal, call);
  const active = optionalBoolean(asObject(call.body, 'SubscriptionPatchRequest').active, 'active');
  const [changed] = switched(portal, [{ ...subscription, active: active ?? subscription.active }]);
  return { status: 200, body: changed };
}

function unsubscribe(portal: Portal, call: Call): Answer {
  change(portal, { kind: 'unsubscribed', id: find(portal, call).id });
  return { status: 204 };
}

function updateBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const changed: WebhookSubscription[] = [];
  const errors: unknown[] = [];
  for (const input of asInputs(call.body, SUBSCRIPTIONS_MAX)) {
    const id = asText(input.id, 'id');
    const active = optionalBoolean(input.active, 'active');
    if (active === undefined) throw unreadable('Missing required creator property `active`');
    const subscription = portal.webhooks.find(id);
    if (subscription !== undefined) changed.push({ ...subscription, active });
    else errors.push(problemItem({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' }, { id: [id] }, portal.portalId));
  }
  return batchAnswer(portal, startedMs, 200, { results: switched(portal, changed), errors, tally: {} });
}

function switched(portal: Portal, subscriptions: readonly WebhookSubscription[]): unknown[] {
  const updatedAt = portal.clock.now();
  const updated = subscriptions.map((subscription) => ({ ...subscription, updatedAt }));
  change(portal, ...updated.map((subscription) => ({ kind: 'subscription', subscription }) as const));
  return updated.map(subscriptionView);
}

function find(portal: Portal, call: Call): WebhookSubscription {
  const subscription = portal.webhooks.find(call.params.id ?? '');
  if (subscription === undefined) throw new Refused({ kind: 'notFound' });
  return subscription;
}

function change(portal: Portal, ...changes: readonly WebhookChange[]): void {
  portal.commit(
    appSource(portal),
    changes.map((each) => ({ kind: 'webhooks', change: each })),
  );
}

function settingsView({ targetUrl, maxConcurrentRequests, createdAt, updatedAt }: WebhookSettings): unknown {
  return { targetUrl, throttling: { maxConcurrentRequests }, ...dates(createdAt, updatedAt) };
}

function subscriptionView({ createdAt, updatedAt, ...subscription }: WebhookSubscription): unknown {
  return { ...subscription, ...dates(createdAt, updatedAt) };
}

function dates(createdAt: number, updatedAt: number | null): Record<string, string> {
  const created = { createdAt: new Date(createdAt).toISOString() };
  return updatedAt === null ? created : { ...created, updatedAt: new Date(updatedAt).toISOString() };
}
