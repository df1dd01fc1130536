/**
 * How a value in normal form is written on a CRM's wire, and read back. Each converter is a two-way pair:
 * `toLocal(toRemote(v))` equals `v` for every value it takes (a property test holds it), except a picklist, whose
 * inverse is declared because many values may share one option.
 */
import type { Fields, PropertyValue, Value } from './record';

/** A value that cannot be written, and why: the record is parked with this. Names the value's class, never the value. */
export interface Unwritable {
  readonly code: string;
  readonly message: string;
}
export type Converted = { readonly value: PropertyValue } | { readonly problem: Unwritable };

export interface Converter {
  /** `fields` is the whole record in normal form, for a value that cannot be written without another one. */
  readonly toRemote: (value: Exclude<Value, null>, fields: Fields) => Converted;
  /** `undefined` when the CRM's value has no counterpart on our side. */
  readonly toLocal: (value: Exclude<PropertyValue, null>, fields: Fields) => Value | undefined;
}

const unwritable = (code: string, message: string): Converted => ({ problem: { code, message } });

export const text: Converter = {
  toRemote: (value) => ({ value: Array.isArray(value) ? value.join(';') : String(value) }),
  toLocal: (value) => String(value),
};

export const integer: Converter = {
  toRemote: (value) => ({ value: String(value) }),
  toLocal: (value) => (Number.isFinite(Number(value)) ? Number(value) : undefined),
};

/**
 * A number with or without a fraction, always in digits: JavaScript writes `1e-7` and `1e+21`, of which no CRM says that it
 * reads them (unverified).
 */
export const number: Converter = {
  toRemote: (value) =>
    typeof value === 'number' && Number.isFinite(value)
      ? { value: inDigits(value) }
      : unwritable('INVALID_NUMBER', 'is no number'),
  toLocal: (value) => {
    const local = Number(String(value).trim());
    return Number.isFinite(local) ? local + 0 : undefined;
  },
};

/** Digits are moved as text. */
function inDigits(value: number): string {
  const [mantissa = '', exponent] = String(Math.abs(value)).split('e');
  if (exponent === undefined) return String(value);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  const text = shift > 0 ? digits.padEnd(shift + 1, '0') : `0.${'0'.repeat(-shift - 1)}${digits}`;
  return value < 0 ? `-${text}` : text;
}

export const boolean: Converter = {
  toRemote: (value) =>
    typeof value === 'boolean' ? { value: String(value) } : unwritable('INVALID_BOOLEAN', 'is neither true nor false'),
  toLocal: (value) => String(value) === 'true',
};

/**
 * A multi-select, on the wire `a;b`. In which order a CRM answers is not said anywhere (unverified), so it is a set. To some a `;` at the
 * beginning says to add to what is there; none stands there, as no item is blank.
 */
export const list: Converter = {
  toRemote: (value) => {
    if (!Array.isArray(value)) return unwritable('INVALID_LIST', 'is no list of texts');
    const items = value as readonly string[];
    if (items.some((item) => item.includes(';'))) {
      return unwritable('INVALID_OPTION', 'has an item with ";", which parts items in the CRM');
    }
    return { value: items.join(';') };
  },
  toLocal: (value) => String(value).split(';'),
};

/** ISO 8601 in UTC; a few system properties of CRMs are read back as epoch milliseconds. */
export const datetime: Converter = {
  toRemote: (value) => {
    const at = new Date(String(value));
    return Number.isNaN(at.getTime()) ? unwritable('INVALID_DATE', 'is no date and time') : { value: at.toISOString() };
  },
  toLocal: (value) => {
    const at = new Date(/^-?\d{11,}$/.test(String(value)) ? Number(value) : String(value));
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  },
};

/** The day, in UTC. The time of day has no place in it, so nothing is read back: for fields that are only pushed. */
export const date: Converter = {
  toRemote: (value) => {
    const at = new Date(String(value));
    return Number.isNaN(at.getTime())
      ? unwritable('INVALID_DATE', 'is no date and time')
      : { value: at.toISOString().slice(0, 10) };
  },
  toLocal: () => undefined,
};

/** Kept by currency: asking Intl takes 50 µs, and a migration asks for every order and line. */
const knownDigits = new Map<string, number>();

/** Digits after the point by ISO 4217: JPY 0, EUR 2, BHD 3. Without a currency, 2. */
export function minorDigits(currency: Value | undefined): number {
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return 2;
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  knownDigits.set(currency, digits);
  return digits;
}

/** Integer minor units ⇄ decimal text. Digits are moved as text: 0.1 + 0.2 has no place in money. */
export function money(currencyField: string): Converter {
  return {
    toRemote: (value, fields) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
        return unwritable('INVALID_AMOUNT', 'is not a whole number of minor units');
      }
      const digits = minorDigits(fields[currencyField]);
      const sign = value < 0 ? '-' : '';
      const padded = String(Math.abs(value)).padStart(digits + 1, '0');
      const whole = padded.slice(0, padded.length - digits);
      return { value: digits === 0 ? sign + whole : `${sign}${whole}.${padded.slice(-digits)}` };
    },
    toLocal: (value, fields) => {
      const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value).trim());
      if (!match) return undefined;
      const digits = minorDigits(fields[currencyField]);
      const fraction = match[3] ?? '';
      if (fraction.slice(digits).replace(/0+$/, '') !== '') return undefined; // finer than the currency: not ours
      const minor = Number(`${match[2] ?? '0'}${fraction.slice(0, digits).padEnd(digits, '0')}`);
      return match[1] === '-' && minor !== 0 ? -minor : minor;
    },
  };
}

/**
 * Many values to few options, and the declared way back; values are compared in lower case. An option's inverse must be a
 * value that maps to it, or a round trip would change the record; `picklist` refuses such a table when it is made.
 */
export function picklist(
  options: Readonly<Record<string, string>>,
  inverse: Readonly<Record<string, string>>,
): Converter {
  const byValue = new Map(Object.entries(options).map(([value, option]) => [value.toLowerCase(), option]));
  const byOption = new Map(Object.entries(inverse));
  for (const [option, value] of byOption) {
    const sent = byValue.get(value.toLowerCase());
    if (sent !== option)
      throw new Error(`picklist: ${option} comes back as "${value}", which is sent as ${String(sent)}`);
  }
  return {
    toRemote: (value) => {
      const option = byValue.get(String(value).toLowerCase());
      return option === undefined
        ? unwritable('UNMAPPED_VALUE', 'has no counterpart in the mapping; add it to the picklist map or correct it')
        : { value: option };
    },
    toLocal: (value) => byOption.get(String(value)),
  };
}
