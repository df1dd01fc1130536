/**
 * The normal form of a phone number: E.164 when it can be understood, with its record's country as a hint, else what was written. So
 * is a number with an extension, for which E.164 has no place.
 */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { Value } from './record';

export function phoneForm(text: string, country: Value | undefined): string {
  if (text.length > longestKnown) return numberOf(text, hintOf(country)) ?? text;
  const isPlain = plain.test(text);
  const said = isPlain ? text.replace(separators, '') : text;
  // With its country code a number is the same wherever its record is from.
  const hint = isPlain && said.startsWith('+') ? undefined : hintOf(country);
  const asked = `${hint ?? ''} ${said}`;
  const before = known.get(asked);
  if (before !== undefined) return before ?? text;
  const number = numberOf(said, hint);
  remember(asked, number);
  // The CRM will say it like that.
  if (number !== null && number !== said) remember(` ${number}`, number);
  return number ?? text;
}

/** Digits, and what people put between them: without it a number is understood alike. */
const plain = /^\+?[\d ()./-]+$/;
const separators = /[ ()./-]+/g;

/**
 * What was understood lately, null for what was not. A number is understood anew for each comparison of its record, several times
 * in one look, and that took a seventh of a worker's time (profiled 2026-11).
 */
const known = new Map<string, string | null>();
/** Those of the batches in hand, five of 500 at most, twice over. */
const knownLimit = 5_000;
const longestKnown = 40;

function remember(asked: string, number: string | null): void {
  if (known.size >= knownLimit) known.clear();
  known.set(asked, number);
}

/** Whether a text that may lack its country code can be this number: as it is written, or by the number's own country. */
export function mayBeRead(text: string, number: string): boolean {
  if (phoneForm(text, undefined) === number) return true;
  const code = parsePhoneNumberFromString(number)?.countryCallingCode;
  return code !== undefined && understood(text, { defaultCallingCode: code }) === number;
}

/** Numbers can be understood by it; the name of a country is none. */
export const isCountry = (country: Value): boolean => hintOf(country) !== undefined;

function hintOf(country: Value | undefined): CountryCode | undefined {
  const code = typeof country === 'string' ? country.toUpperCase() : '';
  return isSupportedCountry(code) ? code : undefined;
}

/** What is read as another number once it stands in its form ("+971 0011 5912" loses a nought each time) is not understood. */
function numberOf(text: string, hint: CountryCode | undefined): string | null {
  const number = understood(text, hint);
  const isStable = number === null || number === text || understood(number) === number;
  return isStable ? number : null;
}

function understood(text: string, hint?: CountryCode | { readonly defaultCallingCode: string }): string | null {
  const parsed = parsePhoneNumberFromString(text, hint);
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : null;
}
