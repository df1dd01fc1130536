import type { PropertyValue } from '../../../src/core/record';
import { withCustomFields, type CustomField } from '../../../src/core/custom-fields';
import { toFields, toProperties, type ObjectMapping } from '../../../src/core/mapping';
import { objectTypes, type Fields, type ObjectType } from '../../../src/core/record';
import { provision } from '../../../src/operate/provision';
import { valueOf, watched, type Bench, type BenchKind } from './bench';
import { benches } from './benches';

/** In normal form, as the order system's last word is kept. */
const said: Readonly<Record<ObjectType, Fields>> = {
  company: {
    name: 'O’Neil & Söhne "GmbH"',
    domain: 'oneil.example.com',
    phone: '+493012345678',
    country: 'DE',
    address: 'Unter den Linden 1',
    'tandem.url': 'https://shop.example.com/companies/1?a=b&c=d',
  },
  customer: {
    email: "o'neil+tag@example.com",
    firstName: 'Zoë',
    lastName: "O'Neil\\Smith",
    phone: '+14155552671',
    country: 'US',
    address: '1 Main St',
    'tandem.url': 'https://shop.example.com/customers/1',
  },
  order: {
    number: 'SO-1/2026 "rush"',
    status: 'paid',
    currency: 'EUR',
    totalMinor: 1_234_550,
    placedAt: '2026-03-10T00:00:00.000Z',
    'tandem.url': 'https://shop.example.com/orders/1',
  },
};
const customs = {
  'custom.tier': 'gold; "silver"',
  'custom.points': 120,
  'custom.vip': true,
  'custom.since': '2025-12-31T23:59:00.000Z',
  'custom.drinks': ['coffee', 'tea'],
} as const;

const customFields = (kind: BenchKind): readonly CustomField[] =>
  objectTypes.flatMap((object) => [
    { object, name: 'tier', property: kind.ownName('tier'), label: 'Tier', type: 'text', unique: false },
    { object, name: 'points', property: kind.ownName('points'), label: 'Points', type: 'number', unique: false },
    { object, name: 'vip', property: kind.ownName('vip'), label: 'VIP', type: 'boolean', unique: false },
    { object, name: 'since', property: kind.ownName('since'), label: 'Since', type: 'datetime', unique: false },
    {
      object,
      name: 'drinks',
      property: kind.ownName('drinks'),
      label: 'Drinks',
      type: 'list',
      unique: false,
      options: ['tea', 'coffee'],
    },
  ]);

describe.each(benches)('what the order system says of a record, in $title', (kind) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await kind.start();
    await provision(
      watched(bench),
      { customFields: customFields(kind) },
      { connector: bench.connector, catalog: kind.catalog },
    );
  });
  afterAll(() => bench.close());

  const mappingOf = (type: ObjectType): ObjectMapping => {
    const mapping = withCustomFields(kind.catalog.mappings[type], customFields(kind));
    return { ...mapping, fields: mapping.fields.filter(({ needs }) => needs === undefined) };
  };
  /** Writes these fields and answers what is read of them. */
  const roundTrip = async (type: ObjectType, key: string, fields: Fields, isNew = true): Promise<Fields> => {
    const mapping = mappingOf(type);
    const { properties, problems } = toProperties(
      mapping.fields,
      fields,
      new Set(Object.keys(fields)),
      emptied(fields),
    );
    expect(problems).toEqual([]);
    const revision: Record<string, PropertyValue> = { [kind.catalog.own.revision]: '1' };
    const row = { key, properties: { ...(isNew && mapping.onCreate(key, bench.now())), ...properties, ...revision } };
    valueOf((await bench.connector.upsert(watched(bench), mapping.remoteObject, [row]))[0]);
    const query = { object: mapping.remoteObject, by: 'key', ids: [key], properties: Object.keys(row.properties) };
    const [read] = await bench.connector.read(watched(bench), { ...query, by: 'key' });
    const remote = valueOf(read)!;
    expect(String(remote.properties[kind.catalog.own.revision])).toBe('1');
    return toFields(mapping, remote.properties, fields);
  };
  const emptied = (fields: Fields): ReadonlySet<string> =>
    new Set(Object.entries(fields).flatMap(([field, value]) => (value === null ? [field] : [])));
  /** What the mapping writes, and can read back. */
  const readable = (type: ObjectType, fields: Fields): Fields => {
    const { fields: lines } = mappingOf(type);
    return Object.fromEntries(
      Object.entries(fields).filter(([field, value]) => {
        const line = lines.find((one) => one.field === field);
        if (!line || value === null) return line !== undefined;
        const written = line.convert.toRemote(value, fields);
        return (
          'value' in written && written.value !== null && line.convert.toLocal(written.value, fields) !== undefined
        );
      }),
    );
  };

  it.each(objectTypes)('is what is read of a %s', async (type) => {
    const fields = { ...said[type], ...customs };
    expect(await roundTrip(type, `full-${type}`, fields)).toEqual(readable(type, fields));
  });

  it.each(objectTypes)('is read as blank where a %s was emptied', async (type) => {
    const full = { ...said[type], ...(type === 'customer' && { email: 'emptied@example.com' }), ...customs };
    await roundTrip(type, `emptied-${type}`, full);
    const required = new Set(['name', 'lastName', 'number', 'status', 'currency', 'placedAt', 'totalMinor']);
    const blanks = Object.fromEntries(
      Object.keys(full).flatMap((field) => (required.has(field) || field === 'custom.vip' ? [] : [[field, null]])),
    );
    expect(await roundTrip(type, `emptied-${type}`, blanks, false)).toEqual(readable(type, blanks));
  });

  it.each([0, 1, 99, 100, 1_005, 123_456_789])('is %i minor units where it was', async (totalMinor) => {
    const fields = { ...said.order, totalMinor };
    expect(await roundTrip('order', `amount-${totalMinor}`, fields)).toEqual(readable('order', fields));
  });

  it.each([0, -7, 2_147_483_647])('is the number %i where it was', async (points) => {
    const read = await roundTrip('customer', `points${points}`, {
      ...said.customer,
      email: null,
      'custom.points': points,
    });
    expect(read['custom.points']).toBe(points);
  });

  it('is false where it was false', async () => {
    const read = await roundTrip('customer', 'false', { ...said.customer, email: null, 'custom.vip': false });
    expect(read['custom.vip']).toBe(false);
  });
});
