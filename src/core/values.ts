/**
 * The normal form of a value. Both sides are brought to it before any comparison, so that "+49 30 1234" and
 * "+49301234" are one phone and a CRM that rewrites case or blanks starts no ping-pong. What the order system said is
 * stored as it said it; only comparison and sending use the normal form.
 */
import { cleanEmail } from './email';
import { mapValues } from './map-values';
import { phoneForm } from './phone';
import type { Fields, Value } from './record';

export const fieldKinds = [
  'text',
  'email',
  'phone',
  'domain',
  'country',
  'currency',
  'datetime',
  'integer',
  'number',
  'boolean',
  'url',
  'reference',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** As often as they stand there: what is left of "www.www.x.com" must not be shortened by the next look. */
const schemesAndWww = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|www\.|\s)+/;
/** Looked for from its beginning only. Both would otherwise take seconds of a text like "www.www.…" of 100,000 characters. */
const dotsAtEnd = /(?<![.\s])[.\s]+$/;

type TextForm = (text: string, country: Value | undefined) => string;

const asWritten: TextForm = (text) => text;

const textForms: Readonly<Record<FieldKind, TextForm>> = {
  email: cleanEmail,
  domain: (text) => (text.toLowerCase().replace(schemesAndWww, '').split('/')[0] ?? '').replace(dotsAtEnd, ''),
  phone: phoneForm,
  country: (text) => (text.length === 2 ? text.toUpperCase() : text),
  currency: (text) => text.toUpperCase(),
  datetime: (text) => {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? text : at.toISOString();
  },
  text: asWritten,
  url: asWritten,
  reference: asWritten,
  integer: asWritten,
  number: asWritten,
  boolean: asWritten,
};

/**
 * One value in normal form. The empty string and white space alone are blank (`null`); 0 and `false` are values.
 * `country` is the record's, for phone numbers without a country code.
 */
export function normalForm(kind: FieldKind, value: Value, country?: Value): Value {
  if (isList(value)) return listForm(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return null;
  return textForms[kind](text, country) || null;
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);

/** A multi-select is a set: each item once, without blanks, in one order. None at all is blank. */
function listForm(items: readonly string[]): Value {
  const form = [...new Set(items.map((item) => item.trim()))].filter((item) => item !== '').sort();
  return form.length === 0 ? null : form;
}

/** Equality of two values in normal form. Lists are multi-selects: order and repetition do not count. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    const left = new Set<string>(a as readonly string[]);
    const right = new Set<string>(b as readonly string[]);
    return left.size === right.size && [...left].every((item) => right.has(item));
  }
  return a === b;
}

/** Every field of a record in normal form, by the kinds of its object type; a field without a kind is text. */
export function normalFields(kinds: Readonly<Record<string, FieldKind>>, fields: Fields): Fields {
  const country = fields['country'];
  return mapValues(fields, (value, name) => normalForm(kinds[name] ?? 'text', value, country));
}
