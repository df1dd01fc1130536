import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureKinds, type Failure } from './failure';
import type { LinkReason } from './link';
import { owners } from './owner';
import { familyOf, ownerOf, ownFamilies } from './reason-families';

const reason = (code: string, more: Partial<LinkReason> = {}): LinkReason => ({ code, message: 'm', ...more });
const failure = (said: object): Failure =>
  ({ code: 'X', message: 'm', until: new Date(0), ...said }) as unknown as Failure;

/** Links rest with them without waiting for anybody. */
const waitsForNobody = [
  'merged',
  'archived',
  'erased',
  'deleted-by-order-system',
  'deleted-in-crm',
  'no-record',
  'filtered',
  'not-flowing',
];

/** Their codes say why a migration, its plan or a schedule waits, and never why a link does. */
const notOfLinks = /^(?:migration-[a-z]+|plan-freshness|plan-migration|schedule)\.ts$/;

/** Codes as they stand in the files that make reasons of links. */
function codesOf(folder: string): readonly string[] {
  return readdirSync(join(__dirname, '..', folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !notOfLinks.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(__dirname, '..', folder, name), 'utf8');
      return [...text.matchAll(/(?:\bcode: |\bunwritable\(\s*)'([\w-]+)'/g)].map(([, code]) => code ?? '');
    });
}

describe('families of reasons', () => {
  it('are known of every code that a reason of our own can have', () => {
    const codes = [...new Set([...codesOf('core'), ...codesOf('sync')])];
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !(code in ownFamilies) && !waitsForNobody.includes(code))).toEqual([]);
  });

  it.each(Object.entries(ownFamilies))('say in whole sentences what to do about %s', (code, family) => {
    expect(owners).toContain(family.owner);
    expect(family.remedy).toMatch(/^[A-Z].{10,199}[^.]\.$/);
    expect(familyOf({ state: 'held', reason: reason(code) })).toEqual(family);
  });

  it.each(owners)('say in whole sentences what to do about a CRM’s reason that is for %s', (owner) => {
    for (const field of [undefined, 'email']) {
      const family = familyOf({
        state: 'parked',
        reason: reason('X', { owner, ...(field !== undefined && { field }) }),
      });
      expect(family).toMatchObject({ owner });
      expect(family?.remedy).toMatch(/^[A-Z].{10,199}[^.]\.$/);
    }
  });

  it('name the field where it is known', () => {
    const family = familyOf({ state: 'parked', reason: reason('X', { owner: 'data-steward', field: 'email' }) });
    expect(family?.remedy).toMatch(/^Correct email in/);
  });

  it('are the usual ones of a link that was stored before there were owners, and of one without a reason', () => {
    expect(familyOf({ state: 'parked', reason: reason('STRING_TOO_LONG') })).toMatchObject({ owner: 'data-steward' });
    expect(familyOf({ state: 'parked', reason: reason('INTERNAL') })).toMatchObject({ owner: 'us' });
    expect(familyOf({ state: 'parked', reason: null })).toMatchObject({ owner: 'data-steward' });
    expect(familyOf({ state: 'parked', reason: reason('constructor') })).toMatchObject({ owner: 'data-steward' });
  });

  it('are the CRM’s where it has a code of the same name as ours', () => {
    const own = familyOf({ state: 'parked', reason: reason('INVALID_OPTION') });
    const theirs = familyOf({ state: 'parked', reason: reason('INVALID_OPTION', { owner: 'crm-administrator' }) });
    expect(own).toMatchObject({ owner: 'data-steward' });
    expect(theirs).toMatchObject({ owner: 'crm-administrator' });
    expect(theirs?.remedy).not.toBe(own?.remedy);
  });

  it('ask nothing about a link that waits for nobody', () => {
    for (const state of ['synced', 'gone', 'offered', 'skipped'] as const) {
      expect(familyOf({ state, reason: reason('INTERNAL', { owner: 'us' }) })).toBeNull();
    }
    expect(familyOf({ state: 'pending', reason: reason('HTTP_503') })).toBeNull();
  });

  it('tell of one that is tried again by itself that nothing is to be done', () => {
    const family = familyOf({ state: 'pending', reason: reason('HTTP_503', { owner: 'wait' }) });
    expect(family).toEqual({ owner: 'wait', remedy: 'Nothing: it is tried again by itself.' });
  });
});

describe('the owner of a failure', () => {
  it('is whom the connector names', () => {
    expect(ownerOf(failure({ kind: 'rejected', owner: 'crm-administrator', code: 'INVALID_DATE' }))).toBe(
      'crm-administrator',
    );
  });

  it('is whom we name for a code of our own', () => {
    expect(ownerOf(failure({ kind: 'rejected', code: 'INTERNAL' }))).toBe('us');
    expect(ownerOf(failure({ kind: 'rejected', code: 'UNKNOWN_OPTION' }))).toBe('crm-administrator');
  });

  it('else follows from the kind', () => {
    expect(Object.fromEntries(failureKinds.map((kind) => [kind, ownerOf(failure({ kind }))]))).toEqual({
      retry: 'wait',
      throttled: 'wait',
      reauth: 'crm-administrator',
      rejected: 'data-steward',
      gone: 'data-steward',
      duplicate: 'data-steward',
      stale: 'wait',
      unknown: 'wait',
    });
  });
});
