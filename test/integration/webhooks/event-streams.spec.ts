/** Change events as the sandbox tells them, heard by the real client and kept in a real database. */
import { Writable } from 'node:stream';
import { catalogs } from '../../../src/catalog/catalog';
import { openChangeEvents } from '../../../src/connectors/salesforce/streaming';
import { newLink } from '../../../src/core/link';
import type { HeardEvents, Listening } from '../../../src/intake/event-stream';
import { EventStreams } from '../../../src/jobs/event-streams';
import { startClock, type Clock } from '../../../src/platform/clock';
import { createLogger } from '../../../src/platform/logger';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const tickMs = 20;
const ours = { 'sforce-call-options': 'client=tandem' };

describe('the event stream of an org', () => {
  let database: TestDatabase;
  let parts: Listening;
  let sandbox: SalesforceSandbox;
  let clock: Clock;
  let waker: Waker;
  let ids: readonly string[];
  let logged: string;
  let heard: HeardEvents[];
  let token: string;
  const running: EventStreams[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.createTenant('one');
    waker = new Waker(database.app);
    await waker.start();
    clock = await startClock(() => Promise.resolve({ now: new Date(), rate: 1 }), 60_000);
  });
  afterAll(async () => {
    clock.stop();
    await waker.stop();
    await database.drop();
  });

  beforeEach(async () => {
    [logged, heard] = ['', []];
    const app = await database.open();
    sandbox = await startSalesforceSandbox({ port: 0, control: true });
    token = sandbox.token;
    await database.query('delete from connection; delete from dirty');
    await storeSampleConnection(app, 'one', 'org', { streaming: true });
    await database.query(`update connection set crm = 'salesforce', account_id = $1`, [sandbox.organizationId]);
    ids = await Promise.all(Array.from({ length: 12 }, (_, at) => create(`Ada ${at}`)));
    await inTenant(app, 'one', async (tx) => {
      const links = ids.map((externalId, at) => ({ ...newLink(String(at)), externalId }));
      await storeLinks(tx, 'one', { connectionId: 'org', object: 'customer' }, { links, now: new Date() });
    });
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        logged += chunk.toString();
        done();
      },
    });
    parts = {
      database: app,
      clock,
      waker,
      logger: createLogger('debug', stream),
      random: () => 0,
      leaseMs: 60_000,
      catalogFor: () => catalogs.salesforce,
      eventStreamFor: ({ baseUrl }) => ({ open: openChangeEvents, settings: { token: tokenOf, baseUrl } }),
      onHeard: (_crm, became) => heard.push(became),
    };
    await database.query('update connection set base_url = $1', [sandbox.url]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((streams) => streams.stop()));
    await sandbox.close();
  });

  const tokenOf = (): Promise<{ readonly ok: true; readonly value: string }> =>
    Promise.resolve({ ok: true, value: token });

  async function ask<T>(method: string, path: string, body?: unknown, headers: object = {}): Promise<T> {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
  const control = <T>(lever: string, body: object): Promise<T> => ask<T>('POST', `/_sandbox/${lever}`, body);
  const contacts = '/services/data/v67.0/sobjects/Contact';
  const create = async (LastName: string): Promise<string> =>
    (await ask<{ id: string }>('POST', contacts, { LastName })).id;
  const rename = (at: number, headers: object = {}): Promise<unknown> =>
    ask('PATCH', `${contacts}/${ids[at]!}`, { LastName: 'Hildegard' }, headers);

  function listen(over: Partial<Listening> = {}): EventStreams {
    const streams = new EventStreams({ ...parts, ...over }, tickMs);
    running.push(streams);
    streams.start();
    return streams;
  }
  /** Asks until it is so, within the time limit of a test. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const patientUntilMs = performance.now() + 4_000;
    while (!(await isSo())) {
      if (performance.now() > patientUntilMs) throw new Error(`it did not come true: ${logged}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const told = (event: string): number => logged.split(`"event":"${event}"`).length - 1;
  const open = (times = 1): Promise<void> => until(() => told('events.open') >= times);
  const marked = async (): Promise<readonly string[]> => {
    const found = await database.query<{ id: string }>(
      `select source_id as id from dirty where reads_remote order by source_id::int`,
    );
    return found.map(({ id }) => id);
  };
  const marks = (...expected: readonly string[]): Promise<void> =>
    until(async () => (await marked()).join() === expected.join());
  interface Kept {
    readonly place: string | null;
    readonly attempts: number;
    readonly leased: boolean;
  }
  const kept = async (): Promise<Kept> =>
    (await database.query<Kept>(`select place, attempts, lease_until > now() as leased from event_stream`))[0]!;

  it('marks what is changed, deleted and restored, and keeps how far it has come', async () => {
    listen();
    await open();
    await rename(0);
    await ask('DELETE', `${contacts}/${ids[3]!}`);
    await marks('0', '3');
    const { place } = await kept();
    expect(Number(place)).toBeGreaterThan(0);
    expect((await database.query(`select webhooks_at from connection where webhooks_at is not null`)).length).toBe(1);
  });

  it('passes over what we wrote ourselves, but for deletions', async () => {
    listen();
    await open();
    await rename(0, ours);
    await ask('DELETE', `${contacts}/${ids[1]!}`, undefined, ours);
    await rename(2);
    await marks('1', '2');
    await until(() => heard.reduce((sum, { echoes }) => sum + echoes, 0) === 1);
  });

  it('goes on where another process stopped', async () => {
    const first = listen();
    await open();
    await rename(0);
    await marks('0');
    await first.stop();
    expect(await kept()).toMatchObject({ leased: false });
    await rename(5);
    await rename(6);
    listen();
    await marks('0', '5', '6');
  });

  it('may come twice and in any order', async () => {
    await control('streaming', { duplicate: 0.5, shuffle: true, paused: true });
    listen();
    await open();
    await Promise.all(ids.map((_, at) => rename(at)));
    await control('streaming', { paused: false });
    await marks(...ids.map((_, at) => String(at)));
  });

  it('is listened to by one process of several, and by the next when that one stops', async () => {
    const both = [listen(), listen()];
    await open();
    await rename(0);
    await marks('0');
    const clients = async (): Promise<number> =>
      (await ask<{ clients: readonly unknown[] }>('GET', '/_sandbox/streaming')).clients.length;
    expect(await clients()).toBe(1);
    for (const streams of both.slice(0, 1)) await streams.stop();
    await rename(1);
    await marks('0', '1');
    expect(await clients()).toBe(1);
  });

  it('that cannot be gone on with begins anew, and the org is polled at once', async () => {
    await database.query(`update event_stream set place = '987654321'`);
    await database.query(`update cursor set due_at = now() + interval '1 hour'`);
    listen();
    await open();
    expect(told('events.lost-place')).toBe(1);
    const due = await database.query<{ name: string }>(
      `select object || '/' || kind as name from cursor where due_at <= now() order by 1`,
    );
    expect(due.map(({ name }) => name)).toEqual(
      ['company', 'customer', 'order'].flatMap((object) => [`${object}/archived`, `${object}/changes`]),
    );
    await rename(0);
    await marks('0');
  });

  it('that tells of too many changes lets the object be polled at once', async () => {
    await database.query(`update cursor set due_at = now() + interval '1 hour'`);
    listen();
    await open();
    await control('streaming/overflow', { objects: ['Contact'] });
    await until(() => told('events.overflowed') === 1);
    const due = await database.query<{ name: string }>(
      `select object || '/' || kind as name from cursor where due_at <= now() order by 1`,
    );
    expect(due.map(({ name }) => name)).toEqual(['customer/archived', 'customer/changes']);
    expect((await kept()).place).not.toBeNull();
  });

  it('of a gap marks the records that it names', async () => {
    listen();
    await open();
    await control('streaming/gap', { object: 'Contact', ids: [ids[7]], change: 'UPDATE' });
    await marks('7');
  });

  it('goes on with another token when the session ends', async () => {
    listen();
    await open();
    await rename(0);
    await marks('0');
    await control('token', { expire: true });
    token = (await control<{ accessToken: string }>('install', {})).accessToken;
    await rename(1);
    await open(2);
    await marks('0', '1');
    expect(told('events.refused')).toBe(0);
  });

  it('goes on when the org has forgotten its client', async () => {
    listen();
    await open();
    await rename(0);
    await marks('0');
    await control('streaming', { forgetClients: true });
    await rename(1);
    await marks('0', '1');
  });

  it('is given up by a process whose lease another has taken, which keeps nothing more', async () => {
    listen();
    await open();
    await database.query(`update event_stream set fence = fence + 1, lease_until = now() + interval '1 hour'`);
    await rename(0);
    await until(() => told('events.given-up') === 1);
    expect(await marked()).toEqual([]);
    expect((await kept()).place).toBeNull();
  });

  it('is listened to no more when the connection wants it no more', async () => {
    listen({ leaseMs: 200 });
    await open();
    await database.query(`update connection set settings = settings - 'streaming'`);
    await until(() => told('events.given-up') === 1);
    await rename(0);
    expect(await marked()).toEqual([]);
  });

  it('that is refused is tried again, later each time', async () => {
    await control('streaming', { clientsMax: 0 });
    listen();
    await until(() => told('events.refused') >= 2);
    expect((await kept()).attempts).toBeGreaterThanOrEqual(2);
    await control('streaming', { clientsMax: 10 });
    await open();
    await rename(0);
    await marks('0');
    expect((await kept()).attempts).toBe(0);
  });

  it('leaves nothing personal and no token in the log', async () => {
    listen();
    await open();
    await rename(0);
    await marks('0');
    expect(logged).not.toMatch(/Hildegard/);
    expect(logged).not.toContain(token);
  });
});
