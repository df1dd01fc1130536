import { getEventListeners, getMaxListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { ChangeFeed } from '../../../src/http/change-feed';
import { Drain } from '../../../src/http/drain';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { until } from '../../support/until';
import { createTestDatabase, type TestDatabase } from '../../support/database';

/** Longer than a test may last: what is answered in time was woken. */
const never = 3_600_000;
const now = new Date('2026-03-01T12:00:00Z');

describe('whoever waits for the change feed', () => {
  let database: TestDatabase;
  let app: DataSource;
  const wakers: Waker[] = [];
  const drains: Drain[] = [];
  const startDrain = (): Drain => {
    const drain = new Drain();
    drains.push(drain);
    return drain;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  afterEach(async () => {
    // Whoever still waits would do so for an hour.
    await Promise.all(drains.splice(0).map((drain) => drain.finish({ idleMs: 0, partialMs: 0, wholeMs: 0 })));
    await Promise.all(wakers.splice(0).map((waker) => waker.stop()));
    await database.query('delete from change');
  });
  afterAll(() => database.drop());

  const startWaker = async (): Promise<Waker> => {
    const waker = new Waker(database.app);
    wakers.push(waker);
    await waker.start();
    return waker;
  };
  const append = (tenantId: string): Promise<number> =>
    inTenant(app, tenantId, async (tx) => {
      const seq = await takeSeqs(tx, tenantId, 1);
      const change = { seq, sourceId: '1', externalId: '151', news: { kind: 'deleted' } } as const;
      await appendChanges(tx, tenantId, { connectionId: 'a', object: 'customer' }, { changes: [change], now });
      return seq;
    });
  const seqsOf = (feed: ChangeFeed, tenantId: string, waitMs: number): Promise<readonly number[]> =>
    seqsFor(new PassThrough(), feed, tenantId, waitMs);
  const seqsFor = async (
    caller: PassThrough,
    feed: ChangeFeed,
    tenantId: string,
    waitMs: number,
  ): Promise<number[]> => {
    const changes = await feed.after(tenantId, { after: 0, limit: 10 }, { waitMs, caller });
    return changes.map(({ seq }) => seq);
  };

  it('is told as soon as another process tells of a change, in this tenant alone', async () => {
    const drain = startDrain();
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain }, never);
    const [first, second, other] = ['one', 'one', 'two'].map((tenant) => seqsOf(feed, tenant, never));
    const seq = await append('one');
    (await startWaker()).tellOfChanges('one');
    expect(await first).toEqual([seq]);
    expect(await second).toEqual([seq]);
    await drain.finish({ idleMs: 0, partialMs: 0, wholeMs: 0 });
    expect(await other).toEqual([]);
  });

  it('finds a change that nobody has told of', async () => {
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain: startDrain() }, 10);
    const waiting = seqsOf(feed, 'one', never);
    const seq = await append('one');
    expect(await waiting).toEqual([seq]);
  });

  it('looks again when the connection that tells was lost', async () => {
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain: startDrain() }, never);
    const waiting = seqsOf(feed, 'one', never);
    const seq = await append('one');
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    );
    expect(await waiting).toEqual([seq]);
  });

  it('waits on when it is woken for nothing, and is answered without a change in the end', async () => {
    const waker = await startWaker();
    const feed = new ChangeFeed({ database: app, waker, drain: startDrain() }, never);
    const began = performance.now();
    const waiting = seqsOf(feed, 'one', 60);
    waker.tellOfChanges('one');
    expect(await waiting).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(59);
  });

  it('does not wait when the service stops, or has been told to', async () => {
    const drain = startDrain();
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain }, never);
    const waiting = seqsOf(feed, 'one', never);
    await drain.finish({ idleMs: 0, partialMs: 0, wholeMs: 0 });
    expect(await waiting).toEqual([]);
    expect(await seqsOf(feed, 'one', never)).toEqual([]);
  });

  it('is looked for no more once it has hung up', async () => {
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain: startDrain() }, never);
    const caller = new PassThrough();
    const waiting = seqsFor(caller, feed, 'one', never);
    caller.destroy();
    expect(await waiting).toEqual([]);
    await append('one');
    expect(await seqsFor(caller, feed, 'one', never)).toEqual([]);
  });

  it('is one of any number, of whom node does not warn', async () => {
    const drain = startDrain();
    const feed = new ChangeFeed({ database: app, waker: await startWaker(), drain }, never);
    const waiting = Array.from({ length: 20 }, () => seqsOf(feed, 'one', never));
    await until(() => getEventListeners(drain.signal, 'abort').length === 20);
    expect(getMaxListeners(drain.signal)).toBe(Infinity);
    await drain.finish({ idleMs: 0, partialMs: 0, wholeMs: 0 });
    expect(await Promise.all(waiting)).toEqual(Array(20).fill([]));
  });

  it('is answered with what there is when the feed closes under it', async () => {
    const waker = await startWaker();
    const feed = new ChangeFeed({ database: app, waker, drain: startDrain() }, never);
    const waiting = seqsOf(feed, 'one', never);
    const seq = await append('one');
    feed.close();
    expect(await waiting).toEqual([seq]);
  });
});
