import { startBench, type Bench, type Problems } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

type Fields = Readonly<Record<string, unknown>>;

async function made(type: string, fields: Fields): Promise<string> {
  const { status, body } = await bench.call<{ id: string }>('POST', `/sobjects/${type}`, fields);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body.id;
}

const read = async (type: string, id: string): Promise<Fields> =>
  (await bench.call<Fields>('GET', `/sobjects/${type}/${id}`)).body;

const changed = async (type: string, id: string, fields: Fields): Promise<string> => {
  const { status, body } = await bench.call<Problems>('PATCH', `/sobjects/${type}/${id}`, fields);
  return status === 204 ? 'done' : `${body[0]?.errorCode}`;
};

const deal = { Name: 'Gears', StageName: 'Prospecting', CloseDate: '2026-12-31' };

/** A product with a price. */
async function priced(price: number): Promise<string> {
  const product = await made('Product2', { Name: 'Gear', ProductCode: 'G-9', IsActive: true });
  const book = await made('Pricebook2', { Name: 'Standard', IsActive: true });
  return made('PricebookEntry', { Product2Id: product, Pricebook2Id: book, UnitPrice: price, IsActive: true });
}

describe('opportunities', () => {
  it('follow their stage in probability, forecast and whether they are closed', async () => {
    const id = await made('Opportunity', deal);
    expect(await read('Opportunity', id)).toMatchObject({
      Probability: 10,
      ForecastCategoryName: 'Pipeline',
      IsClosed: false,
    });
    await changed('Opportunity', id, { StageName: 'Closed Won' });
    expect(await read('Opportunity', id)).toMatchObject({
      Probability: 100,
      ForecastCategoryName: 'Closed',
      IsWon: true,
    });
    expect(await changed('Opportunity', id, { IsWon: false })).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('keep a stage that nobody knows', async () => {
    const id = await made('Opportunity', { ...deal, StageName: 'Somewhere else' });
    expect(await read('Opportunity', id)).toMatchObject({ StageName: 'Somewhere else', IsClosed: false });
  });

  it('an amount is the sum of its products, whatever is said of it', async () => {
    const id = await made('Opportunity', { ...deal, Amount: 5 });
    const entry = await priced(49.9);
    const item = await made('OpportunityLineItem', { OpportunityId: id, PricebookEntryId: entry, Quantity: 2 });
    expect(await read('Opportunity', id)).toMatchObject({ Amount: 99.8, HasOpportunityLineItem: true });
    expect(await read('OpportunityLineItem', item)).toMatchObject({
      UnitPrice: 49.9,
      ListPrice: 49.9,
      TotalPrice: 99.8,
    });
    expect(await changed('Opportunity', id, { Amount: 1 })).toBe('done');
    expect(await read('Opportunity', id)).toMatchObject({ Amount: 99.8 });
    await bench.call('DELETE', `/sobjects/OpportunityLineItem/${item}`);
    expect(await read('Opportunity', id)).toMatchObject({ Amount: 99.8, HasOpportunityLineItem: false });
    expect(await changed('Opportunity', id, { Amount: 1 })).toBe('done');
    expect(await read('Opportunity', id)).toMatchObject({ Amount: 1 });
  });

  it('have one primary contact, the last that was made so', async () => {
    const [first, second] = [
      await made('Contact', { LastName: 'First' }),
      await made('Contact', { LastName: 'Second' }),
    ];
    const id = await made('Opportunity', { ...deal, ContactId: first });
    await made('OpportunityContactRole', { OpportunityId: id, ContactId: second, IsPrimary: true });
    const soql = `SELECT ContactId, IsPrimary FROM OpportunityContactRole WHERE OpportunityId = '${id}' ORDER BY CreatedDate, Id`;
    const { records } = await bench.connection.query(soql);
    expect(records).toMatchObject([
      { ContactId: first, IsPrimary: false },
      { ContactId: second, IsPrimary: true },
    ]);
  });
});

describe('orders', () => {
  const draft = { EffectiveDate: '2026-11-26', Status: 'Draft' };

  it('begin as drafts, are activated by their status alone, and stay then', async () => {
    const AccountId = await made('Account', { Name: 'Acme' });
    const active = await bench.call<Problems>('POST', '/sobjects/Order', { ...draft, AccountId, Status: 'Activated' });
    expect([active.status, active.body[0]?.fields]).toEqual([400, ['Status']]);
    const id = await made('Order', { ...draft, AccountId });
    expect(await changed('Order', id, { Status: 'Activated', Name: 'With more' })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(await changed('Order', id, { Status: 'Activated' })).toBe('done');
    expect(await read('Order', id)).toMatchObject({
      StatusCode: 'Activated',
      ActivatedDate: expect.any(String) as string,
    });
    expect((await bench.call('DELETE', `/sobjects/Order/${id}`)).status).toBe(400);
    expect(await changed('Order', id, { Status: 'Draft' })).toBe('done');
    expect((await bench.call('DELETE', `/sobjects/Order/${id}`)).status).toBe(204);
  });

  it('have a number of their own and the sum of their products, and take neither from anybody', async () => {
    const AccountId = await made('Account', { Name: 'Acme' });
    const id = await made('Order', { ...draft, AccountId });
    const entry = await priced(10);
    await made('OrderItem', { OrderId: id, PricebookEntryId: entry, Quantity: 3, UnitPrice: 12.5 });
    const order = await read('Order', id);
    expect(order).toMatchObject({ TotalAmount: 37.5, OrderNumber: expect.stringMatching(/^\d{8}$/) as string });
    expect(await changed('Order', id, { TotalAmount: 1 })).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
    const byNumber = await bench.call<Fields>('GET', `/sobjects/Order/OrderNumber/${String(order.OrderNumber)}`);
    expect(byNumber.body).toMatchObject({ Id: id });
  });
});

describe('parents', () => {
  it('take along what cannot be without them, and bring it back', async () => {
    const AccountId = await made('Account', { Name: 'Acme' });
    const contact = await made('Contact', { LastName: 'Child', AccountId });
    const daughter = await made('Account', { Name: 'Daughter', ParentId: AccountId });
    await bench.call('DELETE', `/sobjects/Account/${AccountId}`);
    const gone = await bench.call<Problems>('GET', `/sobjects/Contact/${contact}`);
    expect([gone.status, gone.body[0]?.errorCode]).toEqual([404, 'ENTITY_IS_DELETED']);
    expect(await read('Account', daughter)).toMatchObject({ ParentId: null });
    await bench.connection.soap.undelete([AccountId]);
    expect(await read('Contact', contact)).toMatchObject({ AccountId, IsDeleted: false });
  });

  it('are named by an external key of theirs', async () => {
    await made('Contact', { LastName: 'Boss', Email: 'boss@example.com' });
    const fields = { LastName: 'X', Account: { OrderNumber: 'no such key' } };
    const refused = await bench.call<Problems>('POST', '/sobjects/Contact', fields);
    expect(refused.body[0]).toMatchObject({ errorCode: 'INVALID_FIELD' });
    const AccountId = await made('Account', { Name: 'Acme' });
    const opportunity = await made('Opportunity', { ...deal, Account: { Id: AccountId } });
    expect(await read('Opportunity', opportunity)).toMatchObject({ AccountId });
  });
});

describe('values', () => {
  it('are trimmed, rounded and cut to whole seconds, and a blank is null', async () => {
    const id = await made('Contact', {
      LastName: '  Ada  ',
      Email: 'ADA@Example.com',
      Title: '',
      EmailBouncedReason: undefined,
      Description: 'one\r\ntwo',
    });
    expect(await read('Contact', id)).toMatchObject({
      LastName: 'Ada',
      Name: 'Ada',
      Email: 'ada@example.com',
      Title: null,
      Description: 'one\ntwo',
    });
    const rich = await made('Account', { Name: 'Rich', AnnualRevenue: 1_234.5 });
    expect(await read('Account', rich)).toMatchObject({ AnnualRevenue: 1_235 });
    await changed('Contact', id, { EmailBouncedDate: '2026-11-26T10:00:00.987+01:00' });
    expect(await read('Contact', id)).toMatchObject({
      EmailBouncedDate: '2026-11-26T09:00:00.000+0000',
      IsEmailBounced: true,
    });
  });
});
