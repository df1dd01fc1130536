import { countDiverged, idsInCrm, type Witnesses } from './agreement';
import { tally } from './count';
import type { HeldRecord, Holdings } from './crms/crm';
import {
  expectedAfter,
  goneIn,
  hasOpenInvoice,
  nameOf,
  shareStory,
  tellSalesStory,
  textsOf,
  type Expected,
} from './sales-story';
import { openShop } from './shop';

const fields = { email: 'ada@example.com', firstName: 'Ada', phone: '030 55510001', address: null };
const nothing: Holdings = { companies: [], customers: [], orders: [] };
const held = { email: 'ada@example.com', firstName: 'Ada', phone: '+493055510001', address: '' };
const expected: Expected = { fields, isInCrm: true };
const witnesses = (over: {
  readonly expected?: Partial<Expected>;
  readonly orderSystem?: object;
  readonly service?: object | null;
  readonly held?: Record<string, string | null> | null;
  readonly archived?: boolean;
}): Witnesses => {
  const { service = {}, held: said = {}, archived = false } = over;
  const inCrm = { ...held, ...said };
  return {
    expected: new Map([['customers/1', { ...expected, ...over.expected }]]),
    orderSystem: new Map([['customers/1', { ...fields, ...over.orderSystem }]]),
    service: new Map(service === null ? [] : [['customers/1', { ...fields, ...service }]]),
    crm: { ...nothing, customers: said === null ? [] : [{ id: '7', fields: inCrm, archived }] },
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
    ['the CRM', { held: { firstName: 'Augusta' } }],
    ['the CRM of a phone', { held: { phone: '+493055510002' } }],
    ['the CRM of a blank', { held: { address: '1 Some Street' } }],
    ['the order system of a blank', { orderSystem: { phone: null } }],
  ])('are found where %s says something else', (_, over) => {
    expect(countDiverged(witnesses(over))).toBe(1);
  });

  it('count once each, wherever they differ', () => {
    const other = { firstName: 'Augusta' };
    expect(countDiverged(witnesses({ orderSystem: other, service: other, held: { firstName: 'B' } }))).toBe(1);
    expect(countDiverged(witnesses({ orderSystem: { firstName: 'B', address: 'x' } }))).toBe(2);
  });

  it('are all that a record holds where the CRM does not hold it, unless it must not', () => {
    expect(countDiverged(witnesses({ archived: true }))).toBe(3);
    expect(countDiverged(witnesses({ held: null }))).toBe(3);
    expect(countDiverged(witnesses({ held: null, expected: { isInCrm: false } }))).toBe(0);
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
    const after = expectedAfter({ whole: story, own: story }, shop, ids);
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

describe('a story that happens in two CRMs', () => {
  const story = tellSalesStory();
  const [one, other] = shareStory(story, 2) as [typeof story, typeof story];

  it('is told whole by the two together, each of them a half', () => {
    for (const part of ['told', 'untold', 'meetings', 'merges', 'deleted'] as const) {
      expect(new Set<unknown>([...one[part], ...other[part]])).toEqual(new Set<unknown>(story[part]));
      expect(Math.abs(one[part].length - other[part].length)).toBeLessThan(2);
    }
  });

  it('takes from each what was merged or deleted there alone, and has both say what was said in either', () => {
    const shop = openShop();
    const ids = new Map(shop.customers.map(({ id }) => [nameOf('customers', id), '1']));
    const inOne = expectedAfter({ whole: story, own: one }, shop, ids);
    const inOther = expectedAfter({ whole: story, own: other }, shop, ids);
    for (const id of goneIn(one)) {
      expect(inOne.get(nameOf('customers', id))?.isInCrm).toBe(false);
      expect(inOther.get(nameOf('customers', id))?.isInCrm).toBe(true);
    }
    const fieldsOf = (all: typeof inOne): object[] => [...all.values()].map(({ fields }) => fields);
    expect(fieldsOf(inOne)).toEqual(fieldsOf(inOther));
  });
});

describe('records of the CRM', () => {
  const row = (id: string, email: string): HeldRecord => ({
    id,
    fields: { email },
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
    const customers = [row('7', 'a@example.com'), row('8', 'b@example.com'), row('9', 'b@example.com')];
    expect(idsInCrm({ ...nothing, customers }, shop)).toEqual(new Map([['customers/1', '7']]));
  });

  it('that were taken out of it are not missed, and found when they are made again', () => {
    const before = nothing;
    const gone = new Set(['2']);
    const without = { ...nothing, customers: [row('7', 'a@example.com')] };
    expect(tally(shop, { before, after: without, gone })).toEqual({ duplicates: 0, missing: 0 });
    expect(tally(shop, { before, after: without, gone: new Set() })).toEqual({ duplicates: 0, missing: 1 });
    const again = { ...nothing, customers: [...without.customers, row('8', 'B@example.com')] };
    expect(tally(shop, { before, after: again, gone })).toEqual({ duplicates: 1, missing: 0 });
  });
});
