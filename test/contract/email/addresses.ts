/**
 * Addresses as people have them, and as forms, spreadsheets and chats garble them. `inUse`: somebody can get mail there, so no CRM
 * that takes it may be kept from it.
 */
export interface Address {
  readonly text: string;
  readonly inUse: boolean;
}

const letters = (count: number): string => 'abcdefghij'.repeat(Math.ceil(count / 10)).slice(0, count);

const locals = [
  ...[
    'a',
    'ada',
    'ada.lovelace',
    'ada.king.lovelace',
    'a.d.a',
    'Ada',
    'ADA.LOVELACE',
    '1842',
    '1.2.3',
    'x-y',
    '-x',
    'x-',
  ],
  ...[
    'ada+news',
    'ada+news+2026',
    '+ada',
    'ada+',
    'ada_l',
    '_ada',
    '__',
    "o'neil",
    "d'arcy.o'brien",
    "'ada'",
    'ada=l',
    'ada/l',
  ],
  ...['#ada', '!ada', 'a$b', 'a%b', 'a&b', 'a*b', 'a?b', 'a^b', 'a`b', 'a{b}', 'a|b', '~ada', letters(63), letters(64)],
];

const hosts = [
  ...[
    'example.com',
    'Example.COM',
    'sub.example.co.uk',
    'a.b.c.d.example.org',
    'x.co',
    '1and1.com',
    '163.com',
    '4-4.io',
    'a--b.de',
  ],
  ...[
    'example.museum',
    'example.shop',
    'example.app',
    'example.dev',
    'example.online',
    'example.photography',
    'example.london',
  ],
  ...[
    'example.google',
    'example.bmw',
    'example.versicherung',
    'example.ck',
    'example.co.jp',
    'docomo.ne.jp',
    'example.ac.uk',
  ],
  ...[
    'blog.github.io',
    'xn--mnchen-3ya.de',
    'example.xn--p1ai',
    'xn--e1afmkfd.xn--p1ai',
    'xn--r8jz45g.jp',
    `${letters(63)}.com`,
  ],
];

const inOtherScripts = [
  'münchen.de',
  'bücher.example.com',
  'пример.рф',
  '例え.jp',
  'email.삼성',
  'παράδειγμα.gr',
  'مثال.إختبار.com',
];

/** An invisible character at each kind of place; what is left is an address. */
const unseen = [
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202e',
    '\u2060',
    '\u2066',
    '\u2069',
    '\ufeff',
    '\u00ad',
  ],
  ...['\u034f', '\u061c', '\u180e', '\ufe0f', '\u{e0041}', '\u{e0101}', '\u3164'],
].flatMap((one) => [
  `${one}ada@example.com`,
  `a${one}da@example.com`,
  `ada@exam${one}ple.com`,
  `ada@example.com${one}`,
]);

const around = [
  ' ada@example.com',
  'ada@example.com ',
  '\tada@example.com\n',
  '\u00a0ada@example.com',
  '\u200b ada@example.com \u200b',
];

/** Japanese providers gave such out for years. */
const withDots = [
  'a..b@docomo.ne.jp',
  'a.@docomo.ne.jp',
  'a...@ezweb.ne.jp',
  'a..@softbank.ne.jp',
  'x...y..z@docomo.ne.jp',
];

const ofLength = (length: number): string => `${letters(length - 12)}@example.com`;

const lengths = [79, 80, 81, 82].map((length) => `${letters(20)}@${letters(length - 25)}.com`);

const malformed = [
  ...[
    '',
    ' ',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada.example.com',
    'ada@@example.com',
    'ada@x@example.com',
    'ada@example',
    'null',
  ],
  ...[
    'ada@localhost',
    'ada@.com',
    'ada@com',
    'ada@example.',
    'ada@example.com.',
    'ada@.example.com',
    'ada@example..com',
    'n/a',
    'none',
  ],
  ...[
    'ada@-example.com',
    'ada@example-.com',
    'ada@exa_mple.com',
    'ada@exa mple.com',
    'ada @example.com',
    'ada@ example.com',
  ],
  ...[
    'a da@example.com',
    'a\u00a0da@example.com',
    'a\tda@example.com',
    'a\nda@example.com',
    'ada@example.com\nbcc:x@example.com',
  ],
  ...[
    'a\u3000da@example.com',
    'ada@example.com,eva@example.com',
    'ada@example.com;eva@example.com',
    'ada@example.com eva@example.com',
  ],
  ...[
    'ada@example.com, ',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    'ada@example.com (Ada)',
    'mailto:ada@example.com',
  ],
  ...[
    '"Ada" <ada@example.com>',
    '"ada"@example.com',
    '"a b"@example.com',
    '"a@b"@example.com',
    '"a..b"@example.com',
    '"@example.com',
  ],
  ...[
    'ada@[127.0.0.1]',
    'ada@[IPv6:2001:db8::1]',
    'ada@127.0.0.1',
    'ada@1.1',
    'ada@0x7f.1',
    'ada@300.1.2.3',
    'ada@example.c',
    'ada@example.1',
  ],
  ...[
    '.ada@example.com',
    '..ada@example.com',
    '.@example.com',
    '..@example.com',
    'ada\\@example.com',
    'ada\\ x@example.com',
  ],
  ...[
    'a[d]a@example.com',
    'a:da@example.com',
    'a"da@example.com',
    'a)da@example.com',
    'a(da@example.com',
    '()@example.com',
  ],
  ...[
    'ada@gmail.con',
    'ada@yahoo.comtttt',
    'ada@example.invalid',
    'ada@example.test',
    'ada@example.localhost',
    'ada@example.local',
  ],
  ...[
    'ada@example.company1',
    'ada@example.c0m',
    'ada@example.com/x',
    'ada@example.com?x',
    'ada@example.com#x',
    'ada@example.com:25',
  ],
  ...[
    'ada@exam%70le.com',
    'ada@http://example.com',
    'ada@ｅｘａｍｐｌｅ.com',
    'ada@example。com',
    'ada@ex．ample.com',
    'аda@example.com',
  ],
  ...[
    'jörg@example.de',
    'josé@example.es',
    '用户@例え.jp',
    '😀@example.com',
    'ada@😀.com',
    'ada@xn--.com',
    'ada@xn--a.com',
    'ada@xn--999999.com',
  ],
  ...[
    'ada@example.xn--',
    'ada@example.xn--zzzzzz',
    'ada@אבa.com',
    'ada@ex\u0000ample.com',
    'a\u0000da@example.com',
    'ada\u0007@example.com',
  ],
  ...[letters(65), letters(70), letters(200)].map((local) => `${local}@example.com`),
  ...[letters(64), letters(80)].map((label) => `ada@${label}.com`),
  ...[254, 255, 300].map((length) => `ada@${`${letters(60)}.`.repeat(5).slice(0, length - 8)}.com`),
  ...['.', '-', '_', '@', ' ', '"', '(', ')', ',', ';', '<', '>', '[', ']', '\\', ':', 'é', '\u{1f600}'].flatMap(
    (one) => [`${one}ada${one}@example.com`, `ada@${one}example.com`, `ada@example${one}.com`, `ada@example.com${one}`],
  ),
];

const comments = ['ada(work)@example.com', '(work)ada@example.com', 'ada@(home)example.com', 'ada@example.com(home)'];

const as = (inUse: boolean, texts: readonly string[]): readonly Address[] => texts.map((text) => ({ text, inUse }));

const all: readonly Address[] = [
  ...as(
    true,
    locals.flatMap((local, n) => hosts.filter((_, m) => (n + m) % 4 === 0).map((host) => `${local}@${host}`)),
  ),
  ...as(true, [...locals.map((local) => `${local}@example.com`), ...hosts.map((host) => `eva@${host}`)]),
  ...as(
    true,
    inOtherScripts.map((host) => `eva@${host}`),
  ),
  ...as(true, [...unseen, ...around, ...withDots, ...lengths, ...comments]),
  ...as(true, [ofLength(70), ofLength(76)]),
  ...as(false, malformed),
];

/** Each once. */
export const addresses: readonly Address[] = [...new Map(all.map((one) => [one.text, one])).values()];
