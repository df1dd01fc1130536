import fc from 'fast-check';
import {
  boolean,
  date,
  datetime,
  integer,
  list,
  minorDigits,
  money,
  number,
  picklist,
  text,
  type Converter,
} from './converters';
import type { Fields, Value } from './record';
import { normalForm } from './values';

function roundTrip(converter: Converter, value: Exclude<Value, null>, fields: Fields = {}): Value | undefined {
  const converted = converter.toRemote(value, fields);
  if (!('value' in converted) || converted.value === null) throw new Error('not written');
  return converter.toLocal(converted.value, fields);
}

describe('text', () => {
  it('comes back as it was sent', () => {
    fc.assert(fc.property(fc.string(), (value) => expect(roundTrip(text, value)).toBe(value)));
  });

  it('joins the items of a multi-select with semicolons', () => {
    expect(text.toRemote(['red', 'blue'], {})).toEqual({ value: 'red;blue' });
  });
});

describe('a multi-select', () => {
  const items = fc.array(
    fc.oneof(fc.constantFrom(' ', '', 'a', 'b ', ' b'), fc.string()).filter((item) => !item.includes(';')),
  );
  const form = (value: Value): Value => normalForm('text', value);

  it('has one normal form, whichever order its items come in and however often', () => {
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.nat()), (some, numbers) => {
        const once = form(some);
        expect(form(once)).toEqual(once);
        const mixed = [...some, ...some, ' ', ''].map((item) => ({ item, place: numbers.next().value as number }));
        expect(form(mixed.sort((a, b) => a.place - b.place).map(({ item }) => `${item} `))).toEqual(once);
      }),
    );
  });

  it('comes back from the CRM as it was sent, in whatever order that answers', () => {
    fc.assert(
      fc.property(items, (some) => {
        const sent = form(some);
        if (sent === null) return;
        const { value } = list.toRemote(sent, {}) as { value: string };
        expect(form(list.toLocal(value, {})!)).toEqual(sent);
        expect(form(list.toLocal(`${value.split(';').reverse().join(' ; ')};;${value};`, {})!)).toEqual(sent);
        expect(value.startsWith(';')).toBe(false);
      }),
    );
  });

  it('of no items is blank', () => {
    expect([form([]), form([' ', '']), form(list.toLocal(' ; ', {})!)]).toEqual([null, null, null]);
  });

  it('refuses what is no list, and an item that would be parted', () => {
    for (const value of ['a;b', 7, true]) {
      expect(list.toRemote(value, {})).toMatchObject({ problem: { code: 'INVALID_LIST' } });
    }
    expect(list.toRemote(['a', 'b;c'], {})).toMatchObject({ problem: { code: 'INVALID_OPTION' } });
  });
});

describe('number', () => {
  it('comes back as it was sent, and is written in digits alone', () => {
    const extremes = fc.constantFrom(1e21, -1e21, 1e-7, -1.5e-7, 5e-324, Number.MAX_VALUE, 0.1 + 0.2);
    fc.assert(
      fc.property(
        fc.oneof(extremes, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
        (value) => {
          expect(number.toRemote(value, {})).toEqual({ value: expect.stringMatching(/^-?\d+(\.\d+)?$/) as unknown });
          expect(roundTrip(number, value)).toBe(value + 0);
        },
      ),
    );
  });

  it.each([
    [1e21, '1000000000000000000000'],
    [-1.25e-7, '-0.000000125'],
    [1.5e22, '15000000000000000000000'],
    [-12.5, '-12.5'],
    [-0, '0'],
  ])('%d is %s', (value, text) => {
    expect(number.toRemote(value, {})).toEqual({ value: text });
  });

  it('refuses what is none, and reads nothing of what is none', () => {
    for (const value of ['12', true, Infinity, NaN, ['1']]) {
      expect(number.toRemote(value, {})).toMatchObject({ problem: { code: 'INVALID_NUMBER' } });
    }
    expect(number.toLocal('a dozen', {})).toBeUndefined();
    expect([number.toLocal(' 1.50 ', {}), number.toLocal(7, {})]).toEqual([1.5, 7]);
  });
});

describe('integer', () => {
  it('comes back as the number it was', () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(fc.property(numbers, (value) => expect(roundTrip(integer, value)).toBe(value === 0 ? 0 : value)));
  });

  it('has no counterpart for what is no number', () => {
    expect(integer.toLocal('a dozen', {})).toBeUndefined();
  });
});

describe('a date', () => {
  const moments = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });

  it('is the day in UTC, whatever the time of day, and nothing is read back of it', () => {
    fc.assert(
      fc.property(moments, (at) => {
        const converted = date.toRemote(at.toISOString(), {});
        expect(converted).toEqual({ value: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string });
        const day = new Date(String('value' in converted && converted.value)).getTime();
        expect(at.getTime() - day).toBeGreaterThanOrEqual(0);
        expect(at.getTime() - day).toBeLessThan(86_400_000);
        expect(date.toLocal(new Date(day).toISOString().slice(0, 10), {})).toBeUndefined();
      }),
    );
  });

  it('refuses what is no date and time', () => {
    expect(date.toRemote('next Tuesday', {})).toMatchObject({ problem: { code: 'INVALID_DATE' } });
  });
});

describe('boolean', () => {
  it('comes back as the truth it was', () => {
    expect([true, false].map((value) => roundTrip(boolean, value))).toEqual([true, false]);
  });

  it('refuses a value that is neither true nor false, which would be sent as false', () => {
    expect(boolean.toRemote('true', {})).toMatchObject({ problem: { code: 'INVALID_BOOLEAN' } });
    expect(boolean.toRemote(1, {})).toMatchObject({ problem: { code: 'INVALID_BOOLEAN' } });
  });
});

describe('date and time', () => {
  it('comes back as the moment it was, whatever its zone', () => {
    const hours = fc.integer({ min: -11, max: 12 });
    const date = fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9998-12-31') });
    fc.assert(
      fc.property(date, hours, (at, offset) => {
        const shifted = new Date(at.getTime() + offset * 3_600_000).toISOString().slice(0, -1);
        const zone = `${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`;
        expect(roundTrip(datetime, shifted + zone)).toBe(at.toISOString());
        expect(normalForm('datetime', shifted + zone)).toBe(at.toISOString());
      }),
    );
  });

  it('reads epoch milliseconds', () => {
    expect(datetime.toLocal('1772353800000', {})).toBe('2026-03-01T08:30:00.000Z');
    expect(datetime.toLocal(1772353800000, {})).toBe('2026-03-01T08:30:00.000Z');
  });

  it('refuses what is no date, and does not name the value', () => {
    const converted = datetime.toRemote('next Tuesday', {});
    expect(converted).toMatchObject({ problem: { code: 'INVALID_DATE' } });
    expect(JSON.stringify(converted)).not.toContain('Tuesday');
    expect(datetime.toLocal('next Tuesday', {})).toBeUndefined();
  });
});

describe('money', () => {
  const price = money('currency');

  it('has the digits of its currency after the point', () => {
    expect(['JPY', 'EUR', 'BHD'].map(minorDigits)).toEqual([0, 2, 3]);
    expect([undefined, null, 'euro', 7].map((currency) => minorDigits(currency))).toEqual([2, 2, 2, 2]);
  });

  it.each([
    ['JPY', 1234, '1234'],
    ['EUR', 1234, '12.34'],
    ['BHD', 1234, '1.234'],
    ['EUR', 5, '0.05'],
    ['EUR', -5, '-0.05'],
    ['EUR', 0, '0.00'],
    ['BHD', -1000, '-1.000'],
    ['EUR', Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('in %s writes %d as decimal text', (currency, minor, written) => {
    expect(price.toRemote(minor, { currency })).toEqual({ value: written });
  });

  it('comes back as the whole number of minor units it was', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('JPY', 'EUR', 'BHD', null), (minor, currency) => {
        expect(roundTrip(price, minor, { currency })).toBe(minor === 0 ? 0 : minor);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads an amount with fewer or needless digits', () => {
    const fields = { currency: 'EUR' };
    expect(['12', '12.3', '12.300', ' 12.30 ', '-0'].map((written) => price.toLocal(written, fields))).toEqual([
      1200, 1230, 1230, 1230, 0,
    ]);
  });

  it('has no counterpart for an amount finer than its currency', () => {
    expect(price.toLocal('12.345', { currency: 'EUR' })).toBeUndefined();
    expect(price.toLocal('12.5', { currency: 'JPY' })).toBeUndefined();
    expect(price.toLocal('a lot', { currency: 'EUR' })).toBeUndefined();
  });

  it.each([12.5, Number.NaN, 2 ** 53, '1234', true])('refuses %p, which is no whole number of minor units', (value) => {
    expect(price.toRemote(value, { currency: 'EUR' })).toMatchObject({ problem: { code: 'INVALID_AMOUNT' } });
  });
});

describe('picklist', () => {
  const options = { placed: 'open', new: 'open', paid: 'won' };
  const stages = picklist(options, { open: 'placed', won: 'paid' });

  it('sends many values as one option, without case', () => {
    expect(['placed', 'NEW', 'Paid'].map((value) => stages.toRemote(value, {}))).toEqual([
      { value: 'open' },
      { value: 'open' },
      { value: 'won' },
    ]);
  });

  it('comes back as the declared value, which is sent as the same option', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(options)), (value) => {
        const back = roundTrip(stages, value);
        expect(stages.toRemote(back as string, {})).toEqual(stages.toRemote(value, {}));
      }),
    );
  });

  it('refuses a value that is not in the table', () => {
    expect(stages.toRemote('lost', {})).toMatchObject({ problem: { code: 'UNMAPPED_VALUE' } });
    expect(stages.toRemote('constructor', {})).toMatchObject({ problem: { code: 'UNMAPPED_VALUE' } });
  });

  it('has no counterpart for an option without an inverse', () => {
    expect(stages.toLocal('lost', {})).toBeUndefined();
    expect(stages.toLocal('toString', {})).toBeUndefined();
  });

  it('is not made with an inverse that is sent as another option', () => {
    expect(() => picklist(options, { open: 'paid' })).toThrow('open comes back as "paid", which is sent as won');
  });

  it('is not made with an inverse that is not in the table', () => {
    expect(() => picklist(options, { open: 'draft' })).toThrow('which is sent as undefined');
  });
});
