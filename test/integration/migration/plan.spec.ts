/** What a dry run says, beside what the engine then really does with the same records. */
import type { Room } from '../../../src/connectors/call-quota';
import type { MigrationPlan } from '../../../src/core/migration-plan';
import { UnfinishedPlans } from '../../../src/sync/unfinished-plans';
import { total } from '../../support/crms/remote-account';
import { goodShop, openShop, type ShopTraits } from './shop';
import { Stage } from './stage';

const shops: readonly (readonly [string, ShopTraits])[] = [
  ['good', goodShop],
  ['known', { ...goodShop, known: 0.7, ambiguous: 0.2 }],
  ['careless', { ...goodShop, badEmail: 0.2, noEmail: 0.2, badStatus: 0.1, withoutCustomer: 0.2 }],
  ['doubled', { ...goodShop, doubled: 0.05, strangeCustomer: 0.15 }],
  ['forgetful', { ...goodShop, deleted: 0.3 }],
  ['large', { ...goodShop, companies: 20, customers: 600, orders: 300, badEmail: 0.05, known: 0.3 }],
];

const small = { ...goodShop, companies: 10, customers: 60, orders: 40 };

const endsOf = ({ ends }: MigrationPlan): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(ends).flatMap(([object, counts]) =>
      Object.entries(counts).flatMap(([end, count]) => (count > 0 ? [[`${object} ${end}`, count]] : [])),
    ),
  );

describe('the plan of a migration into HubSpot', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('hubspot');
  });
  afterAll(() => stage.close());

  it.each(shops)('says what becomes of a shop that is %s, and in how many calls', async (name, traits) => {
    const connection = await stage.open(name, openShop(name, traits));
    const plan = await stage.plan(connection, { thorough: true });
    const done = await stage.carryOut(connection, plan, 50);
    expect(endsOf(plan)).toEqual(done.ends);
    expect(Math.abs(plan.calls.total - done.calls) / done.calls).toBeLessThanOrEqual(0.05);
  });

  it('changes nothing, and calls in its own lane', async () => {
    const connection = await stage.open('untouched', openShop('untouched', { ...small, known: 0.5, ambiguous: 0.5 }));
    const before = [await stage.remote.holdings(), await stage.tables()];
    const calls = total(await stage.remote.calls());
    stage.taken.length = 0;
    const { calls: planned, hash } = await stage.plan(connection);
    expect([await stage.remote.holdings(), await stage.tables()]).toEqual(before);
    expect(planned.spent).toBe(total(await stage.remote.calls()) - calls);
    expect(stage.taken).toEqual(Array.from({ length: planned.spent }, () => 'migration'));
    expect((await stage.plan(connection)).hash).toBe(hash);
  });

  it('is not made of what the account refuses, nor by a process that is told to stop', async () => {
    const connection = await stage.open('refused', openShop('refused', small));
    const until = new Date('2026-11-27T00:00:00Z');
    const refusal = { kind: 'throttled', code: 'DAY', message: 'no calls left', until, bulkOnly: true } as const;
    const take = (): Promise<typeof refusal> => Promise.resolve(refusal);
    await expect(stage.plan(connection, {}, { quota: { take } })).rejects.toMatchObject({ failure: refusal });
    await expect(stage.plan(connection, {}, { isStopping: () => true })).rejects.toThrow('stopping');
  });

  it('is begun when the day has the calls for all that is left to ask', async () => {
    const connection = await stage.open('dear', openShop('dear', small));
    const again = new Date('2026-11-27T00:00:00Z');
    const room = (calls: number, today: number): { room: () => Promise<Room> } => ({
      room: () => Promise.resolve({ now: calls, today, again }),
    });
    stage.taken.length = 0;
    await expect(stage.plan(connection, {}, { quota: room(2, 3) })).rejects.toMatchObject({
      failure: { kind: 'throttled', until: again, bulkOnly: true },
    });
    expect(stage.taken).toEqual([]);
    await stage.plan(connection, {}, { quota: room(3, 3) });
    expect(stage.taken.length).toBeLessThanOrEqual(3);
    await stage.plan(connection, {}, { quota: room(0, 2) }); // it never will
  });

  it('asks what it has not asked when it is begun again, and says what all of it has taken', async () => {
    const traits = { ...goodShop, companies: 20, customers: 700, orders: 30, known: 0.3, badEmail: 0.05 };
    const connection = await stage.open('interrupted', openShop('interrupted', traits));
    const whole = await stage.plan(connection);
    expect(whole.calls.spent).toBeGreaterThan(6);
    const unfinished = new UnfinishedPlans();
    const until = new Date('2026-11-27T00:00:00Z');
    const asked: number[] = [];
    const room = (_connection: unknown, _lane: unknown, calls: number): Promise<Room> => {
      asked.push(calls);
      return Promise.resolve({ now: calls, today: calls, again: until });
    };
    const attempt = (calls: number): Promise<MigrationPlan> => {
      let left = calls;
      const refusal = { kind: 'throttled', code: 'DAY', message: 'no calls left', until, bulkOnly: true } as const;
      const take = (): Promise<typeof refusal | null> => Promise.resolve((left -= 1) < 0 ? refusal : null);
      return stage.plan(connection, {}, { quota: { take, room }, unfinished });
    };
    for (const calls of [3, 3]) await expect(attempt(calls)).rejects.toMatchObject({ failure: { code: 'DAY' } });
    const made = await attempt(whole.calls.spent - 6);
    expect(made).toMatchObject({ hash: whole.hash, calls: whole.calls, asked: whole.asked });
    expect(asked[2]).toBeLessThan(asked[0] ?? 0);
    expect(asked).toEqual([...asked].sort((one, other) => other - one));
    expect((await stage.plan(connection, {}, { unfinished })).calls.spent).toBe(whole.calls.spent);
  });

  it('that is thorough and would take more than any day has uses up one day and not each', async () => {
    const connection = await stage.open('too-dear', openShop('too-dear', { ...small, customers: 700 }));
    const again = new Date('2026-11-27T00:00:00Z');
    const refusal = { kind: 'throttled', code: 'DAY', message: 'no calls left', until: again, bulkOnly: true } as const;
    let left = 2;
    const quota = {
      room: (): Promise<Room> => Promise.resolve({ now: left, today: 2, again }),
      take: (): Promise<typeof refusal | null> => Promise.resolve((left -= 1) < 0 ? refusal : null),
    };
    const attempt = (thorough: boolean, refusedBy: string | null): Promise<MigrationPlan> =>
      stage.plan(connection, { thorough }, { quota, refusedBy });
    await expect(attempt(true, null)).rejects.toMatchObject({ failure: { code: 'DAY' } });
    left = 2;
    // As stored: whatever process comes next, and however many days later.
    for (const refusedBy of ['QUOTA_DAY', 'PLAN_EXCEEDS_DAY']) {
      await expect(attempt(true, refusedBy)).rejects.toMatchObject({
        failure: {
          code: 'PLAN_EXCEEDS_DAY',
          until: again,
          bulkOnly: true,
          message: expect.stringMatching(/without/) as string,
        },
      });
    }
    expect(left).toBe(2);
    await expect(attempt(false, 'QUOTA_DAY')).rejects.toMatchObject({ failure: { code: 'DAY' } }); // each day it asks something else
    expect(left).toBeLessThan(0);
  });

  it('begins with examples of every branch, none of whom is kept back, and their parents', async () => {
    const traits = { ...small, badEmail: 0.3, known: 0.5, badStatus: 0.2 };
    const connection = await stage.open('piloted', openShop('piloted', traits));
    const { pilot, ends } = await stage.plan(connection, { pilot: 20 });
    expect(pilot).toHaveLength(20);
    const branches = new Set(pilot.flatMap((one) => one.branches.map((branch) => `${one.object} ${branch}`)));
    for (const branch of [
      'customer adopt',
      'customer create',
      'order status=paid',
      'order no lines',
      'order many lines',
    ])
      expect(branches).toContain(branch);
    expect(ends.customer.held).toBeGreaterThan(0);
    expect([...branches].filter((branch) => / (held|refused|waits|skipped)$/.test(branch))).toEqual([]);
  });
});

describe('the plan of a migration into Salesforce', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('salesforce');
  });
  afterAll(() => stage.close());

  it('says what becomes of a shop, and in how many calls', async () => {
    const traits = { ...goodShop, known: 0.3, badEmail: 0.1, doubled: 0.05, badStatus: 0.1 };
    const connection = await stage.open('org', openShop('org', traits));
    const plan = await stage.plan(connection, { thorough: true });
    const done = await stage.carryOut(connection, plan, 50);
    expect(endsOf(plan)).toEqual(done.ends);
    expect(Math.abs(plan.calls.total - done.calls) / done.calls).toBeLessThanOrEqual(0.05);
  });
});
