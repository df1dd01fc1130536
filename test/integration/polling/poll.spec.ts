import { claimPoll, poll, type Polling } from '../../../src/intake/poll';
import { CursorLost, type ClaimedCursor } from '../../../src/store/cursors';
import { Stage } from './stage';

describe('a poll', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.start();
  });
  afterEach(() => stage.close());

  const claimed = async (polling: Polling): Promise<ClaimedCursor> => {
    const cursor = await claimPoll(polling);
    if (cursor === null) throw new Error('nothing is due');
    return cursor;
  };
  const turn = async (polling = stage.polling(), isStopping?: () => boolean): Promise<unknown> =>
    poll(polling, await claimed(polling), isStopping);
  interface Row {
    readonly seen_until: Date;
    readonly sweep_started_at: Date | null;
    readonly sweep_after: string | null;
    readonly due_at: Date;
    readonly lease_until: Date;
    readonly attempts: number;
  }
  const row = async (): Promise<Row> => (await stage.database.query<Row>('select * from cursor'))[0]!;
  const calls = async (): Promise<number> => (await stage.database.query('select from callout')).length;

  it('marks what is linked, moves the cursor and lets the connection rest', async () => {
    await stage.only('changes', 'customer');
    await stage.link(3);
    await stage.advance(1_000);
    expect(await turn()).toBe('finished');
    expect(stage.told).toEqual([{ outcome: 'finished', found: 3, marked: 3 }]);
    expect(await stage.marked()).toBe(3);
    expect(await row()).toMatchObject({
      seen_until: stage.now(),
      due_at: new Date(stage.nowMs + 60_000),
      lease_until: new Date(stage.nowMs + 250),
    });
    expect(await calls()).toBe(1);
  });

  it('comes as often as its connection says', async () => {
    await stage.only('changes', 'customer');
    await stage.database.query(`update connection set settings = settings || '{"pollSeconds": 600}'`);
    await turn();
    expect((await row()).due_at).toEqual(new Date(stage.nowMs + 600_000));
  });

  it('of many pages gives way after some of them, and goes on in the next turn', async () => {
    await stage.only('changes', 'customer');
    const ids = await stage.link(1_000);
    expect(await turn()).toBe('unfinished');
    expect(await stage.marked()).toBe(800);
    expect(await row()).toMatchObject({ sweep_after: ids[799], due_at: stage.now() });
    expect(await claimPoll(stage.polling())).toBeNull();
    await stage.advance(1_000);
    expect(await turn()).toBe('finished');
    expect(await stage.marked()).toBe(1_000);
    expect(await row()).toMatchObject({ sweep_after: null, seen_until: new Date(stage.nowMs - 1_000) });
  });

  it('comes later after a sweep of many pages, also when it took several turns', async () => {
    await stage.only('changes', 'customer');
    await stage.link(900);
    expect(await turn()).toBe('unfinished');
    await stage.database.query('update cursor set pages = pages + 14');
    const { sweep_started_at: began } = await row();
    await stage.advance(1_000);
    expect(await turn()).toBe('finished');
    expect((await row()).due_at).toEqual(new Date(began!.getTime() + 19 * 6_000));
  });

  it('ends after its page when the process stops', async () => {
    await stage.only('changes', 'customer');
    await stage.link(500);
    expect(await turn(stage.polling(), () => true)).toBe('unfinished');
    expect(await stage.marked()).toBe(200);
    expect((await row()).lease_until.getTime()).toBeLessThan(stage.nowMs + 1_000);
  });

  it('keeps neither marks nor its place when another process has taken over', async () => {
    await stage.only('changes', 'customer');
    await stage.link(3);
    const slow = await claimed(stage.polling());
    const before = await row();
    const connector = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: async (...asked: Parameters<typeof stage.connector.changedSince>) => {
        const page = await stage.connector.changedSince(...asked);
        await stage.advance(61_000);
        await claimed(stage.polling());
        return page;
      },
    });
    await expect(poll(stage.polling({ connectorFor: () => connector }), slow)).rejects.toThrow(CursorLost);
    expect(await stage.marked()).toBe(0);
    expect(await calls()).toBe(0);
    expect(await row()).toMatchObject({ seen_until: before.seen_until, sweep_after: null });
  });

  it('does not ask when its lease is over before it begins', async () => {
    await stage.only('changes', 'customer');
    const late = await claimed(stage.polling());
    await stage.advance(61_000);
    await claimed(stage.polling());
    await expect(poll(stage.polling(), late)).rejects.toThrow(CursorLost);
    expect(await portalCalls()).toBe(0);
  });

  it('extends its lease when it begins, and before a call that it might not outlast', async () => {
    await stage.only('changes', 'customer');
    const polling = stage.polling();
    const cursor = await claimed(polling);
    await stage.advance(50_000);
    const slowToken = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: async (...[context, query]: Parameters<typeof stage.connector.changedSince>) => {
        expect((await row()).lease_until).toEqual(new Date(stage.nowMs + 60_000));
        await stage.advance(55_000);
        await context.beforeCall();
        expect((await row()).lease_until).toEqual(new Date(stage.nowMs + 60_000));
        return stage.connector.changedSince(context, query);
      },
    });
    expect(await poll({ ...polling, connectorFor: () => slowToken }, cursor)).toBe('finished');
  });

  it('that is refused waits longer each time, and is forgiven by one that is not', async () => {
    await stage.only('changes', 'customer');
    await stage.control('faults', { path: '/crm', status: 503, times: 2 });
    expect(await turn()).toBe('retry');
    expect(await row()).toMatchObject({ attempts: 1, due_at: new Date(stage.nowMs + 500) });
    await stage.advance(500);
    expect(await turn()).toBe('retry');
    expect(await row()).toMatchObject({ attempts: 2, due_at: new Date(stage.nowMs + 1_000) });
    await stage.advance(1_000);
    expect(await turn()).toBe('finished');
    expect(await row()).toMatchObject({ attempts: 0 });
    expect(await stage.database.query('select attempt from callout order by seq')).toEqual([
      { attempt: 1 },
      { attempt: 2 },
      { attempt: 3 },
    ]);
    expect(stage.log.match(/"event":"poll.refused"/g)).toHaveLength(2);
  });

  it('of a connection that has gone asks nothing', async () => {
    await stage.only('changes', 'customer');
    const cursor = await claimed(stage.polling());
    await stage.database.query('delete from connection');
    expect(await poll(stage.polling(), cursor)).toBeNull();
    expect(await portalCalls()).toBe(0);
  });

  it('for archived records marks those that were archived since the last one, and looks at no others again', async () => {
    await stage.only('archived', 'customer');
    const ids = await stage.link(250);
    for (const id of ids.slice(0, 150)) await stage.control('edit', { object: 'contacts', id, archived: true });
    await stage.advance(300_001);
    expect(await turn()).toBe('finished');
    expect(await stage.marked()).toBe(150);
    await stage.database.query('delete from dirty');
    await stage.advance(3_600_000);
    await stage.control('edit', { object: 'contacts', id: ids[200], archived: true });
    expect(await turn()).toBe('finished');
    expect(await stage.database.query('select source_id as id from dirty')).toEqual([{ id: 'c200' }]);
    expect(stage.told.map(({ found }) => found)).toEqual([150, 1]);
  });

  it('for archived records comes the more seldom, the more pages there are', async () => {
    await stage.only('archived', 'customer');
    // The last of 500 pages.
    await stage.database.query(
      `update cursor set pages = 499, sweep_started_at = seen_until, sweep_since = seen_until, sweep_after = '0'`,
    );
    expect(await turn()).toBe('finished');
    const [cursor] = await stage.database.query<{ hours: number }>(
      'select extract(epoch from due_at - seen_until)::float / 3600 as hours from cursor',
    );
    expect(cursor?.hours).toBe(5);
  });

  const portalCalls = async (): Promise<number> => {
    const response = await fetch(`${stage.portal.url}/_sandbox/counters`, {
      headers: { authorization: `Bearer ${stage.portal.token}` },
    });
    const { calls: counted } = (await response.json()) as { readonly calls: object };
    return Object.keys(counted).length;
  };
});
