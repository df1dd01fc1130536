import { intentLifeMs } from '../../../src/core/intents';
import { lanes } from '../../../src/core/lane';
import { newLink, type Intent } from '../../../src/core/link';
import { deleteIntents, moveIntentsToLinks, storeIntents } from '../../../src/store/intents';
import { readLinks, storeLinks } from '../../../src/store/links';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const stream = { tenantId: 'one', connectionId: 'a', object: 'order', shard: 0, fence: 1 } as const;
const intentOf = (number: number): Intent => ({
  number,
  at: now.toISOString(),
  fields: { text: 'it’s "quoted", \\ and 👩🏽‍💻', none: null },
  lines: ['1'],
});

describe('intents of a batch', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    for (const id of ['a', 'b']) await storeSampleConnection(app, 'one', id);
  });
  afterEach(() => database.query('truncate link, batch_intents, dirty'));
  afterAll(() => database.drop());

  const note = (numbers: Readonly<Record<string, number>>, of: object = {}): Promise<string> =>
    inTenant(app, 'one', (tx) =>
      storeIntents(
        tx,
        { ...stream, ...of },
        Object.entries(numbers).map(([sourceId, number]) => ({ sourceId, intent: intentOf(number) })),
      ),
    );
  const move = (): Promise<number> => inTenant(app, 'one', (tx) => moveIntentsToLinks(tx, stream, now));
  const links = async (): Promise<unknown> =>
    Object.fromEntries(await inTenant(app, 'one', (tx) => readLinks(tx, 'one', stream, ['1', '2', '3'])));
  const left = (): Promise<unknown[]> => database.query('select connection_id, object, seq from batch_intents');

  it('leave the links alone until an owner leaves them behind', async () => {
    const seq = await note({ 1: 1 });
    expect(await links()).toEqual({});
    await inTenant(app, 'one', (tx) => deleteIntents(tx, stream, seq));
    expect(await left()).toEqual([]);
    expect(await move()).toBe(0);
    expect(await links()).toEqual({});
  });

  it('are put behind those that a link has, which keeps the rest, and begin new links', async () => {
    const known = { ...newLink('1'), externalId: '900', localBase: { text: 'a' }, issuedNumber: 2, settledNumber: 1 };
    await inTenant(app, 'one', (tx) =>
      storeLinks(tx, 'one', stream, { links: [{ ...known, intents: [intentOf(2)] }], now }),
    );
    await note({ 1: 3, 2: 1 });
    await note({ 3: 7 });
    expect(await move()).toBe(3);
    expect(await links()).toEqual({
      1: { ...known, intents: [intentOf(2), intentOf(3)], issuedNumber: 3 },
      2: { ...newLink('2'), intents: [intentOf(1)], issuedNumber: 1 },
      3: { ...newLink('3'), intents: [intentOf(7)], issuedNumber: 7 },
    });
    expect(await left()).toEqual([]);
  });

  it('of one record come in the order in which they were noted', async () => {
    await note({ 1: 1, 2: 1 });
    await note({ 1: 2 });
    expect(await move()).toBe(2);
    expect(await links()).toMatchObject({ 1: { intents: [intentOf(1), intentOf(2)], issuedNumber: 2 } });
  });

  it('of what may wait are looked at when nothing of them can land any more', async () => {
    await database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
       values ('one', 'a', 'order', '1', $2, $1), ('one', 'a', 'order', '2', $3, $1), ('one', 'a', 'order', '3', $2, $1)`,
      [now, lanes.migration, lanes.live],
    );
    await note({ 1: 1, 2: 1 });
    await move();
    expect(await database.query('select source_id, due_at from dirty order by 1')).toEqual([
      { source_id: '1', due_at: new Date(now.getTime() + intentLifeMs) },
      { source_id: '2', due_at: now },
      { source_id: '3', due_at: now },
    ]);
  });

  it('of other streams stay where they are', async () => {
    await note({ 1: 1 }, { connectionId: 'b' });
    await note({ 1: 1 }, { object: 'customer' });
    await note({ 1: 1 }, { shard: 1 });
    expect(await move()).toBe(0);
    expect(await left()).toHaveLength(3);
  });
});
