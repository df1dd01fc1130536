import { takes } from '../../test/support/described-property';
import { integer, text } from './converters';
import { newLink } from './link';
import type { ObjectMapping, OwnProperties } from './mapping';
import { planSync, type Plan } from './plan';
import type { PropertyDescription } from './property-description';
import type { Properties, PropertyValue } from './record';
import { findFaults, findInPlan, prepareChecks, type Finding, type ValueChecks } from './value-check';

const mapping: ObjectMapping = {
  definition: { object: 'order', kinds: {}, references: [], hasLines: true },
  remoteObject: 'deals',
  fields: [
    { field: 'number', property: 'name', convert: text },
    { field: 'count', property: 'size', convert: integer },
    { field: 'status', property: 'stage', convert: text, clear: true },
  ],
  matchBy: [],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'companies', property: 'parent' }],
  lines: { remoteObject: 'items', fields: [{ field: 'sku', property: 'code', convert: text }], parentProperty: 'deal' },
  onCreate: () => ({}),
};
const own: OwnProperties = { key: 'key', revision: 'revision', url: 'url' };

const checksFor = (
  deals: readonly PropertyDescription[],
  items: readonly PropertyDescription[] = [],
  missing: readonly string[] = [],
): ValueChecks => {
  const readAt = '2026-03-10T00:00:00.000Z';
  return prepareChecks(mapping, {
    deals: { readAt, properties: deals, missing },
    items: { readAt, properties: items, missing: [] },
  });
};
const found = (description: Partial<PropertyDescription>, value: PropertyValue): readonly Finding[] =>
  findFaults(checksFor([takes('name', description)]).record, { name: value }, false);
const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

describe('a value against the description of its property', () => {
  const option = { type: 'option', options: ['a', 'b'] } as const;
  const number = { type: 'number', digits: { whole: 3, fraction: 2 } } as const;
  const whole = { type: 'number', digits: { whole: 3, fraction: 0 } } as const;
  const padded = { reads: ['padded'] } as const;

  it.each<[string, Partial<PropertyDescription>, PropertyValue]>([
    ['a text of the length that is the limit', { maxLength: 3 }, 'abc'],
    ['a text whose blanks the CRM takes away', { maxLength: 3, ...padded }, ' abc\r\n'],
    ['a text where nothing is said of its length', {}, 'x'.repeat(100_000)],
    ['a number as a text', number, '-999.99'],
    ['a number with an exponent', number, '1.5e2'],
    ['digits after the point that the CRM rounds', number, '1.23456'],
    ['a number of which nothing is said', { type: 'number' }, '1234567890123456789.5'],
    ['a whole number written with a point', whole, '12.0'],
    ['an option', option, 'a'],
    ['anything in a picklist that takes others', { type: 'option', options: null, listed: ['a'] }, 'z'],
    ['items of a list', { ...option, type: 'options' }, 'b;a'],
    ['items that are added to a list', { ...option, type: 'options' }, ';b'],
    ['a checkbox', { type: 'boolean' }, 'false'],
    ['a checkbox as it is', { type: 'boolean' }, true],
    ['a checkbox in capitals where these are read', { type: 'boolean', reads: ['padded', 'any-case'] }, ' TRUE'],
    ['a day', { type: 'date' }, '2024-02-29'],
    ['midnight as a day', { type: 'date' }, '2026-03-10T00:00:00.000Z'],
    ['any time of a day where these are read', { type: 'date', reads: ['time-of-day'] }, '2026-03-10T22:30:00.000Z'],
    ['midnight in milliseconds', { type: 'date', reads: ['epoch'] }, '1773100800000'],
    ['a moment', { type: 'datetime' }, '2026-03-10T22:30:00.000Z'],
    ['a moment with an offset', { type: 'datetime' }, '2026-03-10T22:30:00+0200'],
    ['a moment without seconds where these are read', { type: 'datetime', reads: ['minutes'] }, '2026-03-10T22:30Z'],
    ['an id', { type: 'reference', maxLength: 1 }, 'abc'],
    ['what is of an unknown type', { type: 'other' }, 'abc'],
    ['a blank', { ...option, required: true }, ''],
    ['nothing', { ...number, required: true }, null],
  ])('%s passes', (_what, description, value) => {
    expect(found(description, value)).toEqual([]);
  });

  it.each<[string, Partial<PropertyDescription>, PropertyValue, string]>([
    ['a text that is one too long', { maxLength: 3 }, 'abcd', 'VALUE_TOO_LONG'],
    ['a text that is too long by blanks', { maxLength: 3 }, 'abc ', 'VALUE_TOO_LONG'],
    ['a number in a text that is too short', { maxLength: 2 }, 100, 'VALUE_TOO_LONG'],
    ['a word for a number', number, 'many', 'NOT_A_NUMBER'],
    ['a number with separators', { type: 'number' }, '1,234', 'NOT_A_NUMBER'],
    ['a number that is too large to be one', { type: 'number' }, '1e400', 'NOT_A_NUMBER'],
    ['a checkbox for a number', number, true, 'NOT_A_NUMBER'],
    ['a number with blanks where none are read', number, ' 1', 'NOT_A_NUMBER'],
    ['one digit too many', number, '1000', 'TOO_MANY_DIGITS'],
    ['one digit too many once it is rounded', number, '-999.995', 'TOO_MANY_DIGITS'],
    ['a very large number', number, 1e30, 'TOO_MANY_DIGITS'],
    ['a fraction for a whole number', whole, '1.5', 'NOT_WHOLE'],
    ['no option', option, 'c', 'UNKNOWN_OPTION'],
    ['an option in another case', option, 'A', 'UNKNOWN_OPTION'],
    ['a list with an item that is no option', { ...option, type: 'options' }, 'a;c', 'UNKNOWN_OPTION'],
    ['a word for a checkbox', { type: 'boolean' }, 'yes', 'NOT_A_BOOLEAN'],
    ['capitals for a checkbox', { type: 'boolean' }, 'TRUE', 'NOT_A_BOOLEAN'],
    ['a day that is none', { type: 'date' }, '2026-02-30', 'NOT_A_DATE'],
    ['a moment of a day', { type: 'date' }, '2026-03-10T22:30:00.000Z', 'NOT_A_DATE'],
    ['midnight elsewhere', { type: 'date' }, '2026-03-10T00:00:00+02:00', 'NOT_A_DATE'],
    ['milliseconds where these are not read', { type: 'date' }, '1773100800000', 'NOT_A_DATE'],
    ['a word for a moment', { type: 'datetime' }, 'tomorrow', 'NOT_A_DATETIME'],
    ['a moment of a day that is none', { type: 'datetime' }, '2026-02-30T10:00:00Z', 'NOT_A_DATETIME'],
    ['a moment without a zone', { type: 'datetime' }, '2026-03-10T22:30:00', 'NOT_A_DATETIME'],
    ['a moment without seconds', { type: 'datetime' }, '2026-03-10T22:30Z', 'NOT_A_DATETIME'],
    ['a blank where there cannot be one', { neverBlank: true }, '', 'BLANK_REFUSED'],
    ['what we may not write', { writable: { onCreate: true, onUpdate: false } }, 'a', 'PROPERTY_READ_ONLY'],
  ])('%s is found', (_what, description, value, code) => {
    expect(codes(found(description, value))).toEqual([code]);
  });

  it('is named by field, property, class and limit, and never by itself', () => {
    const [finding] = found({ maxLength: 3 }, 'secret');
    expect(finding).toMatchObject({ field: 'number', property: 'name' });
    expect(finding?.message).toMatch(
      /^number \(deals\.name\) is a text of 6 characters, and 3 is the limit \(VALUE_TOO_LONG\): /,
    );
    for (const description of [option, number, { type: 'boolean' }, { type: 'date' }, { type: 'datetime' }] as const) {
      expect(JSON.stringify(found(description, 'secret'))).not.toContain('secret');
    }
  });

  it('that nobody has described is not judged', () => {
    expect(findFaults(prepareChecks(mapping, {}).record, { name: 'x' }, true)).toEqual([]);
    expect(findFaults(checksFor([]).record, { name: 'x' }, true)).toEqual([]);
  });

  it('is found when its property is not there any more', () => {
    const { record } = checksFor([], [], ['size']);
    expect(findFaults(record, { name: 'a', size: '1' }, false)).toMatchObject([
      { code: 'PROPERTY_MISSING', field: 'count', property: 'size' },
    ]);
  });

  it('is an option of what another property says', () => {
    const stage = takes('stage', {
      ...option,
      optionsBy: { property: 'way', options: { one: ['a', 'b'], two: ['c'] } },
    });
    const { record } = checksFor([stage]);
    const judged = (properties: Properties, isNew: boolean): readonly string[] =>
      codes(findFaults(record, properties, isNew));
    expect(judged({ stage: 'a' }, true)).toEqual([]);
    expect(judged({ stage: 'c' }, true)).toEqual(['UNKNOWN_OPTION']);
    expect(judged({ stage: 'c', way: 'two' }, true)).toEqual([]);
    expect(judged({ stage: 'a', way: 'two' }, false)).toEqual(['UNKNOWN_OPTION']);
    expect(judged({ stage: 'c' }, false)).toEqual([]);
    expect(judged({ stage: 'z' }, false)).toEqual(['UNKNOWN_OPTION']);
  });
});

describe('what a new record has to say', () => {
  const required = takes('name', { required: true });

  it('is found when it is not said, or blank', () => {
    const { record } = checksFor([required]);
    expect(codes(findFaults(record, {}, true))).toEqual(['REQUIRED_MISSING']);
    expect(codes(findFaults(record, { name: '' }, true))).toEqual(['REQUIRED_MISSING']);
    expect(findFaults(record, { name: 'a' }, true)).toEqual([]);
  });

  it('is not asked of one that is there', () => {
    expect(findFaults(checksFor([required]).record, {}, false)).toEqual([]);
  });

  it('may be said by another property that does as well', () => {
    const { record } = checksFor([{ ...required, orOneOf: ['size'] }]);
    expect(findFaults(record, { size: '1' }, true)).toEqual([]);
    expect(findFaults(record, {}, true)[0]?.message).toContain('size would do');
  });

  it('is not asked of what is said along with it', () => {
    const parent = takes('parent', { type: 'reference', required: true });
    const deal = takes('deal', { type: 'reference', required: true });
    const checks = checksFor([parent], [deal]);
    expect(findFaults(checks.record, {}, true)).toEqual([]);
    expect(findFaults(checks.lines, {}, true)).toEqual([]);
  });
});

describe('a plan whose values the CRM would refuse', () => {
  const plan = (fields: Record<string, string | number | null>, checks: ValueChecks): Plan =>
    planSync(
      mapping,
      own,
      {
        record: {
          sourceId: 'o-1',
          fields,
          fieldAt: {},
          updatedAt: new Date(0),
          deletedAt: null,
          lines: [{ lineId: 'l-1', sku: 'much too long', name: null, quantity: 1, unitPriceMinor: 1 }],
        } as never,
        link: newLink('o-1'),
        parents: {},
        remote: { kind: 'unread' },
        match: { kind: 'create' } as never,
        url: null,
        now: new Date(0),
      },
      { checks, email: null },
    );
  const strict = checksFor(
    [takes('name', { maxLength: 3 }), takes('size', { type: 'number' })],
    [takes('code', { maxLength: 5 })],
  );

  it('is refused with all that was found, of its lines as well', () => {
    const refused = plan({ number: 'too long', count: 'x' }, strict);
    if (refused.kind !== 'sync') throw new Error('No sync');
    expect(refused.refusal).toMatchObject({
      kind: 'rejected',
      code: 'VALUE_TOO_LONG',
      property: 'name',
      properties: ['name', 'size', 'code'],
    });
    const { message = '' } = refused.refusal ?? {};
    expect(message).toMatch(/^order o-1 was not sent: /);
    for (const part of ['number (deals.name)', 'count (deals.size)', 'line l-1: sku (items.code)']) {
      expect(message).toContain(part);
    }
  });

  it('is sent where nothing is known', () => {
    expect(plan({ number: 'too long' }, prepareChecks(mapping, {}))).toMatchObject({ kind: 'sync', refusal: null });
    expect(findInPlan(strict, null, { upsert: [] })).toEqual([]);
  });
});
