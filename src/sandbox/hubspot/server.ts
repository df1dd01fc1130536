/**
 * HubSpot in a box: a real HTTP server that the official client talks to unchanged, with a portal behind it that
 * refuses what HubSpot refuses, in HubSpot's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { accountRoutes } from './http/account-routes';
import { associationBatchRoutes } from './http/association-batch-routes';
import { associationRoutes } from './http/association-routes';
import { controlRoutes } from './http/control-routes';
import type { Gate } from './http/gate';
import { mountApi, mountControl, sendUnknownRoute } from './http/gate';
import { oauthConsentRoutes } from './http/oauth-consent-routes';
import { oauthTokenRoutes } from './http/oauth-token-routes';
import { objectBatchRoutes } from './http/object-batch-routes';
import { objectRoutes } from './http/object-routes';
import { pipelineRoutes } from './http/pipeline-routes';
import { propertyGroupRoutes } from './http/property-group-routes';
import { propertyRoutes } from './http/property-routes';
import { searchRoutes } from './http/search-routes';
import { Counters } from './portal/counters';
import { Faults } from './portal/faults';
import { Limits } from './portal/limits';
import type { OAuthApp } from './portal/oauth-grants';
import { Portal, type AccountType } from './portal/portal';
import type { SearchLag } from './portal/search-lag';
import { isTimeZone } from './portal/time-zone';

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
  /** The account's time zone, by its IANA name; default UTC, or what the state file says. Days end at its midnight. */
  readonly timeZone?: string;
  /** How long the search index takes to see a change; default: no time at all. */
  readonly searchLag?: SearchLag;
  /** Where the portal is kept. Absent: in memory only. */
  readonly stateFile?: string;
}

export interface HubspotSandbox {
  readonly url: string;
  readonly token: string;
  readonly port: number;
  readonly portalId: number;
  /** For OAuth: the app that an account installs at `/oauth/authorize`. */
  readonly app: OAuthApp;
  close(): Promise<void>;
}

/** A seed of a hundred thousand records fits; HubSpot's own limit for a body is not documented. */
const BODY_MAX_BYTES = 268_435_456;
/** E-mail addresses and property names stand in paths. */
const PARAM_MAX_CHARS = 1_000;

export async function startHubspotSandbox(options: HubspotSandboxOptions): Promise<HubspotSandbox> {
  const { host = '127.0.0.1', stateFile, token, accountType, timeZone, searchLag } = options;
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new Error(`There is no time zone ${timeZone}`);
  const portal = new Portal({ token, stateFile, accountType, timeZone, searchLag });
  const closing = new AbortController();
  const gate: Gate = {
    portal,
    limits: new Limits(options.limits ?? 'pro', portal.timeZone),
    faults: new Faults(portal.random, portal.clock),
    counters: new Counters(),
    closing: closing.signal,
  };
  const app = createApp(gate, options.control === true);
  try {
    await app.listen({ port: options.port, host });
  } catch (error) {
    portal.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    token: portal.token,
    port,
    portalId: portal.portalId,
    app: portal.app,
    close: async () => {
      closing.abort();
      await app.close();
      portal.close();
    },
  };
}

function createApp(gate: Gate, control: boolean): FastifyInstance {
  const { portal, limits } = gate;
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    forceCloseConnections: true, // a kept-alive client must not hold up the end
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PARAM_MAX_CHARS },
  });
  // Bodies are parsed behind the token, so that a malformed one is answered in HubSpot's words.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler(sendUnknownRoute);
  mountApi(app, gate, [
    ...objectRoutes(portal),
    ...objectBatchRoutes(portal),
    ...searchRoutes(portal),
    ...associationRoutes(portal),
    ...associationBatchRoutes(portal),
    ...propertyRoutes(portal),
    ...propertyGroupRoutes(portal),
    ...pipelineRoutes(portal),
    ...accountRoutes(portal, limits),
    ...oauthTokenRoutes(portal),
    ...oauthConsentRoutes(portal),
  ]);
  if (control) mountControl(app, gate, controlRoutes(gate));
  return app;
}
