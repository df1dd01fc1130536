import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { reseal, seal, sealHeader, unseal, UnknownKey, type Keyring } from './seal';

const key = 'the key of the operator, long enough';
const ring = (current = key, ...previous: string[]): Keyring => ({ current, previous });
const place = 'tenant/connection/access-token';
const secret = 'pat-eu1-👩🏽‍💻-geheim';

/** As the first version sealed, written down here so that it stays readable whatever becomes of today's code. */
function sealAsBefore(secretKey: string, at: string, plain: string): Buffer {
  const nonce = randomBytes(12);
  const own = createHash('sha256').update(`tandem seal ${secretKey}`).digest();
  const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(Buffer.from(at));
  const hidden = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), hidden]);
}

const said = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe('a sealed secret', () => {
  const anyKey = fc.string({ minLength: 32, maxLength: 80 });
  const plainTexts = fc.string({ unit: 'grapheme', maxLength: 300 });

  it('is opened by its key at its place, whatever they are', () => {
    fc.assert(
      fc.property(anyKey, fc.string(), plainTexts, (own, at, plain) => {
        expect(unseal(ring(own), at, seal(ring(own), at, plain))).toBe(plain);
      }),
    );
  });

  it('is opened by any key of the ring that has sealed it, through any number of changes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { minLength: 1, maxLength: 4 }), plainTexts, (keys, plain) => {
        let sealed = seal(ring(keys[0]), place, plain);
        for (const [index, current] of keys.entries()) {
          const all = ring(current, ...keys.slice(0, index).reverse());
          expect(unseal(all, place, sealed)).toBe(plain);
          sealed = reseal(all, place, sealed) ?? sealed;
          expect(unseal(ring(current), place, sealed)).toBe(plain);
          expect(reseal(all, place, sealed)).toBeNull();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('shows nothing of what it holds, and looks different each time', () => {
    const [first, second] = [seal(ring(), place, secret), seal(ring(), place, secret)];
    expect(first.includes('pat-eu1')).toBe(false);
    expect(first.subarray(0, 9).equals(sealHeader(key))).toBe(true);
    expect(first.subarray(9).equals(second.subarray(9))).toBe(false);
  });

  const sealed = seal(ring(), place, secret);
  const unsealing = (bytes: Buffer, keyring = ring(), at = place): string => unseal(keyring, at, bytes);

  it('stays closed to other keys, and names the fingerprint of its own', () => {
    const error = said(() => unsealing(sealed, ring(`${key}!`, 'and another one that is long enough')));
    expect(error).toBeInstanceOf(UnknownKey);
    expect(error.message).toContain(sealHeader(key).subarray(1).toString('hex'));
    expect(said(() => reseal(ring(`${key}!`), place, sealed))).toBeInstanceOf(UnknownKey);
  });

  it('stays closed at another place', () => {
    for (const elsewhere of ['tenant/other/access-token', 'other/connection/access-token', ''])
      expect(() => unsealing(sealed, ring(), elsewhere)).toThrow(/damaged, or sealed for another place/);
  });

  it('is not put together from parts of others of the same place', () => {
    const other = seal(ring(), place, 'another secret');
    const mixed = Buffer.concat([sealed.subarray(0, 9 + 60), other.subarray(9 + 60)]);
    expect(() => unsealing(mixed)).toThrow(/damaged/);
    expect(() => reseal(ring('a new key that is long enough, too', key), place, mixed)).toThrow(/damaged/);
  });

  it('stays closed when any byte of it was changed', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => unsealing(changed)).toThrow(`the secret of ${place}`);
      expect(() => reseal(ring(), place, changed)).toThrow(`the secret of ${place}`);
    }
  });

  it('stays closed when it was cut short or added to', () => {
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => unsealing(sealed.subarray(0, length))).toThrow(`the secret of ${place}`);
    expect(() => unsealing(Buffer.concat([sealed, Buffer.of(0)]))).toThrow(`the secret of ${place}`);
  });

  it('that stays closed is named by its place, without its bytes or the key', () => {
    const wrong = ring('a wrong key that must not be told', 'another that must not be told either');
    for (const bytes of [sealed, sealAsBefore(key, place, secret)]) {
      const { message } = said(() => unsealing(bytes, wrong));
      expect(message).toContain(place);
      expect(message).not.toMatch(/must not be told|pat-eu1/);
    }
  });
});

describe('a secret sealed by the first version', () => {
  const before = sealAsBefore(key, place, secret);

  it('is opened by its key, be it current or previous', () => {
    expect(unseal(ring(), place, before)).toBe(secret);
    expect(unseal(ring('a new key that is long enough, too', key), place, before)).toBe(secret);
  });

  it('becomes an envelope when it is sealed again, also by the same key', () => {
    const again = reseal(ring(), place, before);
    expect(again?.subarray(0, 9).equals(sealHeader(key))).toBe(true);
    expect(unseal(ring(), place, again!)).toBe(secret);
  });

  it('stays closed to another key, at another place, and when it was changed', () => {
    expect(said(() => unseal(ring(`${key}!`), place, before))).toBeInstanceOf(UnknownKey);
    expect(() => unseal(ring(), 'elsewhere', before)).toThrow(/cannot be opened/);
    for (let index = 0; index < before.length; index += 1) {
      const changed = Buffer.from(before);
      changed[index]! ^= 1;
      expect(() => unseal(ring(), place, changed)).toThrow(`the secret of ${place}`);
    }
  });
});
