import { Writable } from 'node:stream';
import { appFinder } from '../../../src/adapters';
import type { AccessToken } from '../../../src/connectors/token';
import type { Failure } from '../../../src/core/failure';
import { TokenKeeper } from '../../../src/operate/token-keeper';
import { readTokens, storeCredentials } from '../../../src/operate/tokens';
import type { Clock } from '../../../src/platform/clock';
import { createLogger } from '../../../src/platform/logger';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { readConnection, resumeConnection, storeConnection, type Connection } from '../../../src/store/connections';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { testApp, TokenServer } from '../../support/token-server';

const minuteMs = 60_000;
const callDeadlineMs = 5_000;
const leaseMs = 10_000;
const keys = openSecretKeys({ secretKey: 'a key that seals nothing of worth', previousSecretKey: null, dataDir: '' });

describe('a token that ends', () => {
  let database: TestDatabase;
  let server: TokenServer;
  /** As two processes have them. */
  let pools: DataSource[];
  let connection: Connection;
  let nowMs: number;
  let log: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.createTenant('one');
    pools = [await database.open(), await database.open()];
  });
  beforeEach(async () => {
    server = new TokenServer();
    await server.start();
    nowMs = Date.UTC(2026, 2, 1, 12);
    log = '';
    await database.query('truncate connection, callout cascade');
    connection = { ...(await storeSampleConnection(pools[0]!, 'one', 'crm')), baseUrl: server.url };
    await give('access-token-0', 'refresh-token-0');
  });
  afterEach(() => server.stop());
  afterAll(() => database.drop());

  const clock: Clock = { now: () => new Date(nowMs), stop: () => undefined };
  const pass = (minutes: number): void => void (nowMs += minutes * minuteMs);
  /** As `connect` stores what a person has authorised: good for half an hour from now. */
  const give = (accessToken: string, refreshToken: string): Promise<void> =>
    inTenant(pools[0]!, 'one', (tx) =>
      storeCredentials(tx, keys, connection, {
        kind: 'oauth',
        clientId: testApp.clientId,
        tokens: { accessToken, refreshToken, lifetimeMs: 30 * minuteMs, askedAt: clock.now() },
      }),
    );
  /** The token source of a process of its own. */
  function process(pool = pools[0]!, hubspotApp: typeof testApp | null = testApp, crmUrls: string[] = []): AccessToken {
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log += chunk.toString();
        done();
      },
    });
    const keeper = new TokenKeeper({
      database: pool,
      keys,
      clock,
      logger: createLogger('debug', sink),
      findApp: appFinder({ hubspotApp, salesforceApp: testApp, callDeadlineMs }),
      crmUrls,
      onCallout: () => undefined,
      random: () => 0,
      leaseMs,
    });
    return keeper.tokenOf(connection);
  }
  async function valueOf(token: ReturnType<AccessToken>): Promise<string> {
    const outcome = await token;
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    return outcome.value;
  }
  async function failureOf(token: ReturnType<AccessToken>): Promise<Failure> {
    const outcome = await token;
    if (outcome.ok) throw new Error(`There is a token: ${outcome.value}`);
    return outcome.failure;
  }
  const standing = async (): Promise<unknown> => {
    const found = await inTenant(pools[0]!, 'one', (tx) => readConnection(tx, 'one', 'crm'));
    return [found?.state, found?.reason?.code ?? null];
  };

  it('is used until four fifths of its time are over, and asks nobody', async () => {
    const token = process();
    pass(23);
    expect(await valueOf(token())).toBe('access-token-0');
    expect(server.asked).toBe(0);
  });

  it('is refreshed once for twenty callers of two processes, ahead of its end', async () => {
    const tokens = pools.map((pool) => process(pool));
    pass(25);
    const values = await Promise.all(
      Array.from({ length: 20 }, () => tokens).flatMap((both) => both.map((token) => valueOf(token()))),
    );
    expect(server.asked).toBe(1);
    for (const value of values) expect(['access-token-0', 'access-token-1']).toContain(value);
    expect(await Promise.all(tokens.map((token) => valueOf(token())))).toEqual(['access-token-1', 'access-token-1']);
    expect(server.asked).toBe(1);
  });

  it('is waited for by all of them when it has ended, and refreshed once', async () => {
    const tokens = pools.map((pool) => process(pool));
    pass(31);
    const values = await Promise.all(
      Array.from({ length: 20 }, () => tokens).flatMap((both) => both.map((token) => valueOf(token()))),
    );
    expect([...new Set(values)]).toEqual(['access-token-1']);
    expect(server.asked).toBe(1);
  });

  it('serves the others on while one refreshes it', async () => {
    const release = server.hold();
    const asked = server.nextAsked();
    pass(25);
    const first = process(pools[0])();
    await asked;
    expect(await valueOf(process(pools[1])())).toBe('access-token-0');
    release();
    expect(await valueOf(first)).toBe('access-token-1');
    expect(server.asked).toBe(1);
  });

  it('keeps the refresh token that came with it, refresh after refresh', async () => {
    const token = process();
    for (const number of [1, 2, 3]) {
      pass(25);
      expect(await valueOf(token())).toBe(`access-token-${number}`);
    }
    expect(await valueOf(process(pools[1])())).toBe('access-token-3');
    expect(server.asked).toBe(3);
    expect(await database.query('select from callout')).toHaveLength(3);
  });

  it('that comes with another address moves the connection there, where the operator lets us call', async () => {
    const moved = new TokenServer();
    await moved.start();
    connection = { ...connection, crm: 'salesforce' };
    server.instanceUrl = moved.url;
    const baseUrl = async (): Promise<string | undefined> =>
      (await inTenant(pools[0]!, 'one', (tx) => readConnection(tx, 'one', 'crm')))?.baseUrl;
    const before = await baseUrl();
    pass(61);
    expect(await valueOf(process()())).toBe('access-token-1');
    expect(await baseUrl()).toBe(before);
    pass(61);
    expect(await valueOf(process(pools[0], testApp, [moved.url])())).toBe('access-token-2');
    expect(await baseUrl()).toBe(moved.url);
    connection = { ...connection, baseUrl: moved.url };
    moved.refreshToken = server.refreshToken;
    pass(61);
    await valueOf(process()());
    expect([server.asked, moved.asked]).toEqual([2, 1]);
    await moved.stop();
  });

  it('that the CRM calls expired is refreshed at once, and once for all who were told so', async () => {
    const tokens = pools.map((pool) => process(pool));
    for (const token of tokens) await valueOf(token());
    const values = await Promise.all(
      Array.from({ length: 10 }, () => tokens).flatMap((both) => both.map((token) => valueOf(token('access-token-0')))),
    );
    expect([...new Set(values)]).toEqual(['access-token-1']);
    expect(server.asked).toBe(1);
  });

  it('is refreshed by another when whoever did it has frozen, once its lease has ended', async () => {
    const thaw = server.hold();
    const asked = server.nextAsked();
    pass(31);
    const frozen = valueOf(process(pools[0])());
    await asked;
    server.hold()(); // the next ones are answered
    server.refreshToken = 'refresh-token-0'; // which HubSpot leaves as it is
    const looks = jest.spyOn(pools[1]!, 'createQueryRunner');
    nowMs += leaseMs - 1;
    const other = valueOf(process(pools[1])());
    while (looks.mock.calls.length < 3) await new Promise(setImmediate);
    expect(server.asked).toBe(1);
    nowMs += 1;
    expect(await other).toBe('access-token-2');
    thaw();
    expect(await frozen).toBe('access-token-2'); // and not the one of its own late answer
    expect(server.asked).toBe(2);
    looks.mockRestore();
  });

  it('that was rotated is stored although its lease has ended, and nobody refreshes with the one before', async () => {
    const release = server.hold();
    const asked = server.nextAsked();
    pass(31);
    const slow = valueOf(process(pools[0])());
    await asked;
    nowMs += leaseMs + 1;
    release();
    expect(await slow).toBe('access-token-1');
    expect(await valueOf(process(pools[1])())).toBe('access-token-1');
    expect(server.asked).toBe(1);
  });

  it('that a person has replaced meanwhile stays replaced', async () => {
    const release = server.hold();
    const asked = server.nextAsked();
    pass(31);
    const slow = valueOf(process(pools[0])());
    await asked;
    await give('access-token-of-a-person', 'refresh-token-of-a-person');
    release();
    expect(await slow).toBe('access-token-of-a-person');
    expect(await valueOf(process(pools[1])())).toBe('access-token-of-a-person');
  });

  it('is stored at the next call when the database failed after the answer, and the lease is kept till then', async () => {
    const token = process();
    pass(31);
    await database.query(`
      create function fail() returns trigger language plpgsql as 'begin raise exception ''disk full''; end';
      create trigger fail before update on secret for each row execute function fail()`);
    await expect(token()).rejects.toThrow('disk full');
    await database.query('drop function fail cascade');
    expect(server.asked).toBe(1);
    expect(await valueOf(token())).toBe('access-token-1');
    expect(await valueOf(process(pools[1])())).toBe('access-token-1');
    expect(server.asked).toBe(1);
  });

  describe('while HubSpot is ill', () => {
    beforeEach(() => {
      server.trouble = { status: 503, body: {} };
    });

    it('serves on as long as it lasts, and is tried again later each time', async () => {
      const token = process();
      pass(25);
      expect(await valueOf(token())).toBe('access-token-0');
      expect(await valueOf(token())).toBe('access-token-0');
      expect(server.asked).toBe(1);
      nowMs += 500;
      expect(await valueOf(token())).toBe('access-token-0');
      nowMs += 999;
      expect(await valueOf(token())).toBe('access-token-0');
      expect(server.asked).toBe(2);
      nowMs += 1;
      server.trouble = null;
      expect(await valueOf(token())).toBe('access-token-1');
    });

    it('makes the account wait once it has ended, and counts against no record', async () => {
      const token = process();
      pass(31);
      expect(await failureOf(token())).toMatchObject({ kind: 'throttled', until: new Date(nowMs + 500) });
      expect(await failureOf(process(pools[1])())).toMatchObject({ kind: 'throttled', until: new Date(nowMs + 500) });
      expect(server.asked).toBe(1);
      expect(await standing()).toEqual(['active', null]);
      nowMs += 500;
      server.trouble = null;
      expect(await valueOf(token())).toBe('access-token-1');
    });
  });

  it('that was taken back ends the connection, until a person authorises it again', async () => {
    server.refreshToken = 'another';
    pass(25); // it would still be good for five minutes
    expect(await failureOf(process()())).toMatchObject({ kind: 'reauth', code: 'BAD_REFRESH_TOKEN' });
    expect(await standing()).toEqual(['reauth', 'BAD_REFRESH_TOKEN']);
    expect(log).toContain('"event":"token.refused"');
    await inTenant(pools[0]!, 'one', (tx) => storeConnection(tx, connection, clock.now()));
    await give('access-token-of-a-person', 'another');
    expect(await standing()).toEqual(['active', null]);
    expect(await valueOf(process()())).toBe('access-token-of-a-person');
    pass(25);
    expect(await valueOf(process()())).toBe('access-token-1');
  });

  it('that was taken back is tried again after a person has resumed the connection', async () => {
    server.refreshToken = 'another';
    pass(31);
    const token = process();
    expect(await failureOf(token())).toMatchObject({ kind: 'reauth' });
    await inTenant(pools[0]!, 'one', (tx) => resumeConnection(tx, 'one', 'crm'));
    server.refreshToken = 'refresh-token-0';
    expect(await valueOf(token())).toBe('access-token-1');
  });

  it('is not taken for revoked when our own app is refused: the connection says why it waits, and goes on by itself', async () => {
    const wrong = { ...testApp, clientSecret: 'not-it' };
    pass(31);
    expect(await failureOf(process(pools[0], wrong)())).toMatchObject({
      kind: 'throttled',
      code: 'BAD_CLIENT_SECRET',
    });
    expect(await standing()).toEqual(['active', 'BAD_CLIENT_SECRET']);
    pass(1);
    expect(await valueOf(process(pools[0])())).toBe('access-token-1');
    expect(await standing()).toEqual(['active', null]);
  });

  it.each([
    ['without an app', null],
    ['with another app', { ...testApp, clientId: 'another' }],
  ])('is used but not refreshed by a process %s, which leaves it to the others', async (_title, app) => {
    pass(25);
    expect(await valueOf(process(pools[0], app)())).toBe('access-token-0');
    pass(6);
    expect(await failureOf(process(pools[0], app)())).toMatchObject({ kind: 'throttled', code: 'NO_APP' });
    expect(server.asked).toBe(0);
    expect(await standing()).toEqual(['active', 'NO_APP']);
    expect(await valueOf(process(pools[1])())).toBe('access-token-1');
    expect(await standing()).toEqual(['active', null]);
  });

  it('gives way to one that does not end, and its refresh token is not kept', async () => {
    await inTenant(pools[0]!, 'one', (tx) =>
      storeCredentials(tx, keys, connection, { kind: 'token', accessToken: 'for-good' }),
    );
    pass(600);
    expect(await valueOf(process()())).toBe('for-good');
    expect(await valueOf(process()('for-good'))).toBe('for-good'); // there is no other
    expect(await database.query('select from token_refresh')).toEqual([]);
    expect(server.asked).toBe(0);
  });

  it('is noted as a call to the CRM, and stands nowhere in the clear', async () => {
    pass(25);
    const token = process();
    await valueOf(token());
    const calls = await database.query('select object, method, endpoint, status, failure from callout');
    expect(calls).toEqual([
      { object: 'account', method: 'POST', endpoint: '/oauth/2026-09/token', status: 200, failure: null },
    ]);
    server.trouble = { status: 400, body: { error: 'x', message: server.refreshToken } };
    pass(31);
    await failureOf(token());
    const tables = await database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    let dump = log;
    for (const { name } of tables) {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
      dump += rows.map(({ row }) => Buffer.from(row).toString()).join('\n');
    }
    expect(dump).toContain('token.refreshed');
    const plain = ['access-token-0', 'access-token-1', 'refresh-token-0', 'refresh-token-1', testApp.clientSecret];
    for (const secret of plain) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect((await readTokens({ database: pools[0]!, keys }, connection)).accessToken).toBe('access-token-1');
  });
});
