import type { Pair, Price, Upsert, Work } from '../../../src/connectors/connector';
import { keyOf, kindsOf, propertiesOf, propertyOf, watched, type Bench, type Row } from './bench';
import { benches } from './benches';

const count = 450;
const names = Array.from({ length: count }, (_, n) => `p${n}`);
/** No multiple of what a call takes. */
const few = 230;

/** What the CRM was really asked, but for how it describes its objects, which is learnt once. */
function made(bench: Bench): { readonly context: ReturnType<typeof watched>; readonly calls: () => Calls } {
  const context = watched(bench);
  const calls = (): Calls => {
    const counts: Record<string, number> = {};
    for (const { method, endpoint } of context.callouts) {
      const name = `${method} ${endpoint}`;
      if (!endpoint.endsWith('/describe')) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return { context, calls };
}

type Calls = Readonly<Record<string, number>>;

const summed = (prices: readonly Price[]): Calls =>
  Object.fromEntries(prices.map(({ endpoint, calls }) => [endpoint, calls]));

describe.each(benches)('what work costs in $title', (kind) => {
  let bench: Bench;
  let customers: readonly string[];
  let orders: readonly string[];
  const { objects } = kind;
  const { type } = { type: kind.association };

  beforeAll(async () => {
    bench = await kind.start();
    for (const object of ['company', 'customer', 'order', 'line'] as const) {
      await bench.connector.provision(watched(bench), objects[object], [keyOf(kind)]);
    }
    customers = await bench.seed(
      'customer',
      names.map((name) => ({ name, email: `${name}@example.com`, key: `known-${name}` })),
    );
    orders = await bench.seed(
      'order',
      names.slice(0, few).map((name) => ({ name })),
    );
  });
  afterAll(() => bench.close());

  const row = (row: Row): Upsert['properties'] => propertiesOf(kind, 'customer', row);

  /** Does the work, and answers what it took; every row has to be taken. */
  async function carryOut(work: Work): Promise<Calls> {
    const { connector } = bench;
    const { context, calls } = made(bench);
    const outcomes = await (() => {
      switch (work.method) {
        case 'find':
          return connector.find(context, work);
        case 'read':
          return connector.read(context, work);
        case 'update':
          return connector.update(context, work.object, work.rows);
        case 'upsert':
          return connector.upsert(context, work.object, work.rows);
        case 'archive':
          return connector.archive(context, work.object, work.ids);
        case 'associate':
          return connector.associate(context, work.type, work.pairs);
        case 'dissociate':
          return connector.dissociate(context, work.type, work.pairs);
      }
    })();
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['ok']));
    return calls();
  }

  const properties = (): readonly string[] => [propertyOf(kind, 'customer', 'name'), kind.catalog.own.key];
  const pairs = (): readonly Pair[] => orders.map((fromId, n) => ({ fromId, toId: customers[n] ?? '' }));

  it.each<[string, () => Work]>([
    [
      'to look for customers by their addresses, some of whom are not there',
      () => ({
        method: 'find',
        object: objects.customer,
        property: propertyOf(kind, 'customer', 'email'),
        values: [...names, ...names.map((name) => `nobody-${name}`)].map((name) => `${name}@example.com`),
        properties: properties(),
      }),
    ],
    [
      'to look for companies by their domains',
      () => {
        const { field, property } = kind.catalog.mappings.company.matchBy[0] ?? { field: '', property: '' };
        const values = names.map((name) => `${field}-${name}.example`);
        return { method: 'find', object: objects.company, property, values, properties: [property] };
      },
    ],
    [
      'to read by id',
      () => ({ method: 'read', object: objects.customer, by: 'id', ids: customers, properties: properties() }),
    ],
    [
      'to read by key, of which half are not there',
      () => ({
        method: 'read',
        object: objects.customer,
        by: 'key',
        ids: [...names.map((name) => `known-${name}`), ...names],
        properties: properties(),
      }),
    ],
    [
      'to create',
      () => ({
        method: 'upsert',
        object: objects.customer,
        rows: names.map((name) => ({
          key: `new-${name}`,
          properties: row({ name, email: `new-${name}@example.com` }),
        })),
      }),
    ],
    [
      'to update, all in one call',
      () => ({
        method: 'update',
        object: objects.customer,
        rows: customers.slice(0, 90).map((id) => ({ id, properties: row({ name: 'One' }) })),
      }),
    ],
    [
      'to update in several calls',
      () => ({
        method: 'update',
        object: objects.customer,
        rows: customers.map((id) => ({ id, properties: row({ name: 'Many' }) })),
      }),
    ],
    [
      'to join records of which it is known that nobody has joined them',
      () => ({ method: 'associate', type, pairs: pairs().map((pair) => ({ ...pair, fromIsNew: true as const })) }),
    ],
    [
      'to join others',
      () => ({
        method: 'associate',
        type,
        pairs: pairs().map(({ toId }, n) => ({ toId, fromId: pairs().at(-n)!.fromId })),
      }),
    ],
    ['to archive', () => ({ method: 'archive', object: objects.order, ids: orders })],
  ])('is known before it is done: %s', async (_what, workOf) => {
    const work = workOf();
    const price = summed(await bench.connector.price(watched(bench), work));
    expect(Object.keys(price)).not.toEqual([]);
    expect(await carryOut(work)).toEqual(price);
  });

  it('is nothing where there is nothing to do', async () => {
    const nothing: readonly Work[] = [
      { method: 'update', object: objects.customer, rows: [] },
      { method: 'upsert', object: objects.line, rows: [] },
      { method: 'associate', type, pairs: [] },
      { method: 'read', object: objects.customer, by: 'id', ids: [], properties: [] },
    ];
    for (const work of nothing) expect(await bench.connector.price(watched(bench), work)).toEqual([]);
  });
});
