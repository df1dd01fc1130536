import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { mappingSchema, readMappingDocument } from './mapping-bodies';

const documentation = join(__dirname, '../../docs');
const published: unknown = JSON.parse(readFileSync(join(documentation, 'mapping.schema.json'), 'utf8'));
const isValid = new Ajv({ allowUnionTypes: true }).compile(published as object);

const line = { field: 'email', property: 'email' };
const customer = (object: unknown): unknown => ({ objects: { customer: object } });
const lined = (rest: object): unknown => customer({ fields: [line, { property: 'phone', ...rest }] });
const many = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));
const table = (count: number): object => Object.fromEntries(many(count, (at) => [`v${at}`, 'x']));
const at = 'objects.customer.fields[1]';

const wrong: readonly (readonly [string, unknown, string])[] = [
  ['no object', null, ' must be an object'],
  ['nothing', {}, 'objects must be an object by object type'],
  ['a list of types', { objects: [] }, 'objects must be an object by object type'],
  [
    'an unknown key',
    { objects: {}, version: 1 },
    'version is no key of a mapping document here; see docs/mapping.schema.json',
  ],
  [
    'an unknown type',
    { objects: { invoice: {} } },
    'objects.invoice is no key of a mapping document here; see docs/mapping.schema.json',
  ],
  [
    'a misspelled key of a line',
    lined({ feild: 'phone' }),
    `${at}.feild is no key of a mapping document here; see docs/mapping.schema.json`,
  ],
  [
    'no property',
    customer({ fields: [line, { field: 'phone' }] }),
    `${at}.property must be the CRM’s name of a property: a letter followed by up to 99 letters, digits or _`,
  ],
  [
    'a property with blanks',
    lined({ property: 'my phone' }),
    `${at}.property must be the CRM’s name of a property: a letter followed by up to 99 letters, digits or _`,
  ],
  [
    'a converter that there is not',
    lined({ converter: 'upper' }),
    `${at}.converter must be one of text, integer, number, boolean, date, datetime, list, money, picklist`,
  ],
  ['a direction that there is not', lined({ direction: 'up' }), `${at}.direction must be one of push, pull, both`],
  ['a blank rule that there is not', lined({ blank: true }), `${at}.blank must be one of keep, clear`],
  [
    'a constant that is a list',
    lined({ constant: ['a'] }),
    `${at}.constant must be text (1000 characters), a number or a boolean`,
  ],
  [
    'options that are a list',
    lined({ options: ['a'] }),
    `${at}.options must be an object, your value to the CRM’s option`,
  ],
  ['an option that is a number', lined({ options: { a: 1 } }), `${at}.options.a must be text`],
  ['1,001 options', lined({ options: table(1_001) }), `${at}.options may have 1000 entries`],
  [
    'an option without end',
    lined({ options: { a: 'x'.repeat(256) } }),
    `${at}.options.a must be shorter than or equal to 255 characters`,
  ],
  ['501 lines', customer({ fields: many(501, () => line) }), 'objects.customer.fields may have 500 entries'],
  ['a property to be made without a label', lined({ create: { type: 'text' } }), `${at}.create.label must be text`],
  [
    'a condition that says nothing',
    customer({ where: [{ field: 'phone' }] }),
    'objects.customer.where[0] must say one of in, notIn and blank',
  ],
  [
    'a condition that says two things',
    customer({ where: [{ field: 'a', in: [], blank: true }] }),
    'objects.customer.where[0] must say one of in, notIn and blank',
  ],
  [
    'a condition without a list',
    customer({ where: [{ field: 'a', in: 'DE' }] }),
    'objects.customer.where[0].in must be a list of values',
  ],
];

describe('the shape of a mapping document', () => {
  it.each(wrong)('is wrong with %s, and the mistake has its place', (_what, document, mistake) => {
    const read = readMappingDocument(document);
    expect('mistakes' in read && read.mistakes.map((one) => `${one.at} ${one.reason}`)).toEqual([mistake]);
    expect(isValid(document)).toBe(false);
  });

  it('is wrong in all its places at once', () => {
    const read = readMappingDocument({ objects: { customer: { flows: 1, fields: [{ property: '' }] }, order: [] } });
    expect('mistakes' in read && read.mistakes.map((one) => one.at)).toEqual([
      'objects.customer.flows',
      'objects.customer.fields[0].property',
      'objects.order',
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing but its frame', { objects: {} }],
    ['the place of its schema', { $schema: 'https://example.com/mapping.schema.json', objects: {} }],
    [
      'conditions',
      customer({
        where: [
          { field: 'a', in: [1, 'x', true] },
          { field: 'b', blank: false },
        ],
      }),
    ],
    ['1,000 options', lined({ options: table(1_000) })],
    ['500 lines', customer({ fields: many(500, () => line) })],
  ])('may be %s', (_what, document) => {
    expect(readMappingDocument(document)).toEqual({ document });
    expect(isValid(document)).toBe(true);
  });

  it('is published as it is checked: whoever changes one runs npm run schema', () => {
    expect(published).toEqual(mappingSchema());
  });
});

describe('the page on mappings', () => {
  const page = readFileSync(join(documentation, 'how-to/map-fields.md'), 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text) as unknown);

  it('has examples that are documents', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.map(readMappingDocument)).toEqual(examples.map((document) => ({ document })));
  });
});
