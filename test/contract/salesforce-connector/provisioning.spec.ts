import { catalogs } from '../../../src/catalog/catalog';
import type { PropertyDefinition } from '../../../src/connectors/connector';
import { Describes } from '../../../src/connectors/salesforce/describe';
import { checkWritable, provisionAll } from '../../../src/connectors/salesforce/provision';
import { lineKey } from '../../../src/core/record-key';
import { objectTypes } from '../../../src/core/record';
import type { Failure } from '../../../src/core/failure';
import { failing, startOrg, type Org } from './org';

const definition = (
  name: string,
  type: PropertyDefinition['type'],
  more: Partial<PropertyDefinition> = {},
): PropertyDefinition => ({ name, label: name, description: 'made by Tandem', type, unique: false, ...more });
const keyProperty = 'Tandem_Id__c';
const key = definition(keyProperty, 'text', { unique: true });
const revision = definition('Tandem_Revision__c', 'number', { whole: true });
const url = definition('Tandem_Url__c', 'url');

let org: Org;
let describes: Describes;
const provision = (object: string, ...wanted: PropertyDefinition[]): Promise<readonly string[]> =>
  provisionAll(org.begin(), describes, { object, keyProperty }, wanted);
const refused = (object: string, ...wanted: PropertyDefinition[]): Promise<Failure> =>
  failing(provision(object, ...wanted));
const field = (object: string, name: string, more: object): Promise<unknown> =>
  org.lever('POST', 'field', { object, name, ...more });
const made = async (object: string, name: string): Promise<unknown> => {
  const { fields } = await org.call<{ fields: { name: string }[] }>('GET', `sobjects/${object}/describe`);
  return fields.find((each) => each.name === name);
};
const created = (): number => org.callouts.filter(({ method }) => method === 'POST').length;

beforeEach(async () => {
  org = await startOrg();
  describes = new Describes();
});
afterEach(() => org.close());

describe('the Salesforce connector provisioning', () => {
  it('makes what is missing, and nothing a second time', async () => {
    expect(await provision('Contact', key, revision, url, definition('Email', 'text'))).toEqual([
      'Tandem_Id__c',
      'Tandem_Revision__c',
      'Tandem_Url__c',
    ]);
    expect(await made('Contact', 'Tandem_Id__c')).toMatchObject({
      type: 'string',
      length: 255,
      externalId: true,
      unique: true,
      caseSensitive: false,
    });
    expect(await made('Contact', 'Tandem_Revision__c')).toMatchObject({ type: 'double', precision: 18, scale: 0 });
    expect((await describes.fieldsOf(org.begin(), 'Contact')).has('Tandem_Url__c')).toBe(true);
    expect(await provision('Contact', key, revision, url)).toEqual([]);
    describes = new Describes();
    expect(await provision('Contact', key, revision, url)).toEqual([]);
    expect(created()).toBe(3);
  });

  it('makes a key that holds the longest key of ours, and finds it without case', async () => {
    await provision('Account', key);
    const longest = lineKey('A'.repeat(64), 'B'.repeat(64));
    for (const value of [longest, longest.toUpperCase()])
      await org.call('PATCH', `sobjects/Account/${keyProperty}/${encodeURIComponent(value)}`, { Name: 'Ada' });
    const soql = `SELECT ${keyProperty} FROM Account`;
    expect(await org.call('GET', `query?q=${encodeURIComponent(soql)}`)).toMatchObject({ totalSize: 1 });
  });

  it.each<[PropertyDefinition['type'], object, unknown]>([
    ['text', { type: 'string', length: 255, externalId: false, unique: false }, 'some text'],
    ['number', { type: 'double', precision: 18, scale: 6 }, 12.345678],
    ['boolean', { type: 'boolean', defaultValue: false }, true],
    ['date', { type: 'date' }, '2026-03-01'],
    ['datetime', { type: 'datetime' }, '2026-03-01T08:00:00.000+0000'],
    ['url', { type: 'url' }, 'https://shop.example.com/1'],
    ['list', { type: 'multipicklist', restrictedPicklist: true }, 'Tea;Coffee'],
  ])('makes a %s that takes its values', async (type, described, value) => {
    const name = 'Mine__c';
    const options = type === 'list' ? { options: ['Tea', 'Coffee'] } : {};
    const wanted = definition(name, type, { label: 'x'.repeat(100), description: 'y'.repeat(2_000), ...options });
    expect(await provision('Contact', wanted)).toEqual([name]);
    expect(await made('Contact', name)).toMatchObject({ ...described, label: 'x'.repeat(40) });
    const { id } = await org.call<{ id: string }>('POST', 'sobjects/Contact', { LastName: 'Ada', [name]: value });
    expect(await org.call('GET', `sobjects/Contact/${id}?fields=${name}`)).toMatchObject({ [name]: value });
    expect(await provision('Contact', wanted)).toEqual([]);
  });

  it('makes a unique text of a tenant without taking one of the external ids', async () => {
    await provision('Contact', definition('Card__c', 'text', { unique: true }));
    expect(await made('Contact', 'Card__c')).toMatchObject({ unique: true, externalId: false, caseSensitive: false });
  });

  it.each([
    ['of another type', { type: 'double', precision: 18, scale: 0 }, 'is a field of type double'],
    ['without being an External ID', { unique: true }, 'is no External ID, and must be'],
    ['without refusing a value twice', { externalId: true }, 'is not unique, and must be'],
    ['with case', { externalId: true, unique: true, caseSensitive: true }, 'is case-sensitive, and must be'],
    ['too short for our keys', { externalId: true, unique: true, length: 64 }, 'takes 64 characters, and must be'],
  ])('refuses a key that is there %s, and says what it must be', async (_what, more, fault) => {
    await field('Contact', keyProperty, { type: 'string', length: 255, ...more });
    const failure = await refused('Contact', key, revision);
    expect(failure).toMatchObject({ kind: 'rejected', code: 'FIELD_UNFIT', property: keyProperty });
    expect(failure.message).toContain(`Contact.${keyProperty} ${fault}`);
    expect(failure.message).toContain('Text(255), External ID, unique and not case-sensitive');
    expect(created()).toBe(0);
  });

  it('says of all fields at once that cannot serve, before it makes any', async () => {
    await field('Contact', 'Score__c', { type: 'string', length: 10 });
    await field('Contact', 'Card__c', { type: 'string', length: 10 });
    const { message } = await refused(
      'Contact',
      key,
      definition('Score__c', 'number'),
      definition('Card__c', 'text', { unique: true }),
    );
    expect(message).toContain('Contact.Score__c is a field of type string, and must be Number');
    expect(message).toContain('Contact.Card__c does not refuse a value that is there twice');
    expect(created()).toBe(0);
  });

  it.each([
    ['loyalty_tier', /name it loyalty_tier__c/],
    ['Größe 2', /name it Gr_e_2__c/],
    ['tier__two__c', /name it tier_two__c/],
    ['firstname', /is written FirstName there: name it so/],
    ['tandem_url__c', /is written Tandem_Url__c there/],
  ])('refuses the name %s with the right one', async (name, right) => {
    await provision('Contact', url);
    const failure = await refused('Contact', definition(name, 'text'));
    expect(failure).toMatchObject({ kind: 'rejected', property: name });
    expect(failure.message).toMatch(right);
    expect(created()).toBe(1);
  });

  it('refuses to make a list without its options', async () => {
    expect((await refused('Contact', definition('Drinks__c', 'list'))).message).toContain('"options"');
  });

  it('takes a field that somebody else has made meanwhile', async () => {
    await describes.fieldsOf(org.begin(), 'Contact');
    await field('Contact', 'Tandem_Url__c', { type: 'url' });
    expect(await provision('Contact', url, revision)).toEqual(['Tandem_Revision__c']);
  });

  it('asks for the permission to make fields when it is missing', async () => {
    const body = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights on cross-reference id' }];
    await org.lever('POST', 'faults', { kind: 'status', status: 403, body, path: '/services/data/*/tooling/*' });
    const failure = await refused('Contact', key);
    expect(failure).toMatchObject({ kind: 'rejected', property: keyProperty });
    expect(failure.message).toContain('"Customize Application"');
  });

  it('fails as the call did that Salesforce had no time for', async () => {
    await org.lever('POST', 'faults', { kind: 'status', status: 503, path: '/services/data/*/tooling/*' });
    expect(await refused('Contact', key)).toMatchObject({ kind: 'retry' });
  });
});

describe('a new field that nobody sees yet', () => {
  beforeEach(async () => {
    await org.close();
    org = await startOrg({ fieldsVisible: false });
  });

  it('is made, and a person is asked once to grant all of them; then it is found', async () => {
    for (let time = 0; time < 2; time++) {
      const failure = await refused('Contact', key, revision);
      expect(failure).toMatchObject({ kind: 'rejected', code: 'FIELD_UNFIT', property: keyProperty });
      expect(failure.message).toMatch(
        /Contact\.Tandem_Id__c, Contact\.Tandem_Revision__c cannot be seen by us yet: give the integration user read and edit access by a permission set, then connect again/,
      );
    }
    for (const { name } of [key, revision]) await field('Contact', name, { hidden: false });
    describes.forget('Contact');
    expect(await provision('Contact', key, revision)).toEqual([]);
  });
});

describe('the fields that we write', () => {
  const check = (object: string, ...properties: string[]): Promise<void> =>
    checkWritable(org.begin(), describes, { object, properties });

  it('are all named that are hidden from us or read-only', async () => {
    await field('Contact', 'Phone', { hidden: true });
    await field('Contact', 'MailingCountry', { readOnly: true });
    const failure = await failing(check('Contact', 'Email', 'Phone', 'MailingCountry', 'Name'));
    expect(failure).toMatchObject({ kind: 'rejected', property: 'Phone' });
    expect(failure.message).toMatch(/Contact\.Phone cannot be found, or not be seen by us/);
    expect(failure.message).toMatch(/Contact\.MailingCountry, Contact\.Name can be read and not written/);
    await check('Contact', 'Email', 'LastName', 'AccountId');
  });

  it('are there in a new org, as the mappings have them', async () => {
    const { own, mappings } = catalogs.salesforce;
    for (const object of objectTypes) {
      const { remoteObject, fields, associations, lines } = mappings[object];
      const owned = [own.key, own.revision, own.url];
      const everywhere = fields.filter(({ needs, property }) => needs === undefined && !owned.includes(property));
      const parents = associations.flatMap(({ property }) => property ?? []);
      await check(remoteObject, ...everywhere.map(({ property }) => property), ...parents);
      if (lines) await check(lines.remoteObject, ...lines.fields.map(({ property }) => property));
    }
  });
});
