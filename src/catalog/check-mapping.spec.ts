import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogs } from './catalog';
import { customer, found, lines, made, options, order, status, where } from '../../test/support/mapping-ground';
import { documentOf } from '../core/document-of';
import type { MappingDocument } from '../core/mapping-document';

const { hubspot } = catalogs;
const one = 'objects.customer.fields[1]';
const first = 'objects.order.fields[0]';
const line = 'objects.order.lines.fields[0]';
const kinds: readonly (readonly [string, MappingDocument, string])[] = [
  [
    'an object type that there is not',
    { objects: { customers: {} } } as MappingDocument,
    'objects.customers is no object type (did you mean customer?); there are company, customer, order',
  ],
  [
    'lines of a type that has none',
    { objects: { company: { lines: { fields: [] } } } },
    'objects.company.lines are said of a company, which has none: leave them out',
  ],
  [
    'a line that says no source',
    customer({ property: 'nickname' }),
    `${one} says nothing of where its value comes from: say field, constant or template`,
  ],
  [
    'a line that says two',
    customer({ field: 'firstName', constant: 'x', property: 'nickname' }),
    `${one} says field and constant: say one of them`,
  ],
  [
    'a field that there is not',
    customer({ field: 'fistName', property: 'nickname' }),
    `${one}.field "fistName" is no field of a customer (did you mean firstName?); there are email, emailConfirmed, firstName, lastName, phone, country, address, companyId, and a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _`,
  ],
  [
    'a custom field that is misspelled',
    customer({ field: 'custom.loyalty-tier', property: 'nickname' }),
    `${one}.field "custom.loyalty-tier" is no custom field: a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _`,
  ],
  [
    'a field of our own',
    customer({ field: 'tandem.url', property: 'nickname' }),
    `${one}.field "tandem.url" is Tandem's own and goes without saying: leave the line out`,
  ],
  [
    'a field that order lines do not have',
    lines({ field: 'custom.colour', property: 'colour' }),
    `${line}.field "custom.colour" is no field of an order line; there are name, sku, quantity, unitPriceMinor, currency`,
  ],
  [
    'a template that is broken',
    customer({ template: '{firstName', property: 'nickname' }),
    `${one}.template has a "{" at position 1 without its other brace: write {field}, and {{ or }} for a brace`,
  ],
  [
    'a template without a field',
    customer({ template: 'Dear', property: 'nickname' }),
    `${one}.template names no field: say it as constant`,
  ],
  [
    'a template of a field that there is not',
    customer({ template: '{firstName} {middleName}', property: 'nickname' }),
    `${one}.template "middleName" is no field of a customer; there are email, emailConfirmed, firstName, lastName, phone, country, address, companyId, and a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _`,
  ],
  [
    'a constant that is blank',
    customer({ constant: ' ', property: 'nickname' }),
    `${one}.constant is blank: say a value, or leave the line out`,
  ],
  [
    'a property twice',
    customer({ field: 'firstName', property: 'nickname' }, { field: 'lastName', property: 'nickname' }),
    'objects.customer.fields[2].property nickname is what [1] writes already: keep one of them',
  ],
  [
    'a field twice',
    customer({ field: 'firstName', property: 'firstname' }, { field: 'firstName', property: 'nickname' }),
    'objects.customer.fields[2].field firstName is what [1] maps already: a field has one line; for a second property say template "{firstName}"',
  ],
  [
    'a constant that is read',
    customer({ constant: 'x', property: 'nickname', direction: 'pull' }),
    `${one}.direction is pull, and a constant is only pushed: leave it out`,
  ],
  [
    'a template that flows both ways',
    customer({ template: '{firstName}', property: 'nickname', direction: 'both' }),
    `${one}.direction is both, and a template is only pushed: leave it out`,
  ],
  [
    'a policy of one direction',
    customer({ field: 'firstName', property: 'firstname', policy: 'crm' }),
    `${one}.policy is for two-way fields, and this one has direction push: leave policy out, or say direction "both"`,
  ],
  [
    'a seed of one direction',
    customer({ field: 'firstName', property: 'firstname', direction: 'pull', seed: 'crm' }),
    `${one}.seed is for two-way fields, and this one has direction pull: leave seed out, or say direction "both"`,
  ],
  [
    'a two-way field that is enforced',
    customer({ field: 'firstName', property: 'firstname', direction: 'both', enforce: true }),
    `${one}.enforce is for fields of one direction: in a two-way field the policy decides; leave it out`,
  ],
  [
    'a constant that clears',
    customer({ constant: 'x', property: 'nickname', blank: 'clear' }),
    `${one}.blank is said of a constant, which is never blank: leave it out`,
  ],
  [
    'an order line that is read',
    lines({ field: 'sku', property: 'hs_sku', direction: 'both' }),
    `${line}.direction is both, and order lines are only pushed: leave it out`,
  ],
  [
    'an order line with a policy',
    lines({ field: 'sku', property: 'hs_sku', policy: 'crm' }),
    `${line}.policy means nothing in an order line, which is only pushed: leave it out`,
  ],
  [
    'an order line whose property is to be made',
    lines({ field: 'sku', property: 'sku2', create: made }),
    `${line}.create is not for order lines: make the property in the CRM, and leave it out`,
  ],
  [
    'a converter that is for other kinds',
    customer({ field: 'phone', property: 'phone', converter: 'boolean' }),
    `${one}.converter boolean does not write phone, which is of kind phone: say text`,
  ],
  [
    'a converter that is for other constants',
    customer({ constant: 5, property: 'score', converter: 'money' }),
    `${one}.converter money does not write a constant that is a number: say number or text`,
  ],
  [
    'a converter of a template',
    customer({ template: '{phone}', property: 'score', converter: 'number' }),
    `${one}.converter number does not write what a template says: say text`,
  ],
  [
    'a date that is read',
    order({ field: 'placedAt', property: 'closeday', converter: 'date', direction: 'both' }),
    `${first}.direction reads a date back, which has lost its time of day: say direction "push", or converter "datetime"`,
  ],
  [
    'a number that is read as text',
    customer({ field: 'emailConfirmed', property: 'nickname', converter: 'text', direction: 'both' }),
    `${one}.converter text brings emailConfirmed back as text: say boolean, or direction "push"`,
  ],
  [
    'a reference that is read',
    customer({ field: 'companyId', property: 'nickname', direction: 'pull' }),
    `${one}.direction reads companyId back, which names a record: say direction "push"; associations are followed anyway`,
  ],
  [
    'an amount without a converter',
    order({ field: 'totalMinor', property: 'amount' }),
    `${first}.converter is not said: totalMinor is in minor units; say money (12.50), or integer for the minor units (1250)`,
  ],
  [
    'a currency of what is no money',
    customer({ field: 'phone', property: 'phone', currency: 'country' }),
    `${one}.currency means nothing to converter text: leave it out, or say converter "money"`,
  ],
  [
    'money without a currency',
    customer({ field: 'custom.limit', property: 'score', converter: 'money' }),
    `${one}.currency is not said, and a customer has no field currency: name the field that holds it`,
  ],
  [
    'a currency that is no field',
    order({ field: 'totalMinor', property: 'amount', converter: 'money', currency: 'curency' }),
    `${first}.currency "curency" is no field of an order (did you mean currency?); there are number, customerId, companyId, status, currency, totalMinor, placedAt, url, and a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _`,
  ],
  [
    'a constant that is no date',
    customer({ constant: 'soon', property: 'seen_at', converter: 'datetime' }),
    `${one}.constant is no date and time: write it like 2026-03-01 or 2026-03-01T08:00:00Z`,
  ],
  [
    'options of what is no picklist',
    customer({ field: 'phone', property: 'phone', options: { a: 'b' } }),
    `${one}.options mean nothing to converter text: say converter "picklist"`,
  ],
  [
    'an inverse of what is no picklist',
    customer({ field: 'phone', property: 'phone', inverse: { a: 'b' } }),
    `${one}.inverse means nothing to converter text: say converter "picklist"`,
  ],
  [
    'a picklist without options',
    status({}),
    `${first}.options are missing: say for each of your values the option of the CRM, {"paid": "closedwon"}`,
  ],
  [
    'values that differ in case',
    status({ options: { paid: 'closedwon', Paid: 'closedlost' } }),
    `${first}.options.Paid differs from "paid" in case alone, which does not count: keep one of them`,
  ],
  [
    'a value with blanks',
    status({ options: { 'paid ': 'closedwon' } }),
    `${first}.options.paid  is a value with blanks at its ends, or none at all, which no record has: correct it`,
  ],
  [
    'a value that the field cannot have',
    customer({ field: 'emailConfirmed', property: 'nickname', converter: 'picklist', options: { yes: 'Y' } }),
    `${one}.options.yes is no value that the field has, which is of kind boolean: correct it`,
  ],
  [
    'a value that is not in normal form',
    {
      objects: {
        order: {
          fields: [{ field: 'currency', property: 'deal_currency_code', converter: 'picklist', options: { ß: 'EUR' } }],
        },
      },
    },
    'objects.order.fields[0].options.ß is never compared so: in normal form it is "SS", which is what is to stand here',
  ],
  [
    'an option that is blank',
    status({ options: { paid: '' } }),
    `${first}.options.paid leads to a blank: name an option of the CRM, or leave the value out`,
  ],
  [
    'an inverse of an option that nothing leads to',
    status({ options, inverse: { closedwin: 'paid' } }),
    `${first}.inverse.closedwin is an option that no value is sent as (did you mean closedwon?): add a value for it, or leave it out`,
  ],
  [
    'an inverse that is no value',
    status({ options, inverse: { closedwon: 'payed' } }),
    `${first}.inverse.closedwon comes back as "payed", which is no value of options (did you mean paid?): name one that is sent as closedwon`,
  ],
  [
    'an inverse that leads elsewhere',
    status({ options, inverse: { closedwon: 'cancelled' } }),
    `${first}.inverse.closedwon comes back as "cancelled", which is sent as closedlost: name one that is sent as closedwon`,
  ],
  [
    'an ambiguous inverse',
    status({ options, direction: 'both' }),
    `${first}.inverse.closedwon is missing: paid, shipped are all sent as closedwon; say as which of them it comes back`,
  ],
  [
    'a filter of a field that there is not',
    where({ field: 'contry', blank: false }),
    'objects.customer.where[0].field "contry" is no field of a customer (did you mean country?); there are email, emailConfirmed, firstName, lastName, phone, country, address, companyId, and a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _',
  ],
  [
    'a filter that lets nothing pass',
    where({ field: 'country', in: [] }),
    'objects.customer.where[0].in is empty, so that no record flows: name a value, or leave the condition out',
  ],
  [
    'a filter that says nothing',
    where({ field: 'country', notIn: [] }),
    'objects.customer.where[0].notIn is empty, so that it says nothing: name a value, or leave the condition out',
  ],
  [
    'a filter by a blank',
    where({ field: 'country', in: ['DE', ''] }),
    'objects.customer.where[0].in[1] is blank: say {"blank": true} of the field',
  ],
  [
    'a filter by a value of another type',
    where({ field: 'emailConfirmed', in: ['true'] }),
    'objects.customer.where[0].in[0] is a string, and the field is of kind boolean: write a boolean',
  ],
  [
    'a filter by no moment',
    { objects: { order: { where: [{ field: 'placedAt', in: ['soon'] }] } } },
    'objects.order.where[0].in[0] is no date and time: write it like 2026-03-01T08:00:00Z',
  ],
  [
    'a filter by a fraction',
    { objects: { order: { where: [{ field: 'totalMinor', notIn: [1.5] }] } } },
    'objects.order.where[0].notIn[0] has a fraction, and the field has whole numbers: correct it',
  ],
  [
    'what records are recognised by, left out',
    { objects: { customer: { fields: [{ field: 'phone', property: 'phone' }] } } },
    'objects.customer.fields have no line that sends email to email, by which records are recognised: add {"field": "email", "property": "email"}',
  ],
];

describe('a mapping document is refused for', () => {
  it.each(kinds)('%s', (_what, document, mistake) => {
    expect(found(document)).toEqual([mistake]);
  });

  it('a two-way field that is new on linked records, and does not say whose value stands', () => {
    const document = customer({ field: 'firstName', property: 'nickname', direction: 'both' });
    const before = documentOf(hubspot, { customFields: [] });
    const missing =
      'objects.customer.fields[1].seed is missing: firstName is new between records that are linked already; say whose value stands where they differ: order-system, crm, newest, fill-blanks or ask';
    expect(found(document, { live: { before, linked: ['customer'] } })).toEqual([missing]);
    expect(found(document, { live: { before, linked: ['order'] } })).toEqual([]);
    expect(found(document)).toEqual([]);
    const seeded = customer({ field: 'firstName', property: 'nickname', direction: 'both', seed: 'crm' });
    expect(found(seeded, { live: { before, linked: ['customer'] } })).toEqual([]);
    const oneWay = customer(
      { field: 'firstName', property: 'nickname' },
      { field: 'lastName', property: 'short', direction: 'pull' },
    );
    expect(found(oneWay, { live: { before, linked: ['customer'] } })).toEqual([]);
  });

  it('all its mistakes at once', () => {
    const document = customer({ field: 'fone', property: 'fone' }, { constant: ' ', property: 'email' });
    expect(found(document).map((mistake) => mistake.split(' ')[0])).toEqual([
      'objects.customer.fields[2].property',
      `${one}.field`,
      `${one}.property`,
      'objects.customer.fields[2].constant',
    ]);
  });
});

describe('a mapping document is taken', () => {
  it('as the page on mappings has it', () => {
    const page = readFileSync(join(__dirname, '../../docs/how-to/map-fields.md'), 'utf8');
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(found(JSON.parse(example) as MappingDocument, { properties: undefined })).toEqual([]);
  });

  it.each(Object.entries(catalogs))('as the catalogue for %s says it', (_crm, catalog) => {
    expect(found(catalog.document, { properties: undefined }, catalog)).toEqual([]);
    expect(found(documentOf(catalog, { customFields: [] }), { properties: undefined }, catalog)).toEqual([]);
  });

  it.each<[string, MappingDocument]>([
    [
      'where what orders refer to does not flow',
      { objects: { company: { flows: false }, customer: { flows: false, fields: [] } } },
    ],
    [
      'with the one way back of an ambiguous option',
      status({ options, direction: 'both', inverse: { closedwon: 'PAID' } }),
    ],
    ['with a picklist that is not read, and no way back', status({ options })],
    [
      'with a table of true and false',
      customer({
        field: 'emailConfirmed',
        property: 'vip',
        converter: 'picklist',
        options: { true: 'true', false: 'false' },
      }),
    ],
    [
      'with several of a list',
      customer(
        { field: 'custom.drinks', property: 'drinks', converter: 'list' },
        { constant: 'Tea;Coffee', property: 'nickname' },
      ),
    ],
    ['with a day', customer({ constant: '2026-03-01', property: 'born', converter: 'date' })],
    ['with a reference that is sent', customer({ field: 'companyId', property: 'nickname' })],
    [
      'with a property to be made',
      customer({ field: 'custom.tier', property: 'loyalty', direction: 'both', create: { ...made, unique: true } }),
    ],
    [
      'with a property to be made that is there as it is wanted',
      customer({ field: 'custom.tier', property: 'tier', create: made }),
    ],
    [
      'with money in the currency of a custom field',
      customer({ field: 'custom.limit', property: 'score', converter: 'money', currency: 'custom.limitIn' }),
    ],
    [
      'with filters',
      where(
        { field: 'country', in: ['de'] },
        { field: 'custom.tier', notIn: ['x', 3, true] },
        { field: 'phone', blank: false },
      ),
    ],
    ['with a constant of what is written once', customer({ constant: 'shop', property: 'origin' })],
    ['that reads what is read-only', customer({ field: 'firstName', property: 'created', direction: 'pull' })],
    [
      'with lines',
      lines({ field: 'sku', property: 'hs_sku', blank: 'clear' }, { template: '{name} ({sku})', property: 'title' }),
    ],
  ])('%s', (_what, document) => {
    expect(found(document)).toEqual([]);
  });
});
