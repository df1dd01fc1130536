import { newLink, type Link } from '../../../src/core/link';
import { nextDue, markLinks } from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { markRemoteChanges, takeDelivery, type RemoteChange } from '../../../src/store/remote-marks';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
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
    for (const tenant of ['one', 'two']) {
      await database.createTenant(tenant);
      for (const id of ['a', 'b']) await storeSampleConnection(app, tenant, id);
    }
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
    });
    const row = { connection_id: 'a', object: 'customer', lane: 1, reads_remote: true };
    expect(await marked()).toEqual(['1', '2', '3'].map((source_id) => ({ ...row, source_id })));
    const due = await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 10, now }));
    expect(due.map(({ readsRemote }) => readsRemote)).toEqual([true, true, true]);
  });

  it('leave alone what the link has seen already, unless the CRM does not say when it was changed', async () => {
    const old = [change('901', now), change('902', inMs(-1)), change('903', inMs(1))];
    expect(await mark(old)).toEqual({ marked: 1, unlinked: 0 });
    expect(await marked()).toMatchObject([{ source_id: '3' }]);
    expect(await mark([change('901', inMs(-1)), change('901', null)])).toEqual({ marked: 1, unlinked: 0 });
    expect(await mark([change('901', null), change('901', inMs(-1))])).toEqual({ marked: 1, unlinked: 0 });
    expect(await mark([change('902', inMs(1)), change('902', inMs(-1))])).toEqual({ marked: 1, unlinked: 0 });
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
    expect(await database.query('select due_at, revision from dirty')).toEqual([{ due_at: inMs(60_000), revision: 2 }]);
  });

  it('reach no other tenant', async () => {
    expect(await mark([change('901')], 'two')).toEqual({ marked: 0, unlinked: 1 });
    expect(await marked()).toEqual([]);
  });

  describe('by a delivery', () => {
    const take = (digest: number, changes: readonly RemoteChange[] = [change('901')]): Promise<unknown> =>
      takeDelivery(app, 'one', {
        digest: Buffer.from([digest, 1]),
        changes: changes.map((one) => ({ ...one, ...stream })),
        now,
      });
    const noted = async (): Promise<readonly number[]> => {
      const found = await database.query<{ first: number }>('select get_byte(digest, 0) as first from webhook_seen');
      return found.map(({ first }) => first).sort();
    };
    afterEach(() => database.query('truncate webhook_seen'));

    it('are made once, and a delivery without changes is remembered too', async () => {
      expect(await take(1)).toEqual({ marked: 1, unlinked: 0 });
      expect(await take(2, [])).toEqual({ marked: 0, unlinked: 0 });
      await database.query('truncate dirty');
      expect([await take(1), await take(2)]).toEqual([null, null]);
      expect(await marked()).toEqual([]);
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
  });

  it('are none for no change', async () => {
    expect(await mark([])).toEqual({ marked: 0, unlinked: 0 });
  });
});
