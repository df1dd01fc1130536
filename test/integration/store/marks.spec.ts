import { newLink } from '../../../src/core/link';
import type { IncomingWrite } from '../../../src/core/last-word';
import { receiveWrites } from '../../../src/intake/records';
import { lanes } from '../../../src/core/lane';
import { nextDue, postpone, removeSettled, type DirtyRow } from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('a write of the order system', () => {
  let database: TestDatabase;
  let app: DataSource;
  let waker: Waker;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    waker = new Waker(database.app);
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
    for (const id of ['a', 'b']) await storeSampleConnection(app, 'one', id);
    await storeSampleConnection(app, 'two', 'c');
  });
  afterEach(() => database.query('truncate dirty, link, record'));
  afterAll(async () => {
    await waker.stop();
    await database.drop();
  });

  let version = 0;
  const write = (sourceId: string, email: string | null, verb: IncomingWrite['verb'] = 'put'): IncomingWrite => ({
    verb,
    object: 'customer',
    sourceId,
    fields: verb === 'delete' ? {} : { email },
    updatedAt: new Date(now.getTime() + (version += 1)),
  });
  const receive = async (at: Date, ...writes: IncomingWrite[]): Promise<string[]> => {
    const clock = { now: () => at, stop: () => undefined };
    const answers = await receiveWrites({ database: app, clock, waker }, 'one', 'customer', writes);
    return answers.map(({ verdict }) => verdict);
  };
  const dirty = (): Promise<unknown[]> =>
    database.query(`select tenant_id || '/' || connection_id || '/' || object || '/' || source_id as name, lane, revision,
      attempts, due_at from dirty order by 1`);
  const due = (at: Date): Promise<readonly DirtyRow[]> =>
    inTenant(app, 'one', (tx) => nextDue(tx, 'one', stream, { rows: 10, now: at }));

  /** For half an hour. */
  const putOff = (row: DirtyRow, attempts: number): Promise<void> =>
    inTenant(app, 'one', (tx) => postpone(tx, 'one', stream, [{ row, lane: lanes.retry, dueAt: later(30), attempts }]));

  it('marks its links for every connection of its tenant, and no others', async () => {
    await receive(now, write('1', 'a@x.example'), write('2', 'b@x.example'));
    const mark = { lane: 0, revision: 1, attempts: 0, due_at: now };
    expect(await dirty()).toEqual([
      { name: 'one/a/customer/1', ...mark },
      { name: 'one/a/customer/2', ...mark },
      { name: 'one/b/customer/1', ...mark },
      { name: 'one/b/customer/2', ...mark },
    ]);
  });

  it('marks nothing when it is unchanged or stale', async () => {
    const first = write('1', 'a@x.example');
    await receive(now, first);
    await database.query('truncate dirty');
    expect(await receive(now, write('1', 'a@x.example'), first)).toEqual(['unchanged', 'stale']);
    expect(await dirty()).toEqual([]);
  });

  it('marks a deletion and a revival', async () => {
    await receive(now, write('1', 'a@x.example'));
    for (const verb of ['delete', 'put'] as const) {
      await database.query('truncate dirty');
      expect(await receive(now, write('1', 'a@x.example', verb))).toEqual(['stored']);
      expect(await dirty()).toHaveLength(2);
    }
  });

  it('frees a parked link by a changed value, at once', async () => {
    await receive(now, write('1', 'wrong'));
    await database.query('truncate dirty');
    await inTenant(app, 'one', (tx) =>
      storeLinks(tx, 'one', stream, { links: [{ ...newLink('1'), state: 'parked', attempts: 4 }], now }),
    );
    expect(await due(later(60))).toEqual([]);
    await receive(later(1), write('1', 'right@x.example'));
    expect(await due(later(1))).toMatchObject([{ sourceId: '1', lane: 0, attempts: 0 }]);
  });

  it('does not shorten the wait of a link that failed', async () => {
    await receive(now, write('1', 'a@x.example'));
    const [row] = await due(now);
    await putOff(row!, 3);
    await receive(later(1), write('1', 'b@x.example'));
    expect(await due(later(29))).toEqual([]);
    expect(await due(later(30))).toEqual([
      {
        place: expect.any(String) as string,
        sourceId: '1',
        lane: 0,
        revision: 2,
        attempts: 3,
        crashes: 0,
        readsRemote: false,
      },
    ]);
  });

  it('brings a link forward that waits without having failed', async () => {
    await receive(now, write('1', 'a@x.example'));
    const [row] = await due(now);
    await putOff(row!, 0);
    expect(await due(later(1))).toEqual([]);
    await receive(later(1), write('1', 'b@x.example'));
    expect(await due(later(1))).toMatchObject([{ sourceId: '1', lane: 0 }]);
  });

  it('while its link is in hand makes the link run again', async () => {
    await receive(now, write('1', 'a@x.example'), write('2', 'a@x.example'));
    const inHand = await due(now);
    await receive(now, write('1', 'b@x.example'));
    await inTenant(app, 'one', (tx) => removeSettled(tx, 'one', stream, inHand));
    expect(await due(now)).toMatchObject([{ sourceId: '1', revision: 2 }]);
  });

  it('while its link is in hand is not put off by the failure of the look before', async () => {
    await receive(now, write('1', 'a@x.example'));
    const [inHand] = await due(now);
    await receive(now, write('1', 'b@x.example'));
    await putOff(inHand!, 1);
    expect(await due(now)).toMatchObject([{ sourceId: '1', revision: 2, attempts: 0 }]);
  });

  it('stores the record and marks its links together, or neither', async () => {
    await database.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no mark'; end $$;
      create trigger refuse before insert on dirty for each row execute function refuse()`);
    await expect(receive(now, write('1', 'a@x.example'))).rejects.toThrow('no mark');
    await database.query('drop function refuse cascade');
    expect(await database.query('select from record')).toEqual([]);
  });
});

describe('a new connection', () => {
  it('marks every record of its tenant in the migration lane, and none again when it is stored again', async () => {
    const database = await createTestDatabase();
    try {
      const app = await database.open();
      const waker = new Waker(database.app);
      for (const tenant of ['one', 'two']) {
        await database.createTenant(tenant);
        const clock = { now: () => now, stop: () => undefined };
        const write = { verb: 'put', sourceId: '1', fields: {}, updatedAt: now } as const;
        for (const object of ['customer', 'order'] as const)
          await receiveWrites({ database: app, clock, waker }, tenant, object, [{ ...write, object }]);
      }
      await storeSampleConnection(app, 'one', 'a');
      const marked = 'select tenant_id, connection_id, object, source_id, lane, revision from dirty order by object';
      const mark = { tenant_id: 'one', connection_id: 'a', source_id: '1', lane: 3, revision: 1 };
      const marks = [
        { ...mark, object: 'customer' },
        { ...mark, object: 'order' },
      ];
      expect(await database.query(marked)).toEqual(marks);

      await storeSampleConnection(app, 'one', 'a');
      expect(await database.query(marked)).toEqual(marks);

      const links = [{ ...newLink('1'), state: 'synced' as const }];
      await inTenant(app, 'one', (tx) => storeLinks(tx, 'one', stream, { links, now }));
      await database.query('truncate dirty');
      await storeSampleConnection(app, 'one', 'a');
      expect(await database.query(marked)).toEqual([{ ...mark, object: 'order' }]);
    } finally {
      await database.drop();
    }
  });
});
