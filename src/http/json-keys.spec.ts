import fc from 'fast-check';
import { repeatedKey, writtenKeys } from './json-keys';

const countOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce<number>(
        (sum, inner) => sum + countOf(inner),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      );

describe('the keys of a JSON text', () => {
  it('are as many as its objects have when none stands twice', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(writtenKeys(text)).toBe(countOf(JSON.parse(text)));
        expect(repeatedKey(text)).toBeNull();
      }),
    );
  });

  it('are one more, and the one that stands twice is named', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, first, second) => {
        const name = JSON.stringify(key);
        const text = `[{"":{"a":":"}},{${name} :${JSON.stringify(first)},${name}:${JSON.stringify(second)}}]`;
        expect(writtenKeys(text)).toBe(countOf(JSON.parse(text)) + 1 + countOf(first));
        expect(repeatedKey(text)).toBe(key);
      }),
    );
  });

  it.each([
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', null],
    ['{"a\\"":1,"a\\\\":2}', null],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a:":"\\\\","a":"\\"","b":":"}', null],
  ])('of %s repeat %j', (text, key) => {
    expect(repeatedKey(text)).toBe(key);
  });
});
