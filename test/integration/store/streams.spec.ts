import { randomUUID } from 'node:crypto';
import { newLink } from '../../../src/core/link';
import { requireReauth, throttleConnection } from '../../../src/store/connections';
import { storeLinks } from '../../../src/store/links';
import { claimStream, holdStream, LeaseLost, releaseStream, type ClaimedStream } from '../../../src/store/streams';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const start = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

describe('a stream', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  afterEach(() => database.query('truncate connection, dirty cascade'));
  afterAll(() => database.drop());

  const claim = (at: Date, owner: string = randomUUID()): Promise<ClaimedStream | null> =>
    claimStream(app, { owner, now: at, leaseMs: 60_000 });
  const taken = async (at: Date): Promise<ClaimedStream> => {
    const claimed = await claim(at);
    if (!claimed) throw new Error('nothing to claim');
    return claimed;
  };
  const release = (stream: ClaimedStream): Promise<void> =>
    inTenant(app, stream.tenantId, (tx) => releaseStream(tx, stream));
  const hold = (stream: ClaimedStream, until: Date, inHand?: string[]): Promise<void> =>
    inTenant(app, stream.tenantId, (tx) => holdStream(tx, stream, { until, ...(inHand && { inHand }) }));
  const nameOf = ({ tenantId, connectionId, object }: ClaimedStream): string => `${tenantId}/${connectionId}/${object}`;
  /** Marks one link in each stream of the connections. */
  const mark = (at = start): Promise<unknown> =>
    database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
       select tenant_id, connection_id, object, '1', 0, $1 from stream on conflict do nothing`,
      [at],
    );

  it('is claimed when something in it is due, and not before', async () => {
    await storeSampleConnection(app, 'one', 'a');
    expect(await claim(start)).toBeNull();
    await mark(after(10));
    expect(await claim(after(9))).toBeNull();
    expect(await claim(after(10))).toMatchObject({ tenantId: 'one', connectionId: 'a', shard: 0, leftInHand: [] });
  });

  it('belongs to one owner at a time', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await database.query(`delete from dirty where object <> 'order'`);
    const first = await taken(start);
    expect(await claim(after(59))).toBeNull();
    await release(first);
    expect(nameOf(await taken(after(59)))).toBe('one/a/order');
  });

  it('is served parents first while none was served, then the one that waited longest', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await storeSampleConnection(app, 'two', 'b');
    await mark();
    const rounds: string[][] = [[], []];
    let second = 0;
    for (const round of rounds) {
      for (let turn = 0; turn < 6; turn += 1) {
        const stream = await taken(after((second += 1)));
        round.push(nameOf(stream));
        await release(stream);
      }
    }
    expect(rounds[0]!.map((name) => name.split('/')[2])).toEqual([
      ...['company', 'company'],
      ...['customer', 'customer'],
      ...['order', 'order'],
    ]);
    expect(new Set(rounds[0]).size).toBe(6);
    expect(rounds[1]).toEqual(rounds[0]);
  });

  it('goes to exactly one of 6 claimers, and all 50 are taken', async () => {
    for (let index = 0; index < 17; index += 1)
      await storeSampleConnection(app, index % 2 ? 'one' : 'two', `c${index}`);
    await mark();
    await database.query(`delete from dirty where connection_id = 'c16' and object = 'order'`);
    const claims = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const mine: string[] = [];
        for (let stream = await claim(start); stream; stream = await claim(start)) mine.push(nameOf(stream));
        return mine;
      }),
    );
    expect(claims.flat()).toHaveLength(50);
    expect(new Set(claims.flat()).size).toBe(50);
  });

  it('is taken over when its lease is over, with what its owner had in hand', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await database.query(`delete from dirty where object <> 'order'`);
    const dead = await taken(start);
    await hold(dead, after(60), ['7', '8']);
    expect(await claim(after(59))).toBeNull();
    const heir = await taken(after(60));
    expect(heir).toMatchObject({ leftInHand: ['7', '8'], fence: dead.fence + 1 });
    await hold(heir, after(120), []);
    await release(heir);
    expect((await taken(after(61))).leftInHand).toEqual([]);
  });

  it('is kept by an owner that extends its lease', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await database.query(`delete from dirty where object <> 'order'`);
    const stream = await taken(start);
    await hold(stream, after(100), ['7']);
    await hold(stream, after(200));
    expect(await claim(after(199))).toBeNull();
    expect((await taken(after(200))).leftInHand).toEqual(['7']);
  });

  it('that was taken over lets its former owner write nothing, and is not given back by it', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await database.query(`delete from dirty where object <> 'order'`);
    const former = await taken(start);
    const heir = await taken(after(60));
    await hold(heir, after(120), ['1']);
    const settle = inTenant(app, 'one', async (tx) => {
      await storeLinks(tx, 'one', former, { links: [{ ...newLink('1'), state: 'synced' }], now: after(61) });
      await holdStream(tx, former, { until: after(121), inHand: [] });
    });
    await expect(settle).rejects.toThrow(LeaseLost);
    await release(former);
    expect(await database.query('select from link')).toEqual([]);
    expect(await claim(after(119))).toBeNull();
    expect(await taken(after(120))).toMatchObject({ fence: heir.fence + 1, leftInHand: ['1'] });
  });

  it('of a tenant is not held or released by another', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    const stream = await taken(start);
    await expect(inTenant(app, 'two', (tx) => holdStream(tx, stream, { until: after(999) }))).rejects.toThrow(
      LeaseLost,
    );
    await inTenant(app, 'two', (tx) => releaseStream(tx, stream));
    await hold(stream, after(60));
  });

  it('of a throttled account is not claimed until the account takes calls again', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await storeSampleConnection(app, 'one', 'b');
    await mark();
    await inTenant(app, 'one', (tx) => throttleConnection(tx, 'one', 'a', after(50)));
    await inTenant(app, 'one', (tx) => throttleConnection(tx, 'one', 'a', after(40)));
    const claimed = [await taken(start), await taken(start), await taken(start)];
    expect(claimed.map(({ connectionId }) => connectionId)).toEqual(['b', 'b', 'b']);
    expect(await claim(after(49))).toBeNull();
    expect(await claim(after(50))).toMatchObject({ connectionId: 'a' });
  });

  it('of an account that must be authorised again is not claimed until it is connected again', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await inTenant(app, 'one', (tx) =>
      requireReauth(tx, { tenantId: 'one', id: 'a' }, { code: 'EXPIRED', message: 'token revoked' }),
    );
    expect(await claim(start)).toBeNull();
    await storeSampleConnection(app, 'one', 'a');
    expect(await claim(start)).not.toBeNull();
  });

  it('of a paused account is not claimed', async () => {
    await storeSampleConnection(app, 'one', 'a');
    await mark();
    await database.query(`update connection set state = 'paused'`);
    expect(await claim(start)).toBeNull();
  });
});
