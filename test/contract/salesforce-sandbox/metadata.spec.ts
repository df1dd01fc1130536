import type { SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { startBench, VERSION, type Bench, type Problems } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const text = { label: 'X', type: 'Text', length: 10 } as const;

describe('custom fields by the Metadata API', () => {
  const fullName = 'Order.Order_System_Id__c';
  const field = { fullName, ...text, externalId: true, unique: true, caseSensitive: false };

  it('are made, found to be there, and changed by jsforce', async () => {
    const { metadata } = bench.connection;
    const made = await metadata.upsert('CustomField', field as never);
    expect(made).toMatchObject({ created: true, fullName, success: true, errors: [] });
    const again = await metadata.upsert('CustomField', { ...field, length: 64 } as never);
    expect(again).toMatchObject({ created: false, fullName, success: true });
    const { fields } = await bench.connection.describe('Order');
    expect(fields.find(({ name }) => name === 'Order_System_Id__c')).toMatchObject({
      length: 64,
      externalId: true,
      unique: true,
    });
    const twice = await metadata.create('CustomField', field as never);
    expect(twice).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATE_DEVELOPER_NAME' }] });
  });

  it('are read, and gone when they are deleted', async () => {
    const { metadata } = bench.connection;
    await metadata.create('CustomField', [
      { fullName: 'Lead.One__c', ...text },
      { fullName: 'Lead.Two__c', ...text },
    ] as never);
    expect(await metadata.read('CustomField', ['Lead.One__c', 'Lead.Nobody__c'])).toEqual([
      expect.objectContaining({ fullName: 'Lead.One__c', type: 'Text', length: 10, externalId: false }),
      expect.not.objectContaining({ type: 'Text' }),
    ]);
    const gone = await metadata.delete('CustomField', ['Lead.One__c', 'Lead.Nobody__c']);
    expect(gone.map(({ success }) => success)).toEqual([true, false]);
    const { fields } = await bench.connection.describe('Lead');
    expect(fields.map(({ name }) => name).filter((name) => name.endsWith('__c'))).toEqual(['Two__c']);
  });

  it('each component has its own result', async () => {
    const results = await bench.connection.metadata.create('CustomField', [
      { fullName: 'Lead.Good__c', ...text },
      { fullName: 'Lead.Bad__c', label: 'Bad', type: 'Text' },
    ] as never);
    expect(results.map(({ success }) => success)).toEqual([true, false]);
    expect(results[1]?.errors[0]).toMatchObject({
      statusCode: 'FIELD_INTEGRITY_EXCEPTION',
      message: "Must specify 'length' for a CustomField of type Text",
    });
  });

  it('describeMetadata names what is known', async () => {
    const { metadataObjects } = await bench.connection.metadata.describe();
    expect(metadataObjects.map(({ xmlName }) => xmlName)).toEqual([
      'CustomObject',
      'Profile',
      'PermissionSet',
      'StandardValueSet',
    ]);
  });
});

describe('custom objects by the Metadata API', () => {
  const object = {
    fullName: 'UpsertTable__c',
    label: 'Upsert Table',
    pluralLabel: 'Upsert Tables',
    nameField: { type: 'Text', label: 'Name' },
    deploymentStatus: 'Deployed',
    sharingModel: 'ReadWrite',
    fields: [{ fullName: 'ExtId__c', label: 'Ext Id', type: 'Text', length: 40, externalId: true }],
  };

  it('one is made with its fields, and its records are upserted', async () => {
    const made = await bench.connection.metadata.create('CustomObject', object as never);
    expect(made).toMatchObject({ fullName: 'UpsertTable__c', success: true, errors: [] });
    const table = bench.connection.sobject('UpsertTable__c');
    const first = await table.upsert({ Name: 'First', ExtId__c: 'E-1' }, 'ExtId__c');
    expect(first).toMatchObject({ success: true, created: true, id: expect.stringMatching(/^a00/) as string });
    expect(await table.upsert({ Name: 'Again', ExtId__c: 'E-1' }, 'ExtId__c')).toMatchObject({
      success: true,
      created: false,
    });
    await table.create({ Name: 'Double', ExtId__c: 'E-1' });
    await expect(table.upsert({ Name: 'Which?', ExtId__c: 'E-1' }, 'ExtId__c')).rejects.toMatchObject({
      errorCode: 'MULTIPLE_CHOICES',
    });
    expect(await bench.connection.describe('UpsertTable__c')).toMatchObject({
      custom: true,
      keyPrefix: 'a00',
      label: 'Upsert Table',
    });
  });

  it('one whose field is refused is not made', async () => {
    const bad = { ...object, fullName: 'Never__c', fields: [{ fullName: 'Bad__c', label: 'Bad', type: 'Text' }] };
    expect(await bench.connection.metadata.create('CustomObject', bad as never)).toMatchObject({ success: false });
    await expect(bench.connection.describe('Never__c')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('one is changed with all its fields or with none', async () => {
    const { metadata } = bench.connection;
    await metadata.create('CustomObject', { ...object, fullName: 'Whole__c' } as never);
    const more = [
      { fullName: 'More__c', ...text },
      { fullName: 'Bad__c', label: 'Bad', type: 'Text' },
    ];
    const change = { ...object, fullName: 'Whole__c', label: 'Other', fields: more };
    expect(await metadata.update('CustomObject', change as never)).toMatchObject({ success: false });
    const own = async (): Promise<unknown> => {
      const { label, fields } = await bench.connection.describe('Whole__c');
      return [label, fields.map(({ name }) => name).filter((name) => name.endsWith('__c'))];
    };
    expect(await own()).toEqual(['Upsert Table', ['ExtId__c']]);
    const good = { ...change, fields: more.slice(0, 1) };
    expect(await metadata.update('CustomObject', good as never)).toMatchObject({ success: true });
    expect(await own()).toEqual(['Other', ['ExtId__c', 'More__c']]);
    expect(await metadata.read('CustomObject', 'Whole__c')).toMatchObject({
      label: 'Other',
      nameField: { type: 'Text' },
    });
  });

  it('one with more than 5,000 records is filled by jsforce, 200 at a time', async () => {
    await bench.connection.metadata.create('CustomObject', { ...object, fullName: 'BigTable__c', fields: [] } as never);
    const records = Array.from({ length: 5_001 }, (_, at) => ({ Name: `Row ${at}` }));
    const made = await bench.connection.sobject('BigTable__c').create(records, { allowRecursive: true });
    expect(made.filter(({ success }) => success)).toHaveLength(5_001);
    expect(await bench.connection.sobject('BigTable__c').retrieve(made.at(-1)?.id as string)).toMatchObject({
      Name: 'Row 5000',
    });
  });

  it('a field becomes unique only when no two records hold a value', async () => {
    await bench.connection.metadata.create('CustomField', { fullName: 'Lead.Code__c', ...text } as never);
    for (const LastName of ['A', 'B'])
      await bench.call('POST', '/sobjects/Lead', { LastName, Company: 'C', Code__c: 'same' });
    const unique = { fullName: 'Lead.Code__c', ...text, unique: true };
    expect(await bench.connection.metadata.update('CustomField', unique as never)).toMatchObject({
      success: false,
      errors: [{ statusCode: 'DUPLICATE_VALUE' }],
    });
  });

  it('a detail is deleted with its master, and cannot be without one', async () => {
    const detail = {
      ...object,
      fullName: 'Detail__c',
      fields: [
        {
          fullName: 'Master__c',
          label: 'Master',
          type: 'MasterDetail',
          referenceTo: 'Account',
          relationshipName: 'Details',
        },
      ],
    };
    await bench.connection.metadata.create('CustomObject', detail as never);
    const details = bench.connection.sobject('Detail__c');
    await expect(details.create({ Name: 'Alone' })).rejects.toMatchObject({ errorCode: 'REQUIRED_FIELD_MISSING' });
    const { id: master } = await bench.connection.sobject('Account').create({ Name: 'Master' });
    const { id } = await details.create({ Name: 'Child', Master__c: master as string });
    await bench.connection.sobject('Account').destroy(master as string);
    await expect(details.retrieve(id as string)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  it('one that others look up to stays; without them it goes', async () => {
    const { metadata } = bench.connection;
    await metadata.create('CustomObject', { ...object, fullName: 'Parent__c', fields: [] } as never);
    const lookup = { label: 'P', type: 'Lookup', referenceTo: 'Parent__c', relationshipName: 'Children' };
    await metadata.create('CustomField', { fullName: 'Task.Parent__c', ...lookup } as never);
    expect(await metadata.delete('CustomObject', 'Parent__c')).toMatchObject({
      success: false,
      errors: [{ statusCode: 'DEPENDENCY_EXISTS' }],
    });
    await metadata.delete('CustomField', 'Task.Parent__c');
    expect(await metadata.delete('CustomObject', 'Parent__c')).toMatchObject({ success: true });
    expect((await bench.call('GET', '/sobjects/Parent__c')).status).toBe(404);
  });
});

describe('the stages of opportunities by the Metadata API', () => {
  const set = { type: 'StandardValueSet', fullName: 'OpportunityStage' } as const;
  const read = async (): Promise<readonly Record<string, unknown>[]> => {
    const found = await bench.connection.metadata.read('StandardValueSet', set.fullName);
    return (found as unknown as { standardValue: Record<string, unknown>[] }).standardValue;
  };
  const update = (standardValue: readonly object[]) =>
    bench.connection.metadata.update('StandardValueSet', { fullName: set.fullName, standardValue } as never);
  const options = async (): Promise<readonly unknown[]> => {
    const { fields } = await bench.connection.describe('Opportunity');
    const values = fields.find(({ name }) => name === 'StageName')?.picklistValues ?? [];
    return values.filter(({ active }) => active).map(({ value }): unknown => value);
  };
  const deposit = {
    fullName: 'Deposit paid',
    label: 'Deposit paid',
    default: false,
    closed: true,
    won: true,
    forecastCategory: 'Closed',
    probability: 100,
  };

  it('a stage is added to those that are there, and an opportunity in it is won', async () => {
    const before = await read();
    expect(before[0]).toMatchObject({ fullName: 'Prospecting', forecastCategory: 'Pipeline', closed: false });
    expect(await update([...before, deposit])).toMatchObject({ success: true, fullName: 'OpportunityStage' });
    expect(await options()).toEqual([...before.map(({ fullName }) => fullName), 'Deposit paid']);
    const made = { Name: 'O', CloseDate: '2026-11-26', StageName: 'Deposit paid' };
    const { id } = await bench.connection.sobject('Opportunity').create(made);
    expect(await bench.connection.sobject('Opportunity').retrieve(id as string)).toMatchObject({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ForecastCategoryName: 'Closed',
    });
  });

  it('a stage that is left out is active no more, and stays on the records that have it', async () => {
    const made = { Name: 'P', CloseDate: '2026-11-26', StageName: 'Qualification' };
    const { id } = await bench.connection.sobject('Opportunity').create(made);
    const before = await read();
    await update(before.filter(({ fullName }) => fullName !== 'Qualification'));
    expect(await options()).not.toContain('Qualification');
    expect(await bench.connection.sobject('Opportunity').retrieve(id as string)).toMatchObject({
      StageName: 'Qualification',
    });
    expect(await read()).toContainEqual(expect.objectContaining({ fullName: 'Qualification', isActive: false }));
  });

  it.each([
    ['twice', {}, 'DUPLICATE_VALUE'],
    ['without a probability', { fullName: 'New', probability: undefined }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['with a forecast category of nobody', { fullName: 'New', forecastCategory: 'Sure' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['won and open', { fullName: 'New', closed: false }, 'FIELD_INTEGRITY_EXCEPTION'],
  ])('a stage is refused %s, and nothing is changed', async (_what, odd, statusCode) => {
    const before = await read();
    const rest = before.filter(({ fullName }) => fullName !== deposit.fullName);
    expect(await update([...rest, deposit, { ...deposit, ...odd }])).toMatchObject({
      success: false,
      errors: [{ statusCode }],
    });
    expect(await read()).toEqual(before);
  });

  it('there is no set of another name, and none can be made or removed', async () => {
    const { metadata } = bench.connection;
    expect(await metadata.read('StandardValueSet', 'Nobody')).toMatchObject({ standardValue: [] });
    const nobody = { fullName: 'Nobody' } as never;
    expect(await metadata.create('StandardValueSet', nobody)).toMatchObject({ success: false });
    expect(await metadata.update('StandardValueSet', nobody)).toMatchObject({ success: false });
    expect(await metadata.delete('StandardValueSet', set.fullName)).toMatchObject({ success: false });
  });
});

describe('a new field that nobody may see yet', () => {
  let hiding: SalesforceSandbox;
  let connection: Bench['connection'];
  beforeAll(async () => {
    const jsforce = await import('jsforce');
    hiding = await startSalesforceSandbox({ port: 0, fieldsVisible: false });
    connection = new jsforce.Connection({
      version: VERSION,
      instanceUrl: hiding.url,
      accessToken: hiding.token,
    });
  });
  afterAll(() => hiding.close());

  it('is no column until a permission set grants it', async () => {
    await connection.metadata.create('CustomField', { fullName: 'Account.Hidden__c', ...text } as never);
    const accounts = connection.sobject('Account');
    const record = { Name: 'A', Hidden__c: 'x' };
    await expect(accounts.create(record)).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect(await connection.metadata.read('CustomField', 'Account.Hidden__c')).toMatchObject({ length: 10 });
    const granted = await connection.metadata.upsert('PermissionSet', {
      fullName: 'Sync',
      label: 'Sync',
      fieldPermissions: [{ field: 'Account.Hidden__c', readable: true, editable: true }],
    } as never);
    expect(granted).toMatchObject({ created: true, success: true });
    expect(await accounts.create(record)).toMatchObject({ success: true });
  });

  it('a permission for a field that nobody has is refused', async () => {
    const result = await connection.metadata.update('Profile', {
      fullName: 'Admin',
      fieldPermissions: [{ field: 'Account.Nobody__c', readable: true, editable: true }],
    } as never);
    expect(result).toMatchObject({ success: false });
  });
});

describe('SOAP', () => {
  const envelope = (session: string, body: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header><SessionHeader><sessionId>${session}</sessionId></SessionHeader></soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  const post = (body: string, path = `//services/Soap/m/${VERSION}`) =>
    bench.call<string>('POST', path, body, { 'Content-Type': 'text/xml', SOAPAction: '""' });

  it('a session that nobody has is a fault with status 500', async () => {
    const { status, body, headers } = await post(envelope('nobody', '<describeMetadata/>'));
    expect([status, headers.get('content-type')]).toEqual([500, 'text/xml;charset=UTF-8']);
    expect(body).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>');
  });

  it('an operation that is left out says so', async () => {
    const { status, body } = await post(envelope(bench.sandbox.token, '<retrieve/>'));
    expect([status, /left out: retrieve/.test(body)]).toEqual([500, true]);
  });

  it('what is no XML is a fault', async () => {
    const { status, body } = await post('<soapenv:Envelope>');
    expect([status, body.includes('<faultstring>')]).toEqual([500, true]);
  });

  it('a version that there is not is not found', async () => {
    const { status, body } = await bench.call<Problems>('POST', '//services/Soap/m/99.0', '<x/>');
    expect([status, body[0]?.errorCode]).toEqual([404, 'NOT_FOUND']);
  });
});
