/** Where ports meet adapters: the engine, and the CRMs as our settings open them. Without Nest, which most commands need not load. */
import { catalogs } from './catalog/catalog';
import type { Connector } from './connectors/connector';
import { createApp, createConnector, createWebhookRegistry, eventStreamOf } from './connectors/registry';
import type { RegistryContext } from './connectors/webhook-registry';
import type { Listening } from './intake/event-stream';
import type { PollObserver, Polling } from './intake/poll';
import { accessTo, type CrmAccess, type OpenCrm } from './operate/connect';
import { QuotaKeeper } from './operate/quota-keeper';
import { TokenKeeper, type FindApp } from './operate/token-keeper';
import type { ManagedWebhooks } from './operate/webhook-subscriptions';
import type { Clock } from './platform/clock';
import type { Config } from './platform/config';
import type { Logger } from './platform/logger';
import type { SecretKeys } from './platform/seal';
import type { StoredConnection } from './store/connections';
import { shareOfMigration } from './store/migrations';
import type { DataSource } from './store/transaction';
import type { Waker } from './store/wake';
import type { Engine, Observer } from './sync/engine';

export interface EngineParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  readonly observer: Observer & PollObserver;
  readonly config: Config;
  readonly keys: SecretKeys;
}

/** What storing refreshed tokens may take after the call that brought them. */
const storeTokensMs = 5_000;

// eslint-disable-next-line tandem/known-bad -- spreads retries over time; nothing is kept secret by it
export const spread = Math.random;

export function createEngine(
  parts: EngineParts,
): Engine & Polling & Pick<Listening, 'eventStreamFor'> & { close(): Promise<void> } {
  const { config, observer } = parts;
  const tokens = new TokenKeeper({
    ...parts,
    findApp: appFinder(config),
    crmUrls: config.crmUrls,
    onCallout: (connection, callout) => observer.called(connection, callout),
    random: spread,
    leaseMs: config.callDeadlineMs + storeTokensMs,
  });
  const connectors = new ConnectorPool(tokens, crmOpener(config));
  const quota = new QuotaKeeper({ ...parts, shareOf: shareOfMigration });
  return {
    ...parts,
    random: spread,
    leaseMs: config.leaseMs,
    callDeadlineMs: config.callDeadlineMs,
    describeSeconds: config.describeSeconds,
    catalogFor: ({ crm }) => catalogs[crm],
    connectorFor: (connection) => connectors.get(connection),
    quota,
    eventStreamFor: (connection) => {
      const open = eventStreamOf(connection.crm);
      return open && { open, settings: { token: tokens.tokenOf(connection), baseUrl: connection.baseUrl } };
    },
    close: async () => {
      connectors.close();
      await quota.close();
    },
  };
}

/** How a CRM is opened with a token: the adapter behind the port, with our settings. */
export const crmOpener =
  ({ callDeadlineMs, salesforceBulkFrom: bulkFrom }: Pick<Config, 'callDeadlineMs' | 'salesforceBulkFrom'>): OpenCrm =>
  (crm, access) =>
    createConnector(crm, { ...access, keyProperty: catalogs[crm].own.key, callDeadlineMs, bulkFrom });

type Apps = Pick<Config, 'hubspotApp' | 'salesforceApp'>;

/** Our apps at the CRMs, as the settings have them. */
export const appFinder =
  ({ hubspotApp, salesforceApp, callDeadlineMs }: Apps & Pick<Config, 'callDeadlineMs'>): FindApp =>
  (crm) => {
    const credentials = { hubspot: hubspotApp, salesforce: salesforceApp }[crm];
    return credentials && createApp(crm, { ...credentials, deadlineMs: callDeadlineMs });
  };

/** The webhooks of our app, as far as the settings let us manage them; else null. */
export function managedWebhooks(
  {
    hubspotApp,
    hubspotDeveloper,
    publicUrl,
    callDeadlineMs,
  }: Pick<Config, 'hubspotApp' | 'hubspotDeveloper' | 'publicUrl' | 'callDeadlineMs'>,
  context: RegistryContext & Pick<ManagedWebhooks, 'database'>,
): ManagedWebhooks | null {
  if (hubspotDeveloper === null || publicUrl === null) return null;
  return {
    ...context,
    crm: 'hubspot',
    clientId: hubspotApp?.clientId ?? null,
    registry: createWebhookRegistry('hubspot', { ...hubspotDeveloper, callDeadlineMs }),
    catalog: catalogs.hubspot,
    target: `${publicUrl}/webhooks/hubspot`,
  };
}

interface Pooled {
  readonly access: CrmAccess;
  readonly authorised: number;
  readonly connector: Connector;
}

/**
 * One connector per connection, made anew when it is opened in another way, or a person has let us in anew: that may be as another
 * user, and it knows who we are and what that user may see.
 */
class ConnectorPool {
  private readonly open = new Map<string, Pooled>();

  constructor(
    private readonly tokens: TokenKeeper,
    private readonly openCrm: OpenCrm,
  ) {}

  get(connection: StoredConnection): Connector {
    const name = `${connection.tenantId}/${connection.id}`;
    this.tokens.forget(connection);
    const known = this.open.get(name);
    const { authorised } = connection;
    const access = accessTo(connection, this.tokens.tokenOf(connection));
    if (known?.authorised === authorised && isSame(known.access, access)) return known.connector;
    known?.connector.close();
    const connector = this.openCrm(connection.crm, access);
    this.open.set(name, { access, authorised, connector });
    return connector;
  }

  close(): void {
    for (const { connector } of this.open.values()) connector.close();
    this.open.clear();
  }
}

/** Tokens apart: who asks for one gets the present one. */
const isSame = (one: CrmAccess, other: CrmAccess): boolean =>
  one.baseUrl === other.baseUrl && one.timeZone === other.timeZone && one.credential === other.credential;
