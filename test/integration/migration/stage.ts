/** What a migration is planned on and carried out on: a real database, the engine without a service around it, and a CRM in a box. */
import { Writable } from 'node:stream';
import { catalogs } from '../../../src/catalog/catalog';
import type { CallQuota } from '../../../src/connectors/call-quota';
import type { CallContext, Connector } from '../../../src/connectors/connector';
import { createConnector } from '../../../src/connectors/registry';
import { fixedToken } from '../../../src/connectors/token';
import type { Crm as CrmName } from '../../../src/core/crm';
import { migrationDefaults, type MigrationSettings } from '../../../src/core/migration';
import type { MigrationPlan } from '../../../src/core/migration-plan';
import type { QuotaStanding } from '../../../src/core/quota-standing';
import { objectTypes, type ObjectType } from '../../../src/core/record';
import { waveSize } from '../../../src/core/price-migration';
import { receiveWrites } from '../../../src/intake/records';
import { describedFor, keepDescribed, readDescriptions } from '../../../src/operate/describe';
import { rulesOf } from '../../../src/operate/migration-rules';
import { flowing, partsOf } from '../../../src/operate/provision';
import { createLogger } from '../../../src/platform/logger';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { readConnection, type ConnectionSettings, type StoredConnection } from '../../../src/store/connections';
import { markLinks } from '../../../src/store/dirty-set';
import { nextInScope } from '../../../src/store/plan-scope';
import { claimStream } from '../../../src/store/streams';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import type { Engine } from '../../../src/sync/engine';
import { planMigration } from '../../../src/sync/plan-migration';
import { UnfinishedPlans } from '../../../src/sync/unfinished-plans';
import { syncStream } from '../../../src/sync/sync-stream';
import { storeSampleConnection } from '../../support/connection';
import { Crm } from '../../support/crm';
import { HubspotAccount } from '../../support/crms/hubspot';
import { total, type RemoteAccount } from '../../support/crms/remote-account';
import { SalesforceAccount } from '../../support/crms/salesforce';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { anyCalls } from '../../support/quota';
import type { Shop } from './shop';

const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
const owner = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const hourMs = 3_600_000;

/** What a process asks its CRM once, whatever it does: the plan does not count it. */
const isOnce = (endpoint: string): boolean => /\/(describe|userinfo)$/.test(endpoint);

/** An account that limits nothing. */
const unlimited: QuotaStanding = {
  limits: { burst: null, day: null },
  reserve: 0,
  day: null,
  expected: null,
  expectedElse: null,
  othersBurst: 0,
  ownCalls: null,
  calledAt: null,
};

export interface Done {
  /** By `type end`. */
  readonly ends: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly byEndpoint: Readonly<Record<string, number>>;
}

export class Stage {
  nowMs = Date.parse('2026-11-26T12:00:00Z');
  readonly taken: string[] = [];

  private constructor(
    readonly crm: CrmName,
    readonly remote: RemoteAccount,
    readonly connector: Connector,
    private readonly own: { readonly database: TestDatabase; readonly app: DataSource; readonly waker: Waker },
  ) {}

  static async start(crm: CrmName, bulkFrom = 2_000): Promise<Stage> {
    const database = await createTestDatabase();
    const remote = crm === 'hubspot' ? new HubspotAccount(await Crm.start()) : await SalesforceAccount.start();
    const connector = createConnector(crm, {
      token: fixedToken(remote.token),
      baseUrl: remote.url,
      keyProperty: catalogs[crm].own.key,
      callDeadlineMs: 10_000,
      bulkFrom,
    });
    const stage = new Stage(crm, remote, connector, {
      database,
      app: await database.open(),
      waker: new Waker(database.app),
    });
    await stage.provision();
    return stage;
  }

  /** A tenant with a shop, whose connection has begun nothing. */
  async open(tenantId: string, shop: Shop, settings: Partial<ConnectionSettings> = {}): Promise<StoredConnection> {
    await this.own.database.createTenant(tenantId);
    await storeSampleConnection(this.own.app, tenantId, 'crm', { firstLoad: 'planned', ...settings });
    await this.own.database.query('update connection set crm = $2 where tenant_id = $1', [tenantId, this.crm]);
    await this.describe(tenantId);
    for (const object of objectTypes) {
      const writes = [...shop.records[object]].map(([sourceId, { lines, ...fields }]) => ({
        verb: 'put' as const,
        object,
        sourceId,
        fields,
        ...(object === 'order' && { lines: lines ?? [] }),
        updatedAt: this.now(),
      }));
      for (let from = 0; from < writes.length; from += 500) {
        await receiveWrites(this.engine, tenantId, object, writes.slice(from, from + 500) as never);
      }
    }
    const updatedAt = new Date(this.nowMs + 1);
    const deletes = shop.deletedCompanies.map(
      (sourceId) => ({ verb: 'delete', object: 'company', sourceId, fields: {}, updatedAt }) as const,
    );
    await receiveWrites(this.engine, tenantId, 'company', deletes);
    await this.own.database.query('delete from dirty where tenant_id = $1', [tenantId]);
    if (shop.held.company.length > 0) await this.remote.seed('company', shop.held.company as never);
    if (shop.held.customer.length > 0) await this.remote.seed('customer', shop.held.customer as never);
    return this.connection(tenantId);
  }

  plan(
    connection: StoredConnection,
    settings: Partial<MigrationSettings> = {},
    {
      standing = unlimited,
      isStopping = () => false,
      quota = {},
      unfinished = new UnfinishedPlans(),
      refusedBy = null,
    }: Partial<{
      standing: QuotaStanding;
      isStopping: () => boolean;
      quota: Partial<CallQuota>;
      unfinished: UnfinishedPlans;
      refusedBy: string | null;
    }> = {},
  ): Promise<MigrationPlan> {
    const parts = {
      ...this.engine,
      quota: {
        ...anyCalls,
        take: (_connection: unknown, lane: string) => {
          this.taken.push(lane);
          return Promise.resolve(null);
        },
        ...quota,
      },
      standingOf: () => Promise.resolve(standing),
      unfinished,
    };
    const of = { id: connection.id, rules: rulesOf(connection), settings: { ...migrationDefaults, ...settings } };
    const wanted = { ...of, connection, refusedBy, now: this.now() };
    return planMigration(parts, wanted, { isStopping, onProgress: () => undefined });
  }

  /** Releases the pilot and then wave after wave, as a migration does; answers what came of it and what it took. */
  async carryOut(connection: StoredConnection, plan: MigrationPlan, pilotSize: number): Promise<Done> {
    const { tenantId } = connection;
    const before = await this.remote.calls();
    for (const object of objectTypes) {
      const ids = plan.pilot.filter((one) => one.object === object).map(({ sourceId }) => sourceId);
      await this.release(tenantId, object, ids);
    }
    let wave = 1;
    for (const object of objectTypes) {
      const next = { after: '', except: [] };
      for (;;) {
        const stream = { connectionId: 'crm', object };
        const ids = await inTenant(this.own.app, tenantId, (tx) =>
          nextInScope(tx, tenantId, stream, { ...next, count: waveSize(pilotSize, wave) }),
        );
        if (ids.length === 0) break;
        wave += 1;
        await this.release(tenantId, object, ids);
      }
    }
    const after = await this.remote.calls();
    const byEndpoint = Object.fromEntries(
      Object.entries(after).flatMap(([endpoint, calls]) => {
        const made = calls - (before[endpoint] ?? 0);
        return made > 0 && !isOnce(endpoint) ? [[endpoint, made]] : [];
      }),
    );
    return { ends: await this.ends(tenantId), calls: total(byEndpoint), byEndpoint };
  }

  async tables(): Promise<unknown> {
    const names = ['record', 'link', 'dirty', 'journal', 'callout', 'stream', 'connection', 'change', 'batch_intents'];
    const tables = await Promise.all(
      names.map((name) => this.own.database.query(`select to_jsonb(t) as row from ${name} t order by 1::text`)),
    );
    return Object.fromEntries(names.map((name, n) => [name, tables[n]]));
  }

  now(): Date {
    return new Date(this.nowMs);
  }

  async close(): Promise<void> {
    this.connector.close();
    await this.own.waker.stop();
    await this.remote.close();
    await this.own.database.drop();
  }

  private get engine(): Engine {
    return {
      database: this.own.app,
      clock: { now: () => this.now(), stop: () => undefined },
      waker: this.own.waker,
      logger: createLogger('fatal', silent),
      observer: { synced: () => undefined, called: () => undefined },
      random: () => 0.5,
      leaseMs: 60_000,
      callDeadlineMs: 10_000,
      describeSeconds: 1_000_000,
      keys: openSecretKeys({ secretKey: 'seals nothing of worth', previousSecretKey: null, dataDir: '' }),
      catalogFor: () => catalogs[this.crm],
      connectorFor: () => this.connector,
      quota: anyCalls,
    };
  }

  private connection(tenantId: string): Promise<StoredConnection> {
    return inTenant(this.own.app, tenantId, async (tx) => {
      const found = await readConnection(tx, tenantId, 'crm');
      if (!found) throw new Error('the connection is not there');
      return found;
    });
  }

  private async release(tenantId: string, object: ObjectType, sourceIds: readonly string[]): Promise<void> {
    if (sourceIds.length === 0) return;
    const stream = { connectionId: 'crm', object };
    const now = this.now();
    await inTenant(this.own.app, tenantId, (tx) =>
      markLinks(tx, tenantId, stream, { sourceIds, lane: 'migration', now }),
    );
    await this.serve();
    // What is read once more, because an answer said too little, is read by then.
    this.nowMs += hourMs;
    await this.serve();
  }

  /** Whatever is due. */
  private async serve(): Promise<void> {
    for (;;) {
      const stream = await claimStream(this.own.app, { owner, now: this.now(), leaseMs: 60_000 });
      if (!stream) return;
      await syncStream(this.engine, stream);
    }
  }

  private async ends(tenantId: string): Promise<Done['ends']> {
    const rows = await this.own.database.query<{ name: string; count: number }>(
      `select l.object || ' ' || case
                when l.state in ('held', 'conflict') then 'held' when l.state = 'parked' then 'refused'
                when l.state = 'pending' and l.external_id is null then 'waits' when l.state = 'skipped' then 'skipped'
                else coalesce((select case j.what when 'created' then 'create' when 'adopted' then 'adopt' end from journal j
                                where j.tenant_id = l.tenant_id and j.object = l.object and j.source_id = l.source_id
                                  and j.what in ('created', 'adopted') limit 1), l.state) end as name,
              count(*)::int as count
         from link l where l.tenant_id = $1 group by 1`,
      [tenantId],
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  }

  private async provision(): Promise<void> {
    const catalog = catalogs[this.crm];
    for (const { mapping, customs } of flowing({ customFields: [] }, catalog.mappings)) {
      for (const { remoteObject, definitions } of partsOf(mapping, customs, catalog.own)) {
        await this.connector.provision(this.context(), remoteObject, definitions);
      }
    }
  }

  private async describe(tenantId: string): Promise<void> {
    const catalog = catalogs[this.crm];
    const connection = await this.connection(tenantId);
    const { settings } = connection;
    const descriptions = await readDescriptions(this.context(), settings, { connector: this.connector, catalog });
    const described = describedFor(settings, catalog, { descriptions, readAt: this.now() });
    await inTenant(this.own.app, tenantId, (tx) =>
      keepDescribed(tx, connection, catalog, { described, at: this.now() }),
    );
  }

  private context(): CallContext {
    return { beforeCall: () => Promise.resolve(), onCallout: () => undefined, now: () => this.now() };
  }
}
