import type { Properties, Upsert } from '../../../src/connectors/connector';
import { Describes } from '../../../src/connectors/salesforce/describe';
import { PriceBook, readFeatures } from '../../../src/connectors/salesforce/price-book';
import { provisionAll } from '../../../src/connectors/salesforce/provision';
import type { Failure } from '../../../src/core/failure';
import { failing, startOrg, type Org } from './org';

const keyProperty = 'Tandem_Id__c';
const key = { name: keyProperty, label: 'Key', description: 'x', type: 'text', unique: true } as const;
const queries = (object: string): number => org.callouts.filter(({ endpoint }) => endpoint.endsWith(object)).length;

let org: Org;
let describes: Describes;
beforeEach(async () => {
  org = await startOrg();
  describes = new Describes();
});
afterEach(() => org.close());

const hide = (object: string, name: string): Promise<unknown> =>
  org.lever('POST', 'field', { object, name, hidden: true });

/** Ids of the entries of these products, in their order. */
async function sell(
  codes: readonly string[],
  {
    entry = {},
    product = {},
    book = {},
  }: { readonly entry?: object; readonly product?: object; readonly book?: object } = {},
): Promise<readonly string[]> {
  // Salesforce makes it with the org; nobody else can.
  await org.lever('POST', 'field', { object: 'Pricebook2', name: 'IsStandard', readOnly: false });
  const { ids } = await org.lever<{ ids: Record<string, string[]> }>('POST', 'seed', {
    objects: {
      Pricebook2: [{ Name: 'Standard', IsActive: true, IsStandard: true, ...book }],
      Product2: codes.map((ProductCode) => ({ Name: ProductCode, ProductCode, IsActive: true, ...product })),
      PricebookEntry: codes.map((_, index) => ({
        Pricebook2Id: { object: 'Pricebook2', index: 0 },
        Product2Id: { object: 'Product2', index },
        UnitPrice: 3,
        IsActive: true,
        ...entry,
      })),
    },
  });
  return ids['PricebookEntry'] ?? [];
}

describe('the features of an org', () => {
  const features = (): Promise<readonly string[]> => readFeatures(org.begin(), new Describes());

  it('are none in an org that sells nothing', async () => {
    expect(await features()).toEqual([]);
  });

  it('have a price book when its standard one has a product', async () => {
    await sell(['T-1']);
    expect(await features()).toEqual(['price-book']);
  });

  it.each<[string, Parameters<typeof sell>[1]]>([
    ['another price book than the standard one', { book: { IsStandard: false } }],
    ['a price book that is not active', { book: { IsActive: false } }],
    ['an entry that is not active', { entry: { IsActive: false } }],
    ['a product that is not active', { product: { IsActive: false } }],
  ])('have none with %s', async (_what, how) => {
    await sell(['T-1'], how);
    expect(await features()).toEqual([]);
  });

  it('have none whose lines or entries we may not see, which is no failure', async () => {
    await sell(['T-1']);
    for (const object of ['OpportunityLineItem', 'PricebookEntry', 'Product2']) {
      const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
      const path = `/services/data/*/sobjects/${object}/describe`;
      await org.lever('POST', 'faults', { kind: 'status', status: 404, body, path, times: 1 });
      expect(await features()).toEqual([]);
    }
    expect(await features()).toEqual(['price-book']);
    await hide('Pricebook2', 'IsStandard');
    expect(await features()).toEqual([]);
  });

  it('have several currencies when opportunities say theirs', async () => {
    await org.lever('POST', 'field', { object: 'Opportunity', name: 'CurrencyIsoCode', type: 'string', length: 3 });
    expect(await features()).toEqual(['multi-currency']);
  });

  it('are not made up when Salesforce does not answer', async () => {
    await org.lever('POST', 'faults', { kind: 'status', status: 503, path: '/services/data/*/query' });
    expect(await failing(features())).toMatchObject({ kind: 'retry' });
  });
});

describe('order lines', () => {
  let priceBook: PriceBook;
  beforeEach(async () => {
    priceBook = new PriceBook({ describes, keyProperty });
    await provisionAll(org.begin(), describes, { object: 'OpportunityLineItem', keyProperty }, [key]);
    org.callouts.length = 0;
  });

  const row = (name: string, properties: Properties = {}): Upsert => ({
    key: name,
    properties: { Quantity: '1', ...properties },
    onCreate: { OpportunityId: '006x' },
  });
  const withEntries = async (...rows: Upsert[]): Promise<(Upsert | Failure)[]> =>
    (await priceBook.withEntries(org.begin(), rows)).map((row) => (row.ok ? row.value : row.failure));
  const entered = (row: Upsert | Failure | undefined): unknown =>
    row && 'onCreate' in row ? row.onCreate['PricebookEntryId'] : row;
  /** A line that is there, of this entry. */
  const lineOf = async (name: string, PricebookEntryId: string | undefined): Promise<void> => {
    const opportunity = { Name: 'O', StageName: 'Prospecting', CloseDate: '2026-03-01' };
    const { id: OpportunityId } = await org.call<{ id: string }>('POST', 'sobjects/Opportunity', opportunity);
    const line = { OpportunityId, PricebookEntryId, Quantity: 1, UnitPrice: 3, [keyProperty]: name };
    await org.call('POST', 'sobjects/OpportunityLineItem', line);
  };

  it('get the entry of their product when they are made; the code itself is never written', async () => {
    const [tea, coffee] = await sell(['T-1', "C'1\\"]);
    const rows = await withEntries(
      row('1/1', { ProductCode: "c'1\\" }),
      row('1/2', { ProductCode: 'T-1' }),
      row('1/3', { ProductCode: 'T-1', Description: 'Tea' }),
    );
    expect(rows.map(entered)).toEqual([coffee, tea, tea]);
    expect(rows[2]).toEqual({
      key: '1/3',
      properties: { Quantity: '1', Description: 'Tea' },
      onCreate: { OpportunityId: '006x', PricebookEntryId: tea },
    });
    expect(queries('query')).toBe(2);
  });

  it('of a code that the price book does not have are refused, and no others', async () => {
    const [tea] = await sell(['T-1']);
    const rows = await withEntries(row('1/1', { ProductCode: 'X-9' }), row('1/2', { ProductCode: 'T-1' }));
    expect(rows[0]).toMatchObject({ kind: 'rejected', code: 'NO_PRICEBOOK_ENTRY', property: 'ProductCode' });
    expect(rows[0]).toMatchObject({
      message: expect.stringMatching(/code "X-9", which this OpportunityLineItem is of: add it/) as string,
    });
    expect(entered(rows[1])).toBe(tea);
    await sell(['X-9'], { book: { Name: 'Standard' } });
    expect(entered((await withEntries(row('1/1', { ProductCode: 'X-9' })))[0])).toMatch(/^01u/);
  });

  it('are passed on without a question when they are only changed', async () => {
    const changed = { key: '1/1', properties: { Quantity: '2', CurrencyIsoCode: 'EUR' } };
    expect(await withEntries(changed)).toEqual([{ key: '1/1', properties: { Quantity: '2' } }]);
    expect(org.callouts).toEqual([]);
  });

  it('without a code are left for Salesforce to judge', async () => {
    expect(await withEntries(row('1/1', { ProductCode: '' }))).toEqual([row('1/1')]);
  });

  it('that are there already are told nothing that only a new one takes', async () => {
    const [tea] = await sell(['T-1']);
    await lineOf('1/1', tea);
    expect(await withEntries(row('1/1', { ProductCode: 't-1' }), row('1/1'))).toEqual([
      { key: '1/1', properties: { Quantity: '1' } },
      { key: '1/1', properties: { Quantity: '1' } },
    ]);
  });

  it('that are there of another product are refused, with what helps', async () => {
    const [tea] = await sell(['T-1', 'C-1']);
    await lineOf('1/1', tea);
    const changed = { key: '1/1', properties: { ProductCode: 'C-1' } };
    const [refused] = await withEntries(changed);
    expect(refused).toMatchObject({ kind: 'rejected', code: 'PRODUCT_CHANGED', property: 'ProductCode' });
    expect(refused).toMatchObject({
      message: expect.stringMatching(/is of the product "T-1".*to be of "C-1".*delete the line there/) as string,
    });
  });

  it('take the entry of their currency, and the oldest of two products with one code', async () => {
    for (const object of ['Opportunity', 'PricebookEntry'])
      await org.lever('POST', 'field', { object, name: 'CurrencyIsoCode', type: 'string', length: 3 });
    const [euro] = await sell(['T-1'], { entry: { CurrencyIsoCode: 'EUR' } });
    const [dollar] = await sell(['T-1', 'T-1'], { entry: { CurrencyIsoCode: 'USD' } });
    const rows = await withEntries(
      row('1/1', { ProductCode: 'T-1', CurrencyIsoCode: 'USD' }),
      row('1/2', { ProductCode: 'T-1', CurrencyIsoCode: 'EUR' }),
      row('1/3', { ProductCode: 'T-1', CurrencyIsoCode: 'JPY' }),
    );
    expect(rows.slice(0, 2).map(entered)).toEqual([dollar, euro]);
    expect(rows[2]).toMatchObject({ code: 'NO_PRICEBOOK_ENTRY', property: 'ProductCode' });
    expect(JSON.stringify(rows[2])).toContain('with a price in JPY');
  });

  it('are asked for by lists that fit into an address', async () => {
    const codes = Array.from({ length: 500 }, (_, index) => `${'ü'.repeat(40)}-${index}`);
    const entries = await sell(codes);
    const rows = await withEntries(...codes.map((ProductCode, index) => row(`1/${index}`, { ProductCode })));
    expect(rows.map(entered)).toEqual(entries);
    expect(org.callouts.filter(({ failure }) => failure !== null)).toEqual([]);
  });

  it('fail as the query did that tells their product', async () => {
    await org.lever('POST', 'faults', { kind: 'status', status: 503, path: '/services/data/*/query' });
    const changed = { key: '1/2', properties: { Quantity: '2' } };
    expect(await withEntries(row('1/1', { ProductCode: 'T-1' }), changed)).toEqual([
      expect.objectContaining({ kind: 'retry' }),
      changed,
    ]);
  });
});

describe('orders', () => {
  const named = async (priceBook: PriceBook): Promise<unknown> => {
    const [row] = await priceBook.withPriceBook(org.begin(), [{ key: '1', properties: {}, onCreate: { X: 'y' } }]);
    return row?.onCreate;
  };

  it('are made with the standard price book, which is asked for once', async () => {
    await sell(['T-1']);
    const priceBook = new PriceBook({ describes, keyProperty });
    for (let time = 0; time < 2; time++)
      expect(await named(priceBook)).toEqual({ X: 'y', Pricebook2Id: expect.stringMatching(/^01s\w{15}$/) as string });
    expect(queries('query')).toBe(1);
  });

  it('are made without one where there is none, or we may not say it', async () => {
    expect(await named(new PriceBook({ describes, keyProperty }))).toEqual({ X: 'y' });
    await sell(['T-1']);
    await hide('Opportunity', 'Pricebook2Id');
    expect(await named(new PriceBook({ describes: new Describes(), keyProperty }))).toEqual({ X: 'y' });
  });
});
