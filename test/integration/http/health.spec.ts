import { inTenant } from '../../../src/store/transaction';
import { requireReauth, throttleConnection } from '../../../src/store/connections';
import { openThroughIce, type FrozenDatabase } from '../../support/frozen-database';
import { Api, type ProblemBody } from './api';

interface Ready {
  readonly status: string;
  readonly checks: {
    readonly database: { readonly status: string };
    readonly schema: { readonly status: string };
    readonly streams: Readonly<Record<string, unknown>>;
  };
}

const minuteMs = 60_000;
/** An answer is kept for 10 s at most, or for as long as asking is worth it on a slow machine. */
const laterMs = minuteMs;

/** Lets what is kept grow old, without a wait. */
function passTime(): { pass: () => void; stop: () => void } {
  const real = performance.now.bind(performance);
  let ahead = 0;
  const spy = jest.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
  return { pass: () => void (ahead += laterMs), stop: () => spy.mockRestore() };
}

describe('the health of the service', () => {
  let api: Api;
  let ice: FrozenDatabase;
  let time: ReturnType<typeof passTime>;
  beforeAll(async () => {
    time = passTime();
    api = await Api.start({ open: async (database) => (ice = await openThroughIce(database, 3)).app });
    await api.connect('one', 'a');
  });
  afterAll(async () => {
    await ice.close();
    await api.close();
    time.stop();
  });
  beforeEach(async () => {
    time.pass();
    await api.database.query('delete from dirty');
    await api.database.query(`update connection set state = 'active', throttled_until = null`);
    await api.database.query(`update stream set last_served = null, lease_until = '-infinity'`);
  });

  const ready = async (): Promise<Ready> => {
    const answer = await api.call<Ready>('GET', '/health/ready', undefined, { key: null });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const unready = async (): Promise<ProblemBody> => {
    const answer = await api.call('GET', '/health/ready', undefined, { key: null });
    expect(answer).toMatchObject({
      status: 503,
      type: 'application/problem+json; charset=utf-8',
      body: { type: 'urn:tandem:problem:unavailable', status: 503 },
    });
    return answer.body;
  };
  /** As the service sees it: its clock goes along with the time that is passed. */
  const before = async (ms: number): Promise<Date> => {
    const { body } = await api.call<{ now: string }>('GET', '/health/live', undefined, { key: null });
    return new Date(new Date(body.now).getTime() - ms);
  };
  const mark = async (dueAgoMs: number): Promise<unknown> =>
    api.database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
       values ('one', 'a', 'customer', '1', 3, $1)`,
      [await before(dueAgoMs)],
    );
  const streams = async (): Promise<Ready['checks']['streams']> => (await ready()).checks.streams;

  it('is good when nothing is to be done', async () => {
    expect(await ready()).toEqual({
      status: 'ok',
      checks: {
        database: { status: 'ok' },
        schema: { status: 'ok' },
        streams: { status: 'idle', oldestDueSeconds: null, due: 0, stalled: 0 },
      },
    });
  });

  it('is good while work is taken up, and tells how old it is', async () => {
    await mark(4 * minuteMs);
    const { oldestDueSeconds, ...rest } = await streams();
    expect(rest).toEqual({ status: 'moving', due: 1, stalled: 0 });
    expect(oldestDueSeconds).toBeGreaterThanOrEqual(240);
    expect(oldestDueSeconds).toBeLessThan(250);
  });

  it('is degraded, and not away, when due work was not taken up for five minutes', async () => {
    await mark(5 * minuteMs);
    expect(await streams()).toMatchObject({ status: 'stalled', due: 1, stalled: 1 });
    expect(await ready()).toMatchObject({ status: 'degraded' });
  });

  it.each<[string, (at: Date) => Promise<unknown>]>([
    [
      'its stream was served a minute ago',
      (at) => api.database.query(`update stream set last_served = $1`, [new Date(at.getTime() - minuteMs)]),
    ],
    [
      'somebody has it in hand',
      (at) => api.database.query('update stream set lease_until = $1', [new Date(at.getTime() + minuteMs)]),
    ],
    [
      'its connection was throttled until a minute ago',
      (at) => inTenant(api.app, 'one', (tx) => throttleConnection(tx, 'one', 'a', new Date(at.getTime() - minuteMs))),
    ],
  ])('is good although work is old when %s', async (_, arrange) => {
    await mark(20 * minuteMs);
    await arrange(await before(0));
    expect(await streams()).toMatchObject({ status: 'moving', due: 1, stalled: 0 });
  });

  it.each<[string, (at: Date) => Promise<unknown>]>([
    [
      'is throttled',
      (at) =>
        inTenant(api.app, 'one', (tx) => throttleConnection(tx, 'one', 'a', new Date(at.getTime() + 3 * minuteMs))),
    ],
    [
      'waits to be authorised',
      () =>
        inTenant(api.app, 'one', (tx) => requireReauth(tx, { tenantId: 'one', id: 'a' }, { code: 'X', message: 'y' })),
    ],
  ])('counts no work that may not be done as its connection %s', async (_, arrange) => {
    await mark(20 * minuteMs);
    await arrange(await before(0));
    expect(await streams()).toEqual({ status: 'idle', oldestDueSeconds: null, due: 0, stalled: 0 });
  });

  it('asks the database seldom, however often it is asked', async () => {
    await ready();
    const calls = jest.spyOn(api.app, 'query');
    for (let asked = 0; asked < 20; asked += 1) await ready();
    expect(calls).not.toHaveBeenCalled();
    calls.mockRestore();
  });

  it('is bad while schema migrations are pending, and says which and what to do', async () => {
    await api.database.query(`update schema_migration set name = 'x' || name where name like 'Standing%'`);
    const { detail } = await unready();
    expect(detail).toBe(
      '1 schema migrations are pending (Standing20261123000100); start one process with DATABASE_OWNER_URL, which runs them.',
    );
    await api.database.query(`update schema_migration set name = substr(name, 2) where name like 'xStanding%'`);
    time.pass();
    expect(await ready()).toMatchObject({ status: 'ok' });
  });

  it('is bad within seconds when the database hangs, keeps no connection busy by asking, and gets well by itself', async () => {
    ice.freeze();
    const began = process.hrtime.bigint();
    const { detail } = await unready();
    const tookMs = Number(process.hrtime.bigint() - began) / 1e6;
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(3_000);
    expect(detail).toBe(
      'The database does not answer; see that it runs and that it can be reached from here (DATABASE_URL).',
    );
    const calls = jest.spyOn(api.app, 'query');
    await Promise.all([unready(), unready(), unready()]);
    expect(calls).not.toHaveBeenCalled(); // the question before them is still open
    calls.mockRestore();
    expect((await api.call('GET', '/health/live', undefined, { key: null })).status).toBe(200);
    ice.thaw();
    expect(await ready()).toMatchObject({ status: 'ok' });
  });

  it('is bad at once when the database is gone', async () => {
    await api.app.destroy();
    expect((await unready()).detail).toMatch(/^The database does not answer/);
    await api.app.initialize();
    expect(await ready()).toMatchObject({ status: 'ok' });
  });
});
