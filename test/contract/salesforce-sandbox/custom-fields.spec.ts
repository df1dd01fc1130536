import { startBench, type Bench, type Problems, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const externalId = {
  label: 'Order System Id',
  type: 'Text',
  length: 64,
  externalId: true,
  unique: true,
  caseSensitive: false,
};

async function make(fullName: string, metadata: object): Promise<string> {
  const made = await bench.connection.tooling.sobject('CustomField').create({ FullName: fullName, Metadata: metadata });
  return made.id as string;
}

describe('a custom field by the Tooling API', () => {
  it('an external id is made by jsforce and is the key of an upsert at once', async () => {
    const id = await make('Account.Order_System_Id__c', externalId);
    expect(id).toMatch(/^00N\w{15}$/);
    const accounts = bench.connection.sobject('Account');
    const made = await accounts.upsert({ Order_System_Id__c: 'A-1', Name: 'Ada' }, 'Order_System_Id__c');
    expect(made).toMatchObject({ success: true, created: true });
    const again = await accounts.upsert([{ Order_System_Id__c: 'a-1', Name: 'Ada L.' }], 'Order_System_Id__c');
    expect(again).toEqual([{ id: made.id, success: true, created: false, errors: [] }]);
    const { body } = await bench.call<Problems>('POST', '/sobjects/Account', { Name: 'B', Order_System_Id__c: 'A-1' });
    expect(body[0]).toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
      message: `duplicate value found: Order_System_Id__c duplicates value on record with id: ${String(made.id).slice(0, 15)}`,
    });
  });

  it('is described as what it is', async () => {
    await make('Account.Tier__c', {
      label: 'Tier',
      type: 'Picklist',
      valueSet: {
        restricted: true,
        valueSetDefinition: {
          sorted: false,
          value: [
            { fullName: 'gold', default: false, label: 'Gold' },
            { fullName: 'none', default: true, label: 'None' },
          ],
        },
      },
    });
    const { fields } = await bench.connection.describe('Account');
    expect(fields.find(({ name }) => name === 'Tier__c')).toMatchObject({
      custom: true,
      type: 'picklist',
      restrictedPicklist: true,
      picklistValues: [
        { value: 'gold', label: 'Gold', defaultValue: false },
        { value: 'none', label: 'None', defaultValue: true },
      ],
    });
    const { body } = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Preset' });
    expect((await bench.call('GET', `/sobjects/Account/${body.id}`)).body).toMatchObject({ Tier__c: 'none' });
    const bad = await bench.call<Problems>('PATCH', `/sobjects/Account/${body.id}`, { Tier__c: 'Gold' });
    expect(bad.body[0]?.errorCode).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  });

  it('a lookup is followed by its relationship, and the parent has its children', async () => {
    await make('Contact.Introduced_By__c', {
      label: 'Introduced by',
      type: 'Lookup',
      referenceTo: 'Account',
      relationshipName: 'Introductions',
    });
    const { fields } = await bench.connection.describe('Contact');
    expect(fields.find(({ name }) => name === 'Introduced_By__c')).toMatchObject({
      relationshipName: 'Introduced_By__r',
      referenceTo: ['Account'],
      cascadeDelete: false,
    });
    const { childRelationships } = await bench.connection.describe('Account');
    expect(childRelationships.map(({ relationshipName }) => relationshipName)).toContain('Introductions__r');
  });

  it.each([
    ['Text', { length: 40 }, 'string', 'some text'],
    ['Email', {}, 'email', 'a@example.com'],
    ['Phone', {}, 'phone', '+34 600'],
    ['Url', {}, 'url', 'https://example.com'],
    ['Checkbox', { defaultValue: false }, 'boolean', true],
    ['Number', { precision: 10, scale: 2 }, 'double', 12.34],
    ['Currency', { precision: 10, scale: 2 }, 'currency', 12.34],
    ['Percent', { precision: 5, scale: 1 }, 'percent', 12.3],
    ['Date', {}, 'date', '2026-11-26'],
    ['DateTime', {}, 'datetime', '2026-11-26T10:00:00.000+0000'],
    ['TextArea', {}, 'textarea', 'lines\nof text'],
    ['LongTextArea', { length: 1_000, visibleLines: 3 }, 'textarea', 'x'.repeat(1_000)],
  ])('a value of type %s is kept', async (type, rest, described, value) => {
    const name = `Kind_${type}__c`;
    await make(`Contact.${name}`, { label: type, type, ...rest });
    const { body } = await bench.call<Saved>('POST', '/sobjects/Contact', { LastName: 'Kinds', [name]: value });
    expect((await bench.call('GET', `/sobjects/Contact/${body.id}?fields=${name}`)).body).toMatchObject({
      [name]: value,
    });
    const { fields } = await bench.connection.describe('Contact');
    expect(fields.find((field) => field.name === name)?.type).toBe(described);
  });

  it('numbers itself in the format it was given', async () => {
    await make('Lead.Number__c', { label: 'Number', type: 'AutoNumber', displayFormat: 'L-{0000}' });
    const { body } = await bench.call<Saved>('POST', '/sobjects/Lead', { LastName: 'L', Company: 'C' });
    expect((await bench.call('GET', `/sobjects/Lead/${body.id}`)).body).toMatchObject({ Number__c: 'L-0001' });
  });

  it('is read, changed and removed by its id', async () => {
    const id = await make('Lead.Passing__c', { label: 'Passing', type: 'Text', length: 10 });
    const fields = bench.connection.tooling.sobject('CustomField');
    expect(await fields.retrieve(id)).toMatchObject({
      Id: id,
      FullName: 'Lead.Passing__c',
      DeveloperName: 'Passing',
      Metadata: { label: 'Passing', type: 'Text', length: 10, externalId: false, unique: false, required: false },
    });
    await fields.update({ Id: id, Metadata: { label: 'Passing', type: 'Text', length: 20 } } as never);
    expect(await fields.retrieve(id)).toMatchObject({ Metadata: { length: 20 } });
    await fields.destroy(id);
    await expect(fields.retrieve(id)).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
    const { body } = await bench.call<Problems>('POST', '/sobjects/Lead', {
      LastName: 'L',
      Company: 'C',
      Passing__c: 'x',
    });
    expect(body[0]?.errorCode).toBe('INVALID_FIELD');
  });

  const text = { label: 'X', type: 'Text', length: 10 };
  it.each([
    ['a name that is taken', 'Order.Taken__c', text, 'DUPLICATE_DEVELOPER_NAME'],
    ['an object that nobody has', 'Nothing__c.X__c', text, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['a name without its end', 'Order.X', text, 'FIELD_INTEGRITY_EXCEPTION'],
    ['text without a length', 'Order.X__c', { label: 'X', type: 'Text' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['text that is too long', 'Order.X__c', { ...text, length: 256 }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['no label', 'Order.X__c', { type: 'Text', length: 10 }, 'FIELD_INTEGRITY_EXCEPTION'],
    [
      'a date as an external id',
      'Order.X__c',
      { label: 'X', type: 'Date', externalId: true },
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    ['a number without digits', 'Order.X__c', { label: 'X', type: 'Number' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['a formula', 'Order.X__c', { ...text, formula: '1' }, 'FIELD_INTEGRITY_EXCEPTION'],
  ])('%s is refused', async (_what, fullName, metadata, errorCode) => {
    await bench.call('POST', '/tooling/sobjects/CustomField', { FullName: 'Order.Taken__c', Metadata: text });
    const { status, body } = await bench.call<Problems>('POST', '/tooling/sobjects/CustomField', {
      FullName: fullName,
      Metadata: metadata,
    });
    expect([status, body[0]?.errorCode]).toEqual([400, errorCode]);
  });

  it('an object has no more than 25 external ids', async () => {
    const made = [];
    for (let at = 0; at < 26; at++)
      made.push(
        (
          await bench.call('POST', '/tooling/sobjects/CustomField', {
            FullName: `Product2.Key_${at}__c`,
            Metadata: externalId,
          })
        ).status,
      );
    expect(made).toEqual([...Array<number>(25).fill(201), 400]);
  });
});
