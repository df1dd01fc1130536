/**
 * HubSpot in a box: a real HTTP server that the official client talks to unchanged, with a portal behind it that
 * refuses what HubSpot refuses, in HubSpot's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { Workflows } from './automation/workflows';
import { accountRoutes } from './http/account-routes';
import { associationBatchRoutes } from './http/association-batch-routes';
import { associationLabelRoutes } from './http/association-label-routes';
import { associationRoutes } from './http/association-routes';
import { controlRoutes } from './http/control-routes';
import { datedRoutes } from './http/dated-routes';
import type { Gate } from './http/gate';
import { mountApi, mountControl } from './http/gate';
import { mergeRoutes } from './http/merge-routes';
import { oauthConsentRoutes } from './http/oauth-consent-routes';
import { oauthTokenRoutes } from './http/oauth-token-routes';
import { objectBatchRoutes } from './http/object-batch-routes';
import { objectRoutes } from './http/object-routes';
import { objectSchemaRoutes } from './http/object-schema-routes';
import { answerOutsideRoutes, outsideRoutes } from './http/outside-routes';
import { ownerRoutes } from './http/owner-routes';
import { pipelineRoutes } from './http/pipeline-routes';
import { pipelineStageRoutes } from './http/pipeline-stage-routes';
import { propertyGroupRoutes } from './http/property-group-routes';
import { propertyRoutes } from './http/property-routes';
import type { Route } from './http/route';
import { searchRoutes } from './http/search-routes';
import { webhookControlRoutes, type WebhookLevers } from './http/webhook-control-routes';
import { webhookRoutes } from './http/webhook-routes';
import type { SandboxClock } from '../common/clock';
import { Counters } from '../common/counters';
import { Faults } from '../common/faults';
import type { Fault } from './portal/fault-effects';
import { Limits } from './portal/limits';
import type { OAuthApp } from './portal/oauth-grants';
import type { AccountType } from './portal/identity';
import { Portal } from './portal/portal';
import type { SearchLag } from './portal/search-lag';
import type { Switches } from './portal/switches';
import { isTimeZone } from './portal/time-zone';
import { setWebhookTarget } from './webhooks/defaults';
import { WebhookDelivery } from './webhooks/delivery';
import { WebhookFeed } from './webhooks/feed';
import type { Subject } from './webhooks/registry';

export interface HubspotSandboxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: generated once, and kept in the state file when there is one. */
  readonly token?: string;
  /** Mounts `/_sandbox`. */
  readonly control?: boolean;
  /** Default `pro`: 190 calls per 10 s (free 100, oauth 110, none: as many as come). */
  readonly limits?: 'none' | 'free' | 'pro' | 'enterprise' | 'oauth';
  /** Default: a test account, `DEVELOPER_TEST`, or what the state file says. `STANDARD` is a production account. */
  readonly accountType?: AccountType;
  /** What HubSpot may do one way or the other; default: all off, or what the state file says. */
  readonly switches?: Partial<Switches>;
  /** The account's time zone, by its IANA name; default UTC, or what the state file says. Days end at its midnight. */
  readonly timeZone?: string;
  /** How long the search index takes to see a change; default: no time at all. */
  readonly searchLag?: SearchLag;
  /** Where the portal is kept. Absent: in memory only. */
  readonly stateFile?: string;
  /** Where webhooks go from the start, http or https. Absent: nowhere, until the webhooks API says so. */
  readonly webhookTarget?: string;
  /** What the target is told of where nothing was subscribed to before. Default: everything. */
  readonly webhookSubscriptions?: readonly Subject[];
  /** Default: one of its own. Sandboxes that share one live in the same time. */
  readonly clock?: SandboxClock;
}

export interface HubspotSandbox {
  readonly url: string;
  readonly token: string;
  /** For the webhooks API: `?hapikey=`. */
  readonly developerKey: string;
  readonly port: number;
  readonly portalId: number;
  /** All that it serves of HubSpot's API, for whoever goes through the whole of it; date-based paths are the same again. */
  readonly routes: readonly Pick<Route, 'method' | 'path'>[];
  /** For OAuth: the app that an account installs at `/oauth/authorize`. Its secret signs the webhooks. */
  readonly app: OAuthApp;
  close(): Promise<void>;
}

/** A seed of a hundred thousand records fits; HubSpot's own limit for a body is not documented. */
const BODY_MAX_BYTES = 268_435_456;

export async function startHubspotSandbox(options: HubspotSandboxOptions): Promise<HubspotSandbox> {
  const {
    host = '127.0.0.1',
    stateFile,
    token,
    accountType,
    timeZone,
    searchLag,
    switches,
    clock,
    webhookTarget,
  } = options;
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new Error(`There is no time zone ${timeZone}`);
  const portal = new Portal({ token, stateFile, accountType, timeZone, searchLag, switches, clock });
  const delivery = new WebhookDelivery(portal);
  const feed = new WebhookFeed(portal, delivery);
  const workflows = new Workflows(portal);
  const closing = new AbortController();
  const gate: Gate = {
    portal,
    limits: new Limits(options.limits ?? 'pro', portal.timeZone),
    faults: new Faults<Fault>(portal.random, portal.clock),
    counters: new Counters(),
    workflows,
    closing: closing.signal,
  };
  const app = createApp(gate, options.control === true ? { portal, feed, delivery } : undefined);
  try {
    if (webhookTarget !== undefined) setWebhookTarget(portal, webhookTarget, options.webhookSubscriptions);
    await app.listen({ port: options.port, host });
  } catch (error) {
    portal.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    token: portal.token,
    developerKey: portal.webhooks.developerKey,
    port,
    portalId: portal.portalId,
    routes: apiRoutes(gate).map(({ method, path }) => ({ method, path })),
    app: portal.app,
    close: async () => {
      closing.abort();
      workflows.close();
      await delivery.close();
      await app.close();
      portal.close();
    },
  };
}

function createApp(gate: Gate, control: WebhookLevers | undefined): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    forceCloseConnections: true, // a kept-alive client must not hold up the end
    exposeHeadRoutes: false,
    ...outsideRoutes,
  });
  // Bodies are parsed behind the token, so that a malformed one is answered in HubSpot's words.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  answerOutsideRoutes(app);
  mountApi(app, gate, apiRoutes(gate));
  if (control !== undefined) mountControl(app, gate, [...controlRoutes(gate), ...webhookControlRoutes(control)]);
  return app;
}

function apiRoutes(gate: Gate): readonly Route[] {
  const { portal, limits } = gate;
  const routes: readonly Route[] = [
    ...objectRoutes(portal),
    ...objectBatchRoutes(portal),
    ...mergeRoutes(portal),
    ...searchRoutes(portal),
    ...associationRoutes(portal),
    ...associationBatchRoutes(portal),
    ...associationLabelRoutes(portal),
    ...objectSchemaRoutes(portal),
    ...propertyRoutes(portal),
    ...propertyGroupRoutes(portal),
    ...pipelineRoutes(portal),
    ...pipelineStageRoutes(portal),
    ...ownerRoutes(portal),
    ...accountRoutes(portal, limits),
    ...oauthTokenRoutes(portal),
    ...oauthConsentRoutes(portal),
    ...webhookRoutes(portal),
  ];
  return [...routes, ...datedRoutes(routes)];
}
