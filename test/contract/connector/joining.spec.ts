import type { Outcome } from '../../../src/core/failure';
import { keyOf, kindsOf, propertiesOf, propertyOf, valueOf, watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('joining records in $title', (kind) => {
  let bench: Bench;
  let orders: readonly string[];
  let customers: readonly string[];
  beforeEach(async () => {
    bench = await kind.start();
    for (const object of ['order', 'customer', 'line'] as const) {
      await bench.connector.provision(watched(bench), kind.objects[object], [keyOf(kind)]);
    }
    orders = await bench.seed('order', [{ name: 'D1' }, { name: 'D2' }]);
    customers = await bench.seed('customer', [{ name: 'Ana' }, { name: 'Bob' }]);
  });
  afterEach(() => bench.close());

  const pair = (order: number, customer: number): { readonly fromId: string; readonly toId: string } => ({
    fromId: orders[order]!,
    toId: customers[customer]!,
  });
  const associate = (...pairs: readonly ReturnType<typeof pair>[]): Promise<readonly Outcome<null>[]> =>
    bench.connector.associate(watched(bench), kind.association, pairs);
  const dissociate = (...pairs: readonly ReturnType<typeof pair>[]): Promise<readonly Outcome<null>[]> =>
    bench.connector.dissociate(watched(bench), kind.association, pairs);

  it('joins once, as often as it is asked', async () => {
    for (let times = 0; times < 2; times++) {
      expect(kindsOf(await associate(pair(0, 0), pair(1, 0), pair(1, 1)))).toEqual(['ok', 'ok', 'ok']);
    }
    expect(await bench.joined(orders[0]!)).toEqual([customers[0]]);
    expect([...(await bench.joined(orders[1]!))].sort()).toEqual([...customers].sort());
  });

  it('changes nothing about a pair that salespeople have joined in their own way', async () => {
    await bench.joinAs(orders[0]!, customers[0]!, 'Decision Maker');
    expect(kindsOf(await associate(pair(0, 0), pair(0, 1), pair(1, 0)))).toEqual(['ok', 'ok', 'ok']);
    expect(await bench.rolesOf(orders[0]!)).toEqual(['Decision Maker']);
    expect([...(await bench.joined(orders[0]!))].sort()).toEqual([...customers].sort());
    expect(await bench.joined(orders[1]!)).toEqual([customers[0]]);
  });

  it('parts those that are joined, as often as it is asked, and no others', async () => {
    await associate(pair(0, 0), pair(0, 1), pair(1, 0));
    for (let times = 0; times < 2; times++) {
      expect(kindsOf(await dissociate(pair(0, 0), pair(1, 1)))).toEqual(['ok', 'ok']);
    }
    expect(await bench.joined(orders[0]!)).toEqual([customers[1]]);
    expect(await bench.joined(orders[1]!)).toEqual([customers[0]]);
  });

  it('joins again what was parted', async () => {
    await associate(pair(0, 0));
    await dissociate(pair(0, 0));
    expect(await bench.joined(orders[0]!)).toEqual([]);
    expect(kindsOf(await associate(pair(0, 0)))).toEqual(['ok']);
    expect(await bench.joined(orders[0]!)).toEqual([customers[0]]);
  });

  it('joins the neighbours of a pair that cannot be joined', async () => {
    const dead = { fromId: orders[0]!, toId: kind.strangerIds.customer };
    const outcomes = await associate(pair(0, 0), dead, pair(1, 1));
    expect(kindsOf(outcomes)).toEqual(['ok', 'gone', 'ok']);
    expect(await bench.joined(orders[0]!)).toEqual([customers[0]]);
    expect(await bench.joined(orders[1]!)).toEqual([customers[1]]);
  });

  it('tells of a pair with a record that was deleted or merged away that it is gone', async () => {
    const [cyd] = await bench.seed('customer', [{ name: 'Cyd' }]);
    await bench.remove('customer', customers[0]!);
    await bench.merge('customer', cyd!, customers[1]!);
    expect(kindsOf(await associate(pair(0, 0), pair(0, 1)))).toEqual(['gone', 'gone']);
    expect(kindsOf(await dissociate(pair(0, 0)))).toEqual(['ok']);
  });

  it('joins after an answer that was lost what it had joined already', async () => {
    await associate(pair(0, 0));
    await bench.strike('associate', 'customer', 'answer lost');
    for (const outcome of await associate(pair(1, 0), pair(1, 1))) {
      if (!outcome.ok) expect(['retry', 'unknown']).toContain(outcome.failure.kind);
    }
    expect(kindsOf(await associate(pair(1, 0), pair(1, 1)))).toEqual(['ok', 'ok']);
    expect([...(await bench.joined(orders[1]!))].sort()).toEqual([...customers].sort());
  });

  it('joins more pairs than one call takes, in their order', async () => {
    const many = await bench.seed(
      'order',
      Array.from({ length: 250 }, (_, n) => ({ name: `D${n}` })),
    );
    const pairs = many.map((fromId) => ({ fromId, toId: customers[0]! }));
    pairs.splice(125, 0, { fromId: orders[0]!, toId: kind.strangerIds.customer });
    expect(kindsOf(await associate(...pairs))).toEqual(pairs.map((_, n) => (n === 125 ? 'gone' : 'ok')));
    for (const id of [many[0]!, many[249]!]) expect(await bench.joined(id)).toEqual(customers.slice(0, 1));
  });

  it('makes the lines of an order once, and each in its own', async () => {
    const { lines } = kind.catalog.mappings.order;
    const parent = lines?.parentProperty;
    const made = async (order: string): Promise<readonly string[]> => {
      const rows = ['1', '2'].map((n) => ({
        key: `${order.toLowerCase()}/${n}`,
        properties: propertiesOf(kind, 'line', { name: `Line ${n}`, sku: 'SKU-1', quantity: n, price: '12.50' }),
        ...(parent !== undefined && { onCreate: { [parent]: order } }),
      }));
      const outcomes = await bench.connector.upsert(watched(bench), kind.objects.line, rows);
      return outcomes.map((outcome) => valueOf(outcome).id);
    };
    const first = [await made(orders[0]!), await made(orders[1]!)];
    expect([await made(orders[0]!), await made(orders[1]!)]).toEqual(first);
    const query = {
      object: kind.objects.line,
      by: 'key',
      ids: [`${orders[1]!.toLowerCase()}/2`],
      properties: ['name', 'sku', 'quantity', 'price'].map((word) => propertyOf(kind, 'line', word)),
    } as const;
    const [line] = await bench.connector.read(watched(bench), query);
    const { id, properties } = valueOf(line)!;
    expect(id).toBe(first[1]?.[1]);
    expect(properties[propertyOf(kind, 'line', 'sku')]).toBe('SKU-1');
    expect(Number(properties[propertyOf(kind, 'line', 'quantity')])).toBe(2);
    expect(Number(properties[propertyOf(kind, 'line', 'price')])).toBe(12.5);
    expect(await bench.held('line')).toHaveLength(4);
  });
});
