import { sample } from '../../test/support/sample-mapping';
import { withDocument } from './compile-mapping';
import { mappingOf, type MappingSettings } from './field-rule-settings';
import { customFieldsOf } from './made-properties';
import { toFields, toProperties, urlField, type ObjectMapping } from './mapping';
import type { FieldDocument, ObjectDocument } from './mapping-document';
import { mappingVersion } from './mapping-version';
import type { Fields, Properties } from './record';

const saved = (order: ObjectDocument, settings: Partial<MappingSettings> = {}): ObjectMapping =>
  mappingOf(sample, { customFields: [], ...settings, mapping: { version: 3, document: { objects: { order } } } });
const of = (...fields: FieldDocument[]): ObjectMapping => saved({ fields });
/** As the engine does it: computed values first. */
function sent(mapping: ObjectMapping, fields: Fields): Properties {
  const computed = mapping.fields.flatMap(({ field, compute }) => (compute ? [[field, compute(fields)] as const] : []));
  const all = { ...fields, ...Object.fromEntries(computed) };
  return toProperties(mapping.fields, all, new Set(Object.keys(all))).properties;
}
const line = (mapping: ObjectMapping, property: string): ObjectMapping['fields'][number] | undefined =>
  mapping.fields.find((one) => one.property === property);

describe('a saved document', () => {
  it('has the lines that it lists and our URL, and no others', () => {
    const mapping = of({ field: 'name', property: 'title', direction: 'both', policy: 'newest', blank: 'clear' });
    expect(mapping.fields.map(({ field }) => field)).toEqual(['name', urlField]);
    expect(line(mapping, 'title')).toMatchObject({ direction: 'both', policy: 'newest', clear: true });
  });

  it('leaves what it does not list as the catalogue has it', () => {
    expect(saved({}).fields).toEqual(sample.fields);
    expect(saved({}).lines).toEqual(sample.lines);
    expect(withDocument(sample, undefined)).toBe(sample);
    expect(saved({ lines: { fields: [{ field: 'sku', property: 'i_sku' }] } })).toMatchObject({
      fields: sample.fields,
      lines: { remoteObject: 'items', fields: [{ field: 'sku', property: 'i_sku' }] },
    });
  });

  it('takes the place of custom fields and field rules', () => {
    const field = { object: 'order', name: 'tier', property: 'tier', label: 'T', type: 'text', unique: false } as const;
    const mapping = saved({}, { customFields: [field], fieldRules: [{ object: 'order', field: 'name', clear: true }] });
    expect(mapping.fields).toEqual(sample.fields);
  });

  it('converts by the kind of the field, a custom one by the type that is made', () => {
    const mapping = of(
      { field: 'placedAt', property: 'p1' },
      { field: 'points', property: 'p2' },
      { field: 'vip', property: 'p3' },
      { field: 'custom.drinks', property: 'p4', create: { label: 'Drinks', type: 'list', options: ['Tea'] } },
      { field: 'custom.other', property: 'p5' },
      { field: 'placedAt', property: 'p6', converter: 'date' },
    );
    const fields = {
      placedAt: '2026-03-01T08:00:00.000Z',
      points: 12,
      vip: true,
      'custom.drinks': ['Coffee', 'Tea'],
      'custom.other': 4.5,
    };
    expect(sent(mapping, fields)).toEqual({
      p1: '2026-03-01T08:00:00.000Z',
      p2: '12',
      p3: 'true',
      p4: 'Coffee;Tea',
      p5: '4.5',
      p6: '2026-03-01',
    });
  });

  it('writes money in the currency that another field holds', () => {
    const mapping = of(
      { field: 'custom.fee', property: 'fee', converter: 'money', currency: 'custom.feeCurrency' },
      { field: 'totalMinor', property: 'total', converter: 'money' },
    );
    expect(line(mapping, 'fee')?.reads).toEqual(['custom.feeCurrency']);
    expect(line(mapping, 'total')?.reads).toEqual(['currency']);
    expect(sent(mapping, { 'custom.fee': 1234, 'custom.feeCurrency': 'JPY', totalMinor: 5, currency: 'EUR' })).toEqual({
      fee: '1234',
      total: '0.05',
    });
  });

  it('looks options up without case, and answers the one value of an option without being told', () => {
    const options = { Paid: 'won', shipped: 'won', Lost: 'lost' };
    const mapping = of({ field: 'status', property: 's', converter: 'picklist', options, inverse: { won: 'Paid' } });
    expect(sent(mapping, { status: 'PAID' })).toEqual({ s: 'won' });
    expect(toFields(mapping, { s: 'won' }, {})).toEqual({ status: 'Paid' });
    expect(toFields(mapping, { s: 'lost' }, {})).toEqual({ status: 'Lost' });
    expect(toFields(mapping, { s: 'open' }, {})).toEqual({});
    expect(line(mapping, 's')?.options).toEqual(['won', 'lost']);
  });

  it('brings a picklist back as what its field holds', () => {
    const mapping = of(
      { field: 'vip', property: 'v', converter: 'picklist', options: { true: 'Yes', false: 'No' } },
      { field: 'points', property: 'p', converter: 'picklist', options: { '1': 'one', '20': 'many' } },
    );
    expect(sent(mapping, { vip: false, points: 20 })).toEqual({ v: 'No', p: 'many' });
    expect(toFields(mapping, { v: 'No', p: 'many' }, {})).toEqual({ vip: false, points: 20 });
  });

  it('says constants and templates of every record', () => {
    const mapping = of(
      { constant: 'Web shop', property: 'source' },
      { constant: 7, property: 'rank' },
      { constant: true, property: 'synced' },
      { template: '{name} ({status})', property: 'title' },
      { template: '{note}', property: 'about', blank: 'clear' },
    );
    expect(mapping.fields.slice(0, 2).map(({ field }) => field)).toEqual(['computed.source', 'computed.rank']);
    expect(sent(mapping, { name: 'A', status: 'new' })).toEqual({
      source: 'Web shop',
      rank: '7',
      synced: 'true',
      title: 'A (new)',
      about: '',
    });
    expect(line(mapping, 'title')?.reads).toEqual(['name', 'status']);
  });

  it('says which records flow, by values in normal form', () => {
    const where = [
      { field: 'country', in: ['de', ' AT '] },
      { field: 'email', notIn: ['X@Y.de'] },
      { field: 'name', blank: false },
    ];
    expect(saved({ flows: false, where })).toMatchObject({
      flows: false,
      where: [{ in: ['DE', 'AT'] }, { notIn: ['x@y.de'] }, { field: 'name', blank: false }],
    });
    expect(saved({ flows: true, where: [] })).not.toHaveProperty('where');
    expect(saved({ flows: true, where: [] })).not.toHaveProperty('flows');
  });

  it('leaves lines out for which the account has no place, as the catalogue does', () => {
    const [name, ...others] = sample.fields;
    const needy = { ...sample, fields: [{ ...name!, needs: 'attic' }, ...others] };
    const document = { objects: { order: { fields: [{ field: 'note', property: 'p_name' }] } } };
    const settings = { customFields: [], mapping: { version: 1, document } };
    expect(line(mappingOf(needy, settings), 'p_name')).toBeUndefined();
    expect(line(mappingOf(needy, { ...settings, features: ['attic'] }), 'p_name')).toBeDefined();
  });

  it('says which properties are to be made', () => {
    const order: ObjectDocument = {
      fields: [
        { field: 'custom.tier', property: 'tier', create: { label: 'Tier', type: 'text', unique: true } },
        { constant: 'a', property: 'source', create: { label: 'Source', type: 'list', options: ['a'] } },
        { field: 'custom.old', property: 'old' },
      ],
    };
    const settings = { customFields: [], mapping: { version: 1, document: { objects: { order } } } };
    expect(customFieldsOf(settings)).toEqual([
      { object: 'order', name: 'tier', property: 'tier', label: 'Tier', type: 'text', unique: true },
      {
        object: 'order',
        name: 'source',
        property: 'source',
        label: 'Source',
        type: 'list',
        unique: false,
        options: ['a'],
      },
    ]);
  });

  it.each<[string, FieldDocument]>([
    ['a template without its other brace', { template: '{name', property: 'p' }],
    [
      'a picklist that comes back as another value',
      { field: 'status', property: 'p', converter: 'picklist', options: { a: 'x' }, inverse: { x: 'b' } },
    ],
  ])('that was not checked, with %s, is not taken', (_what, broken) => {
    expect(() => of(broken)).toThrow();
  });
});

describe('the version of a saved document', () => {
  const version = (fields: readonly FieldDocument[], rest: ObjectDocument = {}): string =>
    mappingVersion(1, saved({ fields, ...rest }));
  const status: FieldDocument = { field: 'status', property: 's', converter: 'picklist', options: { a: 'x', b: 'x' } };
  const inverse = { ...status, inverse: { x: 'a' } };
  const base = version([inverse]);

  it.each<[string, string]>([
    ['another way back', version([{ ...status, inverse: { x: 'b' } }])],
    ['another value of the same option', version([{ ...inverse, options: { a: 'x', c: 'x' } }])],
    ['a constant', version([inverse, { constant: 'a', property: 'c' }])],
    ['another constant', version([inverse, { constant: 'b', property: 'c' }])],
    ['a template', version([inverse, { template: '{name}', property: 'c' }])],
    ['another text of it', version([inverse, { template: '{name}!', property: 'c' }])],
    ['another converter', version([inverse, { field: 'points', property: 'c', converter: 'number' }])],
    ['the usual converter', version([inverse, { field: 'points', property: 'c' }])],
    ['a seed', version([{ ...inverse, seed: 'crm' }])],
    ['a type that does not flow', version([inverse], { flows: false })],
    ['a filter', version([inverse], { where: [{ field: 'name', in: ['a'] }] })],
    ['another filter', version([inverse], { where: [{ field: 'name', notIn: ['a'] }] })],
  ])('is another one for %s', (_what, other) => {
    expect(other).not.toBe(base);
    others.push(other);
  });
  const others: string[] = [];

  it('is of each of them another', () => {
    expect(new Set(others).size).toBe(12);
  });

  it('does not tell in which order keys stand, nor whether a file says what goes without saying', () => {
    const turned: FieldDocument = {
      inverse: { x: 'a' },
      options: { b: 'x', a: 'x' },
      converter: 'picklist',
      property: 's',
      field: 'status',
    };
    expect(version([turned])).toBe(base);
    expect(version([inverse], { flows: true, where: [] })).toBe(base);
    expect(version([{ ...inverse, direction: 'push', policy: 'order-system', blank: 'keep' }])).toBe(base);
  });
});
