/** What a poll works with: a database, a HubSpot sandbox whose clock is everybody's, and what was told meanwhile. */
import { Writable } from 'node:stream';
import { catalogs } from '../../../src/catalog/catalog';
import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { newLink } from '../../../src/core/link';
import type { Polling } from '../../../src/intake/poll';
import { createLogger } from '../../../src/platform/logger';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { storeLinks } from '../../../src/store/links';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { QuotaKeeper } from '../../../src/operate/quota-keeper';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { learnLargeLimits } from '../../support/quota';
import { portalCall, seedPortal } from '../../contract/hubspot-connector/calls';

const callDeadlineMs = 5_000;

export class Stage {
  readonly told: { readonly outcome: string; readonly found: number; readonly marked: number }[] = [];
  log = '';
  nowMs = 0;

  private readonly quota: QuotaKeeper;

  private constructor(
    readonly database: TestDatabase,
    private readonly app: DataSource,
    readonly portal: HubspotSandbox,
    readonly connector: Connector,
  ) {
    this.quota = new QuotaKeeper({ database: app, clock: { now: () => this.now(), stop: () => undefined } });
  }

  static async start(): Promise<Stage> {
    const database = await createTestDatabase();
    await database.createTenant('one');
    const portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    const token = fixedToken(portal.token);
    const connector = createHubspotConnector({
      ...{ token, baseUrl: portal.url, keyProperty: 'tandem_id', callDeadlineMs, parallelCalls: 3 },
    });
    const stage = new Stage(database, await database.open(), portal, connector);
    await stage.control('clock', { rate: 0 });
    stage.nowMs = ((await portalCall(portal, 'GET', '_sandbox/clock')) as { readonly epochMs: number }).epochMs;
    await storeSampleConnection(stage.app, 'one', 'crm');
    await learnLargeLimits(stage.app, 'one', 'crm', stage.now());
    await database.query('update cursor set seen_until = $1, due_at = $1', [stage.now()]);
    return stage;
  }

  now(): Date {
    return new Date(this.nowMs);
  }

  async advance(ms: number): Promise<void> {
    await this.control('clock', { advanceMs: ms });
    this.nowMs += ms;
  }

  control(lever: string, body: object): Promise<unknown> {
    return portalCall(this.portal, 'POST', `_sandbox/${lever}`, body);
  }

  /** As a process has it. */
  polling(over: Partial<Polling> = {}): Polling {
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done): void => {
        this.log += chunk.toString();
        done();
      },
    });
    return {
      database: this.app,
      clock: { now: () => this.now(), stop: () => undefined },
      waker: new Waker(this.database.app),
      logger: createLogger('debug', sink),
      observer: { polled: (_what, how) => this.told.push(how), called: () => undefined },
      random: () => 0.5,
      leaseMs: 60_000,
      callDeadlineMs,
      catalogFor: ({ crm }) => catalogs[crm],
      connectorFor: () => this.connector,
      quota: this.quota,
      ...over,
    };
  }

  /** Puts contacts into the CRM, with links that hold them and know nothing of them. */
  async link(count: number): Promise<readonly string[]> {
    const rows = Array.from({ length: count }, (_, n) => ({ email: `c${n}@example.com` }));
    const ids = await seedPortal(this.portal, 'contacts', rows);
    const links = ids.map((externalId, n) => ({ ...newLink(`c${n}`), externalId, state: 'synced' as const }));
    const stream = { connectionId: 'crm', object: 'customer' } as const;
    await inTenant(this.app, 'one', (tx) => storeLinks(tx, 'one', stream, { links, now: this.now() }));
    return ids;
  }

  async marked(): Promise<number> {
    return (await this.database.query('select from dirty where reads_remote')).length;
  }

  /** Leaves but this cursor. */
  async only(kind: string, object: string): Promise<void> {
    await this.database.query('delete from cursor where (kind, object) <> ($1, $2)', [kind, object]);
  }

  async close(): Promise<void> {
    this.connector.close();
    await this.quota.close();
    await this.portal.close();
    await this.database.drop();
  }
}
