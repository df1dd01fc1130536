import type { Update } from '../../../src/connectors/connector';
import { failureOf, keyOf, kindsOf, propertiesOf, propertyOf, watched, type Bench, type Row } from './bench';
import { benches } from './benches';

describe.each(benches)('updating by id in $title', (kind) => {
  let bench: Bench;
  let ids: readonly string[];
  beforeEach(async () => {
    bench = await kind.start();
    for (const object of ['company', 'customer'] as const) {
      await bench.connector.provision(watched(bench), kind.objects[object], [keyOf(kind)]);
    }
    ids = await bench.seed('company', [
      { name: 'A', domain: 'a.com', phone: '1', key: 'k1' },
      { name: 'B', city: 'Rome' },
      { name: 'C' },
    ]);
  });
  afterEach(() => bench.close());

  const row = (id: string | undefined, change: Row): Update => ({
    id: id!,
    properties: propertiesOf(kind, 'company', change),
  });
  const update = (...rows: readonly Update[]): ReturnType<Bench['connector']['update']> =>
    bench.connector.update(watched(bench), kind.objects.company, rows);

  it('changes what is said and leaves the rest', async () => {
    expect(kindsOf(await update(row(ids[2], { name: 'C2' }), row(ids[0], { phone: '2' })))).toEqual(['ok', 'ok']);
    expect(await bench.held('company', 'name', 'domain', 'phone', 'city')).toEqual([
      { id: ids[0], name: 'A', domain: 'a.com', phone: '2', city: null },
      { id: ids[1], name: 'B', domain: null, phone: null, city: 'Rome' },
      { id: ids[2], name: 'C2', domain: null, phone: null, city: null },
    ]);
  });

  it.each([
    ['null', null],
    ['an empty text', ''],
  ])('empties a property by %s', async (_what, blank) => {
    expect(kindsOf(await update(row(ids[0], { domain: blank, phone: blank }), row(ids[1], { city: blank })))).toEqual([
      'ok',
      'ok',
    ]);
    expect(await bench.held('company', 'domain', 'phone', 'city')).toMatchObject([
      { domain: null, phone: null, city: null },
      { domain: null, phone: null, city: null },
      {},
    ]);
  });

  it('answers each row by the record that it was about', async () => {
    const outcomes = await update(row(ids[1], { city: 'Oslo' }), row(ids[0], { city: 'Bern' }));
    expect(outcomes).toMatchObject([
      { ok: true, value: { id: ids[1] } },
      { ok: true, value: { id: ids[0] } },
    ]);
    for (const outcome of outcomes) {
      if (!outcome.ok) continue;
      // Some CRMs answer no values; what one answers is what it holds.
      const city = outcome.value.properties[propertyOf(kind, 'company', 'city')];
      expect([undefined, outcome.value.id === ids[1] ? 'Oslo' : 'Bern']).toContain(city);
    }
  });

  it('refuses a value by the property, and no neighbour', async () => {
    const people = await bench.seed('customer', [{ name: 'A' }, { name: 'B' }, { name: 'C' }]);
    const rows = [{ name: 'A2' }, { email: 'nobody@localhost' }, { name: 'C2' }].map((change, n) => ({
      id: people[n]!,
      properties: propertiesOf(kind, 'customer', change),
    }));
    const outcomes = await bench.connector.update(watched(bench), kind.objects.customer, rows);
    expect(kindsOf(outcomes)).toEqual(['ok', 'rejected', 'ok']);
    expect(failureOf(outcomes[1])).toMatchObject({ property: propertyOf(kind, 'customer', 'email') });
    expect((await bench.held('customer', 'name')).map(({ name }) => name)).toEqual(['A2', 'B', 'C2']);
  });

  it('refuses what is no number where one is to be, and no neighbour', async () => {
    const outcomes = await update(row(ids[0], { name: 'A2' }), row(ids[1], { employees: 'many' }));
    expect(kindsOf(outcomes)).toEqual(['ok', 'rejected']);
  });

  it('tells of a record that was deleted that it is gone, and of one that never was as far as it can be known', async () => {
    await bench.remove('company', ids[1]!);
    const strangers = [row(ids[1], { city: 'Oslo' }), row(kind.strangerIds.company, { city: 'Oslo' })];
    const outcomes = await update(row(ids[0], { city: 'Oslo' }), ...strangers, row(ids[2], { city: 'Oslo' }));
    expect(kindsOf(outcomes)).toEqual(['ok', 'gone', kind.strangersAre, 'ok']);
    for (const outcome of outcomes.slice(1, 3)) expect(failureOf(outcome)).not.toHaveProperty('mergedInto');
  });

  it('takes our key from another record for a duplicate', async () => {
    const outcomes = await update(row(ids[1], { key: 'k1' }), row(ids[2], { name: 'C2' }));
    expect(kindsOf(outcomes)).toEqual(['duplicate', 'ok']);
    expect([undefined, ids[0]]).toContain((failureOf(outcomes[0]) as { readonly existingId?: string }).existingId);
    expect(await bench.held('company', 'key')).toMatchObject([{ key: 'k1' }, { key: null }, { key: null }]);
  });

  it('keeps the order of the rows over as many calls as they take, and loses none', async () => {
    const many = await bench.seed(
      'customer',
      Array.from({ length: (kind.rowsPerCall ?? 100) + 30 }, (_, n) => ({ name: `P${n}` })),
    );
    const reversed = [...many].reverse();
    const rows = reversed.map((id, n) => ({ id, properties: propertiesOf(kind, 'customer', { city: `City ${n}` }) }));
    const outcomes = await bench.connector.update(watched(bench), kind.objects.customer, rows);
    expect(outcomes).toMatchObject(reversed.map((id) => ({ ok: true, value: { id } })));
    const cities = new Map((await bench.held('customer', 'city')).map(({ id, city }) => [id, city]));
    expect(reversed.map((id) => cities.get(id))).toEqual(reversed.map((_, n) => `City ${n}`));
  });
});
