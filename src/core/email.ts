/**
 * E-mail addresses: how they are cleaned before they are compared, judged and sent, and what the judgement of one looks like. Which
 * addresses a CRM takes is a fact about that CRM: one checker each, in `catalog/email`.
 */

/**
 * Characters that show nothing, by their Unicode names. They come with what is copied from web pages, chats and word processors,
 * and an address with one in it looks right and reaches nobody. White space in an address is none of them: it shows.
 */
const invisible = [
  '\\u00ad', // SOFT HYPHEN
  '\\u034f', // COMBINING GRAPHEME JOINER
  '\\u061c', // ARABIC LETTER MARK
  '\\u115f\\u1160', // HANGUL CHOSEONG FILLER, HANGUL JUNGSEONG FILLER
  '\\u17b4\\u17b5', // KHMER VOWEL INHERENT AQ, KHMER VOWEL INHERENT AA
  '\\u180b-\\u180f', // MONGOLIAN FREE VARIATION SELECTOR ONE to FOUR, MONGOLIAN VOWEL SEPARATOR
  '\\u200b', // ZERO WIDTH SPACE
  '\\u200e\\u200f', // LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK
  '\\u202a-\\u202e', // LEFT-TO-RIGHT EMBEDDING to RIGHT-TO-LEFT OVERRIDE
  '\\u2060-\\u2064', // WORD JOINER to INVISIBLE PLUS
  '\\u2066-\\u206f', // LEFT-TO-RIGHT ISOLATE to NOMINAL DIGIT SHAPES
  '\\u3164', // HANGUL FILLER
  '\\ufe00-\\ufe0f', // VARIATION SELECTOR-1 to VARIATION SELECTOR-16
  '\\ufeff', // ZERO WIDTH NO-BREAK SPACE, the byte order mark
  '\\uffa0', // HALFWIDTH HANGUL FILLER
  '\\ufff9-\\ufffb', // INTERLINEAR ANNOTATION ANCHOR to TERMINATOR
  '\\u{e0000}-\\u{e007f}', // LANGUAGE TAG to CANCEL TAG
  '\\u{e0100}-\\u{e01ef}', // VARIATION SELECTOR-17 to VARIATION SELECTOR-256
].join('');
/**
 * ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER: between letters of a script that joins them they are part of a domain (RFC 5892,
 * appendix A), and without one it is somebody else's.
 */
const loneJoiner = '(?<!(?![a-z])[\\p{L}\\p{M}])[\\u200c\\u200d]|[\\u200c\\u200d](?!(?![a-z])[\\p{L}\\p{M}])';
const invisibles = new RegExp(`[${invisible}]|${loneJoiner}`, 'giu');

const plain = /^[\x21-\x7e]*$/;

/** The address as it is compared, judged and sent: without what does not show, composed (NFC) and in lower case. */
export function cleanEmail(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text.replace(invisibles, '').trim().normalize('NFC').toLowerCase().normalize('NFC');
}

/** Why an address is not taken, by class: neither holds the address. */
export interface EmailMistake {
  readonly code: string;
  /** Goes on after the name of the field: `has no @`. */
  readonly message: string;
}

/** What a CRM says of e-mail addresses. */
export interface EmailRules {
  /** @param address cleaned */
  readonly mistakeIn: (address: string) => EmailMistake | null;
  /** The CRM's codes that refuse an address, and not the field or the record. */
  readonly refusals: readonly string[];
}

export const mistake = (code: string, message: string): EmailMistake => ({ code, message });

/** The parts of an address; the last @ parts them. */
export interface EmailParts {
  readonly local: string;
  readonly host: string;
}

const blank = /[\s\p{Cc}]/u;

/** Takes an address apart, or says what no CRM takes. */
export function partsOf(address: string): EmailParts | EmailMistake {
  const at = address.lastIndexOf('@');
  if (at < 0) return mistake('no-at', 'has no @');
  const local = address.slice(0, at);
  const host = address.slice(at + 1);
  if (local.startsWith('"')) return mistake('quoted', 'has a quoted part before the @');
  if (/[<>]/.test(address)) return mistake('display-name', 'has more in it than the address: a name, or < and >');
  if (/[,;]/.test(address)) return mistake('several', 'holds several addresses, or a , or ;');
  if (blank.test(address)) return mistake('blank', 'has a blank in it');
  if (local.includes('@')) return mistake('several-ats', 'has more than one @');
  if (local === '') return mistake('no-local-part', 'has nothing before the @');
  if (host === '') return mistake('no-host', 'has nothing after the @');
  if (host.startsWith('[')) return mistake('ip-literal', 'has an IP address instead of a domain');
  if (!host.includes('.')) return mistake('no-dot', 'has a domain without a dot');
  return { local, host };
}

/**
 * Answers from memory what was asked lately: few domains have most of a shop's addresses, and to judge one costs ten times what the
 * rest of the address does.
 */
export function remembering<T>(answer: (host: string) => T): (host: string) => T {
  const known = new Map<string, T>();
  return (host) => {
    const before = known.get(host);
    if (before !== undefined) return before;
    const now = answer(host);
    if (known.size >= knownLimit) known.clear();
    if (host.length <= longestHost) known.set(host, now);
    return now;
  };
}

const knownLimit = 10_000;
/** RFC 1035, 2.3.4. */
export const longestHost = 253;
