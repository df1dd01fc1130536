import { Describes } from '../../../src/connectors/salesforce/describe';
import { failing, startOrg, type Org } from './org';

describe('what an org says of its objects', () => {
  let org: Org;
  beforeEach(async () => {
    org = await startOrg();
  });
  afterEach(() => org.close());

  const described = (): number => org.callouts.filter(({ endpoint }) => endpoint.endsWith('/describe')).length;

  it('names the fields with what they take', async () => {
    await org.lever('POST', 'field', {
      object: 'Contact',
      name: 'Tier__c',
      type: 'picklist',
      options: ['gold', { value: 'tin', active: false }],
    });
    const fields = await new Describes().fieldsOf(org.begin(), 'Contact');
    expect(fields.get('FirstName')).toEqual({
      name: 'FirstName',
      label: 'First Name',
      type: 'string',
      length: 40,
      precision: 0,
      scale: 0,
      nillable: true,
      defaultedOnCreate: false,
      createable: true,
      updateable: true,
      externalId: false,
      unique: false,
      caseSensitive: false,
      options: [],
      choices: [],
      restricted: false,
    });
    expect(fields.get('Tier__c')).toMatchObject({ type: 'picklist', options: ['gold'] });
    expect(fields.get('Name')).toMatchObject({ createable: false, updateable: false });
    expect(fields.has('Nothing')).toBe(false);
  });

  it('is asked for once, also by several at a time, and anew when it was forgotten', async () => {
    const describes = new Describes();
    const [first, second] = await Promise.all([1, 2].map(() => describes.fieldsOf(org.begin(), 'Account')));
    expect(second).toBe(first);
    expect(await describes.fieldsOf(org.begin(), 'Account')).toBe(first);
    expect(described()).toBe(1);

    await org.lever('POST', 'field', { object: 'Account', name: 'New__c', type: 'string', length: 10 });
    expect((await describes.fieldsOf(org.begin(), 'Account')).has('New__c')).toBe(false);
    describes.forget('Account');
    expect((await describes.fieldsOf(org.begin(), 'Account')).has('New__c')).toBe(true);
    expect(described()).toBe(2);
  });

  it('keeps nothing that was under way when it was forgotten', async () => {
    const describes = new Describes();
    const early = describes.fieldsOf(org.begin(), 'Account');
    describes.forget('Account');
    await early;
    await describes.fieldsOf(org.begin(), 'Account');
    expect(described()).toBe(2);
  });

  it('keeps no failure', async () => {
    const describes = new Describes();
    await org.lever('POST', 'faults', { kind: 'status', status: 503, path: '/services/data/*', times: 1 });
    expect(await failing(describes.fieldsOf(org.begin(), 'Account'))).toMatchObject({ kind: 'retry' });
    expect((await describes.fieldsOf(org.begin(), 'Account')).has('Name')).toBe(true);
  });

  it('asks by its own permission when that of who asked first was over', async () => {
    const describes = new Describes();
    const over = new Error('the lease is over');
    const [first, second] = await Promise.allSettled([
      describes.fieldsOf(
        org.begin(() => Promise.reject(over)),
        'Account',
      ),
      describes.fieldsOf(org.begin(), 'Account'),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: over });
    expect(second.status).toBe('fulfilled');
    expect(described()).toBe(1);
  });

  it('says of an object out of reach which it is and what to do, and finds nothing of it', async () => {
    const failure = await failing(new Describes().fieldsOf(org.begin(), 'Quote'));
    expect(failure).toMatchObject({ kind: 'rejected', code: 'OBJECT_MISSING' });
    expect(failure.message).toMatch(/no object Quote.*permission to read, create, edit and delete Quote/);
    expect(await new Describes().findFields(org.begin(), 'Quote')).toBeNull();
  });
});
