import { claimPoll, poll, type Polling } from '../../../src/intake/poll';
import { CursorLost } from '../../../src/store/cursors';
import { Stage } from './stage';

const minuteMs = 60_000;

describe('webhooks, judged by what polling finds', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.start();
  });
  afterEach(() => stage.close());

  const turn = async (polling: Polling = stage.polling()): Promise<void> => {
    const cursor = await claimPoll(polling);
    if (cursor === null) throw new Error('nothing is due');
    await poll(polling, cursor);
  };
  interface Standing {
    readonly unannounced: number;
    readonly unannounced_since: Date | null;
    readonly silent_since: Date | null;
    readonly version: string;
  }
  const standing = async (): Promise<Standing> => {
    const [row] = await stage.database.query<Standing>(
      'select unannounced, unannounced_since, silent_since, xmin::text as version from connection',
    );
    return row!;
  };
  const hear = (): Promise<unknown> =>
    stage.database.query(
      'update connection set webhooks_at = $1, unannounced = 0, unannounced_since = null, silent_since = null',
      [stage.now()],
    );
  const told = (): readonly string[] =>
    stage.log.split('\n').filter((line) => line.includes('"event":"webhooks.silent"'));

  /** Webhooks came eleven minutes ago, and as many changes are to be found as nobody has told of. */
  async function changed(count: number, kind = 'changes'): Promise<readonly string[]> {
    await stage.only(kind, 'customer');
    await hear();
    await stage.advance(11 * minuteMs);
    const ids = await stage.link(count);
    await stage.database.query('update cursor set seen_until = $1', [stage.now()]);
    await stage.advance(1_000);
    return ids;
  }
  /** Everything that is marked was looked at; then these are changed once more. */
  async function changeAgain(ids: readonly string[]): Promise<void> {
    await stage.database.query('update link set remote_at = $1', [stage.now()]);
    await stage.database.query('delete from dirty');
    await stage.advance(1);
    for (const id of ids)
      await stage.control('edit', { object: 'contacts', id, properties: { city: `of ${stage.nowMs}` } });
  }

  it('are silent once it is not only faster, which is told once, in words', async () => {
    const ids = await changed(12);
    const heardAt = new Date(stage.nowMs - 11 * minuteMs - 1_000);
    await turn();
    expect(await standing()).toMatchObject({ unannounced: 12, unannounced_since: stage.now(), silent_since: null });
    await stage.advance(2 * minuteMs + 1);
    const judged = stage.now();
    await turn();
    expect(await standing()).toMatchObject({ unannounced: 12, silent_since: judged });
    await stage.advance(minuteMs);
    await changeAgain(ids.slice(0, 3));
    await turn();
    expect(await standing()).toMatchObject({ unannounced: 15, silent_since: judged });
    expect(told()).toEqual([expect.stringContaining('"level":40') as string]);
    expect(told()[0]).toContain(
      `polling found 12 changes that no webhook announced since the last one came at ${heardAt.toISOString()}`,
    );
    expect(await stage.marked()).toBe(3);
  });

  it('are told of anew when they were heard meanwhile', async () => {
    const ids = await changed(12);
    await turn();
    await stage.advance(2 * minuteMs + 1);
    await turn();
    await hear();
    await stage.advance(11 * minuteMs);
    await changeAgain(ids);
    await turn();
    expect(await standing()).toMatchObject({ unannounced: 12, silent_since: null });
    await stage.advance(2 * minuteMs + 1);
    await turn();
    expect(told()).toHaveLength(2);
  });

  it('that told of a change are not counted against, whether it waits for its look or was seen', async () => {
    await changed(12);
    await stage.database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
       select tenant_id, connection_id, object, source_id, 1, $1, true from link where source_id <= 'c5'`,
      [stage.now()],
    );
    await stage.database.query(`update link set remote_at = $1 where source_id > 'c5'`, [stage.now()]);
    await turn();
    expect(stage.told).toMatchObject([{ found: 12 }]);
    expect(await standing()).toMatchObject({ unannounced: 0, unannounced_since: null });
  });

  it('need not tell of what we have written ourselves, which is looked at all the same', async () => {
    await changed(12);
    await stage.database.query(`update link set remote_at = $1, read_at = '2020-01-01' where source_id <= 'c5'`, [
      stage.now(),
    ]);
    const unwritten = await stage.database.query(`select from link where read_at is null`);
    await turn();
    expect(await stage.marked()).toBe(12);
    expect(await standing()).toMatchObject({ unannounced: unwritten.length });
    expect(unwritten.length).toBeLessThan(12);
  });

  it('are counted against once for each change, however often it is found', async () => {
    await changed(12);
    for (let polls = 0; polls < 3; polls += 1) {
      await turn();
      await stage.advance(minuteMs);
    }
    expect(stage.told.map(({ found }) => found)).toEqual([12, 12, 12]);
    expect(await standing()).toMatchObject({ unannounced: 12 });
  });

  it.each(['late', 'archived'])('are not judged by a poll for what is %s', async (kind) => {
    const ids = await changed(12, kind);
    if (kind === 'archived')
      for (const id of ids) await stage.control('edit', { object: 'contacts', id, archived: true });
    const before = await standing();
    await stage.database.query('update cursor set due_at = $1', [stage.now()]);
    await turn();
    expect(stage.told).toMatchObject([{ marked: 12 }]);
    expect(await standing()).toEqual(before);
  });

  it('that never came are none, whatever is found, and nothing is counted', async () => {
    await changed(12);
    await stage.database.query('update connection set webhooks_at = null');
    const before = await standing();
    await turn();
    await stage.advance(2 * minuteMs + 1);
    await turn();
    expect(stage.told).toMatchObject([{ marked: 12 }, { marked: 12 }]);
    expect(await standing()).toEqual(before);
    expect(told()).toEqual([]);
  });

  it('cost an idle poll nothing', async () => {
    await changed(0);
    const before = await standing();
    for (let polls = 0; polls < 3; polls += 1) {
      await turn();
      await stage.advance(minuteMs);
    }
    expect(await standing()).toEqual(before);
  });

  it('are not counted against by a page that is not kept', async () => {
    await changed(12);
    const connector = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: async (...asked: Parameters<typeof stage.connector.changedSince>) => {
        const page = await stage.connector.changedSince(...asked);
        await stage.advance(minuteMs + 1_000);
        await claimPoll(stage.polling());
        return page;
      },
    });
    await expect(turn(stage.polling({ connectorFor: () => connector }))).rejects.toThrow(CursorLost);
    expect(await standing()).toMatchObject({ unannounced: 0 });
  });
});
