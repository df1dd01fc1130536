import fc from 'fast-check';
import { fieldsIn, fillTemplate, parseTemplate, type TemplatePart } from './template';
import type { Fields } from './record';

function partsOf(template: string): readonly TemplatePart[] {
  const parsed = parseTemplate(template);
  if ('broken' in parsed) throw new Error(parsed.broken);
  return parsed.parts;
}
const fill = (template: string, fields: Fields): unknown => fillTemplate(partsOf(template), fields);

describe('a template', () => {
  it.each<[string, Fields, unknown]>([
    ['{firstName} {lastName}', { firstName: 'Ada', lastName: 'King' }, 'Ada King'],
    ['{firstName} {lastName}', { firstName: 'Ada', lastName: null }, 'Ada'],
    ['{firstName} {lastName}', { lastName: 'King' }, 'King'],
    ['Dear {firstName}', { firstName: null }, null],
    ['Dear {firstName}', {}, null],
    ['{ custom.tier } member', { 'custom.tier': 'gold' }, 'gold member'],
    ['{a}{b}', { a: 'x\n y', b: '  z ' }, 'x y z'],
    ['{{{a}}}', { a: 'x' }, '{x}'],
    ['{a}', { a: ['Tea', 'Coffee'] }, 'Tea, Coffee'],
    ['{a} of {b}', { a: 0, b: false }, '0 of false'],
    ['{a}$1$&', { a: '$&' }, '$&$1$&'],
  ])('%s of %j is %j', (template, fields, filled) => {
    expect(fill(template, fields)).toBe(filled);
  });

  it.each([
    ['Dear {name', 'has a "{" at position 6 without its other brace'],
    ['Dear name}', 'has a "}" at position 10 without its other brace'],
    ['{a{b}', 'has a "{" at position 1 without its other brace'],
    ['Dear {}', 'has braces without a field at position 6'],
  ])('%s is broken: %s', (template, broken) => {
    expect(parseTemplate(template)).toEqual({ broken });
  });

  it('names its fields once', () => {
    expect(fieldsIn(partsOf('{a} {b} {a} {{c}}'))).toEqual(['a', 'b']);
  });

  it('with every brace written twice is that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ') }), (text) => {
        const parts = partsOf(text.replace(/[{}]/g, '$&$&'));
        return parts.map((part) => (typeof part === 'string' ? part : '?')).join('') === text;
      }),
    );
  });
});
