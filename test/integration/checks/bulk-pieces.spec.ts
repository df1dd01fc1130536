/** Pieces for a job of the CRM, in a real database, before a CRM at which something goes wrong that no answer tells of. */
import { Client } from 'pg';
import { catalogs } from '../../../src/catalog/catalog';
import type { CallContext, Connector, Upserted } from '../../../src/connectors/connector';
import type { Outcome } from '../../../src/core/failure';
import { receiveWrites } from '../../../src/intake/records';
import { QuotaKeeper } from '../../../src/operate/quota-keeper';
import { clientOptions } from '../../../src/store/data-source';
import { claimStream } from '../../../src/store/streams';
import { Waker } from '../../../src/store/wake';
import type { Engine } from '../../../src/sync/engine';
import { syncStream } from '../../../src/sync/sync-stream';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { clock, engineParts, now } from '../../support/engine-parts';
import { until } from '../../support/until';

/** Links are read and none is written, for five seconds at most. */
const untilTold = `begin; set local idle_in_transaction_session_timeout = 5000; lock table link in share mode`;

type Upserting = (call: CallContext, keys: readonly string[]) => Promise<readonly Outcome<Upserted>[]>;

describe('a piece of many rows', () => {
  let database: TestDatabase;
  let engine: Omit<Engine, 'connectorFor'>;
  let quota: QuotaKeeper;
  beforeAll(async () => {
    database = await createTestDatabase();
    const app = await database.open();
    const waker = new Waker(database.app);
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'org');
    quota = new QuotaKeeper({ database: app, clock });
    engine = {
      ...engineParts(app, waker),
      leaseMs: 60_000,
      callDeadlineMs: 5_000,
      catalogFor: () => catalogs.salesforce,
      quota,
    };
  });
  beforeEach(async () => {
    await database.query(`update stream set checkpoint = null`);
    await database.query('update connection set throttled_until = null');
    await database.query('truncate dirty, link, record, batch_intents');
    const writes = ['1', '2', '3', '4'].map((sourceId) => ({
      verb: 'put' as const,
      object: 'company' as const,
      sourceId,
      fields: { name: sourceId },
      updatedAt: now,
    }));
    await receiveWrites(engine, 'one', 'company', writes);
  });
  afterAll(async () => {
    await quota.close();
    await engine.waker.stop();
    await database.drop();
  });

  /** One turn, two rows to a piece. */
  async function turn(upserting: Upserting, isStopping = (): boolean => false): Promise<void> {
    const connector = {
      batches: { rows: 2, bulk: { from: 2, rows: 2 } },
      resume: () => Promise.resolve(),
      find: (_call: CallContext, { values }: { readonly values: readonly string[] }) =>
        Promise.resolve(values.map(() => ({ ok: true as const, value: [] }))),
      upsert: (call: CallContext, _object: string, rows: readonly { readonly key: string }[]) =>
        upserting(
          call,
          rows.map(({ key }) => key),
        ),
    } as unknown as Connector;
    const stream = await claimStream(engine.database, {
      owner: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
      now,
      leaseMs: 60_000,
    });
    await syncStream({ ...engine, connectorFor: () => connector }, stream!, { isStopping });
  }
  const bothAreNoted = (): Promise<void> =>
    until(async () => (await database.query('select from batch_intents')).length === 2, { withinMs: 5_000 });
  const attempts = async (): Promise<readonly number[]> => {
    const rows = await database.query<{ attempts: number }>('select attempts from dirty order by source_id');
    return rows.map((row) => row.attempts);
  };

  it('whose call throws has made an attempt, and comes back later', async () => {
    let calls = 0;
    await turn(() => {
      calls += 1;
      throw new Error('a mistake of ours');
    });
    expect(calls).toBeGreaterThan(0);
    const due = await database.query<{ attempts: number }>('select attempts from dirty where due_at > $1', [now]);
    expect(due.length).toBeGreaterThanOrEqual(2);
    expect(due.every((row) => row.attempts === 1)).toBe(true);
  });

  it('is settled while the next is at the CRM, where there is one at a time', async () => {
    const locker = new Client(clientOptions(database.owner));
    locker.on('error', () => undefined); // whoever never sends the second is let go on, and is found out
    await locker.connect();
    const sent: (readonly string[])[] = [];
    let [there, most] = [0, 0];
    try {
      await turn(async (_call, some) => {
        sent.push(some);
        there += 1;
        most = Math.max(most, there);
        if (sent.length === 1) {
          await bothAreNoted();
          await locker.query(untilTold);
        } else await locker.query('commit');
        there -= 1;
        return some.map((key) => ({ ok: true, value: { id: `id-${key}`, properties: {}, created: true } }));
      });
    } finally {
      await locker.end();
    }
    expect(sent.map(({ length }) => length)).toEqual([2, 2]);
    expect(most).toBe(1);
    expect(await database.query(`select from link where state = 'synced'`)).toHaveLength(4);
  });

  it('is the last that is sent when it hears that the account takes no more calls, and the note of the next is taken back', async () => {
    const sent: string[] = [];
    const inAMinute = new Date(now.getTime() + 60_000);
    await turn(async (_call, some) => {
      sent.push(...some);
      await bothAreNoted();
      return some.map(() => ({
        ok: false,
        failure: { kind: 'throttled', code: 'REQUEST_LIMIT_EXCEEDED', message: 'No more for now.', until: inAMinute },
      }));
    });
    expect(sent).toHaveLength(2);
    expect(await attempts()).toEqual([0, 0, 0, 0]);
    expect(await database.query('select from batch_intents')).toEqual([]);
    const [connection] = await database.query<object>('select throttled_until from connection');
    expect(connection).toEqual({ throttled_until: inAMinute });
  });

  it('is the last of its turn while a job of it is under way, and the next is neither sent nor noted', async () => {
    const sent: string[] = [];
    await turn(async (call, some) => {
      sent.push(...some);
      await call.checkpoint?.keep('a job of the CRM');
      return some.map(() => ({ ok: false, failure: { kind: 'unknown', code: 'JOB_NOT_SEEN', message: 'Not seen.' } }));
    });
    expect(sent).toHaveLength(2);
    expect((await attempts()).toSorted()).toEqual([0, 0, 1, 1]);
    expect(await database.query('select from batch_intents')).toEqual([]);
  });

  it('is left to the next process when this one is told to stop while its job is under way, and nobody is to blame', async () => {
    let stopping = false;
    const sent: string[] = [];
    await turn(
      async (call, some) => {
        sent.push(...some);
        await call.beforeCall();
        await call.checkpoint?.keep('a job of the CRM');
        stopping = true;
        await call.beforeCall(); // to ask how the job stands
        throw new Error('it was asked after all');
      },
      () => stopping,
    );
    expect(sent).toHaveLength(2);
    expect(await attempts()).toEqual([0, 0, 0, 0]);
    const [stream] = await database.query<object>(
      `select checkpoint, in_hand, owner from stream where object = 'company'`,
    );
    expect(stream).toEqual({ checkpoint: 'a job of the CRM', in_hand: [], owner: null });
    const [noted] = await database.query<{ intents: readonly object[] }>('select intents from batch_intents');
    expect(noted?.intents).toHaveLength(2);
  });
});
