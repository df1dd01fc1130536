/**
 * Salesforce in a box: a real HTTP server that jsforce and plain clients talk to unchanged, with an org behind it that
 * refuses what Salesforce refuses, in Salesforce's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Counters } from '../common/counters';
import { controlOAuthRoutes } from './control/control-oauth';
import { controlRoutes } from './control/control-routes';
import { versionRoutes } from './http/api-versions';
import { collectionRoutes } from './http/collection-routes';
import { pass, type Gate } from './http/gate';
import { queryRoutes } from './http/query-routes';
import { recordRoutes } from './http/record-routes';
import type { Route } from './http/route';
import { Router } from './http/router';
import type { ConnectedApp } from './oauth/connected-app';
import { OAuth } from './oauth/oauth';
import { oauthRoutes } from './oauth/oauth-routes';
import { Org } from './org/org';
import { Outbound } from './outbound/outbound';
import { outboundLevers } from './outbound/outbound-levers';
import { Cometd } from './streaming/cometd';
import { cometdRoutes } from './streaming/cometd-routes';
import { Streaming } from './streaming/streaming';
import { streamingLevers } from './streaming/streaming-levers';

export interface SalesforceSandboxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The integration user's session. Default: generated. */
  readonly token?: string;
  /** The app for OAuth. Default: id and secret generated, and open to all that a client may want. */
  readonly app?: Partial<ConnectedApp>;
  /** Mounts `/_sandbox`. */
  readonly control?: boolean;
}

export interface SalesforceSandbox {
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /** 18 characters. */
  readonly organizationId: string;
  /** For OAuth: the app that users let in at `/services/oauth2/authorize`, as it was at the start. */
  readonly app: ConnectedApp;
  close(): Promise<void>;
}

/** A Bulk upload may have 150 MB (contract 4.3); a seed of a hundred thousand records fits too. */
const BODY_MAX_BYTES = 268_435_456;
/** Above Salesforce's own limit, so that what is too long is refused in its words. */
const HEADERS_MAX_BYTES = 65_536;

export async function startSalesforceSandbox(options: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const { host = '127.0.0.1', token } = options;
  const org = new Org({ token });
  const oauth = new OAuth(org, options.app);
  const counters = new Counters();
  const closing = new AbortController();
  const streaming = new Streaming(org);
  const cometd = new Cometd(org, streaming);
  let url = '';
  const outbound = new Outbound(org, () => url);
  const levers = [
    ...controlRoutes({ org, counters }),
    ...controlOAuthRoutes(oauth),
    ...streamingLevers({ org, streaming, cometd }),
    ...outboundLevers({ org, outbound }),
  ];
  const gate: Gate = {
    org,
    router: new Router([...routesOf(org, oauth), ...cometdRoutes(cometd), ...(options.control === true ? levers : [])]),
    counters,
    closing: closing.signal,
  };
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    forceCloseConnections: true, // a kept-alive client must not hold up the end
    exposeHeadRoutes: false,
    http: { maxHeaderSize: HEADERS_MAX_BYTES },
  });
  // Bodies are parsed behind the session, so that a malformed one is answered in Salesforce's words.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) => pass(gate, request, reply));
  await app.listen({ port: options.port, host });
  const { port } = app.server.address() as AddressInfo;
  url = `http://${host}:${port}`;
  return {
    url,
    token: org.token,
    port,
    organizationId: org.organizationId,
    app: oauth.app,
    close: async () => {
      closing.abort();
      streaming.close();
      await outbound.close();
      await app.close();
    },
  };
}

function routesOf(org: Org, oauth: OAuth): readonly Route[] {
  return [
    ...versionRoutes(),
    ...recordRoutes(org),
    ...collectionRoutes(org),
    ...queryRoutes(org),
    ...oauthRoutes(oauth),
  ];
}
