import type { News } from '../../../src/core/news';
import {
  acceptEarlier,
  appendChanges,
  closeOffers,
  listChanges,
  listChangesOf,
  lockChange,
  lockOpenChanges,
  readAnswers,
  storeAnswers,
  takeSeqs,
  type Change,
  type StoredAnswer,
} from '../../../src/store/changes';
import { inTenant, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:07Z');
const stream = { connectionId: 'a', object: 'customer' } as const;
const email = { from: null, to: 'ada@engines.example' };
const phone = { from: '+442079460000', orFrom: ['+442079460001'], to: '+442079460123' };

describe('the change feed', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  afterEach(() => database.query('delete from change; delete from change_feed'));
  afterAll(() => database.drop());

  const asOne = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);
  /** Appends news about a record; answers its number. */
  const append = async (tx: EntityManager, news: News, about: Partial<Change> = {}): Promise<number> => {
    const seq = await takeSeqs(tx, 'one', 1);
    const { connectionId = 'a', object = 'customer', sourceId = '1' } = about;
    const changes = [{ seq, sourceId, externalId: '151', news }];
    await appendChanges(tx, 'one', { connectionId, object }, { changes, now });
    return seq;
  };
  const offer = (fields: Extract<News, { kind: 'changed' }>['fields'], about: Partial<Change> = {}): Promise<number> =>
    asOne((tx) => append(tx, { kind: 'changed', fields }, about));
  const all = (): Promise<readonly Change[]> => asOne((tx) => listChanges(tx, 'one', { after: 0, limit: 100 }));
  const change = async (seq: number): Promise<Change> => (await all()).find((one) => one.seq === seq)!;
  const seqs = async (): Promise<readonly number[]> => (await all()).map(({ seq }) => seq);

  /** A transaction that has told something and not ended yet. */
  async function held(end: 'commit' | 'rollback'): Promise<{ readonly release: () => Promise<void> }> {
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    let told: () => void = () => undefined;
    const hasTold = new Promise<void>((resolve) => (told = resolve));
    const ended = asOne(async (tx) => {
      await append(tx, { kind: 'deleted' });
      told();
      await released;
      if (end === 'rollback') throw new Error('it came to nothing');
    }).catch((error: unknown) => {
      if (end === 'commit') throw error;
    });
    await hasTold;
    return {
      release: () => {
        letGo();
        return ended;
      },
    };
  }

  /** Resolves when this transaction waits for another; one that does not wait has no order to keep. */
  const untilItWaits = async (other: Promise<unknown>): Promise<void> => {
    const end = { isOver: false };
    void other.finally(() => (end.isOver = true)).catch(() => undefined);
    while (!end.isOver && (await database.waiting()) === 0);
    expect(end.isOver).toBe(false);
  };

  it.each(['a feed that begins', 'a feed that goes on'])(
    'shows numbers in their order although transactions overlap: %s',
    async (which) => {
      const begins = which === 'a feed that begins';
      if (!begins) await offer({ email });
      const before = await seqs();
      const first = await held('commit');
      const second = offer({ phone });
      await untilItWaits(second);
      // The second has its work done and cannot show it: whoever read now would never see the first.
      expect(await seqs()).toEqual(before);
      await first.release();
      expect(await second).toBe(before.length + 2);
      expect(await seqs()).toEqual([...before, before.length + 1, before.length + 2]);
    },
  );

  it('gives the numbers of a transaction that came to nothing to the next one', async () => {
    await offer({ email });
    const first = await held('rollback');
    const second = offer({ phone });
    await untilItWaits(second);
    await first.release();
    expect(await second).toBe(2);
    expect(await seqs()).toEqual([1, 2]);
  });

  it('lets one tenant not wait for another', async () => {
    const first = await held('commit');
    expect(await inTenant(app, 'two', (tx) => takeSeqs(tx, 'two', 3))).toBe(1);
    await first.release();
  });

  it('gives out as many numbers as are asked for, one after the other', async () => {
    expect(await asOne(async (tx) => [await takeSeqs(tx, 'one', 3), await takeSeqs(tx, 'one', 1)])).toEqual([1, 4]);
    expect(await asOne((tx) => takeSeqs(tx, 'one', 2))).toBe(5);
  });

  it('says of every kind what it is about', async () => {
    await offer({ email, phone });
    for (const news of [{ kind: 'deleted' }, { kind: 'restored' }, { kind: 'merged', into: '152' }] as const)
      await asOne((tx) => append(tx, news, { sourceId: '2' }));
    const [changed, ...others] = await all();
    expect(changed).toEqual({
      seq: 1,
      at: now,
      kind: 'changed',
      ...stream,
      sourceId: '1',
      externalId: '151',
      fields: { email, phone },
      into: null,
      answers: {},
      closedAt: null,
    });
    expect(others.map(({ kind, fields, into }) => ({ kind, fields, into }))).toEqual([
      { kind: 'deleted', fields: {}, into: null },
      { kind: 'restored', fields: {}, into: null },
      { kind: 'merged', fields: {}, into: '152' },
    ]);
    const ofTwo = await asOne((tx) => listChangesOf(tx, 'one', 'customer', '2'));
    expect(ofTwo.map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });

  it('is read in pages, in order', async () => {
    for (let count = 0; count < 5; count += 1) await offer({ email });
    const page = (after: number, limit: number): Promise<readonly number[]> =>
      asOne(async (tx) => (await listChanges(tx, 'one', { after, limit })).map(({ seq }) => seq));
    expect(await page(0, 2)).toEqual([1, 2]);
    expect(await page(2, 2)).toEqual([3, 4]);
    expect(await page(4, 2)).toEqual([5]);
    expect(await page(5, 2)).toEqual([]);
  });

  const accepted = { as: 'accepted', at: now.toISOString() } as const;
  const refused = { as: 'refused', at: now.toISOString(), reason: 'no' } as const;
  const answer = (seq: number, answers: Readonly<Record<string, StoredAnswer>>, closedAt: Date | null): Promise<void> =>
    asOne((tx) => storeAnswers(tx, 'one', { seq, answers, closedAt }));

  it('never writes over what the order system has answered when an offer is over by itself', async () => {
    const seq = await offer({ email, phone });
    await answer(seq, { email: refused }, null);
    const offers = ['email', 'phone'].map((field) => ({ seq, field, as: 'superseded', by: 9 }) as const);
    await asOne((tx) => closeOffers(tx, 'one', { offers, now: later }));
    const superseded = { as: 'superseded', at: later.toISOString(), by: 9 };
    expect(await change(seq)).toMatchObject({ answers: { email: refused, phone: superseded }, closedAt: later });
    const again = offers.map((one) => ({ ...one, as: 'accepted' }) as const);
    await asOne((tx) => closeOffers(tx, 'one', { offers: again, now }));
    expect(await change(seq)).toMatchObject({ answers: { email: refused, phone: superseded }, closedAt: later });
  });

  it('keeps a change open until each of its fields has an answer', async () => {
    const seq = await offer({ email, phone });
    const closing = (field: string): Promise<void> =>
      asOne((tx) => closeOffers(tx, 'one', { offers: [{ seq, field, as: 'accepted' }], now: later }));
    await closing('email');
    expect(await change(seq)).toMatchObject({ answers: { email: { as: 'accepted' } }, closedAt: null });
    await closing('phone');
    expect((await change(seq)).closedAt).toEqual(later);
  });

  it('lets a superseded offer be answered after all, and stays closed', async () => {
    const seq = await offer({ email });
    await asOne((tx) => closeOffers(tx, 'one', { offers: [{ seq, field: 'email', as: 'superseded' }], now: later }));
    await answer(seq, { email: accepted }, now);
    expect(await change(seq)).toMatchObject({ answers: { email: accepted }, closedAt: later });
  });

  it('accepts with a change the earlier ones of the same link and field, and no others', async () => {
    const both = await offer({ email, phone });
    const refusedBefore = await offer({ email });
    await answer(refusedBefore, { email: refused }, now);
    const superseded = await offer({ email });
    const offers = [{ seq: superseded, field: 'email', as: 'superseded', by: 8 }] as const;
    await asOne((tx) => closeOffers(tx, 'one', { offers, now }));
    const otherRecord = await offer({ email }, { sourceId: '2' });
    const otherType = await offer({ email }, { object: 'company' });
    const otherLink = await offer({ email }, { connectionId: 'b' });
    const otherField = await offer({ phone });
    const gone = await asOne((tx) => append(tx, { kind: 'deleted' }));
    const seq = await offer({ email });
    const next = await offer({ email });
    await asOne((tx) => acceptEarlier(tx, 'one', { seq, ...stream, sourceId: '1' }, { fields: ['email'], now: later }));
    const withIt = { as: 'accepted', at: later.toISOString(), by: seq };
    expect(await change(both)).toMatchObject({ answers: { email: withIt }, closedAt: null });
    expect(await change(superseded)).toMatchObject({ answers: { email: withIt }, closedAt: now });
    expect(await change(refusedBefore)).toMatchObject({ answers: { email: refused } });
    for (const other of [otherRecord, otherType, otherLink, otherField, gone, seq, next])
      expect(await change(other)).toMatchObject({ seq: other, answers: {}, closedAt: null });
  });

  it('finds what waits for an answer up to a number, in order', async () => {
    for (let count = 0; count < 4; count += 1) await offer({ email });
    await answer(2, { email: accepted }, now);
    const open = (upTo: number, limit: number): Promise<readonly number[]> =>
      asOne(async (tx) => (await lockOpenChanges(tx, 'one', { upTo, limit })).map(({ seq }) => seq));
    expect(await open(3, 10)).toEqual([1, 3]);
    expect(await open(4, 2)).toEqual([1, 3]);
    expect(await open(9, 10)).toEqual([1, 3, 4]);
  });

  it('answers what has become of changes by their numbers, and nothing of those that there are not', async () => {
    const seq = await offer({ email });
    await answer(seq, { email: accepted }, now);
    expect(await asOne((tx) => readAnswers(tx, 'one', [seq, 404]))).toEqual(new Map([[seq, { email: accepted }]]));
    expect(await asOne((tx) => readAnswers(tx, 'one', []))).toEqual(new Map());
    expect(await asOne((tx) => lockChange(tx, 'one', 404))).toBeNull();
    expect(await inTenant(app, 'two', (tx) => lockChange(tx, 'two', seq))).toBeNull();
  });
});
