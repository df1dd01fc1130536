import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../support/temporary-folder';

const root = join(__dirname, '../../..');

interface Entry {
  readonly license?: string;
  readonly dev?: true;
  readonly optional?: true;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('check:licences', () => {
  const folder = makeTemporaryFolder('licences');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the check says of a lockfile with these packages, besides one that is allowed. */
  const check = (packages: Readonly<Record<string, Entry>>): { status: number | null; said: string } => {
    const given = Object.fromEntries(
      Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, { version: '1.0.0', ...entry }]),
    );
    const known = { '': { license: 'Apache-2.0' }, 'node_modules/known': { version: '2.0.0', license: 'MIT' } };
    const lockfile = { lockfileVersion: 3, packages: { ...known, ...given } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockfile));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-licences.mjs', folder], { cwd: root });
    return { status, said: stderr.toString() };
  };

  it.each<[string, Entry]>([
    ['a permissive licence', { license: 'MIT' }],
    ['a choice that has one', { license: '(GPL-3.0-only OR MIT)' }],
    ['several of them together', { license: 'Apache-2.0 AND (MIT OR ISC)' }],
    ['one for development alone, in development', { license: 'CC-BY-4.0', dev: true }],
  ])('takes a package with %s', (_, entry) => {
    expect(check({ fine: entry })).toEqual({ status: 0, said: '' });
  });

  it.each<[string, Entry, string]>([
    ['an unknown licence', { license: 'Shareware-1.0' }, '"Shareware-1.0" is not allowed in production'],
    ['copyleft', { license: 'AGPL-3.0-only' }, '"AGPL-3.0-only" is not allowed in production'],
    ['copyleft, in development', { license: 'GPL-3.0-only', dev: true }, 'not allowed even for development'],
    ['one for development alone, in production', { license: 'CC-BY-4.0' }, 'not allowed in production'],
    ['a choice among bad ones', { license: '(GPL-2.0-only OR LGPL-3.0-only)' }, 'not allowed'],
    ['a bad one besides a good one', { license: 'MIT AND GPL-2.0-only' }, 'not allowed'],
    ['a licence that must be read', { license: 'SEE LICENSE IN LICENSE.txt' }, 'not allowed'],
    ['an exception nobody has judged', { license: 'MIT WITH Commons-Clause' }, 'not allowed'],
    ['none', {}, 'states no licence'],
  ])('refuses a package with %s, and names it', (_, entry, why) => {
    const { status, said } = check({ '@odd/odd': entry });
    expect(status).toBe(1);
    expect(said).toContain('@odd/odd 1.0.0');
    expect(said).toContain(why);
    expect(said).not.toContain('known');
  });

  it('takes a binary for another platform with the licence of the package that brings it, and no other', () => {
    const binary = { optional: true } as const;
    const bringer = { optionalDependencies: { 'fast-darwin': '1.0.0' } };
    expect(check({ 'fast-darwin': binary, fast: { ...bringer, license: 'MIT' } }).status).toBe(0);
    expect(check({ 'fast-darwin': binary, fast: { ...bringer, license: 'GPL-3.0-only' } }).said).toContain(
      'fast-darwin',
    );
    expect(check({ 'fast-darwin': binary }).said).toContain('states no licence');
  });

  it('is part of npm run check', () => {
    const { status, stdout } = spawnSync('npm', ['pkg', 'get', 'scripts'], { cwd: root });
    const scripts = JSON.parse(stdout.toString()) as Record<string, string>;
    expect(status).toBe(0);
    expect(scripts['check']).toContain('npm:check:*');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['check:licences', 'check:patterns', 'check:lint']));
  });
});
