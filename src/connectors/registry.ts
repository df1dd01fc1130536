/** Which code speaks to which CRM. */
import type { Credential } from '../core/credential';
import type { Crm } from '../core/crm';
import type { Connector } from './connector';
import type { OpenEventStream } from './event-stream';
import { createHubspotConnector } from './hubspot/connector';
import { createHubspotApp } from './hubspot/oauth';
import { createHubspotWebhookRegistry } from './hubspot/webhook-registry';
import { hubspotWebhooks } from './hubspot/webhooks';
import { createSalesforceConnector } from './salesforce/connector';
import { createSalesforceApp } from './salesforce/oauth';
import { salesforceMessages } from './salesforce/outbound-message';
import { openChangeEvents } from './salesforce/streaming';
import type { AccessToken, AppSettings, OAuthApp } from './token';
import type { RegistrySettings, WebhookRegistry } from './webhook-registry';
import type { Messages, Webhooks } from './webhooks';

export interface ConnectorSettings {
  readonly token: AccessToken;
  readonly baseUrl: string;
  readonly keyProperty: string;
  readonly callDeadlineMs: number;
  /** So many rows of one object go by a job of the CRM's, where it has such. */
  readonly bulkFrom: number;
  /** Of the account, as far as it is known. */
  readonly timeZone?: string | undefined;
  readonly credential?: Credential | undefined;
}

/** Calls of one connection at a time. HubSpot takes 19 a second at best (docs, 2026-03); more would wait there. */
const parallelCalls = 3;

const factories: Readonly<Record<Crm, (settings: ConnectorSettings) => Connector>> = {
  hubspot: ({ token, baseUrl, keyProperty, callDeadlineMs, timeZone, credential }) =>
    createHubspotConnector({ token, baseUrl, keyProperty, callDeadlineMs, timeZone, credential, parallelCalls }),
  salesforce: ({ token, baseUrl, keyProperty, callDeadlineMs, bulkFrom }) =>
    createSalesforceConnector({ token, baseUrl, keyProperty, callDeadlineMs, bulkFrom, parallelCalls }),
};

export function createConnector(crm: Crm, settings: ConnectorSettings): Connector {
  return factories[crm](settings);
}

const apps: Readonly<Record<Crm, (settings: AppSettings) => OAuthApp>> = {
  hubspot: createHubspotApp,
  salesforce: createSalesforceApp,
};

export function createApp(crm: Crm, settings: AppSettings): OAuthApp {
  return apps[crm](settings);
}

const webhooks: Readonly<Partial<Record<Crm, Webhooks>>> = { hubspot: hubspotWebhooks };

export function webhooksOf(crm: Crm): Webhooks {
  const found = webhooks[crm];
  if (!found) throw new Error(`${crm} sends no signed webhooks`);
  return found;
}

const messages: Readonly<Partial<Record<Crm, Messages>>> = { salesforce: salesforceMessages };

/** Null: it sends none. */
export const messagesOf = (crm: Crm): Messages | null => messages[crm] ?? null;

const eventStreams: Readonly<Partial<Record<Crm, OpenEventStream>>> = { salesforce: openChangeEvents };

/** Null: it tells nothing over a call that stays open. */
export const eventStreamOf = (crm: Crm): OpenEventStream | null => eventStreams[crm] ?? null;

const webhookRegistries: Readonly<Partial<Record<Crm, (settings: RegistrySettings) => WebhookRegistry>>> = {
  hubspot: createHubspotWebhookRegistry,
};

export function createWebhookRegistry(crm: Crm, settings: RegistrySettings): WebhookRegistry {
  const open = webhookRegistries[crm];
  if (!open) throw new Error(`${crm} has no registry of webhooks`);
  return open(settings);
}
