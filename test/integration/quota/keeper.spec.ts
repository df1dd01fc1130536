/** Several keepers on one database, as processes are, by a clock that is put forward. */
import type { QuotaLeft } from '../../../src/connectors/connector';
import type { Lane } from '../../../src/core/lane';
import { readStanding } from '../../../src/operate/quota-book';
import { QuotaKeeper } from '../../../src/operate/quota-keeper';
import { readConnection } from '../../../src/store/connections';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import type { QuotaStanding } from '../../../src/core/quota-standing';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const noon = Date.UTC(2026, 2, 10, 12);
const crm = { tenantId: 'one', id: 'crm' };

describe('keepers of one account', () => {
  let database: TestDatabase;
  let app: DataSource;
  let nowMs = noon;
  const clock = { now: () => new Date(nowMs), stop: () => undefined };
  const keepers: QuotaKeeper[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'crm', { timeZone: 'UTC' });
  });
  beforeEach(async () => {
    nowMs = noon;
    await database.query('truncate quota, quota_hour');
  });
  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.close()));
    await database.query(`update connection set settings = settings - 'quota'`);
  });
  afterAll(() => database.drop());

  function open(over: Partial<ConstructorParameters<typeof QuotaKeeper>[0]> = {}): QuotaKeeper {
    const keeper = new QuotaKeeper({ database: app, clock, patienceMs: 0, ...over });
    keepers.push(keeper);
    return keeper;
  }

  const standing = (): Promise<QuotaStanding> =>
    inTenant(app, 'one', async (tx) => {
      const connection = await readConnection(tx, 'one', 'crm');
      if (!connection) throw new Error('the connection is there');
      return readStanding(tx, connection, clock.now());
    });

  const dayOf = async (): Promise<NonNullable<QuotaStanding['day']>> => {
    const { day } = await standing();
    if (!day) throw new Error('the account has a day');
    return day;
  };

  const say = (keeper: QuotaKeeper, ...quota: readonly QuotaLeft[]): void =>
    keeper.heard(crm, { at: clock.now(), quota });

  const dayLeft = (remaining: number, limit = 250_000): QuotaLeft => ({
    window: 'day',
    kind: 'midnight',
    remaining,
    limit,
  });

  /** How many of so many calls are let through. */
  async function take(keeper: QuotaKeeper, lane: Lane, calls: number): Promise<number> {
    const answers = await Promise.all(Array.from({ length: calls }, () => keeper.take(crm, lane)));
    return answers.filter((answer) => answer === null).length;
  }

  it('never give more than the limit in any of its windows', async () => {
    const processes = Array.from({ length: 4 }, () => open());
    const given: { readonly ms: number; readonly calls: number }[] = [];
    for (; nowMs < noon + 15_000; nowMs += 300) {
      const counts = await Promise.all(processes.map((keeper) => take(keeper, 'live', 3)));
      given.push({ ms: nowMs, calls: counts.reduce((sum, count) => sum + count, 0) });
    }
    const windows = given.map(({ ms }) => given.filter((one) => one.ms >= ms && one.ms < ms + 10_000));
    const most = Math.max(...windows.map((some) => some.reduce((sum, { calls }) => sum + calls, 0)));
    expect(most).toBeLessThanOrEqual(100);
    expect(most).toBeGreaterThanOrEqual(80);
  });

  it('never give more searches than the account takes in any second, where it limits them', async () => {
    const processes = Array.from({ length: 3 }, () => open());
    const search = async (keeper: QuotaKeeper): Promise<number> =>
      (await keeper.take(crm, 'inbound', 'search')) === null ? 1 : 0;
    const given: { readonly ms: number; readonly calls: number }[] = [];
    for (; nowMs < noon + 5_000; nowMs += 100) {
      const counts = await Promise.all(processes.map(search));
      given.push({ ms: nowMs, calls: counts.reduce((sum, count) => sum + count, 0) });
    }
    // Counted up to half a second later than they were given.
    const windows = given.map(({ ms }) => given.filter((one) => one.ms >= ms && one.ms < ms + 1_500));
    const most = Math.max(...windows.map((some) => some.reduce((sum, { calls }) => sum + calls, 0)));
    expect(most).toBeLessThanOrEqual(5);
    expect(given.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(12);
    await search(processes[0]!);
    expect(await processes[0]?.take(crm, 'inbound', 'search')).toMatchObject({ code: 'QUOTA_BURST', laneOnly: true });

    say(processes[0]!, { window: 'burst', windowMs: 10_000, remaining: 900_000, limit: 1_000_000 });
    await take(processes[0]!, 'live', 2);
    nowMs += 1_000;
    await take(processes[0]!, 'live', 1);
    expect(await Promise.all([1, 2, 3].map(() => search(processes[0]!)))).toEqual([1, 1, 1]);
  });

  it('take from memory what was reserved for as many calls as there were lately', async () => {
    const keeper = open();
    say(keeper); // says nothing
    await take(keeper, 'live', 1);
    say(keeper, { window: 'burst', windowMs: 10_000, remaining: 900_000, limit: 1_000_000 });
    for (let round = 0; round < 50; round += 1) await take(keeper, 'live', 20);
    const { ours } = await dayOf();
    expect(ours).toBeGreaterThanOrEqual(1_001);
    const [reservations] = await database.query<{ count: number }>('select count(*)::int as count from quota_hour');
    expect(reservations).toEqual({ count: 1 });
  });

  it('go on where others have stopped', async () => {
    expect(await take(open(), 'live', 10)).toBe(10);
    expect(await take(open(), 'live', 1)).toBe(0);
    await keepers[0]?.close();
    expect(await take(open(), 'live', 1)).toBe(0);
    expect(await dayOf()).toMatchObject({ used: 10, ours: 10, others: 0, heardAt: null });
  });

  it('count calls as made whose process has died with them, and give them to nobody', async () => {
    await database.query('select 1');
    const dead = new QuotaKeeper({ database: app, clock, patienceMs: 0 });
    await take(dead, 'live', 1);
    say(dead, { window: 'burst', windowMs: 10_000, remaining: 999, limit: 1_000 });
    for (let round = 0; round < 10; round += 1) await take(dead, 'live', 4);
    const { used } = await dayOf();
    expect(used).toBeGreaterThanOrEqual(41);
    nowMs += 60_000;
    await take(open(), 'live', 1);
    expect(await dayOf()).toMatchObject({ used: used + 1, ours: used + 1 });
    await dead.close();
  });

  it('give back to the day what was not used of a block, when it is over', async () => {
    const keeper = open();
    await take(keeper, 'live', 1);
    say(keeper, { window: 'burst', windowMs: 10_000, remaining: 999, limit: 1_000 });
    for (let round = 0; round < 10; round += 1) await take(keeper, 'live', 4);
    expect((await dayOf()).ours).toBeGreaterThanOrEqual(41);
    nowMs += 1_000;
    await take(keeper, 'inbound', 1);
    expect(await dayOf()).toMatchObject({ ours: 42, used: 42, lanes: { live: 41, inbound: 1 } });
  });

  it('know what others have called by what the account says is used', async () => {
    const keeper = open();
    await take(keeper, 'live', 4);
    say(keeper, dayLeft(250_000 - 1_004));
    nowMs += 2_000;
    await take(keeper, 'live', 1);
    // The four may not be among what is said: they were reserved a moment before.
    expect(await dayOf()).toMatchObject({ used: 1_009, ours: 5, others: 1_000 });
    say(keeper, dayLeft(250_000 - 1_305));
    nowMs += 2_000;
    await take(keeper, 'live', 1);
    expect(await dayOf()).toMatchObject({ used: 1_307, ours: 6, others: 1_300 });
    expect((await standing()).othersBurst).toBe(300);
  });

  it('believe the answer that has the most used, in whatever order they come, until the day is over', async () => {
    const [one, other] = [open(), open()];
    await take(one, 'live', 1);
    await take(other, 'live', 1);
    say(one, dayLeft(1_000));
    say(other, dayLeft(1_001));
    nowMs += 2_000;
    await take(one, 'live', 1);
    await take(other, 'live', 1);
    expect((await dayOf()).used).toBe(249_004);
    nowMs = noon + 12 * 3_600_000 + 5_000;
    await take(one, 'live', 1);
    expect(await dayOf()).toMatchObject({ used: 1, others: 0, heardAt: null });
  });

  it('say why there is none and until when, and whether others still call', async () => {
    const keeper = open();
    await take(keeper, 'live', 1);
    say(keeper, dayLeft(40_000));
    nowMs += 2_000;
    expect(await keeper.take(crm, 'live')).toBeNull();
    const midnight = new Date(noon + 12 * 3_600_000);
    expect(await keeper.take(crm, 'migration')).toMatchObject({ code: 'QUOTA_DAY', until: midnight, bulkOnly: true });
    say(keeper, dayLeft(3_000));
    nowMs += 2_000;
    expect(await keeper.take(crm, 'live')).toBeNull();
    expect(await keeper.take(crm, 'inbound')).toMatchObject({ code: 'QUOTA_DAY', until: midnight, laneOnly: true });
    say(keeper, dayLeft(0));
    nowMs += 2_000;
    const spent = await keeper.take(crm, 'live');
    expect(spent).toMatchObject({ kind: 'throttled', code: 'QUOTA_DAY', until: midnight });
    expect(spent).not.toHaveProperty('laneOnly');
  });

  it('stay within what a person lets us call, and a migration within its part of the day', async () => {
    await database.query(
      `update connection set settings = settings || '{"quota": {"reserve": 0, "dailyCalls": 1000}}'`,
    );
    const keeper = open({ shareOf: () => Promise.resolve(0.00002) });
    // Noon: half of it, at an even pace; of that 5 to a migration.
    const present = new Date(noon);
    expect(await keeper.room(crm, 'audit', 500)).toEqual({ now: 500, today: 1_000, again: present });
    expect(await keeper.room(crm, 'audit', 501)).toMatchObject({ now: 500, again: new Date(noon + 86_400) });
    expect(await keeper.room(crm, 'migration', 5)).toEqual({ now: 5, today: 5, again: present });
    expect(await keeper.room(crm, 'migration', 6)).toMatchObject({ again: new Date(noon + 12 * 3_600_000) });
    expect(await take(keeper, 'migration', 5)).toBe(5);
    nowMs += 2_000;
    expect(await keeper.take(crm, 'migration')).toMatchObject({ code: 'QUOTA_DAY', bulkOnly: true });
    expect(await keeper.take(crm, 'audit')).toBeNull();
  });

  it('let a call wait for its turn as long as it has patience, and nobody for ever when they stop', async () => {
    const keeper = open({ patienceMs: 60_000 });
    await take(keeper, 'live', 10);
    const waits = keeper.take(crm, 'live');
    nowMs += 200;
    expect(await waits).toBeNull();
    const stops = keeper.take(crm, 'live');
    await keeper.close();
    expect(await stops).toMatchObject({ kind: 'throttled', code: 'QUOTA_STOPPED' });
    expect(await keeper.take(crm, 'live')).toMatchObject({ code: 'QUOTA_STOPPED' });
  });

  it('let whoever calls a connection that has gone find that out', async () => {
    expect(await open().take({ tenantId: 'one', id: 'never-made' }, 'live')).toBeNull();
  });
});
