import { newLink } from '../../../src/core/link';
import { requireReauth, throttleConnection } from '../../../src/store/connections';
import { lanes, type Lane } from '../../../src/core/lane';
import { markLinks } from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { readPool, readStanding, readStreamStanding, type Standing } from '../../../src/store/standing';
import { startRefreshing } from '../../../src/store/token-refresh';
import { inTenant, rows, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

const nobody = ['none', 'overdue', 'waiting'].map((state) => ({ state, tenants: 0 }));

describe('how the service stands', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  beforeEach(async () => {
    await database.query('truncate connection, dirty cascade');
    await storeSampleConnection(app, 'one', 'a');
    await storeSampleConnection(app, 'two', 'a');
  });
  afterAll(() => database.drop());

  const mark = (tenantId: string, id: string, lane: Lane, due: Date): Promise<void> =>
    inTenant(app, tenantId, (tx) =>
      markLinks(tx, tenantId, { connectionId: 'a', object: 'order' }, { sourceIds: [id], lane, now: due }),
    );
  const orders = ({ queue }: Standing, lane: Lane): object | undefined =>
    queue.find((row) => row.object === 'order' && row.lane === lane);

  it('is told of all tenants together, by CRM, object type and lane, with a zero where nothing waits', async () => {
    await mark('one', '1', 'live', ago(30));
    await mark('two', '1', 'live', ago(90));
    await mark('two', '2', 'live', ago(-60)); // not due yet
    await mark('two', '3', 'retry', ago(-60));
    const standing = await readStanding(app, now);
    expect(standing.queue).toHaveLength(3 * Object.keys(lanes).length);
    expect(orders(standing, 'live')).toEqual({
      crm: 'hubspot',
      object: 'order',
      lane: 'live',
      depth: 3,
      oldestDue: ago(90),
    });
    expect(orders(standing, 'retry')).toMatchObject({ depth: 1, oldestDue: null });
    expect(orders(standing, 'audit')).toMatchObject({ depth: 0, oldestDue: null });
  });

  it('counts what may not be done, and does not call it late', async () => {
    await mark('one', '1', 'live', ago(30));
    await mark('two', '1', 'live', ago(90));
    await inTenant(app, 'two', (tx) => throttleConnection(tx, 'two', 'a', ago(-1)));
    expect(orders(await readStanding(app, now), 'live')).toMatchObject({ depth: 2, oldestDue: ago(30) });
    await inTenant(app, 'one', (tx) => requireReauth(tx, { tenantId: 'one', id: 'a' }, { code: 'X', message: 'y' }));
    expect(orders(await readStanding(app, now), 'live')).toMatchObject({ depth: 2, oldestDue: null });
    expect(await readStreamStanding(app, { now, patienceMs: 1 })).toEqual({ due: 0, stalled: 0, oldestDue: null });
  });

  it('tells links that wait, by state', async () => {
    const link = (sourceId: string, state: 'parked' | 'conflict' | 'synced'): object => ({
      ...newLink(sourceId),
      state,
    });
    const stream = { connectionId: 'a', object: 'order' } as const;
    const links = [link('1', 'parked'), link('2', 'parked'), link('3', 'conflict'), link('4', 'synced')];
    await inTenant(app, 'one', (tx) => storeLinks(tx, 'one', stream, { links: links as never, now }));
    await inTenant(app, 'two', (tx) => storeLinks(tx, 'two', stream, { links: links.slice(0, 1) as never, now }));
    expect((await readStanding(app, now)).links).toEqual([
      { crm: 'hubspot', state: 'conflict', links: 1 },
      { crm: 'hubspot', state: 'held', links: 0 },
      { crm: 'hubspot', state: 'parked', links: 3 },
    ]);
  });

  it('tells connections by state, a throttled one apart', async () => {
    await storeSampleConnection(app, 'two', 'b');
    await inTenant(app, 'one', (tx) => throttleConnection(tx, 'one', 'a', ago(-1)));
    await inTenant(app, 'two', (tx) => requireReauth(tx, { tenantId: 'two', id: 'a' }, { code: 'X', message: 'y' }));
    expect((await readStanding(app, now)).connections).toEqual([
      { crm: 'hubspot', state: 'active', connections: 1 },
      { crm: 'hubspot', state: 'paused', connections: 0 },
      { crm: 'hubspot', state: 'reauth', connections: 1 },
      { crm: 'hubspot', state: 'throttled', connections: 1 },
    ]);
  });

  it('tells tokens that end by whether their refresh is due or has failed', async () => {
    const start = (tenantId: string, refreshAt: Date): Promise<void> =>
      inTenant(app, tenantId, (tx) =>
        startRefreshing(tx, { tenantId, id: 'a' }, { clientId: 'app', now, refreshAt, expiresAt: ago(-9) }),
      );
    await storeSampleConnection(app, 'two', 'b'); // whose token does not end
    await start('one', ago(-1));
    await start('two', ago(1));
    const counted = async (): Promise<unknown> =>
      (await readStanding(app, now)).tokens.map(({ state, tokens }) => `${state} ${tokens}`);
    expect(await counted()).toEqual(['due 1', 'failing 0', 'fresh 1']);
    await database.query(`update token_refresh set attempts = 2 where tenant_id = 'one'`);
    expect(await counted()).toEqual(['due 1', 'failing 1', 'fresh 0']);
  });

  it('tells connections by their webhooks, of all tenants', async () => {
    await storeSampleConnection(app, 'two', 'b');
    await storeSampleConnection(app, 'two', 'c');
    const heard = `update connection set webhooks_at = $1 where id <> 'c'`;
    await database.query(heard, [now]);
    await database.query(
      `update connection set unannounced = 12, unannounced_since = $1, silent_since = $1 where id = 'b'`,
      [now],
    );
    expect((await readStanding(app, now)).webhooks).toEqual([
      { crm: 'hubspot', state: 'none', connections: 1 },
      { crm: 'hubspot', state: 'ok', connections: 2 },
      { crm: 'hubspot', state: 'silent', connections: 1 },
    ]);
  });

  it('tells connections of all tenants whose polls of a type are disabled, once each', async () => {
    await database.query(
      `update cursor set failure = '{}', disabled_at = now() where object = 'order' and connection_id = 'a'`,
    );
    expect((await readStanding(app, now)).schedules).toEqual([
      { crm: 'hubspot', object: 'company', disabled: 0 },
      { crm: 'hubspot', object: 'customer', disabled: 0 },
      { crm: 'hubspot', object: 'order', disabled: 2 },
    ]);
  });

  it('tells tenants by what waits for their answers, and no more of it once it is answered', async () => {
    const week = 7 * 86_400_000;
    const tell = (tenant: string, seq: number, ago: number): Promise<unknown> =>
      database.query(
        `insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, fields)
         values ($1, $2, $3, 'changed', 'a', 'customer', '1', '{}')`,
        [tenant, seq, new Date(now.getTime() - ago)],
      );
    const stands = async (): Promise<string> =>
      (await readStanding(app, now)).offers.map(({ state, tenants }) => `${state} ${tenants}`).join();
    expect(await stands()).toBe('none 0,overdue 0,waiting 0');
    await database.query(`insert into change_feed (tenant_id, last_seq) values ('one', 2), ('two', 2)`);
    await tell('one', 1, week);
    await tell('one', 2, 0);
    await tell('two', 1, week - 1);
    expect(await stands()).toBe('none 0,overdue 1,waiting 1');
    await database.query(`update change set closed_at = $1 where seq = 1`, [now]);
    expect(await stands()).toBe('none 1,overdue 0,waiting 1');
    await database.query('delete from change; delete from change_feed');
  });

  it('is empty without a connection', async () => {
    await database.query('truncate connection, dirty cascade');
    expect(await readStanding(app, now)).toEqual({
      queue: [],
      links: [],
      connections: [],
      tokens: [],
      webhooks: [],
      schedules: [],
      offers: nobody,
    });
    expect(await readStreamStanding(app, { now, patienceMs: 1 })).toEqual({ due: 0, stalled: 0, oldestDue: null });
  });

  it('opens no way to the rows behind the numbers, and is for the service alone', async () => {
    expect(await rows(app, 'select * from dirty')).toEqual([]);
    const open = await database.query<{ name: string }>(
      `select proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef
          and (has_function_privilege('public', p.oid, 'execute') or not 'search_path=public, pg_temp' = any(p.proconfig))`,
    );
    expect(open).toEqual([]);
  });

  it('tells the connections of the process to the database', async () => {
    const queryRunner = app.createQueryRunner();
    await queryRunner.connect();
    expect(readPool(app)).toMatchObject({ inUse: 1, waiting: 0 });
    await queryRunner.release();
    expect(readPool(app).inUse).toBe(0);
  });
});
