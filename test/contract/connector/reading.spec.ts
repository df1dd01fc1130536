import { keyOf, kindsOf, propertyOf, valueOf, watched, type Bench, type Kind, type Row } from './bench';
import { benches } from './benches';

describe.each(benches)('reading and finding in $title', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
    for (const object of ['company', 'customer', 'order'] as const) {
      await bench.connector.provision(watched(bench), kind.objects[object], [keyOf(kind)]);
    }
  });
  afterEach(() => bench.close());

  const read = (
    object: Kind,
    by: 'id' | 'key',
    ids: readonly string[],
    words: readonly string[] = [],
  ): ReturnType<Bench['connector']['read']> =>
    bench.connector.read(watched(bench), {
      object: kind.objects[object],
      by,
      ids,
      properties: words.map((word) => propertyOf(kind, object, word)),
    });
  const find = async (object: Kind, word: string, ...values: readonly string[]): Promise<readonly string[][]> => {
    const property = propertyOf(kind, object, word);
    const query = { object: kind.objects[object], property, values, properties: [property] };
    const outcomes = await bench.connector.find(watched(bench), query);
    return outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id));
  };
  /** What is found by an index of the CRM's is there once the index has it. */
  const seedFound = async (object: Kind, rows: readonly Row[]): Promise<readonly string[]> => {
    const ids = await bench.seed(object, rows);
    await bench.advance(3_600_000);
    return ids;
  };

  it('answers in the order that it was asked in, and what is blank as null', async () => {
    const ids = await bench.seed('customer', [{ name: 'Ana', city: 'Rome' }, { name: 'Bob' }]);
    const outcomes = await read('customer', 'id', [ids[1]!, kind.strangerIds.customer, ids[0]!], ['name', 'city']);
    expect(kindsOf(outcomes)).toEqual(['ok', kind.strangersAre, 'ok']);
    const name = propertyOf(kind, 'customer', 'name');
    const city = propertyOf(kind, 'customer', 'city');
    expect(valueOf(outcomes[0])).toMatchObject({ id: ids[1], properties: { [name]: 'Bob', [city]: null } });
    expect(valueOf(outcomes[2])).toMatchObject({ id: ids[0], properties: { [name]: 'Ana', [city]: 'Rome' } });
  });

  it('says when a record was changed last, to the second', async () => {
    const [id] = await bench.seed('customer', [{ name: 'Ana' }]);
    await bench.advance(60_000);
    await bench.edit('customer', id!, { city: 'Rome' });
    const edited = bench.now().getTime();
    await bench.advance(60_000);
    const { modifiedAt } = valueOf((await read('customer', 'id', [id!]))[0])!;
    expect(Math.abs(modifiedAt!.getTime() - edited)).toBeLessThan(1_000);
  });

  it('reads by key in any letter case, and answers null for what is not there', async () => {
    const [id] = await bench.seed('order', [{ name: 'D', key: 'd1' }]);
    const outcomes = await read('order', 'key', ['D1', 'd2', "d'1", 'd\\'], ['name']);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id ?? null)).toEqual([id, null, null, null]);
  });

  it('reads more records than one call takes, each once', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => ({ name: `P${n}`, key: `k${n}` }));
    const ids = await bench.seed('customer', rows);
    const reversed = [...ids].reverse();
    const byId = await read('customer', 'id', reversed);
    expect(byId.map((outcome) => valueOf(outcome)?.id)).toEqual(reversed);
    const keys = rows.map(({ key }) => key).reverse();
    const byKey = await read('customer', 'key', ['nobody', ...keys]);
    expect(byKey.map((outcome) => valueOf(outcome)?.id ?? null)).toEqual([null, ...reversed]);
  });

  it('takes an id that is asked for twice for one', async () => {
    const [id] = await bench.seed('customer', [{ name: 'Ana' }]);
    const outcomes = await read('customer', 'id', [id!, id!]);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id)).toEqual([id, id]);
  });

  it('finds customers by e-mail in any letter case: none, and one', async () => {
    const ids = await seedFound('customer', [
      { name: 'Ana', email: 'Ana@Example.com' },
      { name: 'Bob', email: "o'neil@example.com" },
    ]);
    const values = ["o'neil@example.com", 'nobody@example.com', 'ana@example.com'];
    expect(await find('customer', 'email', ...values)).toEqual([[ids[1]], [], [ids[0]]]);
  });

  it('finds every company of a domain', async () => {
    const [a, , c] = await seedFound('company', [
      { name: 'A', domain: 'shared.example.com' },
      { name: 'B', domain: 'other.example.com' },
      { name: 'C', domain: 'Shared.Example.com' },
    ]);
    const found = await find('company', 'domain', 'shared.example.com', 'none.example.com');
    expect(found.map((ids) => [...ids].sort())).toEqual([[a, c].sort(), []]);
  });

  it('answers each record that is found with what was asked for', async () => {
    const [id] = await seedFound('company', [{ name: 'A', domain: 'a.example.com', phone: '1' }]);
    const domain = propertyOf(kind, 'company', 'domain');
    const phone = propertyOf(kind, 'company', 'phone');
    const query = { object: kind.objects.company, property: domain, values: ['a.example.com'], properties: [phone] };
    const [outcome] = await bench.connector.find(watched(bench), query);
    expect(valueOf(outcome)).toMatchObject([{ id, properties: { [phone]: '1' } }]);
  });

  it('finds by values with quotes, backslashes and signs that stand for others', async () => {
    const names = ["o'neil", 'a\\', 'a"b', '%', 'x_y', 'xzy', "\\' or name != '"];
    const ids = await seedFound(
      'company',
      names.map((name) => ({ name })),
    );
    expect(await find('company', 'name', ...names, "'", '\\')).toEqual([...ids.map((id) => [id]), [], []]);
  });

  it('finds over more values and records than one call takes', async () => {
    const rows = Array.from({ length: 700 }, (_, n) => ({ name: `N${n}`, domain: `d${n % 350}.example.com` }));
    const ids = await seedFound('company', rows);
    const values = Array.from({ length: 400 }, (_, n) => `d${n}.example.com`);
    const found = await find('company', 'domain', ...values);
    expect(found.map((each) => [...each].sort())).toEqual(
      values.map((_, n) => (n < 350 ? [ids[n]!, ids[n + 350]!].sort() : [])),
    );
  });

  it('finds no record that was deleted', async () => {
    const ids = await bench.seed('customer', [
      { name: 'Ana', email: 'ana@example.com' },
      { name: 'Bob', email: 'bob@example.com' },
    ]);
    await bench.remove('customer', ids[0]!);
    await bench.advance(3_600_000);
    expect(await find('customer', 'email', 'ana@example.com', 'bob@example.com')).toEqual([[], [ids[1]]]);
  });
});
