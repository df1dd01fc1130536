/** What is wrong with a value, by the description of its property; the value itself is never named. */
import type { PropertyDescription, Spelling } from './property-description';
import type { PropertyValue } from './record';

/** A link that is parked with one of them was refused before a call. */
export const valueCheckCodes = [
  'VALUE_TOO_LONG',
  'UNKNOWN_OPTION',
  'NOT_A_NUMBER',
  'TOO_MANY_DIGITS',
  'NOT_WHOLE',
  'NOT_A_BOOLEAN',
  'NOT_A_DATE',
  'NOT_A_DATETIME',
  'REQUIRED_MISSING',
  'BLANK_REFUSED',
  'PROPERTY_MISSING',
  'PROPERTY_READ_ONLY',
] as const;
export type ValueCheckCode = (typeof valueCheckCodes)[number];

/** `says` is what the field is, `remedy` what a person does about it. */
export interface Fault {
  readonly code: ValueCheckCode;
  readonly says: string;
  readonly remedy: string;
}

type Said = Exclude<PropertyValue, null>;

/** @param options what it takes here; null: anything, or nobody knows */
export function faultOf(
  description: PropertyDescription,
  value: PropertyValue,
  options: ReadonlySet<string> | null,
): Fault | null {
  return value === null ? null : judges[description.type](description, value, options);
}

type Judge = (description: PropertyDescription, value: Said, options: ReadonlySet<string> | null) => Fault | null;

const judges: Readonly<Record<PropertyDescription['type'], Judge>> = {
  text: textFault,
  number: numberFault,
  boolean: (description, value) =>
    isBoolean(description, value) ? null : notA('NOT_A_BOOLEAN', 'true or false', value),
  date: (description, value) => (isDate(description, String(value)) ? null : notA('NOT_A_DATE', 'a date', value)),
  datetime: (description, value) =>
    isDatetime(description, String(value)) ? null : notA('NOT_A_DATETIME', 'a date and time', value),
  option: (description, value, options) => optionFault(options, [plain(description, value)]),
  options: (description, value, options) => optionFault(options, itemsOf(description, value)),
  reference: () => null,
  other: () => null,
};

const reads = ({ reads: spellings }: PropertyDescription, spelling: Spelling): boolean =>
  spellings?.includes(spelling) === true;

function plain(description: PropertyDescription, value: Said): string {
  const text = String(value);
  return reads(description, 'padded') ? text.trim() : text;
}

function textFault(description: PropertyDescription, value: Said): Fault | null {
  const { maxLength } = description;
  const text = String(value);
  if (maxLength === null || text.length <= maxLength) return null;
  const { length } = reads(description, 'padded') ? text.replaceAll('\r\n', '\n').trim() : text;
  if (length <= maxLength) return null;
  return {
    code: 'VALUE_TOO_LONG',
    says: `is a text of ${length} characters, and ${maxLength} is the limit`,
    remedy: 'shorten it, or map it to a property that takes more',
  };
}

const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

function numberFault(description: PropertyDescription, value: Said): Fault | null {
  const text = plain(description, value);
  const number = typeof value !== 'boolean' && numeric.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return notA('NOT_A_NUMBER', 'a number', value);
  const { digits } = description;
  if (digits === null) return null;
  if (digits.fraction === 0 && !Number.isInteger(number)) {
    return {
      code: 'NOT_WHOLE',
      says: 'is a number with a fraction, and 0 digits after the point is the limit',
      remedy: 'say a whole number, or map it to a property that takes fractions',
    };
  }
  const size = rounded(Math.abs(number), digits.fraction);
  if (size < 10 ** digits.whole) return null;
  const before = size < 1e21 ? String(Math.trunc(size)).length : 22;
  return {
    code: 'TOO_MANY_DIGITS',
    says: `is a number of ${before} digits before the point, and ${digits.whole} is the limit`,
    remedy: 'correct it, or map it to a property that takes more',
  };
}

/** As it is kept: what is finer is rounded, and may need one digit more then (9.999 with two digits after the point). */
function rounded(size: number, fraction: number): number {
  const moved = Math.round(Number(`${size}e${fraction}`));
  return Number.isFinite(moved) ? Number(`${moved}e-${fraction}`) : size;
}

function isBoolean(description: PropertyDescription, value: Said): boolean {
  if (typeof value === 'boolean') return true;
  const text = plain(description, value);
  const word = reads(description, 'any-case') ? text.toLowerCase() : text;
  return word === 'true' || word === 'false';
}

const dayMs = 86_400_000;
const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const moment = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const epoch = /^-?\d{1,15}$/;

function isDate(description: PropertyDescription, value: string): boolean {
  const text = plain(description, value);
  if (isRealDay(text)) return true;
  const at = momentOf(description, text);
  return at !== null && (at % dayMs === 0 || reads(description, 'time-of-day'));
}

function isDatetime(description: PropertyDescription, value: string): boolean {
  const text = plain(description, value);
  return isRealDay(text) || momentOf(description, text) !== null;
}

function isRealDay(text: string): boolean {
  const match = day.exec(text);
  if (match === null) return false;
  const [, year = '', month = '', date = ''] = match;
  const at = new Date(Date.UTC(2000, Number(month) - 1, Number(date)));
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(date);
}

/** In milliseconds; null when it is none. */
function momentOf(description: PropertyDescription, text: string): number | null {
  if (epoch.test(text)) return reads(description, 'epoch') ? Number(text) : null;
  const match = moment.exec(text);
  if (match === null || !isRealDay(match[1] ?? '')) return null;
  if (match[2] === undefined && !reads(description, 'minutes')) return null;
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}

function itemsOf(description: PropertyDescription, value: Said): readonly string[] {
  const items = String(value).split(';');
  const clean = reads(description, 'padded') ? items.map((item) => item.trim()) : items;
  return clean.filter((item) => item !== '');
}

function optionFault(options: ReadonlySet<string> | null, items: readonly string[]): Fault | null {
  if (options === null || items.every((item) => options.has(item))) return null;
  const unknown = items.filter((item) => !options.has(item)).length;
  const says =
    items.length === 1
      ? `is a text that is none of its ${options.size} options`
      : `is a list of which ${unknown} of ${items.length} items are none of its ${options.size} options`;
  return {
    code: 'UNKNOWN_OPTION',
    says,
    remedy: 'add the option in the CRM, map the value to one that is there, or correct it',
  };
}

function notA(code: ValueCheckCode, wanted: string, value: Said): Fault {
  const what = typeof value === 'string' ? `a text of ${value.length} characters` : `a ${typeof value}`;
  return { code, says: `is ${what}, and ${wanted} is wanted`, remedy: 'correct it, or map another field or property' };
}
