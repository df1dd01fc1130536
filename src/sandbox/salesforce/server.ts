/**
 * Salesforce in a box: a real HTTP server that jsforce and plain clients talk to unchanged, with an org behind it that
 * refuses what Salesforce refuses, in Salesforce's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { DAY_MS } from '../common/clock';
import { Counters, type Tally } from '../common/counters';
import { Bulk } from './bulk/bulk';
import { bulkControlRoutes } from './bulk/control-routes';
import { ingestRoutes } from './bulk/ingest-routes';
import { queryRoutes } from './bulk/query-routes';
import { versionRoutes } from './http/api-versions';
import { collectionRoutes } from './http/collection-routes';
import { pass, type Gate } from './http/gate';
import { recordRoutes } from './http/record-routes';
import type { Route } from './http/route';
import { Router } from './http/router';
import { Org } from './org/org';
import { Deletions } from './replication/deletions';
import { DELETED_DAYS, replicationRoutes } from './replication/replication-routes';

export interface SalesforceSandboxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The integration user's session. Default: generated. */
  readonly token?: string;
  /** Mounts `/_sandbox`. */
  readonly control?: boolean;
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

/** Under which the counters have the rows of ingest jobs: by the call that brought them. */
const BULK_ENDPOINT = 'PUT /services/data/v{version}/jobs/ingest/{id}/batches';

export async function startSalesforceSandbox(options: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const { host = '127.0.0.1', token } = options;
  const org = new Org({ token });
  const closing = new AbortController();
  const counters = new Counters();
  const tell = (tally: Tally): void => counters.countRows(BULK_ENDPOINT, tally);
  const bulk = new Bulk(org, { closing: closing.signal, tell });
  const gate: Gate = {
    org,
    router: new Router(routesOf(org, bulk, options)),
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
  return {
    url: `http://${host}:${port}`,
    token: org.token,
    port,
    organizationId: org.organizationId,
    close: async () => {
      closing.abort();
      await app.close();
      await bulk.settled();
    },
  };
}

function routesOf(org: Org, bulk: Bulk, { control = false }: SalesforceSandboxOptions): readonly Route[] {
  return [
    ...versionRoutes(),
    ...recordRoutes(org),
    ...collectionRoutes(org),
    ...replicationRoutes(org, new Deletions(org, DELETED_DAYS * DAY_MS)),
    ...ingestRoutes(bulk),
    ...queryRoutes(bulk),
    ...(control ? bulkControlRoutes(bulk) : []),
  ];
}
