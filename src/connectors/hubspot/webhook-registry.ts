/**
 * The webhooks API of our app: its target and its subscriptions (HubSpot docs 2025-01, client 13.5.0). It takes the key of
 * the developer account, in the query, and no token of an account that has installed the app; and it counts against no
 * account's limits. Apps of one account and service keys cannot be set up here: theirs is HubSpot's own screen.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { Client } from '@hubspot/api-client';
import type { Failure } from '../../core/failure';
import type { Subject, Subscription } from '../../core/webhook-subscriptions';
import { CallFailure } from '../connector';
import { asJson, asList, asText, isPresent, parseBody } from '../json';
import type { Followed, Registered, RegistryContext, RegistrySettings, WebhookRegistry } from '../webhook-registry';
import { readBatch } from './answer';
import { correlationOf, idleSocketMs, model, perCall, type Heard, type PerCall } from './client';
import { underDeadline } from './deadline';
import { answerFailure, isTransportTrouble, transportFailure, type Circumstances } from './errors';

/** Per app (HubSpot docs 2025-01). */
const maxSubscriptions = 1_000;
/** In flight at a time for each account: HubSpot's own default (docs 2025-01). */
const usualConcurrency = 10;

const base = '/webhooks/v3/{appId}';
const singular: Readonly<Record<string, string>> = { contacts: 'contact', companies: 'company', deals: 'deal' };
/** Not who is associated with whom: no look reads it, and every pair that we join would come back, for both of its ends. */
const happenings = ['creation', 'deletion', 'merge', 'restore'] as const;
/** HubSpot takes no subscription to these (docs 2025-01). */
const unsubscribable: readonly string[] = ['hs_lastmodifieddate', 'num_unique_conversion_events'];

interface Request<T> {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** `/settings` */
  readonly route: string;
  readonly rows?: number;
  readonly send: (client: Client, perCall: PerCall) => Promise<unknown>;
  /** Reads the answer; null when it is not what was to be expected. */
  readonly read: (body: unknown) => T | null;
}

interface Settings {
  readonly target: string;
  readonly concurrency: number;
}

type SubscriptionRequest = Parameters<Client['webhooks']['subscriptionsApi']['create']>[1];

export const createHubspotWebhookRegistry = (settings: RegistrySettings): WebhookRegistry =>
  new HubspotWebhookRegistry(settings);

class HubspotWebhookRegistry implements WebhookRegistry {
  readonly maxSubscriptions = maxSubscriptions;
  private readonly client: Client;
  private readonly agent: http.Agent;

  constructor(private readonly settings: RegistrySettings) {
    const { key: developerApiKey, baseUrl: basePath } = settings;
    this.client = new Client({ developerApiKey, basePath, numberOfApiCallRetries: 0 });
    const options = { keepAlive: true, timeout: idleSocketMs };
    this.agent = basePath.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
  }

  subjectsOf(followed: readonly Followed[]): readonly Subject[] {
    return followed.flatMap(({ object, properties }) => {
      const name = singular[object];
      if (name === undefined) return [];
      const bare = [...happenings, ...(object === 'contacts' ? ['privacyDeletion'] : [])];
      return [
        ...bare.map((happening) => ({ event: `${name}.${happening}`, property: null })),
        ...[...new Set(properties)]
          .filter((property) => !unsubscribable.includes(property))
          .map((property) => ({ event: `${name}.propertyChange`, property })),
      ];
    });
  }

  async read(context: RegistryContext): Promise<Registered> {
    // In this order: an app that is not ours has no settings either, and its subscriptions tell it apart from a new one.
    const [set, subscriptions] = [await this.readSettingsThere(context), await this.readSubscriptions(context)];
    return { target: set?.target ?? null, subscriptions };
  }

  async setTarget(context: RegistryContext, targetUrl: string): Promise<void> {
    const before = await this.readSettingsThere(context);
    const throttling = { maxConcurrentRequests: before?.concurrency ?? usualConcurrency };
    await this.ask(context, {
      method: 'PUT',
      route: '/settings',
      send: ({ webhooks }, options) =>
        webhooks.settingsApi.configure(this.settings.appId, model({ targetUrl, throttling }), options),
      read: readSettings,
    });
  }

  async create(context: RegistryContext, { event, property }: Subject): Promise<boolean> {
    const request = { eventType: event, active: true, ...(property !== null && { propertyName: property }) };
    try {
      await this.ask(context, {
        method: 'POST',
        route: '/subscriptions',
        rows: 1,
        send: ({ webhooks }, options) =>
          // The client's list of event types is an enum; what is sent is its text.
          webhooks.subscriptionsApi.create(this.settings.appId, request as object as SubscriptionRequest, options),
        read: readSubscription,
      });
      return true;
    } catch (error) {
      // Another process was first. How HubSpot says so is unverified.
      if (error instanceof CallFailure && error.failure.kind === 'duplicate') return false;
      throw error;
    }
  }

  activate(context: RegistryContext, ids: readonly string[]): Promise<number> {
    const inputs = ids.map((id) => ({ id: Number(id), active: true }));
    return this.ask(context, {
      method: 'POST',
      route: '/subscriptions/batch/update',
      rows: ids.length,
      send: ({ webhooks }, options) =>
        webhooks.subscriptionsApi.updateBatch(this.settings.appId, model({ inputs }), options),
      read: (body) => readBatch(body, readSubscription)?.results.length ?? null,
    });
  }

  close(): void {
    this.agent.destroy();
  }

  /** Null when there are none. */
  private async readSettingsThere(context: RegistryContext): Promise<Settings | null> {
    try {
      return await this.ask(context, {
        method: 'GET',
        route: '/settings',
        send: ({ webhooks }, options) => webhooks.settingsApi.getAll(this.settings.appId, options),
        read: readSettings,
      });
    } catch (error) {
      if (error instanceof CallFailure && error.failure.kind === 'gone') return null;
      throw error;
    }
  }

  private readSubscriptions(context: RegistryContext): Promise<readonly Subscription[]> {
    return this.ask(context, {
      method: 'GET',
      route: '/subscriptions',
      send: ({ webhooks }, options) => webhooks.subscriptionsApi.getAll(this.settings.appId, options),
      read: (body) => {
        const results = asJson(body)?.['results'];
        const subscriptions = asList(results).map(readSubscription).filter(isPresent);
        // What is not understood might be one of ours: then there is nothing to compare.
        return Array.isArray(results) && subscriptions.length === results.length ? subscriptions : null;
      },
    });
  }

  private async ask<T>(context: RegistryContext, request: Request<T>): Promise<T> {
    const at = context.now();
    const startMs = performance.now();
    const heard: Heard = { status: null, headers: {}, raw: null };
    const error = await this.listen(heard, (options) => request.send(this.client, options));
    const answer = judge(heard, error, { request, now: context.now(), appId: this.settings.appId });
    context.onCallout({
      at,
      method: request.method,
      endpoint: base + request.route,
      status: heard.status,
      durationMs: performance.now() - startMs,
      rows: request.rows ?? 0,
      correlationId: correlationOf(heard),
      failure: answer.ok ? null : answer.failure.kind,
      quota: [],
    });
    if (!answer.ok) throw new CallFailure(answer.failure);
    return answer.value;
  }

  /** Fills `heard`; answers what the client threw, which matters only when no whole answer was heard. */
  private async listen(heard: Heard, send: (options: PerCall) => Promise<unknown>): Promise<unknown> {
    try {
      await underDeadline(this.agent, this.settings.callDeadlineMs, (agent) => send(perCall(agent, heard)));
      return null;
    } catch (error) {
      return error;
    }
  }
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

interface Asked<T> {
  readonly request: Request<T>;
  readonly now: Date;
  readonly appId: number;
}

function judge<T>(heard: Heard, error: unknown, { request, now, appId }: Asked<T>): Answer<T> {
  // All of it may be done twice, so that no answer is worth more than another try: nothing is `unknown`.
  const asked: Circumstances = {
    object: 'webhooks',
    writes: false,
    namesOne: true,
    keyProperty: '',
    now,
    timeZone: null,
  };
  const { status, headers, raw } = heard;
  if (status === null || raw === null) {
    // Without its cause: the key stands in the URL, and the client's complaints may quote that.
    if (!isTransportTrouble(error)) throw new Error('The HubSpot client failed on its own when asked for webhooks');
    return { ok: false, failure: transportFailure(error, asked) };
  }
  if (status >= 200 && status < 300) {
    const value = request.read(parseBody(raw));
    if (value !== null) return { ok: true, value };
  }
  return { ok: false, failure: inWordsOfApps(answerFailure({ status, headers, raw }, asked), appId, request.route) };
}

/** The table speaks of tokens and records. */
function inWordsOfApps(failure: Failure, appId: number, route: string): Failure {
  if (failure.kind === 'reauth') {
    const message = `HubSpot does not let HUBSPOT_DEVELOPER_KEY manage the app ${appId}: one of them is wrong.`;
    return { ...failure, message };
  }
  if (failure.kind === 'rejected' && route === '/settings') {
    // It takes https alone (HubSpot docs 2025-01); a sandbox takes http too.
    const message = `HubSpot does not take our address as a target (${failure.code}): PUBLIC_URL must begin with https.`;
    return { ...failure, message };
  }
  if (failure.kind !== 'gone') return failure;
  return { ...failure, message: `HubSpot knows no app ${appId} of this developer account: HUBSPOT_APP_ID is wrong.` };
}

function readSettings(body: unknown): Settings | null {
  const json = asJson(body);
  const target = asText(json?.['targetUrl']);
  const concurrency = Number(asJson(json?.['throttling'])?.['maxConcurrentRequests']);
  if (target === null) return null;
  return { target, concurrency: Number.isInteger(concurrency) ? concurrency : usualConcurrency };
}

function readSubscription(body: unknown): Subscription | null {
  const json = asJson(body);
  const [id, event] = [asText(json?.['id']), asText(json?.['eventType'])];
  if (id === null || event === null) return null;
  return { id, subject: readSubject(event, asText(json?.['propertyName'])), active: json?.['active'] === true };
}

/** Null of the kind that names its object by an id (`object.creation`): we never make one. */
function readSubject(event: string, property: string | null): Subject | null {
  if (event.startsWith('object.')) return null;
  return { event, property: event.endsWith('.propertyChange') ? property : null };
}
