/**
 * Salesforce in a box: a real HTTP server that jsforce and plain clients talk to unchanged, with an org behind it that
 * refuses what Salesforce refuses, in Salesforce's words.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Counters } from '../common/counters';
import { Faults } from '../common/faults';
import { controlRoutes } from './control/control-routes';
import type { Fault } from './faults/fault-effects';
import { lockStorm } from './faults/lock-storm';
import { rowStriker } from './faults/struck-rows';
import { versionRoutes } from './http/api-versions';
import { collectionRoutes } from './http/collection-routes';
import { pass, type Gate } from './http/gate';
import { limitsRoutes } from './http/limits-routes';
import { recordRoutes } from './http/record-routes';
import type { Route } from './http/route';
import { Router } from './http/router';
import { ApiUsage, type Edition } from './org/api-usage';
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
  /** What the day's API requests are; default `enterprise`: 115,000, and more for a while. */
  readonly edition?: Edition;
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
  const { host = '127.0.0.1', token, edition = 'enterprise' } = options;
  const org = new Org({ token });
  const counters = new Counters();
  const usage = new ApiUsage(edition, org.clock);
  const faults = new Faults<Fault>(org.random, org.clock);
  org.checks.unshift(lockStorm(faults));
  org.strikeRows = rowStriker(faults, org.random);
  const levers = options.control === true ? controlRoutes({ org, counters, usage, faults }) : [];
  const closing = new AbortController();
  const gate: Gate = {
    org,
    router: new Router([...routesOf(org), ...limitsRoutes(usage), ...levers]),
    counters,
    usage,
    faults,
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

function routesOf(org: Org): readonly Route[] {
  return [...versionRoutes(), ...recordRoutes(org), ...collectionRoutes(org)];
}
