/** The API as the outside sees it: the real application on a port of its own, over a real database, without workers. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { appFinder, crmOpener } from '../../../src/adapters';
import { createHttp, webhookParts } from '../../../src/app.module';
import { Drain } from '../../../src/http/drain';
import { serverLimits, type ServerLimits } from '../../../src/http/server-limits';
import { startClock, type Clock } from '../../../src/platform/clock';
import { createLogger, type Logger } from '../../../src/platform/logger';
import { Metrics } from '../../../src/platform/metrics';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import type { DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

export interface Answer<T> {
  readonly status: number;
  readonly type: string | null;
  /** As it came, to look for what must not be in it. */
  readonly text: string;
  readonly body: T;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

/** How to send something else than a JSON value with the key of tenant `one`. */
export interface Sending {
  /** Null: without one. */
  readonly key?: string | null;
  /** Sent as it is, instead of a JSON value. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  /** Null: without one. */
  readonly contentType?: string | null;
}

/** A CRM on this machine answers in milliseconds. */
const shortDeadlineMs = 2_000;

interface Parts {
  readonly url: string;
  readonly database: TestDatabase;
  /** As the service. */
  readonly app: DataSource;
  /** By tenant. */
  readonly keys: { readonly one: string; readonly two: string };
  readonly drain: Drain;
  readonly close: () => Promise<void>;
}

export interface ApiOptions {
  /** Silent unless a test reads what is logged. */
  readonly logger?: Logger;
  readonly metricsToken?: string;
  /** False: as in a process without the role `api`. */
  readonly api?: boolean;
  /** Short ones, so that a test need not wait. */
  readonly limits?: Partial<ServerLimits>;
  /** Where connections may lead to: a sandbox that the test has started. */
  readonly crmUrls?: readonly string[];
  /** Where changes may be sent, besides public addresses with TLS. */
  readonly destinationUrls?: readonly string[];
  /** Our app at HubSpot; none unless a test refreshes tokens. */
  readonly hubspotApp?: { readonly clientId: string; readonly clientSecret: string };
  /** Long enough for a call that a test holds back. */
  readonly callDeadlineMs?: number;
  /** As a proxy in front is called. */
  readonly publicUrl?: string;
  /** Where it listens, instead of on the loopback alone. */
  readonly host?: string;
  /** The present, unless a test has a time of its own. */
  readonly clock?: Clock;
  /** Opens its database another way, as the service; whoever gives it closes it. */
  readonly open?: (database: TestDatabase) => Promise<DataSource>;
  /** Adds routes, before it listens. */
  readonly extend?: (http: NestFastifyApplication) => void;
}

export class Api {
  readonly url = this.parts.url;
  readonly database = this.parts.database;
  readonly app = this.parts.app;
  readonly keys = this.parts.keys;
  readonly drain = this.parts.drain;
  readonly close = this.parts.close;

  private constructor(private readonly parts: Parts) {}

  static async start(options: ApiOptions = {}): Promise<Api> {
    const defaults = { crmUrls: [], destinationUrls: [], callDeadlineMs: shortDeadlineMs };
    const { crmUrls, destinationUrls, callDeadlineMs } = { ...defaults, ...options };
    const database = await createTestDatabase();
    const keys = { one: await database.createTenant('one'), two: await database.createTenant('two') };
    const app = await (options.open ? options.open(database) : database.open());
    const waker = new Waker(database.app);
    await waker.start();
    const clock = options.clock ?? (await startClock(() => Promise.resolve({ now: new Date(), rate: 1 }), 60_000));
    const drain = new Drain();
    const secretKeys = openSecretKeys({
      secretKey: 'a key that seals nothing of worth',
      previousSecretKey: null,
      dataDir: '',
    });
    const http = await createHttp(
      {
        database: app,
        clock,
        waker,
        logger: options.logger ?? createLogger('silent'),
        metrics: new Metrics(),
        metricsToken: options.metricsToken ?? null,
        api: options.api ?? true,
        drain,
        requestsPerSecond: 10_000,
        keys: secretKeys,
        openCrm: crmOpener({ callDeadlineMs, salesforceBulkFrom: 2_000 }),
        findApp: appFinder({ hubspotApp: options.hubspotApp ?? null, salesforceApp: null, callDeadlineMs }),
        crmUrls,
        destinationUrls,
        publicUrl: options.publicUrl ?? null,
        ...webhookParts({ hubspotApp: options.hubspotApp ?? null }, secretKeys),
      },
      { ...serverLimits, ...options.limits },
    );
    options.extend?.(http);
    await http.listen(0, options.host ?? '127.0.0.1');
    const close = async (): Promise<void> => {
      await http.close();
      clock.stop();
      await waker.stop();
      await database.drop();
    };
    return new Api({ url: await http.getUrl(), database, app, keys, drain, close });
  }

  async call<T = ProblemBody>(method: string, path: string, body?: unknown, sending: Sending = {}): Promise<Answer<T>> {
    const { key = this.keys.one, raw = body === undefined ? undefined : JSON.stringify(body) } = sending;
    const { contentType = raw === undefined ? null : 'application/json' } = sending;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(contentType !== null && { 'content-type': contentType }),
      },
      // A plain string would bring a content type of its own.
      ...(raw !== undefined && { body: typeof raw === 'string' ? new TextEncoder().encode(raw) : raw }),
    });
    const text = await response.text();
    return { status: response.status, type: response.headers.get('content-type'), text, body: JSON.parse(text) as T };
  }

  /** A connection of a tenant, without a CRM behind it. */
  async connect(tenantId: string, id: string): Promise<void> {
    await storeSampleConnection(this.app, tenantId, id);
  }
}
