import { newLink } from '../../../src/core/link';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { storeClashes } from '../../../src/store/conflicts';
import { readRefusedEmails, storeRefusedEmails } from '../../../src/store/email-verdicts';
import { eraseRecords, RecordInHand } from '../../../src/store/erase';
import { nextClaims, readClaimed } from '../../../src/store/erasures';
import { claimIdempotencyKey, freeIdempotencyKey, keepAnswer } from '../../../src/store/idempotency';
import { storeIntents } from '../../../src/store/intents';
import { appendJournal } from '../../../src/store/journal';
import { storeLinks } from '../../../src/store/links';
import { storeRecords } from '../../../src/store/records';
import { takeDelivery } from '../../../src/store/remote-marks';
import { bindStranger } from '../../../src/store/strangers';
import { holdStream, LeaseLost, type Stream } from '../../../src/store/streams';
import { erasedAmong } from '../../../src/store/tombstones';
import { inTenant, rows, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { storeTwoTenants } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { tablesOf, tracesOf } from '../../support/traces';

const now = new Date('2026-03-01T12:00:00Z');
const keys = openSecretKeys({ secretKey: 'a key that seals nothing of worth', previousSecretKey: null, dataDir: '' });
const value = 'Hopperova';
const everywhere = ['batch_intents', 'change', 'conflict', 'idempotency', 'journal', 'link', 'record'];
const streamOf = (connectionId: string): Stream => ({
  tenantId: 'one',
  connectionId,
  object: 'customer',
  shard: 0,
  fence: 0,
});

describe('the erasure of a record', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
  });
  beforeEach(async () => {
    await database.query(
      `truncate record, link, change, change_feed, conflict, journal, idempotency, batch_intents, stranger, erasure, tombstone, dirty`,
    );
    await database.query(`update stream set fence = 0, in_hand = '{}', lease_until = '-infinity'`);
    for (const tenant of ['one', 'two']) await fill(tenant, '1');
    await fill('one', '2');
  });
  afterAll(() => database.drop());

  const within = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);
  const erase = (sourceIds = ['1'], own: Stream | null = streamOf('a')): Promise<unknown> =>
    within((tx) => {
      const from = { connectionId: 'a', externalId: '901' };
      return eraseRecords(tx, keys, 'one', { object: 'customer', sourceIds, from, why: 'for privacy', own, now });
    });
  const traces = (who: string): Promise<readonly string[]> => tracesOf(database, [who]);

  /** Values of a record in every table that keeps some, and of both connections. */
  async function fill(tenantId: string, id: string): Promise<void> {
    const said = `${value}-${tenantId}-${id}.`;
    await inTenant(app, tenantId, async (tx) => {
      const record = {
        object: 'customer',
        sourceId: id,
        fields: { lastName: said },
        updatedAt: now,
        fieldAt: {},
      } as const;
      const records = [{ ...record, deletedAt: null, revision: 1 }];
      await storeRecords(tx, tenantId, 'customer', { records, changed: [id], lane: 'live', now, unseen: true });
      const seqs: number[] = [];
      for (const connectionId of ['a', 'b']) {
        const stream = { connectionId, object: 'customer' } as const;
        const offers = [{ seq: 1, value: said }];
        const link = { ...newLink(id), externalId: `90${id}`, aliases: [`80${id}`], localBase: { lastName: said } };
        const links = [{ ...link, standings: { lastName: { offers } }, state: 'offered' as const }];
        await storeLinks(tx, tenantId, stream, { links, now });
        const changes = { lastName: { from: null, to: said } };
        await appendJournal(tx, tenantId, stream, {
          entries: [{ sourceId: id, what: 'created', why: 'w', changes }],
          now,
        });
        const seq = await takeSeqs(tx, tenantId, 1);
        seqs.push(seq);
        const news = { kind: 'changed', fields: changes } as const;
        await appendChanges(tx, tenantId, stream, {
          changes: [{ seq, sourceId: id, externalId: `90${id}`, news }],
          now,
        });
        const clash = { field: 'lastName', policy: 'ask', base: null, ours: said, theirs: said } as const;
        const found = [{ ...clash, oursAt: now, theirsAt: now, outcome: 'ask' as const }];
        await storeClashes(tx, tenantId, stream, {
          links: [{ sourceId: id, found, over: [] }],
          mappingVersion: '1-x',
          now,
        });
        const intent = { number: 1, at: now.toISOString(), fields: { lastName: said } };
        await storeIntents(tx, { ...streamOf(connectionId), tenantId }, [{ sourceId: id, intent }]);
      }
      const kept = { status: 200, answer: JSON.stringify({ lastName: said }), change: seqs[0] };
      await claimIdempotencyKey(tx, tenantId, { key: `kept-${id}`, fingerprint: Buffer.of(1) }, now);
      await keepAnswer(tx, tenantId, `kept-${id}`, kept);
    });
  }

  it('leaves no value of it in any table or connection, and every value of its neighbours', async () => {
    expect(tablesOf(await traces(`${value}-one-1.`))).toEqual(everywhere);
    const neighbours = await Promise.all([traces(`${value}-one-2.`), traces(`${value}-two-1.`)]);
    await within((tx) => tx.query(`delete from batch_intents where connection_id = 'a'`)); // as whoever takes a stream up
    await erase();
    expect(await traces(`${value}-one-1.`)).toEqual([]);
    expect(await traces(`${value}-two-1.`)).toEqual(neighbours[1]);
    expect(tablesOf(await traces(`${value}-one-2.`))).toEqual(
      tablesOf(neighbours[0]).filter((n) => n !== 'batch_intents'),
    );
  });

  it('does not happen while a worker has it in hand, nor while intents of it are on their way', async () => {
    await database.query(
      `update stream set lease_until = $1::timestamptz + interval '1 minute' where connection_id = 'b'`,
      [now],
    );
    await expect(erase()).rejects.toThrow(RecordInHand);
    await database.query('delete from batch_intents');
    await database.query(`update stream set in_hand = '{7,1}' where tenant_id = 'one' and connection_id = 'b'`);
    await expect(erase()).rejects.toThrow(RecordInHand);
    expect(tablesOf(await traces(`${value}-one-1.`))).toContain('record');
    await database.query(`update stream set in_hand = '{7}'`);
    await erase();
    expect(await traces(`${value}-one-1.`)).toEqual([]);
  });

  it('does not happen by a person’s word either while any worker has it in hand', async () => {
    await database.query('delete from batch_intents');
    const lease = `update stream set in_hand = '{1}', lease_until = $1::timestamptz + interval '1 minute' where connection_id = 'a'`;
    await database.query(lease, [now]);
    await expect(erase(['1'], null)).rejects.toThrow(RecordInHand);
  });

  it('takes the stream from a worker that died with it, which settles nothing of it any more', async () => {
    await database.query(`update stream set in_hand = '{1}', lease_until = $1 where connection_id = 'b'`, [now]);
    await within((tx) => tx.query(`delete from batch_intents where connection_id = 'a'`));
    await erase();
    expect(await traces(`${value}-one-1.`)).toEqual([]);
    await expect(within((tx) => holdStream(tx, streamOf('b'), { until: now }))).rejects.toThrow(LeaseLost);
  });

  it('is one change for the order system, and makes those before say the same', async () => {
    await database.query('delete from batch_intents');
    await erase();
    const feed = await database.query(
      `select seq, kind, source_id as id, external_id as "externalId", closed_at is null as open, answers -> 'erased' ->> 'by' as by
         from change where tenant_id = 'one' and source_id = '1' order by seq`,
    );
    expect(feed).toEqual([
      { seq: 1, kind: 'erased', id: '1', externalId: '901', open: false, by: '5' },
      { seq: 2, kind: 'erased', id: '1', externalId: '901', open: false, by: '5' },
      { seq: 5, kind: 'erased', id: '1', externalId: '901', open: true, by: null },
    ]);
  });

  it('keeps the record for good, deleted and without a field, also one that was never said', async () => {
    await database.query('delete from batch_intents');
    await erase(['1', 'unsaid']);
    const records = await database.query(
      `select source_id as id, fields, lines, deleted_at as deleted, erased_at as erased, revision from record
        where erased_at is not null order by 1`,
    );
    const emptied = { fields: {}, lines: null, deleted: now, erased: now };
    expect(records).toEqual([
      { id: '1', ...emptied, revision: 2 },
      { id: 'unsaid', ...emptied, revision: 1 },
    ]);
  });

  it('knows the ids of the CRMs again, former ones too, and keeps them so that nobody else does', async () => {
    await database.query('delete from batch_intents');
    await within((tx) => bindStranger(tx, 'one', streamOf('b'), { externalId: '77', sourceId: '1', seq: 1 }));
    await erase();
    const known = (connectionId: string, tenantId = 'one'): Promise<readonly string[]> =>
      inTenant(app, tenantId, async (tx) => {
        const asked = { stream: streamOf(connectionId), externalIds: ['901', '801', '77', '902'] };
        return [...(await erasedAmong(tx, keys, tenantId, asked))].sort();
      });
    expect(await known('a')).toEqual(['801', '901']);
    expect(await known('b')).toEqual(['77', '801', '901']);
    expect(await known('a', 'two')).toEqual([]);
    const other = { stream: { ...streamOf('a'), object: 'company' as const }, externalIds: ['901'] };
    expect(await within((tx) => erasedAmong(tx, keys, 'one', other))).toEqual(new Set());
    const stored = await database.query<{ digest: Buffer }>('select digest from tombstone');
    expect(stored.map(({ digest }) => digest.length)).toEqual([32, 32, 32, 32, 32]);
    expect(new Set(stored.map(({ digest }) => digest.toString('hex'))).size).toBe(5);
    const sealed = await database.query(`select from secret where name = 'tombstone-key'`);
    expect(sealed).toHaveLength(2);
  });

  it('is not held up by a lost key, although it knows no more then what was erased before', async () => {
    await database.query('delete from batch_intents');
    await erase();
    const others = openSecretKeys({ secretKey: 'another key, of nobody', previousSecretKey: null, dataDir: '' });
    const known = (by: typeof keys): Promise<ReadonlySet<string>> =>
      within((tx) => erasedAmong(tx, by, 'one', { stream: streamOf('a'), externalIds: ['901', '902'] }));
    expect(await known(others)).toEqual(new Set());
    const from = { connectionId: 'a', externalId: '902' };
    const erasing = { object: 'customer', sourceIds: ['2'], from, why: 'w', own: null, now } as const;
    await within((tx) => eraseRecords(tx, others, 'one', erasing));
    expect(await known(others)).toEqual(new Set(['902']));
    await database.query(`delete from secret where name = 'tombstone-key'`);
  });

  it('lets no request that is being answered keep its answer, and keeps those of others', async () => {
    await database.query('delete from batch_intents');
    await within((tx) => claimIdempotencyKey(tx, 'one', { key: 'now', fingerprint: Buffer.of(2) }, now));
    await erase();
    await within((tx) => keepAnswer(tx, 'one', 'now', { status: 200, answer: `{"seq":1,"said":"${value}-one-1."}` }));
    await within((tx) => freeIdempotencyKey(tx, 'one', 'now'));
    expect(await database.query(`select tenant_id, key from idempotency order by 1, 2`)).toEqual([
      { tenant_id: 'one', key: 'kept-2' },
      { tenant_id: 'two', key: 'kept-1' },
    ]);
  });

  it('forgets what CRMs have refused of the addresses that it had, in all connections, and nothing of those of others', async () => {
    await database.query('delete from batch_intents; delete from email_verdict');
    await database.query(
      `update record set fields = fields || '{"email":" Ada@Example.com"}' where tenant_id = 'one' and source_id = '1'`,
    );
    await database.query(
      `update link set remote_base = '{"email":"former@example.com"}' where tenant_id = 'one' and source_id = '1'`,
    );
    const addresses = ['ada@example.com', 'former@example.com', 'other@example.com'];
    const refused = addresses.map((address) => ({ address, code: 'NO' }));
    for (const tenant of ['one', 'two']) {
      for (const id of ['a', 'b'])
        await inTenant(app, tenant, (tx) => storeRefusedEmails(tx, tenant, id, { refused, now }));
    }
    await erase();
    const known = (tenant: string, id: string): Promise<readonly string[]> =>
      inTenant(app, tenant, async (tx) => [...(await readRefusedEmails(tx, tenant, id, addresses)).keys()].sort());
    for (const id of ['a', 'b']) {
      expect(await known('one', id)).toEqual(['other@example.com']);
      expect(await known('two', id)).toEqual(addresses);
    }
  });

  it('may be repeated, and forgets when it was no more', async () => {
    await database.query('delete from batch_intents');
    await erase();
    const [before] = await database.query(`select erased_at from record where source_id = '1' and tenant_id = 'one'`);
    await within((tx) =>
      eraseRecords(tx, keys, 'one', {
        object: 'customer',
        sourceIds: ['1'],
        from: null,
        why: 'again',
        own: null,
        now: new Date(now.getTime() + 1),
      }),
    );
    expect(await database.query(`select erased_at from record where source_id = '1' and tenant_id = 'one'`)).toEqual([
      before,
    ]);
  });

  it('is undone by nobody who may only forget', async () => {
    await database.query('delete from batch_intents');
    await erase();
    for (const sql of [
      `update journal set changes = '{"lastName":{"from":null,"to":"x"}}'`,
      `update change set fields = '{"lastName":{"from":null,"to":"x"}}'`,
    ]) {
      await expect(within((tx) => tx.query(sql))).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
  });
});

describe('what a CRM says it has erased', () => {
  let database: TestDatabase;
  let app: DataSource;
  const stream = { connectionId: 'a', object: 'customer' } as const;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await storeTwoTenants(database, app);
  });
  afterAll(() => database.drop());

  const within = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);

  it('is noted with the delivery that tells it, once, and brings a worker to its stream', async () => {
    const erased = [
      { ...stream, externalId: '901' },
      { ...stream, externalId: '901' },
    ];
    const take = (digest: number, at: Date): Promise<unknown> =>
      takeDelivery(app, 'one', { digest: Buffer.of(1, digest), connectionIds: ['a'], changes: [], erased, now: at });
    expect(await take(1, now)).toMatchObject({ marked: 0 });
    expect(await take(1, now)).toBeNull();
    await database.query(`update erasure set attempts = 2, due_at = '2030-01-01'`);
    await take(2, now);
    const claims = await within((tx) => nextClaims(tx, 'one', stream, { rows: 10, now }));
    expect(claims).toEqual([{ externalId: '901', attempts: 2 }]);
    const claimed = await rows(
      app,
      `select tenant_id, connection_id, object from claim_stream(gen_random_uuid(), $1, '1 s')`,
      [now],
    );
    expect(claimed).toEqual([{ tenant_id: 'one', connection_id: 'a', object: 'customer' }]);
  });

  it('is about the record that holds it, was merged from it or into it, or was accepted as it', async () => {
    const merged = { code: 'merged', message: 'm', candidates: ['901'] };
    const links = [
      { ...newLink('holds'), externalId: '901', aliases: ['800'] },
      { ...newLink('into'), state: 'gone' as const, reason: merged },
      { ...newLink('other'), externalId: '902', aliases: ['801'] },
      { ...newLink('gone'), externalId: '903', state: 'gone' as const, reason: { ...merged, code: 'deleted-in-crm' } },
    ];
    await within((tx) => storeLinks(tx, 'one', stream, { links, now }));
    await within((tx) => bindStranger(tx, 'one', stream, { externalId: '70', sourceId: 'accepted', seq: 1 }));
    const about = async (...ids: string[]): Promise<readonly string[]> => {
      const found = await within((tx) => readClaimed(tx, 'one', stream, ids));
      return found.map(({ claim, sourceId, externalId }) => `${claim} ${sourceId} ${externalId ?? '-'}`).sort();
    };
    expect(await about('901')).toEqual(['901 holds 901', '901 into -']);
    expect(await about('800', '70')).toEqual(['70 accepted -', '800 holds 901']);
    expect(await about('903', '999')).toEqual(['903 gone 903']);
  });
});
