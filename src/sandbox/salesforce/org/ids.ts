/**
 * Record ids: 3 characters say which object, 2 the instance, 1 is reserved, 9 count. 15 characters are told apart by
 * case; 3 more make 18 that are safe without it, and those are what Salesforce answers (contract 8.7).
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const INSTANCE = '5g0';
const COUNTER_LENGTH = 9;
const valueOfDigit = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));

/** The id of 18 characters. Ordinals count from 1. */
export function toId(keyPrefix: string, ordinal: number): string {
  return withChecksum(toShortId(keyPrefix, ordinal));
}

/** The id of 15 characters, which error texts name. */
export function toShortId(keyPrefix: string, ordinal: number): string {
  let counter = '';
  for (let rest = ordinal; rest > 0; rest = Math.floor(rest / DIGITS.length))
    counter = DIGITS.charAt(rest % DIGITS.length) + counter;
  return keyPrefix + INSTANCE + counter.padStart(COUNTER_LENGTH, '0');
}

export interface ParsedId {
  readonly keyPrefix: string;
  /** 0 for an id of another org, which names nothing here. */
  readonly ordinal: number;
}

/** `undefined` for what is no id at all: another length, other characters, a false checksum. */
export function parseId(text: string): ParsedId | undefined {
  if (!/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(text)) return undefined;
  const short = text.slice(0, 15);
  // Clients that fold case can send the checksum in lower case; it is compared without case.
  if (text.length === 18 && withChecksum(short).toUpperCase() !== text.toUpperCase()) return undefined;
  const keyPrefix = short.slice(0, 3);
  if (short.slice(3, 6) !== INSTANCE) return { keyPrefix, ordinal: 0 };
  let ordinal = 0;
  for (const digit of short.slice(6)) ordinal = ordinal * DIGITS.length + (valueOfDigit.get(digit) ?? 0);
  return { keyPrefix, ordinal };
}

/** 15 characters to 18: of each five, those that are capitals make a number of five bits, the leftmost the lowest. */
export function withChecksum(short: string): string {
  let checksum = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at++) {
      const code = short.charCodeAt(block + at);
      if (code >= 65 && code <= 90) bits += 1 << at;
    }
    checksum += CHECKSUM.charAt(bits);
  }
  return short + checksum;
}
