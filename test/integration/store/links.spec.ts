import { newLink, type Link } from '../../../src/core/link';
import { readHolders, readLinks, readLinkViews, storeLinks } from '../../../src/store/links';
import { listWaitingLinks } from '../../../src/store/waiting';
import { storeRecords } from '../../../src/store/records';
import { inTenant, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T13:00:00Z');
const stream = { connectionId: 'a', object: 'order' } as const;

const full: Link = {
  sourceId: '1',
  externalId: '900',
  aliases: ['800', '700'],
  state: 'synced',
  reason: { code: 'X', message: 'it’s "quoted", \\ and 👩🏽‍💻', field: 'email', candidates: ['1', '2'] },
  localBase: { text: 'a', number: 1.5, none: null, yes: true, list: ['x', 'y'], 'custom.a': '' },
  remoteBase: { text: 'A' },
  standings: { text: { offers: [{ seq: 7, value: 'x' }], refused: null, asked: true } },
  intents: [{ number: 3, at: now.toISOString(), fields: { text: null } }],
  settledNumber: 2,
  issuedNumber: 3,
  parts: { 'line-1': { externalId: '5', base: { quantity: 2 } } },
  associations: { customerId: '77' },
  attempts: 4,
  syncedAt: now,
  remoteAt: new Date(now.getTime() - 1),
  readAt: new Date(now.getTime() - 2),
  mapping: 3,
};

describe('links', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
  });
  afterEach(() => database.query('truncate link, record, dirty'));
  afterAll(() => database.drop());

  const store = (links: readonly Link[], at = now, tenantId = 'one'): Promise<void> =>
    inTenant(app, tenantId, (tx) => storeLinks(tx, tenantId, stream, { links, now: at }));

  it('are read as they were stored', async () => {
    const fresh = newLink('2');
    const same = { ...full, sourceId: '3', externalId: '901', remoteBase: { ...full.localBase } };
    await store([full, fresh, same]);
    const read = await inTenant(app, 'one', (tx) => readLinks(tx, 'one', stream, ['1', '2', '3', 'unknown']));
    expect(Object.fromEntries(read)).toEqual({ '1': full, '2': fresh, '3': same });
    const kept = 'select source_id from link where remote_base is not null';
    expect(await database.query(kept)).toEqual([{ source_id: '1' }]);
  });

  it('are replaced whole by the next that is stored', async () => {
    await store([full]);
    const next = { ...newLink('1'), externalId: '901' };
    await store([next]);
    expect((await inTenant(app, 'one', (tx) => readLinks(tx, 'one', stream, ['1']))).get('1')).toEqual(next);
  });

  it('remember since when they are in their state', async () => {
    await store([full]);
    await store([full], later);
    const since = 'select state_since from link';
    expect(await database.query(since)).toEqual([{ state_since: now }]);
    await store([{ ...full, state: 'parked' }], later);
    expect(await database.query(since)).toEqual([{ state_since: later }]);
  });

  it('remember since when they wait for the same reason, and when that was seen last', async () => {
    const parked = { ...full, state: 'parked' } as const;
    const other = (code: string, field: string): Link => ({ ...parked, reason: { code, message: 'm', field } });
    const times = 'select reason_since, seen_at from link';
    await store([full]);
    expect(await database.query(times)).toEqual([{ reason_since: null, seen_at: null }]);
    await store([other('A', 'email')]);
    await store([{ ...other('A', 'email'), attempts: 9 }], later);
    expect(await database.query(times)).toEqual([{ reason_since: now, seen_at: later }]);
    await store([other('A', 'phone')], later);
    expect(await database.query(times)).toEqual([{ reason_since: later, seen_at: later }]);
    await store([other('B', 'phone')], now);
    expect(await database.query(times)).toEqual([{ reason_since: now, seen_at: now }]);
    await store([{ ...other('B', 'phone'), state: 'held' }], later);
    expect(await database.query(times)).toEqual([{ reason_since: later, seen_at: later }]);
    await store([full], later);
    expect(await database.query(times)).toEqual([{ reason_since: null, seen_at: null }]);
  });

  it('wait since they are in their state where they wait for longer than reasons are timed', async () => {
    const parked: Link = { ...full, state: 'parked', reason: { code: 'A', message: 'm' } };
    await store([parked]);
    await database.query('update link set reason_since = null, seen_at = null');
    const listed = (): Promise<readonly object[]> =>
      inTenant(app, 'one', (tx) => listWaitingLinks(tx, 'one', { state: 'parked', after: null, limit: 9 }));
    expect(await listed()).toMatchObject([{ since: now, lastSeen: now }]);
    await store([parked], later);
    expect(await listed()).toMatchObject([{ since: now, lastSeen: later }]);
  });

  it('never hold one CRM record twice', async () => {
    await store([full]);
    const second = { ...newLink('2'), externalId: full.externalId };
    await expect(store([second])).rejects.toMatchObject({ driverError: { code: '23505' } });
    await store([second], now, 'two');
    await inTenant(app, 'one', (tx) =>
      storeLinks(tx, 'one', { connectionId: 'b', object: 'order' }, { links: [second], now }),
    );
    await store([newLink('3'), newLink('4')]);
  });

  it('name who holds a CRM record', async () => {
    await store([full, { ...newLink('2'), externalId: '901' }, newLink('3')]);
    const holders = await inTenant(app, 'one', (tx) => readHolders(tx, 'one', stream, ['900', '901', '999']));
    expect(Object.fromEntries(holders)).toEqual({ '900': '1', '901': '2' });
    expect(await inTenant(app, 'one', (tx) => readHolders(tx, 'one', stream, []))).toEqual(new Map());
  });

  it('of other tenants are not passed over where nobody holds a CRM record', async () => {
    const links = Array.from({ length: 3_000 }, (_, n): Link => ({ ...newLink(`${n}`), externalId: `9${n}` }));
    /** Blocks of the index of CRM ids that this work reads, which is counted when its transaction ends. */
    const blocksOf = async (tenantId: string, work: (tx: EntityManager) => Promise<unknown>): Promise<number> => {
      const count = async (): Promise<number> => {
        const found = await database.query<{ blocks: string }>(
          `select idx_blks_hit + idx_blks_read as blocks from pg_statio_user_indexes where indexrelname = 'link_by_external_id'`,
        );
        return Number(found[0]?.blocks);
      };
      const before = await count();
      await inTenant(app, tenantId, async (tx) => {
        await work(tx);
        await tx.query('select pg_stat_force_next_flush()');
      });
      return (await count()) - before;
    };
    expect(await blocksOf('two', (tx) => storeLinks(tx, 'two', stream, { links, now }))).toBeGreaterThan(1_000);
    const wanted = ['1', '2', '3'];
    expect(await blocksOf('one', (tx) => readHolders(tx, 'one', stream, wanted))).toBeLessThan(12);
  });

  it('refuse a state that there is not', async () => {
    await expect(store([{ ...full, state: 'lost' as Link['state'] }])).rejects.toMatchObject({
      driverError: { code: '23514' },
    });
  });

  it('show a record that is marked again as pending, and one that failed as it stands', async () => {
    await inTenant(app, 'one', (tx) =>
      storeRecords(tx, 'one', 'order', {
        records: [
          { object: 'order', sourceId: '1', fields: {}, updatedAt: now, fieldAt: {}, deletedAt: null, revision: 1 },
        ],
        changed: [],
        lane: 'live',
        now,
        unseen: false,
      }),
    );
    const views = (): Promise<readonly unknown[]> =>
      inTenant(app, 'one', (tx) => readLinkViews(tx, 'one', 'order', '1'));
    const mark = `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
                  values ('one', 'a', 'order', '1', 0, $1)`;
    await store([full]);
    expect(await views()).toMatchObject([
      {
        connectionId: 'a',
        crm: 'hubspot',
        state: 'synced',
        externalId: '900',
        syncedAt: now,
        stateSince: now,
        dueAt: null,
      },
      { connectionId: 'b', state: 'pending', externalId: null, stateSince: null, dueAt: null },
    ]);
    await database.query(mark, [later]);
    expect(await views()).toMatchObject([{ state: 'pending', dueAt: later }, {}]);
    await store([{ ...full, state: 'conflict' }]);
    expect(await views()).toMatchObject([{ state: 'conflict', reason: full.reason, attempts: 4 }, {}]);
  });

  it('are listed by name after a name', async () => {
    await store(['b', 'a', 'B', '1'].map((id) => ({ ...newLink(id), state: 'parked' as const })));
    const list = (after: string | null, limit = 10): Promise<string[]> =>
      inTenant(app, 'one', async (tx) => {
        const from = after === null ? null : { connectionId: 'a', type: 'order' as const, id: after };
        return (await listWaitingLinks(tx, 'one', { state: 'parked', after: from, limit })).map(({ id }) => id);
      });
    const all = await list(null);
    expect([...all].sort()).toEqual(['1', 'B', 'a', 'b']);
    expect(await list(null, 2)).toEqual(all.slice(0, 2));
    expect(await list(all[1]!)).toEqual(all.slice(2));
    expect(await list(all[3]!)).toEqual([]);
  });
});
