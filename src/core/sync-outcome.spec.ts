import { own, said, sample } from '../../test/support/sample-mapping';
import type { SyncResults } from './after-sync';
import { conclude } from './conclude';
import type { Failure } from './failure';
import { newLink, type Link } from './link';
import type { Look } from './look';
import { planSync, type Plan } from './plan';
import { syncOutcome, type SyncOutcome } from './sync-outcome';

const now = new Date('2026-03-01T12:00:00Z');
const fields = { name: 'Anna', note: 'first' };
const linked: Link = { ...newLink('4711'), externalId: '7', state: 'synced', localBase: fields };
const changed = said({ ...fields, name: 'Ann' });

const look = (seen: Partial<Look> = {}): Plan =>
  planSync(sample, own, {
    record: changed,
    link: linked,
    parents: {},
    remote: { kind: 'unread' },
    match: null,
    url: null,
    now,
    ...seen,
  });
const written: Partial<SyncResults> = {
  write: { ok: true, value: { id: '7', properties: { p_name: 'Ann', tandem_revision: '1' } } },
};
const failing = (failure: Partial<Failure> & Pick<Failure, 'kind'>): Partial<SyncResults> => ({
  write: { ok: false, failure: { code: 'CODE', message: 'in words', until: now, ...failure } as Failure },
});

describe('a look', () => {
  it.each<[string, SyncOutcome, Plan, Partial<SyncResults>]>([
    ['that wrote', 'pushed', look(), written],
    ['that owed nothing', 'unchanged', look({ record: said(fields) }), {}],
    [
      'whose parent is on its way',
      'waiting',
      { kind: 'rest', link: newLink('1'), state: 'pending', reason: { code: 'parent', message: 'waits' } },
      {},
    ],
    ['whose write had no answer', 'failed', look(), failing({ kind: 'unknown' })],
    ['that the account did not let through', 'deferred', look(), failing({ kind: 'throttled' })],
    ['without access', 'deferred', look(), failing({ kind: 'reauth' })],
    ['at a record that was merged in the CRM', 'merged', look(), failing({ kind: 'gone', mergedInto: '8' })],
    ['at a record that was deleted in the CRM', 'gone', look(), failing({ kind: 'gone' })],
    ['at a value that the CRM refuses', 'parked', look(), failing({ kind: 'rejected' })],
    [
      'that found several',
      'asked',
      { kind: 'rest', link: newLink('1'), state: 'conflict', reason: { code: 'ambiguous-match', message: 'two' } },
      {},
    ],
  ])('%s is counted as %s', (_, outcome, plan, results) => {
    const none: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };
    const conclusion = conclude(sample, plan, plan.link, {
      now,
      attempts: 0,
      random: 0.5,
      results: { ...none, ...results },
    });
    expect(syncOutcome(plan, conclusion)).toBe(outcome);
  });

  it('that only joins a record to its parent has pushed', () => {
    const plan = { ...look({ record: said(fields) }), associate: { customerId: { to: '70', from: [] } } } as Plan;
    const conclusion = conclude(sample, plan, linked, { now, attempts: 0, random: 0.5 });
    expect(syncOutcome(plan, conclusion)).toBe('pushed');
  });
});
