import { sample } from '../../test/support/sample-mapping';
import { withDocument } from './compile-mapping';
import { newLink, type Link } from './link';
import type { FieldDocument, SavedMapping } from './mapping-document';
import { changedFields, changedSince, retold } from './retold';

const base = { name: 'Anna', status: 'paid', note: 'x' };
const link: Link = {
  ...newLink('4711'),
  externalId: '7',
  localBase: base,
  remoteBase: base,
  intents: [{ number: 2, at: '2026-03-01T12:00:00.000Z', fields: { name: 'Anna', status: 'paid' } }],
  parts: { a: { externalId: '8', base: { quantity: 1, sku: 's' } } },
  mapping: 1,
};
const saved = (version: number, fields: Readonly<Record<string, number>>, lines = {}): SavedMapping => ({
  version,
  document: { objects: {} },
  since: { order: { fields, lines } },
});

describe('a link of an earlier version of the mapping', () => {
  it('has forgotten what was said of fields that mean something else since', () => {
    const after = retold(link, saved(3, { status: 2, note: 1, phone: 3 }, { sku: 3 }), 'order');
    expect(after).toEqual({
      ...link,
      mapping: 3,
      localBase: { name: 'Anna', note: 'x' },
      remoteBase: { name: 'Anna', note: 'x' },
      intents: [{ ...link.intents[0], fields: { name: 'Anna' } }],
      parts: { a: { externalId: '8', base: { quantity: 1 } } },
    });
  });

  it('is left alone where it is of the present version, or none was saved', () => {
    expect(retold(link, saved(1, { status: 1 }), 'order')).toBe(link);
    expect(retold(link, undefined, 'order')).toBe(link);
  });

  it('is left alone by what is said of other types', () => {
    expect(retold(link, saved(3, { status: 2 }), 'customer')).toEqual({ ...link, mapping: 3 });
  });
});

describe('a field means something else', () => {
  const mapping = (...fields: FieldDocument[]): ReturnType<typeof withDocument> => withDocument(sample, { fields });
  const status = { field: 'status', property: 's', converter: 'picklist', options: { paid: 'won' } } as const;
  const before = mapping(status, { field: 'name', property: 'n' });

  it.each<[string, readonly FieldDocument[], readonly string[]]>([
    ['when it is new', [status, { field: 'name', property: 'n' }, { field: 'note', property: 'o' }], ['note']],
    ['in another property', [status, { field: 'name', property: 'm' }], ['name']],
    [
      'with another option',
      [
        { ...status, options: { paid: 'closed' } },
        { field: 'name', property: 'n' },
      ],
      ['status'],
    ],
    ['once it is read', [status, { field: 'name', property: 'n', direction: 'both' }], ['name']],
    ['not by its policy', [status, { field: 'name', property: 'n', policy: 'crm', blank: 'clear' }], []],
    ['not when it has gone', [status], []],
  ])('%s', (_, fields, changed) => {
    expect(changedFields(before.fields, mapping(...fields).fields)).toEqual(changed);
  });

  it('since the version that says so first', () => {
    const after = withDocument(sample, {
      fields: [status, { field: 'name', property: 'm' }],
      lines: { fields: [{ field: 'sku', property: 'i_sku' }] },
    });
    const since = { fields: { status: 2 }, lines: { quantity: 1 } };
    expect(changedSince({ mapping: before, since }, after, 4)).toEqual({
      fields: { status: 2, name: 4 },
      lines: { quantity: 1, sku: 4 },
    });
  });
});
