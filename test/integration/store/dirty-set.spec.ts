import { newLink, type Link } from '../../../src/core/link';
import type { Fields, ObjectType } from '../../../src/core/record';
import { lanes, type Lane } from '../../../src/core/lane';
import {
  countCrash,
  markLinks,
  nextDue,
  removeSettled,
  type DirtyRow,
  type StreamName,
} from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { storeRecords } from '../../../src/store/records';
import { markChildren } from '../../../src/store/relatives';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const minute = 60_000;
const stream: StreamName = { connectionId: 'a', object: 'customer' };

describe('the dirty set', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
  });
  afterEach(() => database.query('truncate dirty, link, record'));
  afterAll(() => database.drop());

  const mark = (lane: Lane, at: Date, ...sourceIds: string[]): Promise<void> =>
    inTenant(app, 'one', (tx) => markLinks(tx, 'one', stream, { sourceIds, lane, now: at }));
  const next = (rows: number, at = now): Promise<readonly DirtyRow[]> =>
    inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows, now: at }));
  const idsOf = (rows: readonly DirtyRow[]): string[] => rows.map(({ sourceId }) => sourceId);

  it('gives rows by lane, the oldest of each first, as many as are asked for', async () => {
    const ago = (minutes: number): Date => new Date(now.getTime() - minutes * minute);
    for (const lane of ['audit', 'live', 'migration', 'retry', 'inbound'] as const) {
      await mark(lane, ago(lanes[lane]), `${lane}-new`);
      await mark(lane, ago(lanes[lane] + 60), `${lane}-old`);
    }
    const inOrder = ['live', 'inbound', 'retry', 'migration', 'audit'].flatMap((lane) => [
      `${lane}-old`,
      `${lane}-new`,
    ]);
    expect(idsOf(await next(100))).toEqual(inOrder);
    for (const limit of [1, 3, 9]) expect(idsOf(await next(limit))).toEqual(inOrder.slice(0, limit));
  });

  it('gives none that is in hand, and as many others as are asked for', async () => {
    await mark('live', now, 'a', 'b', 'c', 'd');
    const [first, second] = idsOf(await next(2));
    const rest = ['a', 'b', 'c', 'd'].filter((id) => id !== first && id !== second);
    const others = await inTenant(app, 'one', (tx) =>
      nextDue(tx, 'one', stream, { rows: 2, now, inHand: [first!, second!] }),
    );
    expect(idsOf(others).sort()).toEqual(rest);
    expect(
      await inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 9, now, inHand: ['a', 'b', 'c', 'd'] })),
    ).toEqual([]);
  });

  it('gives no others than are asked for by their ids', async () => {
    await mark('live', now, 'a', 'b', 'c');
    await mark('live', new Date(now.getTime() + 1), 'too-early');
    const among = (only: readonly string[]): Promise<readonly DirtyRow[]> =>
      inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 9, now, only }));
    expect(idsOf(await among(['c', 'a', 'too-early', 'unknown'])).sort()).toEqual(['a', 'c']);
    expect(await among([])).toEqual([]);
  });

  it('gives no row before it is due, and none of another stream', async () => {
    await mark('live', new Date(now.getTime() + 1), 'too-early');
    await inTenant(app, 'one', async (tx) => {
      const sourceIds = ['elsewhere'];
      await markLinks(tx, 'one', { connectionId: 'b', object: 'customer' }, { sourceIds, lane: 'live', now });
      await markLinks(tx, 'one', { connectionId: 'a', object: 'order' }, { sourceIds, lane: 'live', now });
    });
    expect(await next(10)).toEqual([]);
    expect(idsOf(await next(10, new Date(now.getTime() + 1)))).toEqual(['too-early']);
  });

  it('holds a link once however often it is marked, in the more urgent lane and at the earlier time', async () => {
    await mark('audit', now, '1');
    await mark('live', new Date(now.getTime() + minute), '1');
    await mark('migration', new Date(now.getTime() - minute), '1');
    expect(await database.query('select source_id, lane, revision, due_at from dirty')).toEqual([
      { source_id: '1', lane: lanes.live, revision: 3, due_at: new Date(now.getTime() - minute) },
    ]);
  });

  it('lets go of what is settled, and of nothing else', async () => {
    await mark('live', now, '1', '2', '3');
    const rows = await next(2);
    await inTenant(app, 'one', (tx) => removeSettled(tx, 'one', stream, rows));
    await inTenant(app, 'one', (tx) => removeSettled(tx, 'one', stream, []));
    expect(idsOf(await next(10))).toHaveLength(1);
    expect(idsOf([...rows, ...(await next(10))]).sort()).toEqual(['1', '2', '3']);
  });

  it('counts how many workers died with a row in hand', async () => {
    await mark('live', now, '1', '2');
    await inTenant(app, 'one', (tx) => countCrash(tx, 'one', stream, ['1']));
    await inTenant(app, 'one', (tx) => countCrash(tx, 'one', stream, ['1', 'unknown']));
    expect(await database.query('select source_id, crashes from dirty order by 1')).toEqual([
      { source_id: '1', crashes: 2 },
      { source_id: '2', crashes: 0 },
    ]);
  });

  describe('takes in the children of a parent that was settled:', () => {
    const store = async (object: ObjectType, sourceId: string, fields: Fields, link?: Partial<Link>): Promise<void> => {
      const isDeleted = sourceId.includes('deleted');
      await inTenant(app, 'one', async (tx) => {
        const record = { object, sourceId, fields, updatedAt: now, fieldAt: {}, revision: 1 };
        const records = [{ ...record, deletedAt: isDeleted ? now : null }];
        await storeRecords(tx, 'one', object, { records, changed: [], lane: 'live', now, unseen: false });
        const links = link ? [{ ...newLink(sourceId), ...link }] : [];
        await storeLinks(tx, 'one', { connectionId: 'a', object }, { links, now });
      });
    };
    const settle = (object: ObjectType, ...parentIds: string[]): Promise<readonly StreamName[]> =>
      inTenant(app, 'one', (tx) => markChildren(tx, 'one', { connectionId: 'a', object }, { parentIds, now }));
    const marked = async (): Promise<string[]> =>
      (
        await database.query<{ name: string }>(
          `select connection_id || '/' || object || '/' || source_id as name from dirty order by 1`,
        )
      ).map(({ name }) => name);

    it('exactly those that the CRM has not been told to join to the parent’s present id', async () => {
      await store('company', 'p', {}, { externalId: '100', state: 'synced' });
      await store('company', 'q', {}, { externalId: '200', state: 'synced' });
      const child = { companyId: 'p' };
      const joined = (to: string): Partial<Link> => ({ associations: { companyId: to }, state: 'synced' });
      await store('customer', 'never-looked-at', child);
      await store('customer', 'about-to-be', child);
      await mark('migration', now, 'about-to-be');
      await store('customer', 'waits', child, { state: 'pending' });
      await store('customer', 'went-alone', child, { externalId: '1', state: 'synced' });
      await store('customer', 'joined-to-the-old-id', child, { externalId: '2', ...joined('99') });
      await store('customer', 'joined', child, { externalId: '3', ...joined('100') });
      await store('customer', 'parked', child, { state: 'parked' });
      await store('customer', 'gone', child, { externalId: '4', state: 'gone' });
      await store('customer', 'deleted', child, { externalId: '5', state: 'synced' });
      await store('customer', 'of-another', { companyId: 'q' }, { state: 'pending' });
      await store('customer', 'of-nobody', { companyId: null }, { state: 'pending' });
      await store('order', 'waits', { companyId: 'p', customerId: 'k' }, { state: 'pending' });

      expect([...(await settle('company', 'p'))].sort((a, b) => (a.object < b.object ? -1 : 1))).toEqual([
        { connectionId: 'a', object: 'customer' },
        { connectionId: 'a', object: 'order' },
      ]);
      expect(await marked()).toEqual([
        'a/customer/about-to-be',
        'a/customer/joined-to-the-old-id',
        'a/customer/never-looked-at',
        'a/customer/waits',
        'a/customer/went-alone',
        'a/order/waits',
      ]);
    });

    it('none that nobody has begun with nor marked, where a migration is to bring it', async () => {
      const first = (firstLoad: object): Promise<unknown> =>
        database.query(`update connection set settings = settings - 'firstLoad' || $1 where id = 'a'`, [firstLoad]);
      await store('company', 'p', {}, { externalId: '100', state: 'synced' });
      await store('customer', 'unbegun', { companyId: 'p' });
      await store('customer', 'about-to-be', { companyId: 'p' });
      await store('customer', 'waits', { companyId: 'p' }, { state: 'pending' });
      await mark('migration', now, 'about-to-be');
      await first({ firstLoad: 'planned' });
      await settle('company', 'p');
      await first({});
      expect(await marked()).toEqual(['a/customer/about-to-be', 'a/customer/waits']);
      await settle('company', 'p');
      expect(await marked()).toEqual(['a/customer/about-to-be', 'a/customer/unbegun', 'a/customer/waits']);
    });

    it('those of a customer are its orders', async () => {
      await store('customer', 'k', {}, { externalId: '300', state: 'synced' });
      await store('order', 'waits', { customerId: 'k' }, { state: 'pending' });
      await store('order', 'of-another', { customerId: 'l' });
      await settle('customer', 'k', 'unknown');
      expect(await marked()).toEqual(['a/order/waits']);
    });

    it('in the class of its look', async () => {
      await store('company', 'p', {}, { externalId: '100', state: 'synced' });
      await store('customer', 'waits', { companyId: 'p' }, { state: 'pending' });
      const children = { parentIds: ['p'], lane: 'migration', now } as const;
      await inTenant(app, 'one', (tx) => markChildren(tx, 'one', { connectionId: 'a', object: 'company' }, children));
      expect(await database.query('select source_id, lane from dirty')).toEqual([{ source_id: 'waits', lane: 3 }]);
    });

    it('an order has none, and no parent wakes nobody', async () => {
      await store('order', 'k', {}, { externalId: '400', state: 'synced' });
      expect(await settle('order', 'k')).toEqual([]);
      expect(await settle('company')).toEqual([]);
      expect(await marked()).toEqual([]);
    });
  });
});
