import type { DescribeSObjectResult, Field } from 'jsforce';
import { startBench, VERSION, type Bench } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const names = (record: object): string[] => Object.keys(record);

/** As jsforce's types have them: the compiler refuses a list that lacks one. */
const objectKeys: Record<keyof DescribeSObjectResult, true> = {
  activateable: true,
  createable: true,
  custom: true,
  customSetting: true,
  deepCloneable: true,
  deletable: true,
  deprecatedAndHidden: true,
  feedEnabled: true,
  hasSubtypes: true,
  idEnabled: true,
  isInterface: true,
  isSubtype: true,
  keyPrefix: true,
  label: true,
  labelPlural: true,
  layoutable: true,
  mergeable: true,
  mruEnabled: true,
  name: true,
  queryable: true,
  replicateable: true,
  retrieveable: true,
  searchable: true,
  triggerable: true,
  undeletable: true,
  updateable: true,
  urls: true,
  actionOverrides: true,
  childRelationships: true,
  compactLayoutable: true,
  fields: true,
  listviewable: true,
  lookupLayoutable: true,
  namedLayoutInfos: true,
  networkScopeFieldName: true,
  recordTypeInfos: true,
  searchLayoutable: true,
  supportedScopes: true,
};

const fieldKeys: Record<keyof Field, true> = {
  aggregatable: true,
  autoNumber: true,
  byteLength: true,
  calculated: true,
  calculatedFormula: true,
  cascadeDelete: true,
  caseSensitive: true,
  compoundFieldName: true,
  controllerName: true,
  createable: true,
  custom: true,
  defaultValue: true,
  defaultValueFormula: true,
  defaultedOnCreate: true,
  dependentPicklist: true,
  deprecatedAndHidden: true,
  digits: true,
  displayLocationInDecimal: true,
  encrypted: true,
  externalId: true,
  extraTypeInfo: true,
  filterable: true,
  filteredLookupInfo: true,
  groupable: true,
  highScaleNumber: true,
  htmlFormatted: true,
  idLookup: true,
  inlineHelpText: true,
  label: true,
  length: true,
  mask: true,
  maskType: true,
  name: true,
  nameField: true,
  namePointing: true,
  nillable: true,
  permissionable: true,
  picklistValues: true,
  precision: true,
  queryByDistance: true,
  referenceTargetField: true,
  referenceTo: true,
  relationshipName: true,
  relationshipOrder: true,
  restrictedDelete: true,
  restrictedPicklist: true,
  scale: true,
  soapType: true,
  sortable: true,
  type: true,
  unique: true,
  updateable: true,
  writeRequiresMasterRead: true,
};

async function field(type: string, name: string): Promise<Field> {
  const { fields } = await bench.connection.describe(type);
  const found = fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${type} has no ${name}`);
  return found;
}

describe('what objects there are', () => {
  it('is told by describeGlobal', async () => {
    const { encoding, maxBatchSize, sobjects } = await bench.connection.describeGlobal();
    expect([encoding, maxBatchSize]).toEqual(['UTF-8', 200]);
    expect(sobjects.find(({ name }) => name === 'Account')).toMatchObject({
      keyPrefix: '001',
      mergeable: true,
      custom: false,
      urls: { rowTemplate: `/services/data/v${VERSION}/sobjects/Account/{ID}` },
    });
    expect(sobjects.find(({ name }) => name === 'Organization')).toMatchObject({
      createable: false,
      updateable: false,
    });
  });

  it('the short word of one object has its recent items', async () => {
    const { body } = await bench.call('GET', '/sobjects/contact');
    expect(body).toMatchObject({ objectDescribe: { name: 'Contact', keyPrefix: '003' }, recentItems: [] });
  });
});

describe('what fields an object has', () => {
  it('every key that jsforce names is there', async () => {
    const account = await bench.connection.sobject('Account').describe();
    expect(names(account)).toEqual(expect.arrayContaining(names(objectKeys)));
    for (const one of account.fields) expect(names(one)).toEqual(expect.arrayContaining(names(fieldKeys)));
  });

  it('flags follow the schema', async () => {
    expect(await field('Account', 'Name')).toMatchObject({ nillable: false, nameField: true, soapType: 'xsd:string' });
    expect(await field('Account', 'OwnerId')).toMatchObject({ nillable: false, defaultedOnCreate: true });
    expect(await field('Contact', 'Email')).toMatchObject({ type: 'email', idLookup: true, unique: false, length: 80 });
    expect(await field('Contact', 'Name')).toMatchObject({ createable: false, calculated: true, nameField: true });
    expect(await field('Contact', 'LastName')).toMatchObject({ compoundFieldName: 'Name', nillable: false });
    expect(await field('Account', 'NumberOfEmployees')).toMatchObject({ type: 'int', digits: 8, precision: 0 });
    expect(await field('Opportunity', 'Amount')).toMatchObject({ type: 'currency', precision: 18, scale: 2 });
    expect(await field('Account', 'Description')).toMatchObject({ filterable: false, sortable: false });
    expect(await field('Order', 'TotalAmount')).toMatchObject({ createable: false, updateable: false });
    expect(await field('Order', 'OrderNumber')).toMatchObject({ autoNumber: true, nameField: true });
    expect(await field('Account', 'SystemModstamp')).toMatchObject({ createable: false, soapType: 'xsd:dateTime' });
  });

  it('parents and children know each other by their names', async () => {
    expect(await field('Contact', 'AccountId')).toMatchObject({
      type: 'reference',
      referenceTo: ['Account'],
      relationshipName: 'Account',
      cascadeDelete: true,
    });
    expect(await field('Task', 'WhatId')).toMatchObject({ namePointing: true });
    const { childRelationships } = await bench.connection.describe('Account');
    expect(childRelationships).toContainEqual(
      expect.objectContaining({ childSObject: 'Contact', field: 'AccountId', relationshipName: 'Contacts' }),
    );
  });

  it('a picklist tells its values and which one is preset', async () => {
    const { picklistValues } = await field('Lead', 'Status');
    expect(picklistValues?.[0]).toEqual({
      active: true,
      defaultValue: true,
      label: 'Open - Not Contacted',
      validFor: null,
      value: 'Open - Not Contacted',
    });
  });

  it('an object that nobody has is not found', async () => {
    await expect(bench.connection.describe('Nothing__c')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
    expect((await bench.call('GET', '/sobjects/Nothing__c/describe')).status).toBe(404);
    expect((await bench.call('GET', '/sobjects/Nothing__c')).status).toBe(404);
  });
});

describe('what has not changed', () => {
  it('is answered 304 without a body, by the time it was changed', async () => {
    const first = await bench.call('GET', '/sobjects/Account/describe');
    const since = first.headers.get('last-modified') as string;
    const again = await bench.call('GET', '/sobjects/Account/describe', undefined, { 'If-Modified-Since': since });
    expect([again.status, again.body]).toEqual([304, '']);
    const before = new Date(Date.parse(since) - 1_000).toUTCString();
    expect((await bench.call('GET', '/sobjects', undefined, { 'If-Modified-Since': before })).status).toBe(200);
  });
});
