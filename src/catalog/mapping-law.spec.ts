/** What holds of every mapping, the catalogue's and any that is saved: found out by chance, and the seed of a failure is printed. */
import fc from 'fast-check';
import { catalogs, type CrmCatalog } from './catalog';
import { checkMapping } from '../core/check-mapping';
import { directions } from '../core/field-rule';
import { mappingOf } from '../core/field-rule-settings';
import { toFields, toProperties, type FieldMapping, type ObjectMapping } from '../core/mapping';
import { converterNames, type FieldDocument, type ObjectDocument } from '../core/mapping-document';
import { mappingVersion } from '../core/mapping-version';
import { policyNames } from '../core/policies/policies';
import { objectTypes, type Fields, type ObjectType, type PropertyValue, type Value } from '../core/record';
import { normalFields, normalForm, sameValue } from '../core/values';

/** Of which values and options are made, so that they meet. */
const words = [
  'paid',
  'Paid',
  'SHIPPED',
  'new',
  'true',
  'false',
  '1',
  '2.5',
  'DE',
  'jpy',
  'constructor',
  '__proto__',
  'Ⅷ',
  'İ',
  'ß',
];
const word = fc.constantFrom(...words);
const text = fc.oneof(
  word,
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(';', ' a ;b', '+49 30 1', '1e400', '0x10', '  '),
);
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1e-7, 1e21, -1.5));
const moment = fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
const value: fc.Arbitrary<Value> = fc.oneof(
  text,
  number,
  fc.boolean(),
  moment,
  fc.array(text, { maxLength: 4 }),
  fc.constant(null),
);
const property: fc.Arbitrary<PropertyValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  moment,
  fc.constant(null),
  fc.constant(''),
);

/** What comes back of a value, in normal form; undefined: it is not sent, or nothing is read of it. */
function round(line: FieldMapping, mapping: ObjectMapping, sent: Value, ours: Fields): Value | undefined {
  if (sent === null) return undefined;
  const remote = line.convert.toRemote(sent, ours);
  if ('problem' in remote || remote.value === null || remote.value === '') return undefined;
  const local = line.convert.toLocal(remote.value, ours);
  return local === undefined ? undefined : normalForm(kindOf(line, mapping), local, ours['country']);
}
const kindOf = ({ field }: FieldMapping, { definition }: ObjectMapping) => definition.kinds[field] ?? 'text';
function isStable(line: FieldMapping, mapping: ObjectMapping, said: Value, ours: Fields): boolean {
  const once = round(line, mapping, normalForm(kindOf(line, mapping), said, ours['country']), ours);
  if (once === undefined || once === null) return true;
  return sameValue(round(line, mapping, once, ours), once);
}

const lineOf = (rest: Partial<FieldDocument>): FieldDocument => ({ field: 'custom.x', property: 'x', ...rest });
const table = Object.fromEntries(words.map((one, index) => [one, `option ${index % 4}`]));
const back = Object.fromEntries([0, 1, 2, 3].map((index) => [`option ${index}`, words[index + 4]!]));
const converters = converterNames.map((converter): [string, ObjectMapping, FieldMapping] => {
  const tables = converter === 'picklist' ? { options: table, inverse: back } : {};
  const fields = [lineOf({ converter, ...tables })];
  const mapping = saved(catalogs.hubspot, 'order', { fields });
  return [`converter ${converter}`, mapping, mapping.fields[0]!];
});
/** Whose values are no texts, and come back as what they were. */
const typed = (
  [
    ['customer', { field: 'emailConfirmed', property: 'x', options: { true: 'Yes', false: 'No' } }],
    ['order', { field: 'totalMinor', property: 'x', options: { '1': 'one', '-1': 'less', '100': 'many' } }],
  ] as const
).map(([object, line]): [string, ObjectMapping, FieldMapping] => {
  const mapping = saved(catalogs.hubspot, object, { fields: [{ ...line, converter: 'picklist' }] });
  return [`picklist of ${line.field}`, mapping, mapping.fields[0]!];
});
const own = Object.entries(catalogs).flatMap(([crm, { mappings }]) =>
  objectTypes.flatMap((object) =>
    [...mappings[object].fields, ...(mappings[object].lines?.fields ?? [])].map(
      (line): [string, ObjectMapping, FieldMapping] => [
        `${crm} ${object}.${line.field} in ${line.property}`,
        mappings[object],
        line,
      ],
    ),
  ),
);

function saved({ mappings }: CrmCatalog, object: ObjectType, document: ObjectDocument): ObjectMapping {
  return mappingOf(mappings[object], {
    customFields: [],
    features: ['multi-currency', 'price-book'],
    mapping: { version: 1, document: { objects: { [object]: document } } },
  });
}

describe('a value that goes to the CRM and comes back is the same from the first time on', () => {
  const given = fc.record({
    currency: fc.constantFrom('EUR', 'JPY', 'BHD', '??'),
    country: fc.constantFrom('DE', 'us', ''),
  });

  it.each([...converters, ...typed])('by %s', (_name, mapping, line) => {
    fc.assert(
      fc.property(fc.oneof(value, fc.boolean(), fc.constantFrom(1, -1, 100)), given, (said, ours) =>
        isStable(line, mapping, said, ours),
      ),
      { numRuns: 10_000 },
    );
  });

  it.each(own)('in %s', (_name, mapping, line) => {
    const numRuns = line.options ? 10_000 : 500;
    const picked = fc.constantFrom('placed', 'PAID', 'returned', 'lost in space');
    fc.assert(
      fc.property(line.options ? fc.oneof(picked, value) : value, given, (said, ours) =>
        isStable(line, mapping, said, ours),
      ),
      { numRuns },
    );
  });
});

const customs = ['custom.a', 'custom.b', 'custom.c', 'custom.d'];
const properties = Array.from({ length: 30 }, (_, index) => `p${index}`);

/** Anything that has the shape of a line; most of it means something. */
function anyLine(object: ObjectType, crm: CrmCatalog): fc.Arbitrary<FieldDocument> {
  const fields = [...Object.keys(crm.mappings[object].definition.kinds), ...customs];
  const options = fc.dictionary(word, fc.constantFrom('A', 'B', 'C'), { minKeys: 1, maxKeys: 6 });
  const blank = fc.constantFrom('keep' as const, 'clear' as const);
  const policy = fc.constantFrom(...policyNames);
  const twoWay = fc.record(
    { direction: fc.constant('both' as const), policy, blank, seed: policy },
    { requiredKeys: ['direction'] },
  );
  const oneWay = fc.record(
    { direction: fc.constantFrom('push' as const, 'pull' as const), enforce: fc.boolean(), blank },
    { requiredKeys: [] },
  );
  const odd = fc.record({ direction: fc.constantFrom(...directions), enforce: fc.boolean(), policy, seed: policy });
  const rule: fc.Arbitrary<Partial<FieldDocument>> = fc.oneof(
    { weight: 5, arbitrary: twoWay },
    { weight: 5, arbitrary: oneWay },
    { weight: 1, arbitrary: odd },
  );
  const propertyName = fc.constantFrom(...properties);
  const custom = fc.constantFrom(...customs);
  const field = fc.constantFrom(...fields);
  const converter = fc.constantFrom(...converterNames.filter((name) => name !== 'picklist'));
  const plain = fc.oneof(
    fc.record({ field, property: propertyName }),
    fc.record({ field: custom, property: propertyName, converter }),
    fc.record({ field, property: propertyName, converter }),
    fc.record({ field: custom, property: propertyName, converter: fc.constant('money' as const), currency: custom }),
  );
  const picklist = fc.tuple(field, propertyName, options, fc.infiniteStream(fc.nat(9))).map(([name, to, of, picks]) => {
    const inverse = Object.fromEntries(
      [...new Set(Object.values(of))].map((option) => {
        const values = Object.keys(of).filter((one) => of[one] === option);
        return [option, values[picks.next().value % values.length]!];
      }),
    );
    return { field: name, property: to, converter: 'picklist' as const, options: of, inverse };
  });
  const computed = fc.oneof(
    fc.record({ constant: fc.oneof(text, number, fc.boolean()), property: propertyName }),
    fc.record({
      template: fc
        .array(
          fc.oneof(
            word,
            field.map((name) => `{${name}}`),
            fc.constantFrom('{{', '}}', '{', ' - '),
          ),
          { maxLength: 5 },
        )
        .map((parts) => parts.join('')),
      property: propertyName,
    }),
  );
  return fc.oneof(
    fc.tuple(fc.oneof(plain, picklist), rule).map(([line, rest]): FieldDocument => ({ ...line, ...rest })),
    fc.oneof<fc.Arbitrary<FieldDocument>[]>(plain, picklist, computed),
  );
}

/** Without the lines and conditions that the check names. */
function passed(object: ObjectType, document: ObjectDocument, catalog: CrmCatalog): ObjectDocument {
  const mistakes = checkMapping({ objects: { [object]: document } }, { catalog });
  const named = (list: string) =>
    new Set(mistakes.flatMap(({ at }) => new RegExp(`\\.${list}\\[(\\d+)\\]`).exec(at)?.slice(1).map(Number) ?? []));
  if (mistakes.length === 0) return document;
  const [lines, conditions] = [named('fields'), named('where')];
  if (lines.size + conditions.size === 0) throw new Error(`nothing to leave out for ${JSON.stringify(mistakes)}`);
  const { fields = [], where = [] } = document;
  const kept = {
    where: where.filter((_, index) => !conditions.has(index)),
    fields: fields.filter((_, index) => !lines.has(index)),
  };
  return passed(object, { ...document, ...kept }, catalog);
}

const anyDocument = fc
  .tuple(fc.constantFrom(...Object.values(catalogs)), fc.constantFrom(...objectTypes))
  .chain(([catalog, object]) => {
    const keys = catalog.document.objects[object].fields!.filter(({ field }) =>
      catalog.mappings[object].matchBy.some((key) => key.field === field),
    );
    const names = fc.constantFrom(...Object.keys(catalog.mappings[object].definition.kinds), 'custom.a');
    const some = fc.array(fc.oneof(text, number, fc.boolean()), { minLength: 1, maxLength: 3 });
    const where = fc.array(fc.oneof(fc.record({ field: names, in: some }), fc.record({ field: names, notIn: some })), {
      maxLength: 3,
    });
    return fc
      .record({ fields: fc.array(anyLine(object, catalog), { minLength: 4, maxLength: 10 }), where })
      .map((document) => ({
        catalog,
        object,
        document: passed(object, { ...document, fields: [...keys, ...document.fields] }, catalog),
      }));
  });

describe('a document that was checked', () => {
  const names = [
    'name',
    'email',
    'phone',
    'country',
    'currency',
    'status',
    'totalMinor',
    'placedAt',
    'emailConfirmed',
    'number',
    ...customs,
  ];
  const anyRecord = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });
  const anyAnswer = fc.dictionary(fc.constantFrom(...properties, 'email', 'Email', 'domain'), property, {
    maxKeys: 8,
  });
  const runs = 1_000;
  const each = 10;

  it(`never throws, and brings back what it took, on ${runs * each} records of any kind`, () => {
    let lines = 0;
    fc.assert(
      fc.property(
        anyDocument,
        fc.array(fc.tuple(anyRecord, anyAnswer), { minLength: each, maxLength: each }),
        (one, records) => {
          const mapping = saved(one.catalog, one.object, one.document);
          lines += mapping.fields.length;
          expect(mappingVersion(1, mapping)).toMatch(/^1-[0-9a-f]{8}$/);
          for (const [record, answer] of records) {
            const said = normalFields(mapping.definition.kinds, record);
            const computed = mapping.fields.flatMap(({ field, compute }) => (compute ? [[field, compute(said)]] : []));
            const all: Fields = { ...said, ...(Object.fromEntries(computed) as Fields) };
            const { properties } = toProperties(mapping.fields, all, new Set(Object.keys(all)));
            toFields(mapping, properties, all);
            toFields(mapping, answer, all);
            for (const line of mapping.fields) {
              const own = all[line.field];
              if (own !== undefined && !isStable(line, mapping, own, all))
                throw new Error(`${line.field} does not come to rest`);
            }
          }
        },
      ),
      { numRuns: runs },
    );
    // Most lines are left in: the documents are not empty.
    expect(lines / runs).toBeGreaterThan(4);
  });
});
