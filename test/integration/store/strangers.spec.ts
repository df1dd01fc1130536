import { newLink } from '../../../src/core/link';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { storeLinks } from '../../../src/store/links';
import { noteStrangers, takeDelivery, type RemoteChange } from '../../../src/store/remote-marks';
import { claimStream } from '../../../src/store/streams';
import {
  bindStranger,
  forgetStrangers,
  joinStrangers,
  nextStrangers,
  postponeStrangers,
  readBindings,
  storeSeenStrangers,
  type Stranger,
} from '../../../src/store/strangers';
import { inTenant, rows, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const inMs = (ms: number): Date => new Date(now.getTime() + ms);
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('CRM records that nobody ordered for', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
    await database.query(
      `update connection set settings = settings || '{"newRecords":{"customer":"offer","company":"match","order":"ignore"}}'
        where tenant_id = 'one' and id = 'a'`,
    );
    const links = [{ ...newLink('c-1'), externalId: '901' }];
    await inTenant(app, 'one', (tx) => storeLinks(tx, 'one', stream, { links, now }));
  });
  beforeEach(async () => {
    await database.query('truncate stranger, change, change_feed, dirty');
    await database.query(`update stream set lease_until = '-infinity'`);
  });
  afterAll(() => database.drop());

  const within = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);
  const change = (externalId: string, modifiedAt: Date | null = null): RemoteChange => ({ externalId, modifiedAt });
  const note = (changes: readonly RemoteChange[], to: Parameters<typeof noteStrangers>[2] = stream): Promise<number> =>
    within((tx) => noteStrangers(tx, 'one', to, { changes, now }));
  const due = (at = now): Promise<readonly Stranger[]> =>
    within((tx) => nextStrangers(tx, 'one', stream, { rows: 10, now: at }));
  const stored = (): Promise<unknown[]> =>
    database.query('select external_id, due_at, revision, attempts, seen_at, seq, source_id from stranger order by 1');
  const offer = (externalId: string): Promise<number> =>
    within(async (tx) => {
      const seq = await takeSeqs(tx, 'one', 1);
      const fields = { firstName: { from: null, to: 'Ada' } };
      const changes = [{ seq, sourceId: null, externalId, news: { kind: 'created', fields } as const }];
      await appendChanges(tx, 'one', stream, { changes, now });
      return seq;
    });

  it('are noted where their type is offered, and nowhere else', async () => {
    expect(await note([change('901'), change('7'), change('8')])).toBe(2);
    for (const object of ['company', 'order'] as const)
      expect(await note([change('7')], { ...stream, object })).toBe(0);
    expect(await note([change('7')], { ...stream, connectionId: 'b' })).toBe(0);
    expect((await due()).map(({ externalId }) => externalId).sort()).toEqual(['7', '8']);
    const where = await database.query('select distinct tenant_id, connection_id, object from stranger');
    expect(where).toEqual([{ tenant_id: 'one', connection_id: 'a', object: 'customer' }]);
  });

  it('are noted by a delivery of webhooks with its marks, once', async () => {
    const take = (digest: number): Promise<unknown> =>
      takeDelivery(app, 'one', {
        digest: Buffer.from([1, digest]),
        connectionIds: ['a', 'b'],
        changes: ['901', '7'].flatMap((externalId) => [
          { ...stream, externalId, modifiedAt: null },
          { ...stream, connectionId: 'b', externalId, modifiedAt: null },
        ]),
        now,
      });
    expect(await take(1)).toEqual({ marked: 1, unlinked: 3, noted: 1, heard: [] });
    expect(await take(1)).toBeNull();
    expect(await stored()).toMatchObject([{ external_id: '7', revision: 1 }]);
    expect(await take(2)).toMatchObject({ noted: 1 });
    expect(await stored()).toMatchObject([{ external_id: '7', revision: 2 }]);
  });

  it('bring a worker to their stream, and only when they are due', async () => {
    const claim = async (at: Date): Promise<unknown> => {
      const owner = '00000000-0000-0000-0000-000000000001';
      const claimed = await claimStream(app, { owner, now: at, leaseMs: 1 });
      return claimed && { connectionId: claimed.connectionId, object: claimed.object };
    };
    expect(await claim(now)).toBeNull();
    await note([change('7')]);
    expect(await claim(inMs(-1))).toBeNull();
    expect(await claim(now)).toEqual(stream);
    await database.query('update stranger set due_at = null');
    expect(await claim(inMs(1_000_000))).toBeNull();
  });

  it('that were seen changed at that moment or later are left alone, and so are those that were accepted', async () => {
    await note([change('7'), change('8')]);
    const seen = (await due()).map((one) => ({ ...one, seenAt: now }));
    await within((tx) => storeSeenStrangers(tx, 'one', stream, { seen, now }));
    expect(await due(inMs(1_000_000))).toEqual([]);
    expect(await note([change('7', now), change('8', inMs(-1))])).toBe(0);
    expect(await note([change('7', inMs(1)), change('8')])).toBe(2);
    await within((tx) => bindStranger(tx, 'one', stream, { externalId: '7', sourceId: 'c-7', seq: 1 }));
    expect(await note([change('7'), change('8')])).toBe(1);
    expect((await due()).map(({ externalId }) => externalId)).toEqual(['8']);
  });

  it('wait while they are in hand, whatever is told of them, and are due at once after that', async () => {
    await note([change('7')]);
    const [taken] = await due();
    if (!taken) throw new Error('nothing is due');
    const waits = [{ externalId: '7', attempts: 1, dueAt: inMs(60_000) }];
    await within((tx) => postponeStrangers(tx, 'one', stream, waits));
    await note([change('7')]);
    expect(await stored()).toMatchObject([{ due_at: inMs(60_000), attempts: 1, revision: 2 }]);
    await within((tx) => storeSeenStrangers(tx, 'one', stream, { seen: [{ ...taken, seenAt: null, seq: 5 }], now }));
    expect(await stored()).toMatchObject([{ due_at: now, attempts: 0, seq: 5 }]);
    await within((tx) => forgetStrangers(tx, 'one', stream, { strangers: [taken], now }));
    expect(await stored()).toMatchObject([{ external_id: '7', due_at: now, seq: null }]);
    await within((tx) => forgetStrangers(tx, 'one', stream, { strangers: [{ ...taken, revision: 2 }], now }));
    expect(await stored()).toEqual([]);
  });

  it('that were accepted are never forgotten before they are joined', async () => {
    const seq = await offer('7');
    await note([change('7')]);
    await within((tx) => bindStranger(tx, 'one', stream, { externalId: '7', sourceId: 'c-7', seq }));
    for (const revision of [1, 2])
      await within((tx) => forgetStrangers(tx, 'one', stream, { strangers: [{ externalId: '7', revision }], now }));
    const bound = await within((tx) => readBindings(tx, 'one', stream, ['c-7', 'c-8']));
    expect([...bound]).toEqual([['c-7', { externalId: '7', fields: { firstName: { from: null, to: 'Ada' } } }]]);
  });

  it('are one CRM record and one record each', async () => {
    const bind = (externalId: string, sourceId: string): Promise<void> =>
      within((tx) => bindStranger(tx, 'one', stream, { externalId, sourceId, seq: 1 }));
    await bind('7', 'c-7');
    await expect(bind('8', 'c-7')).rejects.toThrow('stranger_by_source');
  });

  it('are forgotten once links hold them, and what was offered needs no answer any more', async () => {
    const [waiting, accepted] = [await offer('7'), await offer('8')];
    await note([change('7'), change('8'), change('9'), change('10')]);
    await database.query(`update stranger set seq = $1 where external_id = '7'`, [waiting]);
    await database.query(`update change set closed_at = $2, answers = '{"created":{"as":"accepted"}}' where seq = $1`, [
      accepted,
      now,
    ]);
    await within((tx) => bindStranger(tx, 'one', stream, { externalId: '8', sourceId: 'c-8', seq: accepted }));
    await within((tx) => bindStranger(tx, 'one', stream, { externalId: '9', sourceId: 'c-9', seq: 77 }));
    const held = [
      { externalId: '7', sourceId: 'c-7' },
      { externalId: '8', sourceId: 'c-8' },
      { externalId: 'another', sourceId: 'c-9' },
    ];
    await within((tx) => joinStrangers(tx, 'one', stream, { held, now }));
    expect(await stored()).toMatchObject([{ external_id: '10' }]);
    expect(await database.query('select seq, source_id, closed_at, answers from change order by seq')).toEqual([
      {
        seq: waiting,
        source_id: 'c-7',
        closed_at: now,
        answers: { created: { as: 'superseded', at: now.toISOString() } },
      },
      { seq: accepted, source_id: null, closed_at: now, answers: { created: { as: 'accepted' } } },
    ]);
  });

  it('are looked up one by one, however many there are and though the database has no statistics', async () => {
    await database.query('alter table stranger set (autovacuum_enabled = off)');
    const ids = Array.from({ length: 8_000 }, (_, index) => `s${index}`);
    await note(ids.map((id) => change(id)));
    await database.query(`update stranger set source_id = 'of ' || external_id where external_id like '%0'`);
    const some = ids.slice(-500);
    const reads = async (work: (tx: EntityManager) => Promise<unknown>): Promise<number> =>
      within(async (tx) => {
        const count = async (): Promise<number> => {
          const [counted] = await rows<{ count: number }>(
            tx,
            `select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = 'stranger'`,
          );
          return counted?.count ?? 0;
        };
        const before = await count();
        await work(tx);
        return (await count()) - before;
      });
    const sources = some.map((id) => `of ${id}`);
    const held = some.map((externalId) => ({ externalId, sourceId: `of ${externalId}` }));
    expect(await reads((tx) => readBindings(tx, 'one', stream, sources))).toBeLessThanOrEqual(1_500);
    expect(await reads((tx) => joinStrangers(tx, 'one', stream, { held, now }))).toBeLessThanOrEqual(1_500);
    expect(await stored()).toHaveLength(7_500);
  });
});
