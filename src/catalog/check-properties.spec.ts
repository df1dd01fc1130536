import { catalogs } from './catalog';
import { takes } from '../../test/support/described-property';
import { customer, found, lines, made, status } from '../../test/support/mapping-ground';
import type { MappingDocument } from '../core/mapping-document';

const { salesforce } = catalogs;
const one = 'objects.customer.fields[1]';
const first = 'objects.order.fields[0]';
const kinds: readonly (readonly [string, MappingDocument, string])[] = [
  [
    'an option that the CRM does not have',
    status({ options: { paid: 'closed won' } }),
    `${first}.options.paid leads to closed won, and dealstage has no such option (did you mean closedwon?): correct it, add it in the CRM, or have it made (tandem provision --mapping)`,
  ],
  [
    'a property that the CRM does not have',
    customer({ field: 'firstName', property: 'firstnam' }),
    `${one}.property contacts has no property firstnam (did you mean firstname?): correct it, or say create to have it made`,
  ],
  [
    'a property of our own',
    customer({ field: 'phone', property: 'tandem_id' }),
    `${one}.property tandem_id is Tandem's own, and written by itself: leave the line out`,
  ],
  [
    'a property that is read-only',
    customer({ field: 'firstName', property: 'created' }),
    `${one}.property created is read-only in the CRM: say direction "pull", or name another`,
  ],
  [
    'a property that is written once',
    customer({ field: 'firstName', property: 'origin' }),
    `${one}.property origin can be written with a new record alone, and a field is written again when it changes: name another`,
  ],
  [
    'a text to a number',
    customer({ field: 'firstName', property: 'score' }),
    `${one}.converter text writes what score does not take, which is a number: say integer, number or money of a field that holds numbers, or name another property`,
  ],
  [
    'a text to a moment',
    customer({ field: 'firstName', property: 'seen_at' }),
    `${one}.converter text writes what seen_at does not take, which is a date and time: say datetime of a field that holds a moment, or name another property`,
  ],
  [
    'a truth to an option',
    customer({ field: 'emailConfirmed', property: 'tier' }),
    `${one}.converter boolean writes what tier does not take, which is one of its options: say picklist with a table of options`,
  ],
  [
    'a text to a reference',
    customer({ field: 'firstName', property: 'boss' }),
    `${one}.converter text writes what boss does not take, which is a reference to another record: references are kept by associations; name another property`,
  ],
  [
    'a template to an option',
    customer({ template: '{firstName}', property: 'tier' }),
    `${one}.template writes texts, and tier takes its options alone: name a property of type text`,
  ],
  [
    'a constant that is too long',
    customer({ constant: 'Web shop', property: 'short' }),
    `${one}.constant has 8 characters, and short takes 5: shorten it`,
  ],
  [
    'a constant that is no option',
    customer({ constant: 'gold', property: 'tier' }),
    `${one}.constant is no option of tier (did you mean Gold?): correct it, or add it in the CRM`,
  ],
  [
    'a constant that is unique',
    customer({ constant: 'x', property: 'badge' }),
    `${one}.constant would be said of every record, and badge is unique in the CRM: name another property`,
  ],
  [
    'a constant with too many digits',
    customer({ constant: 12.25, property: 'score' }),
    `${one}.constant has more digits than score takes (3 before the point, 1 after): shorten it`,
  ],
  [
    'a new property with a bad name',
    customer({ field: 'custom.tier', property: 'Loyalty', create: made }),
    `${one}.property is the name of a property to be made, which must be a small letter followed by up to 99 small letters, digits or _`,
  ],
  [
    'a new list without options',
    customer({ field: 'custom.tea', property: 'teas', create: { ...made, type: 'list' } }),
    `${one}.create.options are missing: a list is made with what it may hold`,
  ],
  [
    'a new text with options',
    customer({ field: 'custom.tea', property: 'teas', create: { ...made, options: ['a'] } }),
    `${one}.create.options are said of a text: only a list has options; leave them out`,
  ],
  [
    'a new list with an option twice',
    customer({ field: 'custom.tea', property: 'teas', create: { ...made, type: 'list', options: ['a', 'a'] } }),
    `${one}.create.options name an option twice: keep one of them`,
  ],
  [
    'a new truth that is unique',
    customer({ field: 'custom.tea', property: 'teas', create: { ...made, type: 'boolean', unique: true } }),
    `${one}.create.unique is said of a boolean, which CRMs make unique in no case: leave it out`,
  ],
  [
    'a new property that is written as another type',
    customer({ field: 'phone', property: 'teas', create: { ...made, type: 'number' } }),
    `${one}.converter text writes what teas does not take, which is a number: say integer, number or money of a field that holds numbers, or name another property`,
  ],
  [
    'a property to be made that is there with another type',
    customer({ field: 'custom.tier', property: 'nickname', converter: 'integer', create: { ...made, type: 'number' } }),
    `${one}.create.type is number, and nickname is there already as text: name another property, or leave create out`,
  ],
  [
    'a property to be made unique that is there',
    customer({ field: 'custom.tier', property: 'nickname', create: { ...made, unique: true } }),
    `${one}.create.unique is said of nickname, which is there already and not unique, and cannot become so: name another property, or leave it out`,
  ],
];

describe('a mapping document is refused by what the CRM takes: for', () => {
  it.each(kinds)('%s', (_what, document, mistake) => {
    expect(found(document)).toEqual([mistake]);
  });

  it('a field that empties what is required', () => {
    const contacts = [takes('email'), takes('code', { required: true })];
    const document = customer({ field: 'firstName', property: 'code', blank: 'clear' });
    expect(found(document, { properties: { contacts } })).toEqual([
      `${one}.blank empties code, which the CRM requires: say "keep", or leave it out`,
    ]);
  });

  it('what the CRM requires of a new record and nothing says', () => {
    const Contact = [takes('LastName', { required: true }), takes('Region__c', { required: true }), takes('Email')];
    const fields = [{ field: 'email', property: 'Email' }];
    expect(found({ objects: { customer: { fields } } }, { properties: { Contact } }, salesforce)).toEqual([
      'objects.customer.fields have no line that sends Region__c, which the CRM requires of a new record: map a field to it, or say a constant',
    ]);
    const region = { constant: 'North', property: 'Region__c' };
    expect(
      found({ objects: { customer: { fields: [...fields, region] } } }, { properties: { Contact } }, salesforce),
    ).toEqual([]);
    const pulled = { field: 'custom.region', property: 'Region__c', direction: 'pull' } as const;
    expect(
      found({ objects: { customer: { fields: [...fields, pulled] } } }, { properties: { Contact } }, salesforce),
    ).toHaveLength(1);
  });

  it('a property that an association keeps', () => {
    const fields = [
      { field: 'companyId', property: 'AccountId' },
      { field: 'email', property: 'Email' },
    ];
    expect(found({ objects: { customer: { fields } } }, {}, salesforce)).toEqual([
      'objects.customer.fields[0].property AccountId holds the id of the company, which Tandem keeps: leave the line out',
    ]);
    const ofOrder = lines({ field: 'sku', property: 'OpportunityId' });
    expect(found(ofOrder, {}, salesforce)).toEqual([
      'objects.order.lines.fields[0].property OpportunityId holds the id of the order, which Tandem keeps: leave the line out',
    ]);
  });
});

describe('a mapping document is taken by what the CRM takes', () => {
  it('that is read-only, where the catalogue itself writes it', () => {
    const OpportunityLineItem = [takes('ProductCode', { writable: { onCreate: false, onUpdate: false } })];
    const ground = { properties: { OpportunityLineItem } };
    expect(found(lines({ field: 'sku', property: 'ProductCode' }), ground, salesforce)).toEqual([]);
    expect(found(lines({ field: 'name', property: 'ProductCode' }), ground, salesforce)).toHaveLength(1);
  });

  it('without what its account has no place for', () => {
    const Opportunity = ['Name', 'Amount'].map((name) => takes(name, { type: name === 'Amount' ? 'number' : 'text' }));
    const fields = [
      { field: 'number', property: 'Name' },
      { field: 'currency', property: 'CurrencyIsoCode' },
    ];
    const document = { objects: { order: { fields } } };
    expect(found(document, { properties: { Opportunity } }, salesforce)).toEqual([]);
    expect(found(document, { properties: { Opportunity }, features: ['multi-currency'] }, salesforce)).toEqual([
      'objects.order.fields[1].property Opportunity has no property CurrencyIsoCode: correct it, or say create to have it made',
    ]);
  });
});
