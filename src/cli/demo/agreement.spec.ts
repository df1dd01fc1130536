import { countDiverged, idsInCrm, type Witnesses } from './agreement';
import { tally } from './count';
import { expectedAfter, goneIn, hasOpenInvoice, nameOf, tellSalesStory, textsOf, type Expected } from './sales-story';
import { openShop } from './shop';

const fields = { email: 'ada@example.com', firstName: 'Ada', phone: '030 55510001', address: null };
const contact = { email: 'ada@example.com', firstname: 'Ada', phone: '+493055510001', address: '' };
const expected: Expected = { fields, isInCrm: true };
const witnesses = (over: {
  readonly expected?: Partial<Expected>;
  readonly orderSystem?: object;
  readonly service?: object | null;
  readonly contact?: Record<string, string | null> | null;
  readonly archived?: boolean;
}): Witnesses => {
  const { service = {}, contact: said = {}, archived = false } = over;
  const properties = { ...contact, ...said };
  return {
    expected: new Map([['customers/1', { ...expected, ...over.expected }]]),
    orderSystem: new Map([['customers/1', { ...fields, ...over.orderSystem }]]),
    service: new Map(service === null ? [] : [['customers/1', { ...fields, ...service }]]),
    crm: { objects: { contacts: said === null ? [] : [{ id: '7', properties, archived }] } },
  };
};

describe('fields that have diverged', () => {
  it('are none when everybody says the same, however a phone is written', () => {
    expect(countDiverged(witnesses({}))).toBe(0);
    expect(countDiverged(witnesses({ service: null }))).toBe(0);
  });

  it.each([
    ['the order system', { orderSystem: { firstName: 'Augusta' } }],
    ['the service', { service: { firstName: 'Augusta' } }],
    ['the CRM', { contact: { firstname: 'Augusta' } }],
    ['the CRM of a phone', { contact: { phone: '+493055510002' } }],
    ['the CRM of a blank', { contact: { address: '1 Some Street' } }],
    ['the order system of a blank', { orderSystem: { phone: null } }],
  ])('are found where %s says something else', (_, over) => {
    expect(countDiverged(witnesses(over))).toBe(1);
  });

  it('count once each, wherever they differ', () => {
    const other = { firstName: 'Augusta' };
    expect(countDiverged(witnesses({ orderSystem: other, service: other, contact: { firstname: 'B' } }))).toBe(1);
    expect(countDiverged(witnesses({ orderSystem: { firstName: 'B', address: 'x' } }))).toBe(2);
  });

  it('are all that a record holds where the CRM does not hold it, unless it must not', () => {
    expect(countDiverged(witnesses({ archived: true }))).toBe(3);
    expect(countDiverged(witnesses({ contact: null }))).toBe(3);
    expect(countDiverged(witnesses({ contact: null, expected: { isInCrm: false } }))).toBe(0);
  });
});

describe('the story of sales', () => {
  const story = tellSalesStory();
  const shop = openShop();
  const about = [
    ...[...story.told, ...story.untold, ...story.meetings].map(({ kind, id }) => nameOf(kind, id)),
    ...story.merges.map(({ into }) => nameOf('customers', into)),
    ...[...goneIn(story)].map((id) => nameOf('customers', id)),
  ];
  const known = new Set([
    ...shop.companies.map(({ id }) => nameOf('companies', id)),
    ...shop.customers.map(({ id }) => nameOf('customers', id)),
  ]);

  it('has so much of each, and is about no record twice and none that the shop does not have', () => {
    expect(story).toMatchObject({
      told: { length: 280 },
      untold: { length: 20 },
      meetings: { length: 60 },
      merges: { length: 10 },
      deleted: { length: 5 },
    });
    expect(new Set(about).size).toBe(about.length);
    expect(about.filter((name) => !known.has(name))).toEqual([]);
  });

  it('expects what sales say but where an invoice is open, and of meetings what their rule says', () => {
    const ids = new Map([...known].map((name) => [name, '1']));
    const after = expectedAfter(story, shop, ids);
    for (const { kind, id, field, value } of [...story.told, ...story.untold]) {
      const before = textsOf(kind, shop[kind].find((record) => record.id === id) ?? {});
      expect(after.get(nameOf(kind, id))?.fields).toEqual({
        ...before,
        ...(!hasOpenInvoice(id) && { [field]: value }),
      });
    }
    for (const { kind, id, field, value, ours, answer } of story.meetings) {
      expect(after.get(nameOf(kind, id))?.fields[field]).toBe(answer === 'ours' ? ours : value);
    }
    const notThere = [...after].filter(([, { isInCrm }]) => !isInCrm).map(([name]) => name);
    expect(notThere).toEqual([...goneIn(story)].map((id) => nameOf('customers', id)));
  });
});

describe('records of the portal', () => {
  const row = (id: string, email: string): Witnesses['crm']['objects'][string][number] => ({
    id,
    properties: { email },
    archived: false,
  });
  const customer = (id: string, email: string): { id: string; email: string; updatedAt: string } => ({
    id,
    email,
    updatedAt: '2026-01-01T00:00:00Z',
  });
  const shop = {
    companies: [],
    customers: [customer('1', 'a@example.com'), customer('2', 'b@example.com')],
    orders: [],
  };

  it('are known where it holds them once', () => {
    const contacts = [row('7', 'a@example.com'), row('8', 'b@example.com'), row('9', 'b@example.com')];
    expect(idsInCrm({ objects: { contacts } }, shop)).toEqual(new Map([['customers/1', '7']]));
  });

  it('that were taken out of it are not missed, and found when they are made again', () => {
    const before = { objects: {} };
    const gone = new Set(['2']);
    const without = { objects: { contacts: [row('7', 'a@example.com')] } };
    expect(tally(shop, { before, after: without, gone })).toEqual({ duplicates: 0, missing: 0 });
    expect(tally(shop, { before, after: without, gone: new Set() })).toEqual({ duplicates: 0, missing: 1 });
    const again = { objects: { contacts: [...without.objects.contacts, row('8', 'B@example.com')] } };
    expect(tally(shop, { before, after: again, gone })).toEqual({ duplicates: 1, missing: 0 });
  });
});
