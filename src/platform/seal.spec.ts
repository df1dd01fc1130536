import { seal, unseal } from './seal';

const key = 'the key of the operator, long enough';
const place = 'tenant/connection/access-token';
const secret = 'pat-eu1-👩🏽‍💻-geheim';

describe('a sealed secret', () => {
  it.each([secret, '', 'x'.repeat(10_000)])('is opened by its key at its place', (plain) => {
    expect(unseal(key, place, seal(key, place, plain))).toBe(plain);
  });

  it('shows nothing of what it holds, and looks different each time', () => {
    const [first, second] = [seal(key, place, secret), seal(key, place, secret)];
    expect(first.includes('pat-eu1')).toBe(false);
    expect(first.equals(second)).toBe(false);
  });

  const sealed = seal(key, place, secret);
  const unsealing = (bytes: Buffer, withKey = key, at = place): string => unseal(withKey, at, bytes);

  it('stays closed to another key', () => {
    expect(() => unsealing(sealed, `${key}!`)).toThrow(/is SECRET_KEY the one/);
  });

  it('stays closed at another place', () => {
    for (const elsewhere of ['tenant/other/access-token', 'other/connection/access-token', ''])
      expect(() => unsealing(sealed, key, elsewhere)).toThrow(/cannot be opened/);
  });

  it('stays closed when any byte of it was changed', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => unsealing(changed)).toThrow(/cannot be opened/);
    }
  });

  it('stays closed when it was cut short or added to', () => {
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => unsealing(sealed.subarray(0, length))).toThrow(/cannot be opened/);
    expect(() => unsealing(Buffer.concat([sealed, Buffer.of(0)]))).toThrow(/cannot be opened/);
  });

  it('that stays closed is named by its place, without its bytes or the key', () => {
    let said = '';
    try {
      unsealing(sealed, 'a wrong key that must not be told');
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(place);
    expect(said).not.toMatch(/a wrong key|pat-eu1/);
  });
});
