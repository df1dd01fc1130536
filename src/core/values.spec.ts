import fc from 'fast-check';
import type { Value } from './record';
import { fieldKinds, normalFields, normalForm, sameValue, type FieldKind } from './values';

describe('normal form', () => {
  it.each<[string, FieldKind, Value, Value]>([
    ['lower-cases and trims an e-mail address', 'email', '  Anna@Example.COM ', 'anna@example.com'],
    ['takes scheme, www, path and final dot off a domain', 'domain', 'HTTPS://www.Example.com./shop', 'example.com'],
    ['takes www off a domain however often it stands there', 'domain', 'www.www.example.com', 'example.com'],
    ['leaves a domain that only begins like www', 'domain', 'wwwhat.example.com', 'wwwhat.example.com'],
    ['upper-cases a country code', 'country', 'de', 'DE'],
    ['leaves the name of a country as written', 'country', 'Deutschland', 'Deutschland'],
    ['upper-cases a currency', 'currency', 'eur', 'EUR'],
    ['trims text and keeps its case', 'text', ' Anna  Meier ', 'Anna  Meier'],
    ['makes a blank of the empty string', 'text', '', null],
    ['makes a blank of white space alone', 'email', ' \t\n', null],
    ['makes a blank of a domain of which nothing is left', 'domain', 'https://www.', null],
    ['keeps a blank', 'phone', null, null],
    ['keeps 0', 'integer', 0, 0],
    ['keeps false', 'boolean', false, false],
    ['makes a blank of an empty list', 'text', [], null],
  ])('%s', (_, kind, value, expected) => {
    expect(normalForm(kind, value)).toEqual(expected);
  });

  it.each<[string, Value, Value, Value]>([
    ['reads a national phone number with the country of its record', '030 / 123-4567', 'DE', '+49301234567'],
    ['reads a country in lower case', '030 1234567', 'de', '+49301234567'],
    ['believes the country code of the number before that of the record', '+49 30 1234567', 'US', '+49301234567'],
    ['needs no country for an international number', '+1 (212) 555-0100', undefined as never, '+12125550100'],
    ['leaves a national number without a country as written', ' 030 1234567 ', null, '030 1234567'],
    ['leaves a national number as written when the country is a name', '030 1234567', 'Germany', '030 1234567'],
    ['leaves what is no phone number as written', 'ask reception', 'DE', 'ask reception'],
    ['leaves a number with an extension as written', '+49 30 1234567 ext. 5', 'DE', '+49 30 1234567 ext. 5'],
    ['needs no country that there is for an international number', '+49 30 1234567', 'XX', '+49301234567'],
    ['leaves a number as written whose form is read as another', '+971 0011 5912', 'AE', '+971 0011 5912'],
    ['leaves a number without its area code as written', '249-2167', 'CA', '249-2167'],
    ['takes a nought in brackets off', '+49 (0)30 / 123.45-67', undefined as never, '+49301234567'],
  ])('%s', (_, value, country, expected) => {
    expect(normalForm('phone', value, country)).toBe(expected);
  });

  it.each([
    ['brings every zone to UTC', '2026-03-01T09:30:00+01:00', '2026-03-01T08:30:00.000Z'],
    ['fills seconds and milliseconds in', '2026-03-01T08:30Z', '2026-03-01T08:30:00.000Z'],
    ['leaves what is no date as written', 'next Tuesday', 'next Tuesday'],
  ])('%s', (_, value, expected) => {
    expect(normalForm('datetime', value)).toBe(expected);
  });

  it.each(fieldKinds)('is found quickly for any text of the kind %s, however it is made up', (kind) => {
    const hostile = ['www.', '.', ' ', 'a', 'a.', 'http://', '1', '-', '(', '+', '\t.', 'é', '\ud83d\ude00'];
    for (const part of hostile) {
      const text = `${part.repeat(100_000 / part.length)}x`;
      const began = performance.now();
      normalForm(kind, text, 'DE');
      expect({ part, quick: performance.now() - began < 500 }).toEqual({ part, quick: true });
    }
  });

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.stringMatching(/^[ .w/:hts@+0-9-]{0,24}$/),
    fc
      .array(fc.constantFrom('www.', 'https://', 'ftp://', ' ', '.', '/', 'x', 'İ', 'ß', 'Σ'), { maxLength: 8 })
      .map((parts) => parts.join('')),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.stringMatching(/^\+?[0-9 ()/.-]{3,16}( ext\.? [0-9]{1,4})?$/),
  );
  const value: fc.Arbitrary<Value> = fc.oneof(
    { weight: 8, arbitrary: text },
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
  );

  it.each(fieldKinds)('of the kind %s is its own normal form', (kind) => {
    fc.assert(
      fc.property(value, fc.option(fc.constantFrom('DE', 'us', 'GB', 'AR', 'MX', 'Germany')), (written, country) => {
        const once = normalForm(kind, written, country);
        expect(normalForm(kind, once, country)).toEqual(once);
        expect(once).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('is taken of each field by its kind, with the country of the record', () => {
    const kinds = { email: 'email', phone: 'phone', country: 'country' } as const;
    const fields = { email: 'A@B.de', phone: '030 1234567', country: 'de', 'custom.tier': ' Gold ', active: false };
    expect(normalFields(kinds, fields)).toEqual({
      email: 'a@b.de',
      phone: '+49301234567',
      country: 'DE',
      'custom.tier': 'Gold',
      active: false,
    });
  });
});

describe('sameness of values', () => {
  it('compares lists as sets', () => {
    expect(sameValue(['a', 'b'], ['b', 'a', 'a'])).toBe(true);
    expect(sameValue(['a'], ['a', 'b'])).toBe(false);
    expect(sameValue(['a', 'a'], ['a', 'b'])).toBe(false);
    expect(sameValue([], [])).toBe(true);
  });

  it('does not depend on order and repetition of a list, nor on the side', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), fc.array(fc.string({ maxLength: 2 })), (a, b) => {
        expect(sameValue([...a, ...b], [...b, ...a, ...b])).toBe(true);
        expect(sameValue(a, b)).toBe(sameValue(b, a));
      }),
    );
  });

  it('tells a blank, a value that is not there, 0, false and an empty list apart', () => {
    const all: (Value | undefined)[] = [null, undefined, 0, false, [], ''];
    for (const [i, a] of all.entries()) for (const [j, b] of all.entries()) expect(sameValue(a, b)).toBe(i === j);
  });

  it('does not take a list for the text of its only item', () => {
    expect(sameValue(['a'], 'a')).toBe(false);
  });
});
