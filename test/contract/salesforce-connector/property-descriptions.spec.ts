import { Describes } from '../../../src/connectors/salesforce/describe';
import { describeObject } from '../../../src/connectors/salesforce/property-descriptions';
import type { PropertyDescription } from '../../../src/core/property-description';
import { failing, startOrg, type Org } from './org';

describe('what Salesforce says of fields', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());

  const described = async (object: string, name: string): Promise<PropertyDescription | undefined> =>
    (await describeObject(org.begin(), new Describes(), object)).find((one) => one.name === name);
  const field = (object: string, name: string, more: object): Promise<unknown> =>
    org.lever('POST', 'field', { object, name, ...more });

  it.each([
    ['Contact', 'FirstName', { type: 'text', maxLength: 40, required: false, reads: ['padded'] }],
    ['Contact', 'LastName', { maxLength: 80, required: true, neverBlank: true }],
    ['Contact', 'Email', { type: 'text', maxLength: 80 }],
    ['Contact', 'AccountId', { type: 'reference', required: false }],
    ['Contact', 'Name', { writable: { onCreate: false, onUpdate: false } }],
    ['Account', 'BillingStreet', { type: 'text', maxLength: 255 }],
    ['Account', 'NumberOfEmployees', { type: 'number', digits: { whole: 8, fraction: 0 } }],
    ['Account', 'OwnerId', { type: 'reference', required: false }],
    ['Opportunity', 'Amount', { type: 'number', digits: { whole: 16, fraction: 2 } }],
    ['Opportunity', 'CloseDate', { type: 'date', required: true, reads: ['padded', 'time-of-day'] }],
    ['Opportunity', 'IsWon', { type: 'boolean', required: false, writable: { onCreate: false, onUpdate: false } }],
    ['OpportunityLineItem', 'ProductCode', { required: true, writable: { onCreate: true, onUpdate: true } }],
    ['OpportunityLineItem', 'PricebookEntryId', { required: false }],
    ['OpportunityLineItem', 'OpportunityId', { required: true, writable: { onCreate: true, onUpdate: false } }],
  ])('knows of %s.%s', async (object, name, said) => {
    expect(await described(object, name)).toMatchObject(said);
  });

  it('takes what is active of a restricted picklist, and anything in one that is not', async () => {
    const options = ['gold', { value: 'tin', active: false }];
    await field('Contact', 'Tier__c', { type: 'picklist', restricted: true, options });
    await field('Contact', 'Mood__c', { type: 'picklist', options });
    expect(await described('Contact', 'Tier__c')).toMatchObject({ type: 'option', options: ['gold'] });
    const mood = await described('Contact', 'Mood__c');
    expect(mood).toMatchObject({ type: 'option', options: null, listed: ['gold'] });
  });

  it('takes the active stages of an opportunity alone, although others would be kept', async () => {
    expect((await described('Opportunity', 'StageName'))?.options).toContain('Closed Won');
    await field('Opportunity', 'StageName', { options: ['Won', { value: 'Old', active: false }] });
    expect(await described('Opportunity', 'StageName')).toMatchObject({ options: ['Won'] });
  });

  it('knows which custom field a new record has to say', async () => {
    await field('Account', 'Vat__c', { type: 'string', length: 20, required: true });
    const level = { label: 'Level', type: 'Number', precision: 3, scale: 0, required: true, defaultValue: '1' };
    await org.call('POST', 'tooling/sobjects/CustomField', { FullName: 'Account.Level__c', Metadata: level });
    expect(await described('Account', 'Vat__c')).toMatchObject({ required: true, neverBlank: true, maxLength: 20 });
    expect(await described('Account', 'Level__c')).toMatchObject({ required: false, neverBlank: true });
  });

  it('makes what was known of the object new', async () => {
    const describes = new Describes();
    await describes.fieldsOf(org.begin(), 'Product2');
    await field('Product2', 'New__c', { type: 'string', length: 10 });
    await describeObject(org.begin(), describes, 'Product2');
    expect((await describes.fieldsOf(org.begin(), 'Product2')).has('New__c')).toBe(true);
  });

  it('says what to do about an object that we may not see', async () => {
    expect(await failing(describeObject(org.begin(), new Describes(), 'Nothing__c'))).toMatchObject({
      kind: 'rejected',
      code: 'OBJECT_MISSING',
    });
  });
});
