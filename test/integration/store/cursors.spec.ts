import type { QueryRunner } from 'typeorm';
import { Cursors20261125000400 } from '../../../migrations/20261125000400-cursors';
import { Schedule20261127010500 } from '../../../migrations/20261127010500-schedule';
import { cursorKinds } from '../../../src/core/cursor';
import { objectTypes } from '../../../src/core/record';
import { requireReauth, throttleConnection } from '../../../src/store/connections';
import {
  claimCursor,
  CursorLost,
  holdCursor,
  moveCursor,
  readCursor,
  releaseCursor,
  storeCursors,
  type ClaimedCursor,
} from '../../../src/store/cursors';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const start = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

describe('a cursor', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  afterEach(() => database.query('truncate connection cascade'));
  afterAll(() => database.drop());

  /** A connection whose cursors begin at the start. */
  const connect = async (tenantId: string, id: string): Promise<void> => {
    await storeSampleConnection(app, tenantId, id);
    await database.query('delete from cursor where tenant_id = $1 and connection_id = $2', [tenantId, id]);
    await inTenant(app, tenantId, (tx) => storeCursors(tx, { tenantId, id, settings: {} }, start));
  };
  const only = (kind: string, object: string): Promise<unknown> =>
    database.query('delete from cursor where (kind, object) <> ($1, $2)', [kind, object]);
  const claim = (at: Date): Promise<ClaimedCursor | null> => claimCursor(app, { now: at, leaseMs: 60_000 });
  const taken = async (at: Date): Promise<ClaimedCursor> => {
    const claimed = await claim(at);
    if (!claimed) throw new Error('nothing to claim');
    return claimed;
  };
  const asTenant = <T>(cursor: ClaimedCursor, work: Parameters<typeof inTenant<T>>[2]): Promise<T> =>
    inTenant(app, cursor.tenantId, work);
  const release = (cursor: ClaimedCursor, leaseUntil: Date, dueAt: Date): Promise<void> =>
    asTenant(cursor, (tx) => releaseCursor(tx, cursor, { leaseUntil, dueAt, attempts: 3 }));

  it('comes with its connection, for each object type and kind, and begins when the connection is made', async () => {
    await storeSampleConnection(app, 'one', 'a');
    expect(await database.query('select from cursor')).toHaveLength(9);
    await connect('one', 'a');
    const found = await database.query<object>(
      'select object, kind, seen_until, due_at from cursor order by kind, object',
    );
    const dues = { changes: after(60), late: after(3_600), archived: after(3_600) };
    expect(found).toEqual(
      [...cursorKinds]
        .sort()
        .flatMap((kind) => objectTypes.map((object) => ({ object, kind, seen_until: start, due_at: dues[kind] }))),
    );
  });

  it('stays where it is when its connection is connected again, and waits no longer than that says', async () => {
    await connect('one', 'a');
    await only('changes', 'order');
    await database.query('update cursor set seen_until = $1, fence = 7', [after(7)]);
    const again = async (pollSeconds: number, at: Date): Promise<unknown> => {
      await inTenant(app, 'one', (tx) => storeCursors(tx, { tenantId: 'one', id: 'a', settings: { pollSeconds } }, at));
      await only('changes', 'order');
      return database.query('select seen_until, fence, due_at from cursor');
    };
    const kept = { seen_until: after(7), fence: 7 };
    expect(await again(3_600, after(20))).toEqual([{ ...kept, due_at: after(60) }]);
    expect(await again(10, after(20))).toEqual([{ ...kept, due_at: after(30) }]);
  });

  it('is claimed when it is due, and not before', async () => {
    await connect('one', 'a');
    await only('changes', 'order');
    expect(await claim(after(59))).toBeNull();
    const wanted = { tenantId: 'one', connectionId: 'a', object: 'order', kind: 'changes', fence: 1 };
    expect(await claim(after(60))).toEqual(wanted);
  });

  it('is claimed by one process at a time, and with it all of its connection', async () => {
    await connect('one', 'a');
    await connect('two', 'a');
    const first = await taken(after(60));
    const second = await taken(after(60));
    expect([first.tenantId, second.tenantId].sort()).toEqual(['one', 'two']);
    expect(await claim(after(60))).toBeNull();
    expect(await claim(after(119))).toBeNull();
  });

  it('of a connection with several due ones comes when it was due, and after a rest', async () => {
    await connect('one', 'a');
    const seen: string[] = [];
    for (const seconds of [60, 61, 62]) {
      const cursor = await taken(after(seconds));
      seen.push(`${cursor.kind} ${cursor.object}`);
      await release(cursor, after(seconds + 1), after(seconds));
      expect(await claim(after(seconds + 0.9))).toBeNull();
    }
    expect(seen.sort()).toEqual(objectTypes.map((object) => `changes ${object}`));
    expect((await taken(after(63))).fence).toBe(2);
  });

  it('goes to exactly one of 6 claimers', async () => {
    for (let index = 0; index < 20; index += 1) await connect(index % 2 ? 'one' : 'two', `c${index}`);
    await only('changes', 'order');
    const claims = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const mine: string[] = [];
        for (let cursor = await claim(after(60)); cursor; cursor = await claim(after(60)))
          mine.push(cursor.connectionId);
        return mine;
      }),
    );
    // A claimer may find the one that it was to have taken; nobody gets one twice.
    expect(new Set(claims.flat()).size).toBe(claims.flat().length);
    while (await claim(after(60)));
    expect(await database.query('select from cursor where fence = 1')).toHaveLength(20);
  });

  it('keeps what it is told, and answers it to its next owner', async () => {
    await connect('one', 'a');
    await only('changes', 'order');
    const cursor = await taken(after(60));
    const sweep = { startedAt: after(60), since: after(-300), after: '17' };
    const moved = { kind: 'changes', seenUntil: start, sweep, pages: 7 } as const;
    const health = { failures: 0, failure: null, disabledAt: null, probes: 0 };
    const then = { now: after(60), leaseUntil: after(61), dueAt: after(60) };
    await asTenant(cursor, (tx) => moveCursor(tx, cursor, moved, then));
    const heir = await taken(after(61));
    expect(await asTenant(heir, (tx) => readCursor(tx, heir))).toEqual({ cursor: moved, attempts: 0, health });
    await release(heir, after(61), after(61));
    const next = await taken(after(62));
    expect(await asTenant(next, (tx) => readCursor(tx, next))).toEqual({ cursor: moved, attempts: 3, health });
  });

  it('that was taken over is neither read, held, moved nor released by its former owner', async () => {
    await connect('one', 'a');
    await only('changes', 'order');
    const former = await taken(after(60));
    await asTenant(former, (tx) => holdCursor(tx, former, after(130)));
    expect(await claim(after(129))).toBeNull();
    await taken(after(130));
    const moved = { kind: 'changes', seenUntil: after(130), sweep: null, pages: 1 } as const;
    const then = { now: after(130), leaseUntil: after(130), dueAt: after(190) };
    for (const attempt of [
      asTenant<unknown>(former, (tx) => readCursor(tx, former)),
      asTenant(former, (tx) => holdCursor(tx, former, after(999))),
      asTenant(former, (tx) => moveCursor(tx, former, moved, then)),
      release(former, after(130), after(190)),
    ]) {
      await expect(attempt).rejects.toThrow(CursorLost);
    }
    const [row] = await database.query<object>('select seen_until, lease_until, fence from cursor');
    expect(row).toEqual({ seen_until: start, lease_until: after(190), fence: 2 });
  });

  it('of a tenant is not held by another', async () => {
    await connect('one', 'a');
    const cursor = await taken(after(60));
    await expect(inTenant(app, 'two', (tx) => holdCursor(tx, cursor, after(999)))).rejects.toThrow(CursorLost);
  });

  it('of an account that takes no calls is not claimed until it takes some', async () => {
    await connect('one', 'a');
    await inTenant(app, 'one', (tx) => throttleConnection(tx, 'one', 'a', after(100)));
    expect(await claim(after(99))).toBeNull();
    await release(await taken(after(100)), after(100), after(100));
    const reason = { code: 'EXPIRED', message: 'token revoked' };
    await inTenant(app, 'one', (tx) => requireReauth(tx, { tenantId: 'one', id: 'a' }, reason));
    expect(await claim(after(200))).toBeNull();
    await database.query(`update connection set state = 'paused'`);
    expect(await claim(after(200))).toBeNull();
    await database.query(`update connection set state = 'active'`);
    expect(await claim(after(200))).not.toBeNull();
  });

  it('of a connection that was made before there were cursors begins when that was made, and is due', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await database.query('drop table cursor; drop function claim_cursor');
    const runner = { query: (sql: string) => database.query(sql) } as unknown as QueryRunner;
    await new Cursors20261125000400().up(runner);
    await database.query('drop function schedule_standing');
    await new Schedule20261127010500().up(runner);
    const found = await database.query<object>(
      `select count(*)::int as count, bool_and(seen_until = created_at and due_at = created_at) as begun
         from cursor join connection on id = connection_id`,
    );
    expect(found).toEqual([{ count: 9, begun: true }]);
    expect(await claim(new Date())).toMatchObject({ tenantId: 'one', connectionId: 'a' });
  });

  it('goes with its connection', async () => {
    await connect('one', 'a');
    await database.query('delete from connection');
    expect(await database.query('select from cursor')).toEqual([]);
  });
});
