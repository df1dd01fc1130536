import type { Upsert } from '../../../src/connectors/connector';
import { failureOf, keyOf, kindsOf, propertiesOf, propertyOf, valueOf, watched, type Bench, type Row } from './bench';
import { benches } from './benches';

describe.each(benches)('creating by key in $title', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
    for (const object of ['company', 'customer'] as const) {
      await bench.connector.provision(watched(bench), kind.objects[object], [keyOf(kind)]);
    }
  });
  afterEach(() => bench.close());

  const customer = (key: string, row: Row = {}): Upsert => ({
    key,
    properties: propertiesOf(kind, 'customer', { name: key, ...row }),
  });
  const upsert = (...rows: readonly Upsert[]): ReturnType<Bench['connector']['upsert']> =>
    bench.connector.upsert(watched(bench), kind.objects.customer, rows);
  const held = (...words: readonly string[]): Promise<readonly Row[]> => bench.held('customer', ...words);

  it('makes what no record holds, updates what one does, and says which it was', async () => {
    const first = await upsert(customer('c1', { email: 'ana@example.com' }), customer('c2'));
    expect(first.map((outcome) => valueOf(outcome).created)).toEqual([true, true]);
    const again = await upsert(customer('c3'), customer('c1', { city: 'Rome' }));
    expect(again.map((outcome) => valueOf(outcome).created)).toEqual([true, false]);
    expect(valueOf(again[1]).id).toBe(valueOf(first[0]).id);
    expect(await held('key', 'email', 'city')).toEqual([
      { id: valueOf(first[0]).id, key: 'c1', email: 'ana@example.com', city: 'Rome' },
      { id: valueOf(first[1]).id, key: 'c2', email: null, city: null },
      { id: valueOf(again[0]).id, key: 'c3', email: null, city: null },
    ]);
  });

  it('takes keys for the same in any letter case', async () => {
    const [made] = await upsert(customer('a1~16a36e86'));
    const [again] = await upsert(customer('A1~16A36E86'));
    expect(valueOf(again)).toMatchObject({ id: valueOf(made).id, created: false });
    expect(await held()).toHaveLength(1);
  });

  it('takes keys with every sign that an id may have, and tells them apart', async () => {
    const keys = ['4711/1', '4711/2', "o'neil", 'a\\b', 'ana@example.com', 'x?y=1&z#%2f', 'a b', '%', '_', 'ünï'];
    const made = await upsert(...keys.map((key) => customer(key)));
    expect(made.map((outcome) => valueOf(outcome).created)).toEqual(keys.map(() => true));
    const again = await upsert(...keys.map((key) => customer(key)));
    expect(again.map((outcome) => valueOf(outcome))).toMatchObject(
      made.map((outcome) => ({ id: valueOf(outcome).id, created: false })),
    );
    expect((await held('key')).map(({ key }) => key)).toEqual(keys);
  });

  it('makes one record of two calls at the same time', async () => {
    const both = await Promise.all([upsert(customer('c1')), upsert(customer('c1'))]);
    for (const outcomes of both) {
      const settled = outcomes[0]?.ok === true ? outcomes : await upsert(customer('c1'));
      expect(kindsOf(settled)).toEqual(['ok']);
    }
    expect(await held()).toHaveLength(1);
  });

  it('keeps the order of the rows over as many calls as they take, and no more', async () => {
    const count = 2 * (kind.rowsPerCall ?? 100) + 50;
    const keys = Array.from({ length: count }, (_, n) => `c${n}`);
    await upsert(...keys.slice(0, 70).map((key) => customer(key)));
    const context = watched(bench);
    const rows = keys.map((key) => customer(key, { city: 'Rome' }));
    const outcomes = await bench.connector.upsert(context, kind.objects.customer, rows);
    expect(outcomes.map((outcome) => valueOf(outcome).created)).toEqual(keys.map((_, n) => n >= 70));
    const ids = new Map((await held('key')).map(({ id, key }) => [key, id]));
    expect(outcomes.map((outcome) => valueOf(outcome).id)).toEqual(keys.map((key) => ids.get(key)));
    if (kind.rowsPerCall === null) return;
    const full = context.callouts.filter((callout) => callout.rows > 0 && callout.method !== 'GET');
    expect(full.map((callout) => callout.rows).sort((a, b) => a - b)).toEqual([50, kind.rowsPerCall, kind.rowsPerCall]);
  });

  it('does not let a bad row sink its neighbours', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => customer(`c${n}`, { email: `person${n}@example.com` }));
    const odd = [customer('odd1', { email: 'nobody@localhost' }), customer('odd2', { email: 'a@b@example.com' })];
    const outcomes = await upsert(...rows.slice(0, 50), ...odd, ...rows.slice(50));
    expect(kindsOf(outcomes)).toEqual([
      ...rows.slice(0, 50).map(() => 'ok'),
      'rejected',
      'rejected',
      ...Array<string>(70).fill('ok'),
    ]);
    for (const outcome of outcomes.slice(50, 52)) {
      expect(failureOf(outcome)).toMatchObject({ property: propertyOf(kind, 'customer', 'email') });
    }
    expect(await held()).toHaveLength(120);
  });

  it('blames a property that does not exist on the rows that carry it', async () => {
    const stray = { key: 'stray', properties: { ...customer('stray').properties, [kind.ownName('nowhere')]: 'x' } };
    const outcomes = await upsert(customer('c1'), stray, customer('c2'));
    expect(kindsOf(outcomes)).toEqual(['ok', 'rejected', 'ok']);
    expect(failureOf(outcomes[1])).toMatchObject({ property: kind.ownName('nowhere') });
  });

  it('writes values with every sign as they are', async () => {
    const cities = ['O’Neil, "Bob" <x> & co', "it's", 'a\\b', '#N/A', 'null', '=1+1', 'ünï 🙂', 'a;b|c\td'];
    await upsert(...cities.map((city, n) => customer(`c${n}`, { city })));
    expect((await held('city')).map(({ city }) => city)).toEqual(cities);
  });

  it('answers nothing to no rows, without a call', async () => {
    expect(await upsert()).toEqual([]);
    expect(await bench.connector.update(watched(bench), kind.objects.customer, [])).toEqual([]);
    expect(await bench.connector.archive(watched(bench), kind.objects.customer, [])).toEqual([]);
    expect(await bench.connector.associate(watched(bench), kind.association, [])).toEqual([]);
    const query = { object: kind.objects.customer, by: 'id', ids: [], properties: [] } as const;
    const context = watched(bench);
    expect(await bench.connector.read(context, query)).toEqual([]);
    expect(context.callouts).toEqual([]);
  });
});
