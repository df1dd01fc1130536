import type { Clash } from '../../../src/core/news';
import {
  countConflicts,
  listConflicts,
  listConflictsOf,
  readResolutions,
  resolveConflict,
  storeClashes,
  type Conflict,
  type LinkClashes,
} from '../../../src/store/conflicts';
import { inTenant, type DataSource, type EntityManager } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:07Z');
const stream = { connectionId: 'a', object: 'customer' } as const;
const asked: Clash = {
  field: 'phone',
  policy: 'ask',
  base: '+442079460000',
  ours: '+442079460001',
  theirs: '+442079460123',
  oursAt: now,
  theirsAt: null,
  outcome: 'ask',
};
const resolution = { side: 'theirs', at: now.toISOString() } as const;

describe('the conflicts of fields', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  afterEach(() => database.query('delete from conflict'));
  afterAll(() => database.drop());

  const asOne = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => inTenant(app, 'one', work);
  const store = (links: readonly LinkClashes[], at = now, name: typeof stream | object = {}): Promise<void> =>
    asOne((tx) => storeClashes(tx, 'one', { ...stream, ...name }, { links, mappingVersion: '1-x', now: at }));
  const find = (...found: Clash[]): LinkClashes => ({ sourceId: '1', found, over: [] });
  const end = (...over: string[]): LinkClashes => ({ sourceId: '1', found: [], over });
  const all = (): Promise<readonly Conflict[]> => asOne((tx) => listConflictsOf(tx, 'one', 'customer', '1'));
  const only = async (): Promise<Conflict> => {
    const [found, ...others] = await all();
    expect(others).toEqual([]);
    return found!;
  };
  const resolve = async (): Promise<Conflict | null> => {
    const { seq } = await only();
    return asOne((tx) => resolveConflict(tx, 'one', seq, resolution));
  };

  it('stand open with what each side says until somebody says who is right', async () => {
    await store([find(asked)]);
    const { seq, ...found } = await only();
    expect(found).toEqual({
      at: now,
      ...stream,
      sourceId: '1',
      field: 'phone',
      policy: 'ask',
      base: asked.base,
      ours: asked.ours,
      theirs: asked.theirs,
      oursAt: now,
      theirsAt: null,
      resolution: null,
      outcome: null,
      closedAt: null,
      mappingVersion: '1-x',
    });
    expect(await resolve()).toEqual({ seq, ...found, resolution });
    const resolutions = await asOne((tx) => readResolutions(tx, 'one', stream, ['1', '2']));
    const { ours, theirs } = asked;
    expect(resolutions).toEqual(new Map([['1', { phone: { ours, theirs, side: 'theirs' } }]]));
  });

  it.each([
    ['of two values', asked],
    ['of a blank of ours', { ...asked, ours: null }],
    ['of a blank of theirs', { ...asked, theirs: null }],
    ['of lists', { ...asked, ours: ['a', 'b'], theirs: ['b'] }],
  ])('are one question %s, however often they are found, and keep the answer', async (_what, clash) => {
    await store([find(clash)]);
    const before = await resolve();
    await store([find({ ...clash, policy: 'ask' })], later);
    expect(await only()).toEqual(before);
    expect(before).toMatchObject({ at: now, resolution });
  });

  it.each([
    ['ours', { ...asked, ours: '+442079460002' }],
    ['theirs', { ...asked, theirs: '+442079460124' }],
    ['ours, to a blank', { ...asked, ours: null }],
    ['theirs, to a blank', { ...asked, theirs: null }],
  ])(
    'are another question when a side has moved, and the answer to the former one is none to it: %s',
    async (_, moved) => {
      await store([find(asked)]);
      const before = await resolve();
      await store([find(moved)], later);
      const [former, next, ...others] = await all();
      expect(others).toEqual([]);
      expect(former).toEqual({ ...before, outcome: 'superseded', closedAt: later });
      const { ours, theirs } = moved;
      expect(next).toEqual({ ...before, seq: next?.seq, ours, theirs, at: later, resolution: null });
      expect((await asOne((tx) => readResolutions(tx, 'one', stream, ['1']))).size).toBe(0);
      // Whoever has seen the former values has not seen these.
      expect(await asOne((tx) => resolveConflict(tx, 'one', former!.seq, { ...resolution, side: 'ours' }))).toEqual(
        former,
      );
      expect((await all())[1]).toEqual(next);
      const counts = await asOne((tx) => countConflicts(tx, 'one', 'a'));
      expect(counts).toEqual([{ policy: 'ask', isOpen: true, count: 1 }]);
    },
  );

  it('are not said to be decided with values that nobody has decided about', async () => {
    await store([find(asked)]);
    const moved: Clash = { ...asked, policy: 'crm', theirs: '+442079460124', outcome: 'theirs' };
    await store([{ ...find(moved), over: ['phone'] }], later);
    expect(await all()).toMatchObject([
      { policy: 'ask', theirs: asked.theirs, outcome: 'superseded' },
      { policy: 'crm', theirs: moved.theirs, outcome: 'theirs', at: later },
    ]);
  });

  it('are over when both sides have come to say the same', async () => {
    await store([find(asked, { ...asked, field: 'country' })]);
    await store([end('phone', 'email')], later);
    const [phone, country] = await all();
    expect(phone).toMatchObject({ field: 'phone', outcome: 'equal', closedAt: later });
    expect(country).toMatchObject({ field: 'country', outcome: null, closedAt: null });
    await store([find(asked)], later);
    expect((await all()).map(({ outcome }) => outcome)).toEqual(['equal', null, null]);
  });

  it('are closed by what was decided, as one row', async () => {
    await store([find(asked)]);
    await resolve();
    await store([{ ...find({ ...asked, outcome: 'theirs' }), over: ['phone'] }], later);
    expect(await only()).toMatchObject({ outcome: 'theirs', closedAt: later, resolution });
  });

  it('are noted when a rule decides by itself, each time', async () => {
    const decided: Clash = { ...asked, policy: 'crm', outcome: 'theirs' };
    await store([find(decided)]);
    expect(await only()).toMatchObject({ policy: 'crm', outcome: 'theirs', at: now, closedAt: now, resolution: null });
    // A clock may stand still between two looks.
    await store([find({ ...decided, outcome: 'ours' })]);
    expect((await all()).map(({ outcome }) => outcome)).toEqual(['theirs', 'ours']);
  });

  it('are apart by connection, type, record and field', async () => {
    await store([find(asked, { ...asked, field: 'country' }), { ...find(asked), sourceId: '2' }]);
    await store([find(asked)], now, { connectionId: 'b' });
    await store([find(asked)], now, { object: 'company' });
    await store([end('phone')], later);
    const open = await asOne((tx) => listConflicts(tx, 'one', { open: true, before: null, limit: 10 }));
    expect(
      open.map(({ connectionId, object, sourceId, field }) => [connectionId, object, sourceId, field].join()),
    ).toEqual(['a,company,1,phone', 'b,customer,1,phone', 'a,customer,2,phone', 'a,customer,1,country']);
    await expect(
      asOne((tx) =>
        tx.query(`insert into conflict (tenant_id, at, connection_id, object, source_id, field, policy)
                  values ('one', now(), 'b', 'customer', '1', 'phone', 'ask')`),
      ),
    ).rejects.toThrow('conflict_open');
  });

  it('that are closed take no answer any more, and those of another tenant none at all', async () => {
    await store([find(asked)]);
    await store([end('phone')], later);
    expect(await resolve()).toMatchObject({ outcome: 'equal', resolution: null });
    const { seq } = await only();
    expect(await asOne((tx) => resolveConflict(tx, 'one', seq + 1, resolution))).toBeNull();
    expect(await inTenant(app, 'two', (tx) => resolveConflict(tx, 'two', seq, resolution))).toBeNull();
  });

  it('are listed in pages, the newest first, open and decided ones apart', async () => {
    const fields = ['email', 'phone', 'country'];
    await store([find(...fields.map((field) => ({ ...asked, field })))]);
    await store([find({ ...asked, field: 'address', outcome: 'ours' })]);
    const page = (open: boolean, before: number | null, limit: number): Promise<readonly Conflict[]> =>
      asOne((tx) => listConflicts(tx, 'one', { open, before, limit }));
    const first = await page(true, null, 2);
    expect(first.map(({ field }) => field)).toEqual(['country', 'phone']);
    const rest = await page(true, first.at(-1)?.seq ?? 0, 2);
    expect(rest.map(({ field }) => field)).toEqual(['email']);
    expect((await page(false, null, 9)).map(({ field }) => field)).toEqual(['address']);
    const counts = await asOne((tx) => countConflicts(tx, 'one', 'a'));
    expect([...counts].sort((a, b) => a.count - b.count)).toEqual([
      { policy: 'ask', isOpen: false, count: 1 },
      { policy: 'ask', isOpen: true, count: 3 },
    ]);
  });
});
