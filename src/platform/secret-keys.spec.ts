import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSecretKeys, type RotatingKeys } from './secret-keys';

describe('keys that were made into the data folder', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tandem-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const open = (): RotatingKeys => openSecretKeys({ secretKey: null, previousSecretKey: null, dataDir });
  const file = (name: string): string => readFileSync(join(dataDir, name), 'utf8').trim();

  it('are one of 256 bits, which only its owner may read, and stay', () => {
    const { current, previous } = open().held();
    expect({ current, previous }).toEqual({ current: expect.stringMatching(/^[\da-f]{64}$/) as string, previous: [] });
    expect(open().held().current).toBe(current);
    expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secret-key']);
  });

  it('are never fewer than what a secret may be sealed by, at each step of a change', () => {
    const keys = open();
    const { current: first } = keys.held();
    expect(keys.renew()).toBe(true);
    const { current: second } = keys.held();
    expect(second).not.toBe(first);
    for (const one of [keys, open()]) expect(one.held()).toEqual({ current: second, previous: [first] });
    expect(statSync(join(dataDir, 'secret-key.previous')).mode & 0o777).toBe(0o600);
    keys.forgetPrevious();
    for (const one of [keys, open()]) expect(one.held()).toEqual({ current: second, previous: [] });
    expect(readdirSync(dataDir)).toEqual(['secret-key']);
  });

  it('are not changed again before a change has ended', () => {
    const keys = open();
    keys.renew();
    const { current } = keys.held();
    expect(open().renew()).toBe(false);
    expect(open().held().current).toBe(current);
  });

  it('are changed by whoever comes after one that died before the new key was in its place', () => {
    const { current } = open().held();
    writeFileSync(join(dataDir, 'secret-key.previous'), `${current}\n`);
    const keys = open();
    expect(keys.held()).toEqual({ current, previous: [] });
    expect(keys.renew()).toBe(true);
    expect(keys.held()).toEqual({ current: file('secret-key'), previous: [current] });
  });

  it('are seen by another process once it reads them again', () => {
    const [one, other] = [open(), open()];
    const before = other.held();
    one.renew();
    expect(other.held()).toEqual(before);
    expect(other.reread()).toEqual(one.held());
  });

  it('are not made anew in the place of a file that was emptied', () => {
    writeFileSync(join(dataDir, 'secret-key'), '');
    expect(open).toThrow(/holds no key; restore it/);
    expect(file('secret-key')).toBe('');
  });
});

describe('keys of the settings', () => {
  it('are changed by the operator alone, and kept nowhere', () => {
    const dataDir = '/nowhere/at/all';
    const keys = openSecretKeys({ secretKey: 'new', previousSecretKey: 'old', dataDir });
    expect(keys.renew()).toBe(false);
    keys.forgetPrevious();
    expect(keys.reread()).toEqual({ current: 'new', previous: ['old'] });
    expect(openSecretKeys({ secretKey: 'new', previousSecretKey: null, dataDir }).held().previous).toEqual([]);
  });
});
