/** What stands between single quotes: escapes are those of Salesforce's reference, any other is an error (docs 2026-11). */
import type { LikePattern } from './like';
import { malformed } from './refused';

const CHARACTERS: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};
const PATTERN_PART = /\\u[0-9A-Fa-f]{4}|\\[^]|[^]/gu;
const ESCAPE = /\\u[0-9A-Fa-f]{4}|\\[^]|[^\\]+/g;

export function decodeString(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return Array.from(raw.matchAll(ESCAPE), ([part]) => (part.startsWith('\\') ? decodeEscape(part, raw) : part)).join(
    '',
  );
}

export function decodePattern(raw: string): LikePattern {
  const pieces: (string | null)[][] = [[]];
  for (const [part] of raw.matchAll(PATTERN_PART)) {
    if (part === '%') pieces.push([]);
    else pieces.at(-1)?.push(part === '_' ? null : decodePatternChar(part, raw));
  }
  return pieces.map(joinSurrogates);
}

function decodePatternChar(part: string, raw: string): string {
  if (part === '\\%' || part === '\\_') return part.charAt(1);
  return part.startsWith('\\') ? decodeEscape(part, raw) : part;
}

function decodeEscape(escape: string, raw: string): string {
  const char = escape.length === 6 ? String.fromCharCode(parseInt(escape.slice(2), 16)) : CHARACTERS[escape.charAt(1)];
  if (char !== undefined) return char;
  // Text unverified.
  throw malformed(`Invalid string literal '${raw}'. Illegal character sequence '${escape}' in string literal.`);
}

/** `\ud83d\ude00` is one character, and one `_`. */
function joinSurrogates(piece: readonly (string | null)[]): (string | null)[] {
  const joined: (string | null)[] = [];
  for (const char of piece) {
    const last = joined.at(-1);
    const isPair =
      char !== null && typeof last === 'string' && /^[\ud800-\udbff]$/.test(last) && /^[\udc00-\udfff]$/.test(char);
    if (isPair) joined[joined.length - 1] = last + char;
    else joined.push(char);
  }
  return joined;
}
