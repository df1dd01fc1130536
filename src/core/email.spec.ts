import { cleanEmail } from './email';
import { likelyDomain } from './email-typos';
import { normalForm } from './values';

/** By code point, each with its Unicode name. */
const invisible: readonly (readonly [number, string])[] = [
  [0x00ad, 'SOFT HYPHEN'],
  [0x034f, 'COMBINING GRAPHEME JOINER'],
  [0x061c, 'ARABIC LETTER MARK'],
  [0x180e, 'MONGOLIAN VOWEL SEPARATOR'],
  [0x200b, 'ZERO WIDTH SPACE'],
  [0x200c, 'ZERO WIDTH NON-JOINER'],
  [0x200d, 'ZERO WIDTH JOINER'],
  [0x200e, 'LEFT-TO-RIGHT MARK'],
  [0x200f, 'RIGHT-TO-LEFT MARK'],
  [0x202a, 'LEFT-TO-RIGHT EMBEDDING'],
  [0x202e, 'RIGHT-TO-LEFT OVERRIDE'],
  [0x2060, 'WORD JOINER'],
  [0x2066, 'LEFT-TO-RIGHT ISOLATE'],
  [0x2069, 'POP DIRECTIONAL ISOLATE'],
  [0x3164, 'HANGUL FILLER'],
  [0xfe0f, 'VARIATION SELECTOR-16'],
  [0xfeff, 'ZERO WIDTH NO-BREAK SPACE'],
  [0xe0041, 'TAG LATIN CAPITAL LETTER A'],
];

describe('an address as it is sent and compared', () => {
  it.each(invisible.map(([code, name]) => [name, code] as const))(
    'is without %s, wherever it stands',
    (_name, code) => {
      const one = String.fromCodePoint(code);
      expect(cleanEmail(`${one}A${one}da@exam${one}ple.com${one}`)).toBe('ada@example.com');
    },
  );

  it.each([
    ['without white space around it', ' \u00a0Ada@Example.com\t\n', 'ada@example.com'],
    ['composed', 'ada@mu\u0308nchen.de', 'ada@münchen.de'],
    [
      'with the joiner that a script needs, without which it is another domain',
      'x@نامه\u200cای.com',
      'x@نامه\u200cای.com',
    ],
    ['with the blank inside, which shows', 'a da@example.com', 'a da@example.com'],
  ])('is %s', (_rule, written, clean) => {
    expect(cleanEmail(written)).toBe(clean);
    expect(normalForm('email', written)).toBe(clean);
  });

  it('is blank when nothing of it shows', () => {
    expect(normalForm('email', ' \u200b\u202e ')).toBeNull();
  });
});

describe('the domain that was probably meant', () => {
  it.each([
    ['gmial.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['gmai.com', 'gmail.com'],
    ['gmaill.com', 'gmail.com'],
    ['hotmial.com', 'hotmail.com'],
    ['docomo.ne.jo', 'docomo.ne.jp'],
  ])('of %s is %s', (typed, meant) => {
    expect(likelyDomain(typed)).toBe(meant);
  });

  it.each(['gmail.com', 'mail.com', 'ymail.com', 'gmx.at', 'example.com', 'me.co', 'yahoo.comtttt'])(
    'of %s is not known',
    (typed) => {
      expect(likelyDomain(typed)).toBeNull();
    },
  );
});
