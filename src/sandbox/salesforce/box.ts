/** All that is in the box, put together: the org, what watches it, and the routes that lead to it. */
import { DAY_MS, type SandboxClock } from '../common/clock';
import { Counters, type Tally } from '../common/counters';
import { Faults } from '../common/faults';
import { Bulk } from './bulk/bulk';
import { bulkControlRoutes } from './bulk/control-routes';
import { ingestRoutes } from './bulk/ingest-routes';
import { queryRoutes as bulkQueryRoutes } from './bulk/query-routes';
import { controlOAuthRoutes } from './control/control-oauth';
import { controlRoutes } from './control/control-routes';
import { bulkTrouble } from './faults/bulk-trouble';
import { deployRoutes } from './deploy/deploy-routes';
import { Deployments } from './deploy/deployments';
import type { Fault } from './faults/fault-effects';
import { lockStorm } from './faults/lock-storm';
import { rowStriker } from './faults/struck-rows';
import { versionRoutes } from './http/api-versions';
import { collectionRoutes } from './http/collection-routes';
import { compositeRoutes } from './http/composite/composite-routes';
import { describeRoutes } from './http/describe-routes';
import type { Gate } from './http/gate';
import { limitsRoutes } from './http/limits-routes';
import { queryRoutes } from './http/query-routes';
import { recordRoutes } from './http/record-routes';
import type { Route } from './http/route';
import { Router } from './http/router';
import { metadataRoutes } from './http/soap/metadata-routes';
import { partnerRoutes } from './http/soap/partner-routes';
import { toolingRoutes } from './http/tooling-routes';
import type { ConnectedApp } from './oauth/connected-app';
import { OAuth } from './oauth/oauth';
import { oauthRoutes } from './oauth/oauth-routes';
import { ApiUsage, type Edition } from './org/api-usage';
import { Org } from './org/org';
import { Outbound } from './outbound/outbound';
import { outboundLevers } from './outbound/outbound-levers';
import { Deletions } from './replication/deletions';
import { DELETED_DAYS, replicationRoutes } from './replication/replication-routes';
import { Cometd } from './streaming/cometd';
import { cometdRoutes } from './streaming/cometd-routes';
import { Streaming } from './streaming/streaming';
import { streamingLevers } from './streaming/streaming-levers';

export interface BoxOptions {
  /** The integration user's session. Default: generated. */
  readonly token?: string;
  /** The app for OAuth. Default: id and secret generated, and open to all that a client may want. */
  readonly app?: Partial<ConnectedApp>;
  /** Mounts `/_sandbox`. */
  readonly control?: boolean;
  /** What the day's API requests are; default `enterprise`: 115,000, and more for a while. */
  readonly edition?: Edition;
  /** Default true. False: nobody sees a new custom field before it is granted, as in a real org (contract 8.5). */
  readonly fieldsVisible?: boolean;
  /** Of the org, in its id: a small one, default 1. Orgs that somebody has to tell apart have different ones. */
  readonly number?: number;
  /** Default: one of its own. Sandboxes that share one live in the same time. */
  readonly clock?: SandboxClock;
}

export interface Box {
  readonly org: Org;
  readonly oauth: OAuth;
  readonly gate: Gate;
  /** Lets go of every call that is held; nothing is sent out any more. */
  stop(): Promise<void>;
  /** Once nobody calls any more: when the work that was begun is over. */
  settled(): Promise<void>;
}

/** Under which the counters have the rows of ingest jobs: by the call that brought them. */
const BULK_ENDPOINT = 'PUT /services/data/v{version}/jobs/ingest/{id}/batches';

/** `url` is known once it listens. */
export function fillBox(options: BoxOptions, url: () => string): Box {
  const org = new Org({ token: options.token, clock: options.clock, number: options.number });
  org.customSchema.fieldsVisible = options.fieldsVisible ?? true;
  const closing = new AbortController();
  const counters = new Counters();
  const faults = new Faults<Fault>(org.random, org.clock);
  org.checks.unshift(lockStorm(faults));
  org.strikeRows = rowStriker(faults, org.random);
  const parts: Parts = {
    org,
    counters,
    usage: new ApiUsage(options.edition ?? 'enterprise', org.clock),
    faults,
    oauth: new OAuth(org, options.app),
    bulk: new Bulk(org, {
      closing: closing.signal,
      tell: (tally: Tally): void => counters.countRows(BULK_ENDPOINT, tally),
    }),
    deletions: new Deletions(org, DELETED_DAYS * DAY_MS),
    deployments: new Deployments(org),
    streaming: new Streaming(org),
    outbound: new Outbound(org, url),
  };
  const { oauth, usage, bulk, streaming, outbound } = parts;
  bulk.pace.trouble = bulkTrouble(faults, org.clock);
  const cometd = new Cometd(org, streaming);
  const router: Router = new Router([
    ...dataRoutes(parts, () => router),
    ...cometdRoutes(cometd),
    ...(options.control === true ? levers(parts, cometd) : []),
  ]);
  return {
    org,
    oauth,
    gate: { org, router, counters, usage, faults, closing: closing.signal },
    stop: async () => {
      closing.abort();
      streaming.close();
      await outbound.close();
    },
    settled: () => bulk.settled(),
  };
}

interface Parts {
  readonly org: Org;
  readonly counters: Counters;
  readonly usage: ApiUsage;
  readonly faults: Faults<Fault>;
  readonly oauth: OAuth;
  readonly bulk: Bulk;
  readonly deletions: Deletions;
  readonly deployments: Deployments;
  readonly streaming: Streaming;
  readonly outbound: Outbound;
}

function dataRoutes(
  { org, usage, oauth, bulk, deletions, deployments }: Parts,
  router: () => Router,
): readonly Route[] {
  return [
    ...versionRoutes(),
    ...limitsRoutes(usage),
    ...recordRoutes(org),
    ...collectionRoutes(org),
    ...queryRoutes(org),
    ...describeRoutes(org),
    ...compositeRoutes(org, router),
    ...toolingRoutes(org),
    ...metadataRoutes(org, deployments),
    ...deployRoutes(deployments),
    ...partnerRoutes(org),
    ...replicationRoutes(org, deletions),
    ...ingestRoutes(bulk),
    ...bulkQueryRoutes(bulk),
    ...oauthRoutes(oauth),
  ];
}

function levers(parts: Parts, cometd: Cometd): readonly Route[] {
  const { org, oauth, bulk, streaming, outbound } = parts;
  return [
    ...controlRoutes(parts),
    ...controlOAuthRoutes(oauth),
    ...bulkControlRoutes(bulk),
    ...streamingLevers({ org, streaming, cometd }),
    ...outboundLevers({ org, outbound }),
  ];
}
