import { claimPoll, poll, type Polling } from '../../../src/intake/poll';
import { changeSchedule, showSchedule } from '../../../src/operate/schedule';
import { probeWaitMs, type TypeStanding } from '../../../src/core/schedule';
import { readConnection, storeConnection } from '../../../src/store/connections';
import type { ClaimedCursor } from '../../../src/store/cursors';
import type { SaidSchedule } from '../../../src/store/schedules';
import { inTenant } from '../../../src/store/transaction';
import { Stage } from './stage';

const search = '/crm/v3/objects/contacts/search';
const hourMs = 3_600_000;

describe('a type whose polls are refused again and again', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
    await stage.link(2);
    await stage.only('changes', 'customer');
  });
  afterEach(async () => {
    await heal();
    await stage.database.query('delete from dirty; delete from callout');
    await stage.database.query(
      `update cursor set failures = 0, failure = null, disabled_at = null, probes = 0, attempts = 0,
              due_at = $1, lease_until = '-infinity', seen_until = $1`,
      [stage.now()],
    );
    await stage.database.query(`update connection set settings = settings - 'schedule'`);
    stage.log = '';
  });
  afterAll(() => stage.close());

  const refuse = (over: object = {}): Promise<unknown> =>
    stage.control('faults', { path: search, status: 400, ...over });
  const type = { tenantId: 'one', id: 'crm', object: 'customer' } as const;
  const heal = async (): Promise<void> => {
    const { url, token } = stage.portal;
    await fetch(`${url}/_sandbox/faults`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  };
  /** As a person does, who leaves this one cursor. */
  const change = async (said: SaidSchedule): Promise<TypeStanding> => {
    await changeSchedule(stage.polling(), type, said);
    await stage.only('changes', 'customer');
    return stands();
  };
  const stands = async (): Promise<TypeStanding> => {
    const schedule = await showSchedule(stage.polling(), 'one', 'crm');
    return schedule!.find(({ object }) => object === 'customer')!;
  };
  const seenUntil = async (): Promise<Date> =>
    (await stage.database.query<{ seen_until: Date }>('select seen_until from cursor'))[0]!.seen_until;
  const says = (event: string): number => stage.log.split(`"event":"${event}"`).length - 1;

  const next = async (): Promise<ClaimedCursor> => {
    const { dueNext } = await stands();
    await stage.advance(Math.max(0, dueNext!.getTime() - stage.nowMs) + 1_000);
    const claimed = await claimPoll(stage.polling());
    if (claimed === null) throw new Error('nothing is due');
    return claimed;
  };
  const turn = async (polling = stage.polling()): Promise<unknown> => poll(polling, await next());
  const disable = async (): Promise<void> => {
    await refuse();
    for (let times = 0; times < 10; times += 1) await turn();
    expect((await stands()).state).toBe('disabled');
  };

  it('is disabled, probed, and goes on where it was once it is answered: nothing is lost', async () => {
    const before = await seenUntil();
    await refuse();
    for (let times = 1; times <= 9; times += 1) expect(await turn()).toBe('rejected');
    expect(await stands()).toMatchObject({ state: 'active', failures: 9 });
    expect(says('schedule.disabled')).toBe(0);
    expect(await turn()).toBe('rejected');
    expect(await stands()).toMatchObject({
      ...{ state: 'disabled', failures: 10, dueNext: new Date(stage.nowMs + hourMs) },
      lastError: { sweep: 'changes', kind: 'rejected', at: stage.now().toISOString() },
    });
    await stage.control('edit', { object: 'contacts', id: (await linked())[0], properties: { city: 'Paris' } });
    expect(await turn()).toBe('rejected');
    expect((await stands()).dueNext).toEqual(new Date(stage.nowMs + 2 * hourMs));
    expect(await claimPoll(stage.polling())).toBeNull();
    expect(await seenUntil()).toEqual(before);
    expect([says('schedule.disabled'), says('schedule.resumed')]).toEqual([1, 0]);

    await heal();
    expect(await turn()).toBe('finished');
    expect(await stage.marked()).toBeGreaterThan(0);
    expect(await stands()).toMatchObject({
      ...{ state: 'active', reason: null, failures: 0, lastSyncedAt: stage.now() },
      ...{ dueNext: new Date(stage.nowMs + 60_000), lastError: { kind: 'rejected' } },
    });
    expect(says('schedule.resumed')).toBe(1);
  });

  const linked = async (): Promise<readonly string[]> =>
    (await stage.database.query<{ external_id: string }>('select external_id from link')).map((row) => row.external_id);

  it('is counted alike whichever process polls, and disabled by one of them', async () => {
    await refuse();
    const processes: readonly Polling[] = [stage.polling(), stage.polling()];
    for (let times = 0; times < 10; times += 1) {
      await stage.advance(Math.max(0, (await stands()).dueNext!.getTime() - stage.nowMs) + 1_000);
      const claims = await Promise.all(processes.map((one) => claimPoll(one)));
      expect(claims.filter((one) => one !== null)).toHaveLength(1);
      for (const [n, claimed] of claims.entries()) if (claimed) await poll(processes[n]!, claimed);
    }
    expect(await stands()).toMatchObject({ state: 'disabled', failures: 10 });
    expect(says('schedule.disabled')).toBe(1);
  });

  it('is not counted against by what is the account’s', async () => {
    await refuse({ times: 9 });
    for (let times = 0; times < 9; times += 1) await turn();
    await stage.control('faults', { path: search, status: 429, times: 1 });
    expect(await turn()).toBe('throttled');
    expect(await stands()).toMatchObject({ state: 'active', failures: 9, lastError: { kind: 'rejected' } });
    await stage.database.query('update connection set throttled_until = null');
  });

  it('is asked for at once when a person enables it, and begins to count anew, also while a poll is under way', async () => {
    await disable();
    const probe = await next();
    const connector = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: async (...asked: Parameters<typeof stage.connector.changedSince>) => {
        const standing = await change({ enabled: true });
        expect(standing).toMatchObject({ state: 'active', failures: 0 });
        expect(standing.dueNext!.getTime()).toBeLessThanOrEqual(stage.nowMs);
        return stage.connector.changedSince(...asked);
      },
    });
    expect(await poll(stage.polling({ connectorFor: () => connector }), probe)).toBe('rejected');
    expect(await stands()).toMatchObject({ state: 'active', failures: 1 });
  });

  it('is probed at once when it is connected again, and after an hour if that is refused', async () => {
    await disable();
    await turn();
    const again = await inTenant(stage.polling().database, 'one', async (tx) => {
      const connection = await readConnection(tx, 'one', 'crm');
      await storeConnection(tx, connection!, stage.now());
      return readConnection(tx, 'one', 'crm');
    });
    expect(again?.state).toBe('active');
    await stage.only('changes', 'customer');
    const { state, dueNext } = await stands();
    expect(state).toBe('disabled');
    expect(dueNext!.getTime()).toBeLessThanOrEqual(stage.nowMs);
    await turn();
    expect((await stands()).dueNext).toEqual(new Date(stage.nowMs + probeWaitMs(1)));
  });

  it('by a person is not asked for, and is caught up with when it is enabled', async () => {
    const before = await seenUntil();
    await change({ enabled: false });
    expect(await stands()).toMatchObject({ state: 'disabled', dueNext: null, reason: { code: 'BY_A_PERSON' } });
    await stage.control('edit', { object: 'contacts', id: (await linked())[0], properties: { city: 'Rome' } });
    await stage.advance(hourMs);
    const claimed = await claimPoll(stage.polling());
    expect(await poll(stage.polling(), claimed!)).toBeNull();
    expect(await stage.database.query('select from callout')).toEqual([]);
    expect(await seenUntil()).toEqual(before);
    await change({ enabled: true });
    expect(await turn()).toBe('finished');
    expect(await stage.marked()).toBe(1);
  });

  it('comes as often as was said of it, sooner at once and later from its next poll on', async () => {
    await turn();
    const seconds = async (asOften: number | null): Promise<unknown> => {
      return ((await change({ seconds: asOften })).dueNext!.getTime() - stage.nowMs) / 1_000;
    };
    expect([await seconds(10), await seconds(86_400)]).toEqual([10, 10]);
    await turn();
    expect((await stands()).dueNext).toEqual(new Date(stage.nowMs + 86_400_000));
    expect([await seconds(null), (await stands()).seconds]).toEqual([60, 60]);
  });
});
