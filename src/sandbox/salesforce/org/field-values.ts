/** What Salesforce makes of a value that is written: read, trimmed, lower-cased, rounded, or refused (contract 8.6, 6). */
import { parseId } from './ids';
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { Value } from './row';
import type { Field, FieldType } from './schema';

export type Format = 'json' | 'csv';

/** A value that cannot be read as the field's type. JSON and CSV refuse it in different words. */
export class Misread extends Error {
  constructor(
    readonly field: Field,
    readonly given: string,
  ) {
    super(`Cannot read ${field.name}`);
    this.name = 'Misread';
  }
}

const TEXT_TYPES: ReadonlySet<FieldType> = new Set([
  'id',
  'string',
  'textarea',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
  'reference',
]);
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** As the field stores it; blank is null. Throws `Misread`. */
export function readValue(field: Field, given: unknown, format: Format): Value {
  if (given === null || given === undefined) return field.type === 'boolean' ? false : null;
  const raw = typeof given === 'string' ? given : JSON.stringify(given);
  if (typeof given === 'object') throw new Misread(field, raw);
  if (TEXT_TYPES.has(field.type)) return textValue(field, raw);
  const text = raw.trim();
  if (field.type === 'boolean') return booleanValue(field, text);
  if (text === '') return null;
  if (field.type === 'date') return dateValue(field, text, format);
  return field.type === 'datetime' ? datetimeValue(field, text) : numberValue(field, text);
}

function booleanValue(field: Field, text: string): boolean {
  if (!/^(true|false)?$/i.test(text)) throw new Misread(field, text);
  return text.toLowerCase() === 'true';
}

/** Blanks at both ends go (unverified), and of carriage return and line feed the latter stays (unverified). */
function textValue(field: Field, raw: string): Value {
  const text = raw.replaceAll('\r\n', '\n').trim();
  if (text === '') return null;
  if (field.type === 'email') return text.toLowerCase();
  if (field.type === 'multipicklist') return multiValue(text);
  return text;
}

/** Each option once, in the order given. */
function multiValue(text: string): string {
  const chosen = text.split(';').map((option) => option.trim());
  return [...new Set(chosen.filter((option) => option !== ''))].join(';');
}

/** JSON has the day alone (contract 2); CSV may have a time behind it (unverified). */
function dateValue(field: Field, text: string, format: Format): Value {
  const day = text.slice(0, 10);
  const isWhole = text.length === 10 || (format === 'csv' && DATETIME.test(text));
  const isReal = DATE.test(day) && isRealDay(day) && isWhole;
  if (!isReal) throw new Misread(field, text);
  return day;
}

function isRealDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

function datetimeValue(field: Field, text: string): Value {
  const padded = DATE.test(text) ? `${text}T00:00:00Z` : text;
  if (!DATETIME.test(padded) || !isRealDay(padded.slice(0, 10))) throw new Misread(field, text);
  const at = Date.parse(padded.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at)) throw new Misread(field, text);
  return Math.floor(at / 1_000) * 1_000;
}

/** Rounded to the field's scale, half away from zero. */
function numberValue(field: Field, text: string): Value {
  const number = Number(text);
  if (!Number.isFinite(number) || !/^[-+]?(\d|\.\d)[\d.e+-]*$/i.test(text)) throw new Misread(field, text);
  const scale = field.type === 'int' ? 0 : field.scale;
  const rounded = Number(`${Math.round(Number(`${Math.abs(number)}e${scale}`))}e-${scale}`);
  return (Number.isNaN(rounded) ? number : Math.sign(number) * rounded) || 0;
}

/** What is wrong with a value that could be read. */
export function valueError(field: Field, value: Value): RecordError | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return numberError(field, value);
  if (typeof value !== 'string') return undefined;
  if (field.type === 'reference') return parseId(value) === undefined ? wrongId(field, value) : undefined;
  if (field.length > 0 && value.length > field.length) return tooLong(field, value);
  if (field.type === 'email' && !isEmail(value))
    return recordError('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]);
  return optionError(field, value);
}

export function wrongId(field: Field, value: string): RecordError {
  return recordError('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name]);
}

/** The text is unverified (contract section 6). */
function tooLong(field: Field, value: string): RecordError {
  const message = `${field.label}: data value too large: ${value} (max length=${field.length})`;
  return recordError('STRING_TOO_LONG', message, [field.name]);
}

/** The text is unverified. */
function numberError(field: Field, value: number): RecordError | undefined {
  const digits = field.precision - (field.type === 'int' ? 0 : field.scale);
  if (field.precision === 0 || field.type === 'datetime' || Math.abs(value) < 10 ** digits) return undefined;
  return recordError('NUMBER_OUTSIDE_VALID_RANGE', `${field.label}: value outside of valid range: ${value}`, [
    field.name,
  ]);
}

function optionError(field: Field, value: string): RecordError | undefined {
  if (!field.restrictedPicklist) return undefined;
  const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
  const active = new Set(field.picklistValues.filter((option) => option.active).map((option) => option.value));
  const bad = chosen.find((option) => !active.has(option));
  if (bad === undefined) return undefined;
  const message = `${field.label}: bad value for restricted picklist field: ${bad}`;
  return recordError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

/**
 * Contract 8.6: no official expression exists; this refuses what its list says and lets a leading dot not through. Comments in
 * parentheses are taken at an end of either part (where else is unverified). A top-level domain in another script may be said as
 * DNS has it, with digits and dashes (unverified); in that script it needs Email Address Internationalization, which is off.
 */
export function isEmail(text: string): boolean {
  const match = /^([^@]+)@([^@]+)$/.exec(text);
  const [local, host] = [match?.[1] ?? '', match?.[2] ?? ''].map((part) =>
    part.replace(/^\([\x21-\x27\x2a-\x5b\x5d-\x7e]*\)|\([\x21-\x27\x2a-\x5b\x5d-\x7e]*\)$/g, ''),
  ) as [string, string];
  if (!/^(?!\.)[\w.!#$%&'*/=?^+`{|}~-]+$/.test(local)) return false;
  if (!/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(host)) return false;
  const labels = host.split('.');
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) return false;
  return /^(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/i.test(labels.at(-1) ?? '');
}
