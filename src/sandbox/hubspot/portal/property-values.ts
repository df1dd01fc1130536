/**
 * How HubSpot takes one property value: what it accepts, what it stores and with which code it refuses (HubSpot docs
 * 2026-03; messages of INVALID_DATE, INVALID_LONG and INVALID_OPTION as seen in recorded answers).
 */
import { DAY_MS } from '../../common/clock';
import { storedEmail } from './email';
import type { PropertyDefinition, PropertyType } from './property-definition';
import type { PropertyProblem } from './refusal';

/** What is stored: a string, or `null` for a blank. */
export type StoredValue = string | null;
export type ValueVerdict = { readonly value: StoredValue } | { readonly problem: PropertyProblem };

export interface ValueContext {
  /** The value now, for a multi-checkbox that is appended to. */
  readonly current: StoredValue;
  /** Options that live outside of the definition: stage ids, pipeline ids, owner ids. */
  readonly externalOptions: (property: string) => readonly string[];
}

/** HubSpot docs 2026-03. */
const STRING_MAX = 65_536;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const EPOCH_MS = /^-?\d{1,15}$/;
/** The years of four digits: others are no ISO dates (unverified). */
const YEARS = { from: Date.parse('0000-01-01T00:00:00Z'), until: Date.UTC(10_000, 0) };

/** Judges one value. `written` is a string, number or boolean: HubSpot takes all three and answers strings. */
export function judgeValue(property: PropertyDefinition, written: string, context: ValueContext): ValueVerdict {
  if (written === '') return { value: null };
  if (property.name === 'email') return judgeEmails(property, [written]);
  if (property.name === 'hs_additional_emails') return judgeEmails(property, appended(written, context.current));
  if (property.name === 'hs_additional_domains') {
    return { value: appended(written, context.current).map(bareDomain).join(';') };
  }
  return judges[property.type](property, written, context);
}

type Judge = (property: PropertyDefinition, written: string, context: ValueContext) => ValueVerdict;

const judges: Readonly<Record<PropertyType, Judge>> = {
  string: judgeText,
  phone_number: judgeText,
  number: judgeNumber,
  bool: (property, written) => judgeOption(property, written, ['true', 'false']),
  enumeration: judgeEnumeration,
  date: judgeDate,
  datetime: judgeDatetime,
};

function problem(property: PropertyDefinition, code: string, message: string): ValueVerdict {
  return { problem: { property: property.name, code, message } };
}

function longProblem(property: PropertyDefinition, written: string): ValueVerdict {
  return problem(property, 'INVALID_LONG', `${written} was not a valid long.`);
}

function judgeText(property: PropertyDefinition, written: string): ValueVerdict {
  if (written.length > STRING_MAX) {
    // Code and text are not documented (unverified): only the limit is.
    return problem(
      property,
      'PROPERTY_VALUE_TOO_LONG',
      `Property value was too long: at most ${STRING_MAX} characters.`,
    );
  }
  return { value: property.name === 'domain' ? bareDomain(written) : written };
}

/** Companies' domains are kept without scheme, `www.` and path (unverified). */
function bareDomain(written: string): string {
  return written
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#].*$/, '');
}

function judgeEmails(property: PropertyDefinition, written: readonly string[]): ValueVerdict {
  const stored: string[] = [];
  for (const address of written) {
    const email = storedEmail(address);
    if (email === undefined) return problem(property, 'INVALID_EMAIL', `Email address ${address} is invalid`);
    stored.push(email);
  }
  return { value: stored.join(';') };
}

function judgeNumber(property: PropertyDefinition, written: string): ValueVerdict {
  // One that is too large to be told is none (unverified).
  const isNumber = NUMBER.test(written) && Number.isFinite(Number(written));
  return isNumber ? { value: plainNumber(written) } : longProblem(property, written);
}

/** "10.0" comes back as "10", so that callers compare numbers as numbers (whether HubSpot does so is unverified). */
function plainNumber(written: string): string {
  if (/e/i.test(written)) return String(Number(written));
  const [whole = '', fraction = ''] = written.replace(/^[+-]/, '').split('.');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  const size = rest === '' ? digits : `${digits}.${rest}`;
  return written.startsWith('-') && size !== '0' ? `-${size}` : size;
}

function judgeOption(property: PropertyDefinition, written: string, allowed: readonly string[]): ValueVerdict {
  if (allowed.includes(written)) return { value: written };
  const list = `[${allowed.join(', ')}]`;
  return problem(property, 'INVALID_OPTION', `${written} was not one of the allowed options: ${list}`);
}

function judgeEnumeration(property: PropertyDefinition, written: string, context: ValueContext): ValueVerdict {
  const allowed = property.externalOptions
    ? context.externalOptions(property.name)
    : property.options.map((option) => option.value);
  if (property.fieldType !== 'checkbox') return judgeOption(property, written, allowed);

  const chosen = appended(written, context.current);
  for (const value of chosen) {
    const verdict = judgeOption(property, value, allowed);
    if ('problem' in verdict) return verdict;
  }
  return { value: chosen.length === 0 ? null : chosen.join(';') };
}

/** The values of a list: `a;b` replaces what is there, `;a;b` is added to it. */
function appended(written: string, current: StoredValue): string[] {
  const all = written.startsWith(';') ? `${current ?? ''}${written}` : written;
  return [...new Set(all.split(';').filter((value) => value !== ''))];
}

function judgeDate(property: PropertyDefinition, written: string): ValueVerdict {
  if (ISO_DATE.test(written)) {
    if (isRealDay(written)) return { value: written };
    return problem(property, 'INVALID_DATE', `${written} is not a valid date.`);
  }
  const ms = instant(written);
  if (ms === undefined) return longProblem(property, written);
  if (ms % DAY_MS === 0) return { value: isoDay(ms) };
  const at = new Date(ms);
  const time = `${at.getUTCHours()}:${at.getUTCMinutes()}:${at.getUTCSeconds()}.${at.getUTCMilliseconds()}`;
  return problem(property, 'INVALID_DATE', `${written} is at ${time} UTC, not midnight!`);
}

function judgeDatetime(property: PropertyDefinition, written: string): ValueVerdict {
  const ms = ISO_DATE.test(written) ? parsed(`${written}T00:00:00Z`) : instant(written);
  return ms === undefined ? longProblem(property, written) : { value: new Date(ms).toISOString() };
}

function instant(written: string): number | undefined {
  if (EPOCH_MS.test(written)) {
    const ms = Number(written);
    return ms >= YEARS.from && ms < YEARS.until ? ms : undefined;
  }
  return ISO_DATETIME.test(written) ? parsed(written) : undefined;
}

function parsed(written: string): number | undefined {
  // A day that no month has is none, as of a date (unverified); `Date` would roll over to the next month.
  if (!isRealDay(written.slice(0, 10))) return undefined;
  const ms = Date.parse(written);
  return Number.isNaN(ms) ? undefined : ms;
}

function isRealDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  // A day that no month has rolls over or is NaN, depending on the day.
  return !Number.isNaN(ms) && isoDay(ms) === day;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
