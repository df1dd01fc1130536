import { catalogs } from './catalog';
import type { CustomField } from '../core/custom-fields';
import { documentOf } from '../core/document-of';
import { mappingOf, type FieldRuleSetting, type MappingSettings } from '../core/field-rule-settings';
import { customFieldsOf } from '../core/made-properties';
import { mappingVersion } from '../core/mapping-version';
import { objectTypes } from '../core/record';

const tier: CustomField = {
  object: 'customer',
  name: 'tier',
  property: 'tier',
  label: 'Tier',
  type: 'number',
  unique: true,
};
const drinks: CustomField = {
  ...tier,
  name: 'drinks',
  property: 'drinks',
  type: 'list',
  unique: false,
  options: ['Tea'],
};
const rules: readonly FieldRuleSetting[] = [
  { object: 'customer', field: 'custom.tier', direction: 'both', policy: 'ask' },
  { object: 'customer', field: 'phone', direction: 'push', enforce: true },
  { object: 'customer', field: 'email', clear: true, policy: 'newest' },
  { object: 'order', field: 'number', direction: 'pull', enforce: true },
];
const features = ['multi-currency', 'price-book'];
/** As a database may give it back: keys in another order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
};

describe.each(Object.entries(catalogs))('the whole document of a connection to %s', (_crm, catalog) => {
  const version = (settings: MappingSettings): unknown =>
    objectTypes.map((object) => mappingVersion(1, mappingOf(catalog.mappings[object], { ...settings, features })));

  it.each<[string, MappingSettings]>([
    ['without settings', { customFields: [] }],
    ['with custom fields', { customFields: [tier, drinks] }],
    ['with custom fields and field rules', { customFields: [tier, drinks], fieldRules: rules }],
  ])('says the mapping that it has %s', (_what, settings) => {
    const document = turned(documentOf(catalog, settings)) as ReturnType<typeof documentOf>;
    const saved = { customFields: [], mapping: { version: 1, document } };
    expect(version(saved)).toEqual(version(settings));
    expect(documentOf(catalog, saved)).toEqual(documentOf(catalog, settings));
    expect(customFieldsOf(saved)).toEqual(settings.customFields);
  });

  it('leaves out what a rule says without effect', () => {
    const fieldRules: FieldRuleSetting[] = [
      { object: 'customer', field: 'phone', direction: 'push', policy: 'crm' },
      { object: 'customer', field: 'email', enforce: true, clear: false },
    ];
    const { fields = [] } = documentOf(catalog, { customFields: [], fieldRules }).objects.customer;
    const [email] = catalog.document.objects.customer.fields!;
    expect(fields.find(({ field }) => field === 'email')).toEqual(email);
    expect(Object.keys(fields.find(({ field }) => field === 'phone')!)).toEqual(['field', 'property']);
  });

  it('is what is saved, completed by what the catalogue says where that is silent', () => {
    const fields = [{ field: 'name', property: 'name' }];
    const document = { objects: { company: { fields }, order: { flows: false } } };
    const { customer, order } = catalog.document.objects;
    expect(documentOf(catalog, { customFields: [tier], mapping: { version: 2, document } })).toEqual({
      objects: { company: { fields }, customer, order: { flows: false, ...order } },
    });
  });
});
