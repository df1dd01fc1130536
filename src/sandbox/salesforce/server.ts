/**
 * Salesforce in a box: a real HTTP server that jsforce and plain clients talk to unchanged, with an org behind it that
 * refuses what Salesforce refuses, in Salesforce's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Counters } from '../common/counters';
import { versionRoutes } from './http/api-versions';
import { collectionRoutes } from './http/collection-routes';
import { compositeRoutes } from './http/composite/composite-routes';
import { describeRoutes } from './http/describe-routes';
import { pass, type Gate } from './http/gate';
import { recordRoutes } from './http/record-routes';
import type { Route } from './http/route';
import { Router } from './http/router';
import { metadataRoutes } from './http/soap/metadata-routes';
import { partnerRoutes } from './http/soap/partner-routes';
import { toolingRoutes } from './http/tooling-routes';
import { Org } from './org/org';

export interface SalesforceSandboxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The integration user's session. Default: generated. */
  readonly token?: string;
  /** Mounts `/_sandbox`. */
  readonly control?: boolean;
  /** Default true. False: nobody sees a new custom field before it is granted, as in a real org (contract 8.5). */
  readonly fieldsVisible?: boolean;
}

export interface SalesforceSandbox {
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /** 18 characters. */
  readonly organizationId: string;
  close(): Promise<void>;
}

/** A Bulk upload may have 150 MB (contract 4.3); a seed of a hundred thousand records fits too. */
const BODY_MAX_BYTES = 268_435_456;
/** Above Salesforce's own limit, so that what is too long is refused in its words. */
const HEADERS_MAX_BYTES = 65_536;

export async function startSalesforceSandbox(options: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const { host = '127.0.0.1', token } = options;
  const org = new Org({ token });
  org.customSchema.fieldsVisible = options.fieldsVisible ?? true;
  const closing = new AbortController();
  const router: Router = new Router(routesOf(org, () => router));
  const gate: Gate = {
    org,
    router,
    counters: new Counters(),
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
  return {
    url: `http://${host}:${port}`,
    token: org.token,
    port,
    organizationId: org.organizationId,
    close: async () => {
      closing.abort();
      await app.close();
    },
  };
}

function routesOf(org: Org, router: () => Router): readonly Route[] {
  return [
    ...versionRoutes(),
    ...recordRoutes(org),
    ...collectionRoutes(org),
    ...describeRoutes(org),
    ...compositeRoutes(org, router),
    ...toolingRoutes(org),
    ...metadataRoutes(org),
    ...partnerRoutes(org),
  ];
}
