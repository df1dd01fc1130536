/**
 * Salesforce in a box: a real HTTP server that jsforce and plain clients talk to unchanged, with an org behind it that
 * refuses what Salesforce refuses, in Salesforce's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { fillBox, type BoxOptions } from './box';
import { BODY_MAX_BYTES, pass } from './http/gate';
import type { ConnectedApp } from './oauth/connected-app';

export interface SalesforceSandboxOptions extends BoxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
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

/** Above Salesforce's own limit, so that what is too long is refused in its words. */
const HEADERS_MAX_BYTES = 65_536;

export async function startSalesforceSandbox(options: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const { host = '127.0.0.1' } = options;
  let url = '';
  const box = fillBox(options, () => url);
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    forceCloseConnections: true, // a kept-alive client must not hold up the end
    exposeHeadRoutes: false,
    http: { maxHeaderSize: HEADERS_MAX_BYTES },
  });
  // Bodies are parsed behind the session, so that a malformed one is answered in Salesforce's words.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) => pass(box.gate, request, reply));
  await app.listen({ port: options.port, host });
  const { port } = app.server.address() as AddressInfo;
  url = `http://${host}:${port}`;
  const { org, oauth } = box;
  return {
    url,
    token: org.token,
    port,
    organizationId: org.organizationId,
    app: oauth.app,
    close: async () => {
      await box.stop();
      await app.close();
      await box.settled();
    },
  };
}
