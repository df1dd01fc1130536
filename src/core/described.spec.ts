import { takes } from '../../test/support/described-property';
import { integer, text } from './converters';
import { changedProperties, concerning, writtenProperties } from './described';
import type { ObjectMapping } from './mapping';
import type { PropertyDescription } from './property-description';

const property = (name: string, more: Partial<PropertyDescription> = {}): PropertyDescription =>
  takes(name, { maxLength: 10, ...more });
const readAt = new Date('2026-03-10T00:00:00Z');
const own = { key: 'key', revision: 'revision', url: 'url' };
const mapping: ObjectMapping = {
  definition: { object: 'order', kinds: {}, references: [], hasLines: true },
  remoteObject: 'deals',
  fields: [
    { field: 'number', property: 'name', convert: text },
    { field: 'status', property: 'stage', convert: text, direction: 'pull' },
  ],
  matchBy: [],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'companies', property: 'parent' }],
  lines: { remoteObject: 'items', fields: [{ field: 'quantity', property: 'count', convert: integer }] },
  onCreate: () => ({ pipeline: 'default' }),
};

describe('what is kept of descriptions', () => {
  it('is of what a mapping writes, and not of what it reads alone', () => {
    const written = writtenProperties([mapping], own);
    expect([...(written.get('deals') ?? [])].sort()).toEqual(['key', 'name', 'parent', 'pipeline', 'revision']);
    expect([...(written.get('items') ?? [])].sort()).toEqual(['count', 'key']);
    expect([...writtenProperties([{ ...mapping, flows: false }], own)]).toEqual([]);
  });

  it('is of what a new record has to say as well, and names what is not there', () => {
    const all = [property('name'), property('vat', { required: true }), property('other')];
    const kept = concerning(new Set(['name', 'gone']), all, readAt);
    expect(kept.properties.map(({ name }) => name)).toEqual(['name', 'vat']);
    expect(kept.missing).toEqual(['gone']);
  });
});

describe('what has changed between two descriptions', () => {
  const kept = (missing: readonly string[], ...properties: readonly PropertyDescription[]) => ({
    deals: { readAt: String(properties.length), properties, missing },
  });

  it('is nothing when the same is said, in whatever order its keys come', () => {
    const turned = Object.fromEntries(Object.entries(property('a')).reverse()) as unknown as PropertyDescription;
    expect([...changedProperties(kept([], property('a')), kept([], turned))]).toEqual([]);
  });

  it('is each property that is said otherwise, is new, or has gone', () => {
    const before = kept(['d'], property('a'), property('b'), property('c'));
    const now = kept(['b'], property('a', { maxLength: 20 }), property('c'), property('d'));
    expect(changedProperties(before, now).get('deals')?.toSorted()).toEqual(['a', 'b', 'd']);
  });
});
