/** The API as the outside sees it: the real application on a port of its own, over a real database, without workers. */
import { createHttp } from '../../../src/app.module';
import { startClock } from '../../../src/platform/clock';
import { createLogger } from '../../../src/platform/logger';
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

interface Parts {
  readonly url: string;
  readonly database: TestDatabase;
  /** As the service. */
  readonly app: DataSource;
  /** By tenant. */
  readonly keys: { readonly one: string; readonly two: string };
  readonly close: () => Promise<void>;
}

export class Api {
  readonly url = this.parts.url;
  readonly database = this.parts.database;
  readonly app = this.parts.app;
  readonly keys = this.parts.keys;
  readonly close = this.parts.close;

  private constructor(private readonly parts: Parts) {}

  static async start(): Promise<Api> {
    const database = await createTestDatabase();
    const keys = { one: await database.createTenant('one'), two: await database.createTenant('two') };
    const app = await database.open();
    const waker = new Waker(database.app);
    await waker.start();
    const clock = await startClock(() => Promise.resolve({ now: new Date(), rate: 1 }), 60_000);
    const http = await createHttp({
      database: app,
      clock,
      waker,
      logger: createLogger('silent'),
      requestsPerSecond: 10_000,
    });
    await http.listen(0, '127.0.0.1');
    const close = async (): Promise<void> => {
      await http.close();
      clock.stop();
      await waker.stop();
      await database.drop();
    };
    return new Api({ url: await http.getUrl(), database, app, keys, close });
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
