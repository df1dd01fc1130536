import { Waker } from '../../../src/store/wake';
import { createTestDatabase, type TestDatabase } from '../../support/database';

describe('the waker', () => {
  let database: TestDatabase;
  const wakers: Waker[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => Promise.all(wakers.splice(0).map((waker) => waker.stop())));
  afterAll(() => database.drop());

  const start = async (): Promise<Waker> => {
    const waker = new Waker(database.app);
    wakers.push(waker);
    await waker.start();
    return waker;
  };
  const nextWake = (waker: Waker): Promise<void> =>
    new Promise((resolve) => {
      const stop = waker.onWake(() => {
        stop();
        resolve();
      });
    });
  const listening = (): Promise<{ pid: number }[]> =>
    database.query(`select pid from pg_stat_activity where datname = current_database() and query like 'listen %'
      or (datname = current_database() and query like '%pg_notify(%' and pid <> pg_backend_pid())`);
  const stream = { connectionId: 'a', object: 'order' } as const;

  it('wakes every process, its own included', async () => {
    const [first, second] = [await start(), await start()];
    const woken = Promise.all([nextWake(first), nextWake(second)]);
    first.wake('one', [stream]);
    await woken;
  });

  it('sends one wake for the marks of one moment', async () => {
    const waker = await start();
    const streams: number[] = [];
    waker.onWake(() => streams.push(1));
    for (let index = 0; index < 100; index += 1) waker.wake('one', [stream]);
    waker.wake('one', []);
    await nextWake(waker);
    // What another process sends afterwards arrives after all that the first has sent.
    const other = await start();
    const last = nextWake(waker);
    other.wake('two', [stream]);
    await last;
    expect(streams).toHaveLength(2);
  });

  it('stops listening to whoever has left', async () => {
    const waker = await start();
    let calls = 0;
    const stop = waker.onWake(() => (calls += 1));
    stop();
    const woken = nextWake(waker);
    waker.wake('one', [stream]);
    await woken;
    expect(calls).toBe(0);
  });

  it('listens again after its connection was lost, on one connection', async () => {
    const waker = await start();
    const [{ pid: before } = { pid: 0 }] = await listening();
    await database.query('select pg_terminate_backend($1, 5000)', [before]);
    const woken = nextWake(waker);
    const again = setInterval(() => waker.wake('one', [stream]), 20);
    await woken;
    clearInterval(again);
    const after = await listening();
    expect(after).toHaveLength(1);
    expect(after[0]).not.toEqual({ pid: before });
  });

  it('leaves no connection behind when it is stopped', async () => {
    await (await start()).stop();
    // The server takes a moment to notice that the other end is gone.
    while ((await listening()).length > 0);
  });

  it('says at its start that the database is not there', async () => {
    const waker = new Waker({ url: 'postgres://nobody@127.0.0.1:1/nowhere' });
    await expect(waker.start()).rejects.toThrow('ECONNREFUSED');
    await waker.stop();
  });
});
