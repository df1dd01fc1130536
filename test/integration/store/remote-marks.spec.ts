import { newLink, type Link } from '../../../src/core/link';
import { markLinks, nextDue, removeSettled } from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { markRemoteChanges, takeDelivery, type RemoteChange } from '../../../src/store/remote-marks';
import { countUnannounced, storeSilence } from '../../../src/store/webhooks';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const inMs = (ms: number): Date => new Date(now.getTime() + ms);
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('marks of what the CRM says', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
    const links = ['1', '2', '3'].map((id): Link => ({ ...newLink(id), externalId: `90${id}`, remoteAt: now }));
    await inTenant(app, 'one', async (tx) => {
      await storeLinks(tx, 'one', stream, { links, now });
      await storeLinks(tx, 'one', { ...stream, connectionId: 'b' }, { links, now });
      await storeLinks(tx, 'one', { ...stream, object: 'order' }, { links, now });
    });
  });
  afterEach(() => database.query('truncate dirty'));
  afterAll(() => database.drop());

  const mark = (changes: readonly RemoteChange[], tenantId = 'one'): Promise<unknown> =>
    inTenant(app, tenantId, (tx) => markRemoteChanges(tx, tenantId, stream, { changes, now }));
  const change = (externalId: string, modifiedAt: Date | null = null): RemoteChange => ({ externalId, modifiedAt });
  const marked = (): Promise<unknown[]> =>
    database.query('select connection_id, object, source_id, lane, reads_remote from dirty order by 1, 2, 3');

  it('ask for a fresh read, behind what the order system says, and tell what is no link’s', async () => {
    expect(await mark([change('901'), change('903'), change('999'), change('902', inMs(1))])).toEqual({
      marked: 3,
      unlinked: 1,
      unannounced: 3,
    });
    const row = { connection_id: 'a', object: 'customer', lane: 1, reads_remote: true };
    expect(await marked()).toEqual(['1', '2', '3'].map((source_id) => ({ ...row, source_id })));
    const due = await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 10, now }));
    expect(due.map(({ readsRemote }) => readsRemote)).toEqual([true, true, true]);
  });

  it('leave alone what the link has seen already, unless the CRM does not say when it was changed', async () => {
    const old = [change('901', now), change('902', inMs(-1)), change('903', inMs(1))];
    expect(await mark(old)).toMatchObject({ marked: 1, unlinked: 0 });
    expect(await marked()).toMatchObject([{ source_id: '3' }]);
    expect(await mark([change('901', inMs(-1)), change('901', null)])).toMatchObject({ marked: 1, unlinked: 0 });
    expect(await mark([change('901', null), change('901', inMs(-1))])).toMatchObject({ marked: 1, unlinked: 0 });
    expect(await mark([change('902', inMs(1)), change('902', inMs(-1))])).toMatchObject({ marked: 1, unlinked: 0 });
  });

  it('are marks of the other kind as well, whichever comes first', async () => {
    const live = (): Promise<void> =>
      inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, { sourceIds: ['1', '2'], lane: 'live', now }));
    await mark([change('901')]);
    await live();
    await mark([change('902')]);
    expect(await marked()).toMatchObject([
      { source_id: '1', lane: 0, reads_remote: true },
      { source_id: '2', lane: 0, reads_remote: true },
    ]);
  });

  it('do not shorten the wait of a record that failed', async () => {
    await mark([change('901')]);
    await database.query('update dirty set attempts = 2, due_at = $1', [inMs(60_000)]);
    await mark([change('901')]);
    expect(await database.query('select due_at from dirty')).toEqual([{ due_at: inMs(60_000) }]);
    await database.query('update dirty set lane = 2'); // as failures wait
    await mark([change('901')]);
    expect(await database.query('select due_at, lane from dirty')).toEqual([{ due_at: inMs(60_000), lane: 1 }]);
  });

  describe('that are there already', () => {
    const places = (): Promise<unknown[]> =>
      database.query('select ctid::text, source_id, revision from dirty order by 2');
    const all = ['901', '902', '903'].map((id) => change(id));
    const hold = async (inHand: readonly string[]): Promise<void> => {
      await database.query(
        `insert into stream (tenant_id, connection_id, object, fence, lease_until, in_hand)
         values ('one', 'a', 'customer', 1, $1, $2), ('one', 'a', 'order', 1, $1, '{1,2,3}'), ('one', 'b', 'customer', 1, $1, '{1,2,3}')
         on conflict (tenant_id, connection_id, object, shard) do update set in_hand = excluded.in_hand`,
        [inMs(60_000), inHand],
      );
    };
    afterEach(() => database.query(`update stream set in_hand = '{}'`));

    it('are not written again, and count', async () => {
      await mark(all);
      const before = await places();
      await hold([]);
      expect(await mark(all)).toEqual({ marked: 3, unlinked: 0, unannounced: 0 });
      expect(await places()).toEqual(before);
    });

    it('run once more where a worker has them in hand', async () => {
      await mark(all);
      await hold(['2', '9']);
      expect(await mark(all)).toMatchObject({ marked: 3 });
      expect(await places()).toMatchObject([{ revision: 1 }, { source_id: '2', revision: 2 }, { revision: 1 }]);
    });

    it('are not lost where a worker takes and settles them meanwhile', async () => {
      await mark(all);
      await inTenant(app, 'one', async (tx) => {
        const due = await nextDue(tx, 'one', stream, { rows: 1, now });
        await hold(due.map(({ sourceId }) => sourceId));
        await mark(all);
        await removeSettled(tx, 'one', stream, due);
      });
      expect(await places()).toHaveLength(3);
    });

    it('are written where they are of another kind, behind, or due later', async () => {
      await inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, { sourceIds: ['1'], lane: 'live', now }));
      await mark(all.slice(1));
      await database.query(`update dirty set lane = 3 where source_id = '2'`);
      await database.query(`update dirty set due_at = $1 where source_id = '3'`, [inMs(1)]);
      expect(await mark(all)).toEqual({ marked: 3, unlinked: 0, unannounced: 1 });
      const due = await database.query('select lane, due_at, reads_remote, revision from dirty order by source_id');
      expect(due).toEqual([0, 1, 1].map((lane) => ({ lane, due_at: now, reads_remote: true, revision: 2 })));
    });
  });

  it('reach no other tenant', async () => {
    expect(await mark([change('901')], 'two')).toEqual({ marked: 0, unlinked: 1, unannounced: 0 });
    expect(await marked()).toEqual([]);
  });

  it('are announced where a signal waits for its look, and by nothing else', async () => {
    await mark([change('901')]);
    await inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, { sourceIds: ['2'], lane: 'live', now }));
    const all = ['901', '902', '903'].map((id) => change(id));
    expect(await mark(all)).toEqual({ marked: 3, unlinked: 0, unannounced: 2 });
    expect(await mark([...all, change('999')])).toEqual({ marked: 3, unlinked: 1, unannounced: 0 });
  });

  describe('by a delivery', () => {
    const deliver = (
      digest: number,
      { at = now, to = ['a'], changes = [change('901')] }: { at?: Date; to?: string[]; changes?: RemoteChange[] } = {},
    ): Promise<unknown> =>
      takeDelivery(app, 'one', {
        digest: Buffer.from([digest, 1]),
        connectionIds: to,
        changes: changes.map((one) => ({ ...one, ...stream })),
        now: at,
      });
    const take = (digest: number, changes?: RemoteChange[]): Promise<unknown> =>
      deliver(digest, changes && { changes });
    const noted = async (): Promise<readonly number[]> => {
      const found = await database.query<{ first: number }>('select get_byte(digest, 0) as first from webhook_seen');
      return found.map(({ first }) => first).sort();
    };
    afterEach(async () => {
      await database.query('truncate webhook_seen');
      await database.query(
        'update connection set webhooks_at = null, unannounced = 0, unannounced_since = null, silent_since = null',
      );
    });

    it('are made once, and a delivery without changes is remembered too', async () => {
      expect(await take(1)).toEqual({ marked: 1, unlinked: 0, noted: 0, heard: [] });
      expect(await take(2, [])).toEqual({ marked: 0, unlinked: 0, noted: 0, heard: [] });
      await database.query('truncate dirty');
      expect([await take(1), await take(2)]).toEqual([null, null]);
      expect(await marked()).toEqual([]);
    });

    it('are those of each stream that it tells of', async () => {
      const about = [
        { connectionId: 'b', object: 'customer', ids: ['903', '903', '999'] },
        { connectionId: 'a', object: 'order', ids: ['901', '902'] },
        { connectionId: 'a', object: 'customer', ids: ['902', '998', '901'] },
      ] as const;
      const changes = about.flatMap(({ ids, ...of }) => ids.map((id, n) => ({ ...of, ...change(id, inMs(n)) })));
      const delivered = await takeDelivery(app, 'one', {
        digest: Buffer.from([1, 1]),
        connectionIds: ['a', 'b'],
        changes,
        now,
      });
      // Of each stream the first id that it names was seen as it is told; the one of b is named again, a millisecond later.
      expect(delivered).toEqual({ marked: 3, unlinked: 2, noted: 0, heard: [] });
      expect(await marked()).toMatchObject([
        { connection_id: 'a', object: 'customer', source_id: '1' },
        { connection_id: 'a', object: 'order', source_id: '2' },
        { connection_id: 'b', object: 'customer', source_id: '3' },
      ]);
    });

    describe('wait for the disk', () => {
      /** What the transaction's durability is, on at first, once it has taken in a delivery of one record. */
      const durability = (id: string, { erases = false } = {}): Promise<unknown> =>
        inTenant(app, 'one', async (tx) => {
          await tx.query('set local synchronous_commit = on');
          const taken = ['one', Buffer.from(id), ['a'], ['a'], ['customer'], [1], [id], [null], now];
          const erased = JSON.stringify([{ connectionId: 'a', object: 'customer', externalId: id }]);
          if (erases)
            await tx.query('select take_erasing_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [...taken, erased]);
          else await tx.query('select take_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9)', taken);
          const [shown] = await tx.query<[{ synchronous_commit: string }]>('show synchronous_commit');
          return shown.synchronous_commit;
        });
      afterEach(() => database.query('truncate webhook_seen, stranger, erasure'));

      it('where a mark was written, and not where all of them were there', async () => {
        expect(await durability('901')).toBe('on');
        await database.query('truncate webhook_seen');
        expect(await durability('901')).toBe('off');
        await database.query('truncate webhook_seen');
        await database.query('update dirty set due_at = $1', [inMs(1)]);
        expect(await durability('901')).toBe('on');
      });

      it('where a stranger was noted', async () => {
        expect(await durability('999')).toBe('off');
        await database.query('truncate webhook_seen');
        const offer = `jsonb_set(settings, '{newRecords}', '{"customer":"offer"}')`;
        await database.query(`update connection set settings = ${offer}`);
        expect(await durability('999')).toBe('on');
        await database.query(`update connection set settings = settings - 'newRecords'`);
      });

      it('where an erasure was noted', async () => {
        expect(await durability('999', { erases: true })).toBe('on');
      });
    });

    it('forget deliveries after ten minutes, once in a while', async () => {
      await take(1);
      await take(2);
      const old = `update webhook_seen set seen_at = $1 where get_byte(digest, 0) = 1`;
      await database.query(old, [inMs(-10 * 60_000 - 1)]);
      await take(3);
      expect(await noted()).toEqual([1, 2, 3]);
      await take(0);
      expect(await noted()).toEqual([0, 2, 3]);
    });

    describe('show how the webhooks of a connection stand', () => {
      const one = { tenantId: 'one', id: 'a' };
      const count = (unannounced: number, at = now): Promise<unknown> =>
        inTenant(app, 'one', (tx) => countUnannounced(tx, one, { unannounced, now: at }));
      const silence = (): Promise<void> => inTenant(app, 'one', (tx) => storeSilence(tx, one, now));
      const standing = (): Promise<unknown[]> =>
        database.query(
          `select tenant_id || '/' || id as who, webhooks_at as at, unannounced, silent_since as silent from connection
            where webhooks_at is not null order by 1`,
        );
      const versions = (): Promise<unknown[]> => database.query('select xmin from connection order by tenant_id, id');

      it('once they come, whatever they mark, and of none but those they are for', async () => {
        await deliver(1, { changes: [] });
        const heard = { at: now, unannounced: 0, silent: null };
        expect(await standing()).toEqual([{ who: 'one/a', ...heard }]);
        await deliver(2, { to: ['a', 'b'], changes: [] });
        expect(await standing()).toEqual(['one/a', 'one/b'].map((who) => ({ who, ...heard })));
      });

      it('to the minute, so that a flood of them writes it once a minute', async () => {
        await deliver(1);
        const before = await versions();
        for (const ms of [1, 1_000, 59_999]) await deliver(2 + ms, { at: inMs(ms) });
        expect(await versions()).toEqual(before);
        await deliver(2, { at: inMs(60_000) });
        expect(await standing()).toMatchObject([{ at: inMs(60_000) }]);
        await count(1);
        await deliver(5, { at: inMs(-60_000) }); // of a process whose clock is behind
        expect(await standing()).toMatchObject([{ at: inMs(60_000) }]);
      });

      it('without those of a delivery that is repeated', async () => {
        await deliver(1);
        await deliver(1, { at: inMs(120_000) });
        expect(await standing()).toMatchObject([{ at: now }]);
      });

      it('with what polling has found since, which the next delivery sets back', async () => {
        expect(await count(3)).toBeNull(); // none ever came
        await deliver(1);
        await count(3, inMs(1_000));
        expect(await count(4, inMs(2_000))).toEqual({
          webhooksAt: now,
          unannounced: 7,
          unannouncedSince: inMs(1_000),
          silentSince: null,
        });
        expect(await deliver(2, { at: inMs(3_000) })).toMatchObject({ heard: [] });
        expect(await count(0)).toMatchObject({ unannounced: 0, unannouncedSince: null });
      });

      it('and say once that they were silent until now', async () => {
        await deliver(1, { to: ['a', 'b'] });
        await count(12);
        await silence();
        expect(await standing()).toMatchObject([{ silent: now }, { silent: null }]);
        const [first, second] = await Promise.all([2, 3].map((digest) => deliver(digest, { to: ['a', 'b'] })));
        const heard = [first, second].flatMap((marks) => (marks as { heard: readonly string[] }).heard);
        expect(heard).toEqual(['a']);
        expect(await standing()).toMatchObject([{ silent: null, unannounced: 0 }, { silent: null }]);
      });
    });
  });

  it('are none for no change', async () => {
    expect(await mark([])).toEqual({ marked: 0, unlinked: 0, unannounced: 0 });
  });
});
