import fc from 'fast-check';
import { catalogs } from './catalog';
import type { CustomField } from '../core/custom-fields';
import { mappingOf, type FieldRuleSetting } from '../core/field-rule-settings';
import { mappingVersion } from '../core/mapping-version';
import { objectTypes, type ObjectType } from '../core/record';

const { version, mappings } = catalogs.hubspot;
const tier: CustomField = {
  object: 'customer',
  name: 'tier',
  property: 'tier',
  label: 'Tier',
  type: 'text',
  unique: false,
};
const size: CustomField = { ...tier, name: 'size', property: 'size', type: 'number' };
const rule = (field: string, set: Partial<FieldRuleSetting>): FieldRuleSetting => ({
  object: 'customer',
  field,
  ...set,
});
const of = (
  customFields: readonly CustomField[] = [],
  fieldRules: readonly FieldRuleSetting[] = [],
  object: ObjectType = 'customer',
): string => mappingVersion(version, mappingOf(mappings[object], { customFields, fieldRules }));

describe('the version of a mapping', () => {
  it('stays as it was as long as the catalogue does: whoever changes a mapping sees it change here', () => {
    const versions = Object.entries(catalogs).flatMap(([crm, catalog]) =>
      objectTypes.map((object) => {
        const settings = { customFields: [], features: ['multi-currency', 'price-book'] };
        return `${crm} ${object} ${mappingVersion(catalog.version, mappingOf(catalog.mappings[object], settings))}`;
      }),
    );
    expect(versions).toEqual([
      'hubspot company 2-7511d82c',
      'hubspot customer 2-96030aae',
      'hubspot order 2-6f9fa7c4',
      'salesforce company 2-de107400',
      'salesforce customer 2-16d32dc0',
      'salesforce order 2-612d7258',
    ]);
  });

  it.each<[string, string]>([
    ['a policy', of([], [rule('phone', { policy: 'crm' })])],
    ['a direction', of([], [rule('phone', { direction: 'push' })])],
    ['enforce', of([], [rule('phone', { enforce: true })])],
    ['clear', of([], [rule('phone', { clear: true })])],
    ['a custom field', of([tier])],
    ['another property of it', of([{ ...tier, property: 'level' }])],
    ['another type of it', of([{ ...tier, type: 'number' }])],
    ['another catalogue', mappingVersion(version + 1, mappings.customer)],
  ])('is another one for %s', (_what, other) => {
    expect(other).toMatch(/^\d+-[0-9a-f]{8}$/);
    expect(other).not.toBe(of());
  });

  it('does not tell whether settings say what holds without them, or something of another type', () => {
    expect(of([], [rule('phone', { direction: 'both', policy: 'order-system' })])).toBe(of());
    expect(of([{ ...tier, object: 'order' }], [{ ...rule('domain', { policy: 'crm' }), object: 'company' }])).toBe(
      of(),
    );
  });

  it('does not depend on the order in which settings stand, nor on what salespeople read', () => {
    const rules = [
      rule('phone', { policy: 'crm' }),
      rule('email', { enforce: true }),
      rule('custom.tier', { clear: true }),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rules, { minLength: 3 }),
        fc.shuffledSubarray([tier, size], { minLength: 2 }),
        (mixed, fields) => of(fields, mixed) === of([tier, { ...size, label: 'Shoe size' }], rules),
      ),
    );
  });
});
