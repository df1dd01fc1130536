import { createHash, createHmac } from 'node:crypto';
import { verifySignature, type SignedRequest, type SignatureVerdict, type Trust } from './webhook-signature';

const secret = '5f0e1c2d-3b4a-4958-8677-6a5b4c3d2e1f';
const url = 'https://sync.example.com/webhooks/hubspot';
const sentAt = 1_795_219_200_123;
const body = Buffer.from(
  '[{"eventId":100,"subscriptionId":3456789,"portalId":12345678,"appId":1234567,"occurredAt":1795219200000,' +
    '"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":501,"propertyName":"email",' +
    '"propertyValue":"ana.muñoz@example.com","changeSource":"CRM_UI","sourceId":"userId:98765"}]',
);
const wrongV3 = '1HwhurdQLEzw6PVBikA9Ze6QqC1tJ3YN7syv1AFW0wI=';

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly url: string;
  readonly body: Buffer;
  readonly sentAt: number;
  readonly signature: string;
}

/** Our own were computed with the official package and, apart from it, with node:crypto; the others HubSpot published. */
const v3Vectors: readonly Vector[] = [
  { name: 'the worked example', secret, url, body, sentAt, signature: '9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y0=' },
  {
    name: 'the worked example with escapes',
    secret,
    url: `${url}?src=hs%3Acrm&path=%2Fa%2Fb&at=x%40y&n=a%20b`,
    body,
    sentAt,
    signature: 'hrMVlEwZysxM0QAOl41BzufjX08k0vY7GEGNiO8dfq0=',
  },
  {
    name: 'the example of the docs',
    secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
    url: 'https://www.example.com/webhook_uri',
    body: Buffer.from("{'example_field':'example_value'}"),
    sentAt: 1_693_657_560_000,
    signature: 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
  },
  {
    name: 'the real event of the docs',
    secret: 'cfc68c0b-4b4e-4ef8-b764-95350e4ea479',
    url: 'https://webhook.site/335453f5-94b3-49d9-b684-a55354d4b8df',
    body: Buffer.from(
      '[{"eventId":531833541,"subscriptionId":3923621,"portalId":48807704,"appId":16111050,' +
        '"occurredAt":1752613920733,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":138017612137,' +
        '"changeFlag":"CREATED","changeSource":"CRM_UI","sourceId":"userId:76023669"}]',
    ),
    sentAt: 1_752_613_922_216,
    signature: 'gbj1XPRvUt0noT7i7fXfTzOD4sLzQmf0VT28ZYq0EYg=',
  },
];

const v1Vectors = [
  {
    name: 'the worked example',
    secret,
    body,
    signature: '441d81b028d340d7599fec316aee2ec41b471f9b562ee3d92ca405d810e613f2',
  },
  {
    name: 'the example of the docs',
    secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
    body: Buffer.from(
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,' +
        '"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM",' +
        '"changeFlag":"NEW","appId":54321}]',
    ),
    signature: '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de',
  },
] as const;

const v2Vectors = [
  { ...v1Vectors[0], url, signature: '4ab2ef08641ec3492d59bc2b41e18c4a73fa2e7d6152f6649a91afea3af455ef' },
  {
    ...v1Vectors[1],
    url: 'https://www.example.com/webhook_uri',
    body: Buffer.from('{"example_field":"example_value"}'),
    signature: '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
  },
] as const;

const right: SignatureVerdict = { ok: true, secret: 0 };
const because = (reason: string): object => ({ ok: false, reason });

const v3Request = (vector: Vector): SignedRequest => ({
  method: 'POST',
  url: vector.url,
  body: vector.body,
  signatureV3: vector.signature,
  timestamp: String(vector.sentAt),
});
const worked = v3Request(v3Vectors[0]!);
const trust = (over: Partial<Trust> = {}): Trust => ({
  secrets: [secret],
  now: new Date(sentAt),
  acceptV1: false,
  ...over,
});
const v1Request = (vector: { readonly body: Buffer; readonly signature: string }): SignedRequest => ({
  method: 'POST',
  url,
  body: vector.body,
  signature: vector.signature,
  signatureVersion: 'v1',
});

/** Every way to change one bit of it. */
function* oneBitOff(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    yield changed;
  }
}
const textsOneBitOff = (text: string): string[] =>
  [...oneBitOff(Buffer.from(text, 'latin1'))].map((one) => one.toString('latin1'));

/** How v3 signs, for URLs without escapes. */
const sign = (request: { url: string; body: Buffer; timestamp: string }, key = secret): string =>
  createHmac('sha256', key)
    .update(`POST${request.url}`)
    .update(request.body)
    .update(request.timestamp)
    .digest('base64');

describe.each(v3Vectors)('a v3 signature: $name', (vector) => {
  const request = v3Request(vector);
  const trusted = trust({ secrets: [vector.secret], now: new Date(vector.sentAt) });

  it('passes', () => {
    expect(verifySignature(request, trusted)).toEqual(right);
  });

  it('does not pass with any one bit of the signature, the body or the secret changed', () => {
    for (const signatureV3 of textsOneBitOff(vector.signature)) {
      expect(verifySignature({ ...request, signatureV3 }, trusted)).toEqual(because('wrong'));
    }
    for (const changed of oneBitOff(vector.body)) {
      expect(verifySignature({ ...request, body: changed }, trusted)).toEqual(because('wrong'));
    }
    const secrets = textsOneBitOff(vector.secret);
    expect(verifySignature(request, { ...trusted, secrets })).toEqual(because('wrong'));
  });

  it('does not pass with any one bit of the URL, the method or the timestamp changed', () => {
    // The letters of an escape may be of either case: the bit that makes `%3a` of `%3A` changes nothing.
    const capitals = (one: string): string => one.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
    const urls = textsOneBitOff(vector.url).filter((changed) => capitals(changed) !== vector.url);
    expect(urls.length).toBeGreaterThan(vector.url.length * 7);
    for (const changed of urls) {
      expect(verifySignature({ ...request, url: changed }, trusted)).toEqual(because('wrong'));
    }
    expect(verifySignature({ ...request, method: 'PUT' }, trusted)).toEqual(because('wrong'));
    for (const timestamp of textsOneBitOff(String(vector.sentAt))) {
      expect(verifySignature({ ...request, timestamp }, trusted)).toMatchObject({ ok: false });
    }
    const timestamp = String(vector.sentAt + 1);
    expect(verifySignature({ ...request, timestamp }, trusted)).toEqual(because('wrong'));
  });

  it('tells which of the secrets it was made with', () => {
    expect(verifySignature(request, { ...trusted, secrets: ['other', vector.secret] })).toEqual({
      ok: true,
      secret: 1,
    });
    expect(verifySignature(request, { ...trusted, secrets: [vector.secret, 'other'] })).toEqual(right);
    expect(verifySignature(request, { ...trusted, secrets: ['other', 'another'] })).toEqual(because('wrong'));
  });
});

describe('a v3 signature', () => {
  it('is made over the URL with some escapes decoded, and with no others', () => {
    const plain = `${url}?a=:/?@!$'()*,;`;
    const timestamp = String(sentAt);
    const signed = { ...worked, signatureV3: sign({ url: plain, body, timestamp }) };
    for (const called of [plain, `${url}?a=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B`, `${url}?a=%3a%2f?@!$'()*%2c%3b`]) {
      expect(verifySignature({ ...signed, url: called }, trust())).toEqual(right);
    }
    for (const kept of ['%20', '%25', '%26', '%3D', '%23', '%2B', '%C3%B1', '%', '%3', '%zz', '%253A']) {
      const called = `${url}?a=${kept}`;
      const signatureV3 = sign({ url: called, body, timestamp });
      expect(verifySignature({ ...worked, url: called, signatureV3 }, trust())).toEqual(right);
    }
  });

  it('over the URL as it was called, with escapes, is wrong', () => {
    const escaped = { ...v3Request(v3Vectors[1]!), signatureV3: wrongV3 };
    expect(wrongV3).toBe(sign({ url: escaped.url, body, timestamp: String(sentAt) }));
    expect(verifySignature(escaped, trust())).toEqual(because('wrong'));
  });

  it('is made over bytes, whatever text they are', () => {
    const bytes = Buffer.from([0x5b, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x5d]);
    const signatureV3 = sign({ url, body: bytes, timestamp: String(sentAt) });
    expect(verifySignature({ ...worked, body: bytes, signatureV3 }, trust())).toEqual(right);
    const asText = Buffer.from(bytes.toString('utf8'));
    expect(verifySignature({ ...worked, body: asText, signatureV3 }, trust())).toEqual(because('wrong'));
  });

  it('is made over the method in capitals', () => {
    expect(verifySignature({ ...worked, method: 'post' }, trust())).toEqual(right);
  });

  it.each([
    ['of another spelling of the same bytes', '9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y1='],
    ['without padding', '9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y0'],
    ['with a blank before it', ' 9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y0='],
    ['in hex', Buffer.from('9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y0=', 'base64').toString('hex')],
    ['that is empty', ''],
    ['that is very long', 'A'.repeat(100_000)],
  ])('%s is wrong', (_spelling, signatureV3) => {
    expect(verifySignature({ ...worked, signatureV3 }, trust())).toEqual(because('wrong'));
  });

  it('may be 5 minutes old, to the millisecond, and as far ahead', () => {
    const at = (offsetMs: number): SignatureVerdict =>
      verifySignature(worked, trust({ now: new Date(sentAt + offsetMs) }));
    expect(at(300_000)).toEqual(right);
    expect(at(300_001)).toEqual(because('stale'));
    expect(at(-300_000)).toEqual(right);
    expect(at(-300_001)).toEqual(because('future'));
  });

  it('does not pass where the time is not known', () => {
    expect(verifySignature(worked, trust({ now: new Date(NaN) }))).toEqual(because('stale'));
  });

  it('that is wrong is not called old', () => {
    const late = trust({ secrets: ['other'], now: new Date(sentAt + 600_000) });
    expect(verifySignature(worked, late)).toEqual(because('wrong'));
  });

  it.each([
    '',
    'NaN',
    'Infinity',
    '1e12',
    '0x1a1',
    '-1795219200123',
    '+1795219200123',
    ' 1795219200123',
    '1795219200123 ',
    '1795219200123\n',
    '1795219200123.0',
    '1_795_219_200_123',
    '01795219200123',
    '0',
    '١٧٩٥٢١٩٢٠٠١٢٣',
    '2027-01-01',
    '1795219200123, 1795219200123',
    '9'.repeat(17),
  ])('with the timestamp %j is refused, though it fits', (timestamp) => {
    const signatureV3 = sign({ url, body, timestamp });
    expect(verifySignature({ ...worked, signatureV3, timestamp }, trust())).toEqual(because('malformed-timestamp'));
  });

  it('needs a timestamp', () => {
    const signed = { method: 'POST', url, body, signatureV3: sign({ url, body, timestamp: '' }) };
    expect(verifySignature(signed, trust())).toEqual(because('no-timestamp'));
    expect(verifySignature({ ...signed, timestamp: undefined }, trust())).toEqual(because('no-timestamp'));
  });

  it('does not pass with a digit moved between body and timestamp', () => {
    const bytes = Buffer.from('[]0');
    const timestamp = String(sentAt);
    const signatureV3 = sign({ url, body: bytes, timestamp });
    expect(verifySignature({ ...worked, body: bytes, signatureV3 }, trust())).toEqual(right);
    const shorter = { ...worked, signatureV3, body: Buffer.from('[]'), timestamp: `0${timestamp}` };
    expect(verifySignature(shorter, trust())).toEqual(because('malformed-timestamp'));
    const longer = { ...worked, signatureV3, body: Buffer.from('[]01'), timestamp: timestamp.slice(1) };
    expect(verifySignature(longer, trust())).toEqual(because('stale'));
  });

  it('with an empty secret, which anybody can make, does not pass', () => {
    const signatureV3 = sign({ url, body, timestamp: String(sentAt) }, '');
    expect(verifySignature({ ...worked, signatureV3 }, trust({ secrets: ['', secret] }))).toEqual(because('wrong'));
    expect(verifySignature(worked, trust({ secrets: ['', secret] }))).toEqual({ ok: true, secret: 1 });
  });

  it('does not pass where there is no secret', () => {
    expect(verifySignature(worked, trust({ secrets: [] }))).toEqual(because('wrong'));
  });

  it('decides alone: a right v1 does not make good a wrong one', () => {
    const { signature, signatureVersion } = v1Request(v1Vectors[0]);
    const both = { ...worked, signature, signatureVersion };
    const lenient = trust({ acceptV1: true });
    expect(verifySignature(both, lenient)).toEqual(right);
    expect(verifySignature({ ...both, signatureV3: wrongV3 }, lenient)).toEqual(because('wrong'));
    expect(verifySignature({ ...both, signatureV3: '' }, lenient)).toEqual(because('wrong'));
    const old = { ...lenient, now: new Date(sentAt + 300_001) };
    expect(verifySignature(both, old)).toEqual(because('stale'));
  });

  it('passes beside a wrong v1', () => {
    const both = { ...worked, signature: 'f'.repeat(64), signatureVersion: 'v1' };
    expect(verifySignature(both, trust({ acceptV1: true }))).toEqual(right);
  });
});

describe.each(v1Vectors)('a v1 signature: $name', (vector) => {
  const request = v1Request(vector);
  const lenient = trust({ secrets: [vector.secret], acceptV1: true });

  it('passes where the connection takes v1, at any time', () => {
    expect(verifySignature(request, lenient)).toEqual(right);
    expect(verifySignature(request, { ...lenient, now: new Date(0) })).toEqual(right);
    expect(verifySignature(request, { ...lenient, secrets: ['other', vector.secret] })).toEqual({
      ok: true,
      secret: 1,
    });
  });

  it('does not pass where the connection takes v3 alone', () => {
    expect(verifySignature(request, { ...lenient, acceptV1: false })).toEqual(because('version-not-accepted'));
  });

  it('does not pass with any one bit of it, of the body or of the secret changed', () => {
    for (const signature of textsOneBitOff(vector.signature)) {
      expect(verifySignature({ ...request, signature }, lenient)).toEqual(because('wrong'));
    }
    for (const changed of oneBitOff(vector.body)) {
      expect(verifySignature({ ...request, body: changed }, lenient)).toEqual(because('wrong'));
    }
    const secrets = textsOneBitOff(vector.secret);
    expect(verifySignature(request, { ...lenient, secrets })).toEqual(because('wrong'));
  });

  it.each([undefined, '', 'V1', 'v2', 'v3', 'v1, v1'])('does not pass as version %j', (signatureVersion) => {
    expect(verifySignature({ ...request, signatureVersion }, lenient)).toEqual(because('version-not-accepted'));
  });

  it('with an empty secret does not pass either', () => {
    const signature = createHash('sha256').update(vector.body).digest('hex');
    expect(verifySignature({ ...request, signature }, { ...lenient, secrets: [''] })).toEqual(because('wrong'));
  });
});

describe.each(v2Vectors)('a v2 signature: $name', (vector) => {
  it('is right, and never passes', () => {
    const made = createHash('sha256').update(`${vector.secret}POST${vector.url}`).update(vector.body).digest('hex');
    expect(made).toBe(vector.signature);
    const request = { ...v1Request(vector), url: vector.url, signatureVersion: 'v2' };
    for (const acceptV1 of [true, false]) {
      const lenient = trust({ secrets: [vector.secret], acceptV1 });
      expect(verifySignature(request, lenient)).toEqual(because('version-not-accepted'));
    }
    const disguised = { ...request, signatureVersion: 'v1' };
    const lenient = trust({ secrets: [vector.secret], acceptV1: true });
    expect(verifySignature(disguised, lenient)).toEqual(because('wrong'));
  });
});

describe('a request', () => {
  it('without a signature is unsigned', () => {
    const bare = { method: 'POST', url, body };
    for (const request of [bare, { ...bare, timestamp: String(sentAt) }, { ...bare, signatureVersion: 'v1' }]) {
      expect(verifySignature(request, trust({ acceptV1: true }))).toEqual(because('unsigned'));
    }
  });

  it.each(['signatureV3', 'timestamp', 'signature', 'signatureVersion'] as const)(
    'with %s as a list is refused',
    (header) => {
      const whole = { ...worked, ...v1Request(v1Vectors[0]), signatureV3: worked.signatureV3 };
      expect(verifySignature(whole, trust({ acceptV1: true }))).toEqual(right);
      const value = String(whole[header]);
      for (const list of [[value, value], [value], []]) {
        expect(verifySignature({ ...whole, [header]: list }, trust({ acceptV1: true }))).toEqual(
          because('repeated-header'),
        );
      }
    },
  );

  it('is answered without its secret or its signature', () => {
    const answers = [{}, { acceptV1: true }, { secrets: [secret, 'other'] }, { now: new Date(0) }].flatMap((over) =>
      [worked, v1Request(v1Vectors[0]), { ...worked, signatureV3: wrongV3 }].map((one) =>
        verifySignature(one, trust(over)),
      ),
    );
    for (const answer of answers) {
      expect(JSON.stringify(answer)).toMatch(/^{"ok":(true,"secret":\d+|false,"reason":"[a-z0-9-]+")}$/);
    }
  });
});
