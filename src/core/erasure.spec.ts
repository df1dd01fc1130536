import { said, sample } from '../../test/support/sample-mapping';
import { acceptNew } from './accept';
import { conclude } from './conclude';
import { judgeErasure, planErased, type ErasureVerdict } from './erasure';
import type { Failure, Outcome } from './failure';
import { receive } from './last-word';
import { newLink, type Link } from './link';
import type { RemoteRecord } from './record';

const now = new Date('2026-03-01T12:00:00Z');
const inMs = (ms: number): Date => new Date(now.getTime() + ms);
const failure = (one: Partial<Failure> & Pick<Failure, 'kind'>): Outcome<RemoteRecord | null> =>
  ({ ok: false, failure: { code: 'X', message: 'x', ...one } }) as Outcome<RemoteRecord | null>;
const gone = failure({ kind: 'gone' });
const there: Outcome<RemoteRecord | null> = { ok: true, value: { id: '151', properties: {} } };
const judge = (seen: readonly Outcome<RemoteRecord | null>[], attempts = 0): ErasureVerdict =>
  judgeErasure({ seen, attempts, now });

describe('what a CRM says it has erased', () => {
  it('is erased once it is there under none of its ids', () => {
    expect(judge([gone])).toEqual({ kind: 'erase' });
    expect(judge([gone, { ok: true, value: null }])).toEqual({ kind: 'erase' });
  });

  it.each([
    ['itself', there],
    ['the record that it was merged into', failure({ kind: 'gone', mergedInto: '7' })],
  ])('is waited for while it is there as %s, and refused when it stays', (_, seen) => {
    expect(judge([gone, seen])).toEqual({ kind: 'wait', dueAt: inMs(60_000) });
    expect(judge([seen, gone], 1)).toEqual({ kind: 'wait', dueAt: inMs(600_000) });
    expect(judge([seen], 2)).toEqual({ kind: 'wait', dueAt: inMs(3_600_000) });
    expect(judge([seen], 3)).toEqual({ kind: 'refuse' });
  });

  it.each(['retry', 'throttled', 'reauth', 'unknown'] as const)('is no matter of a read that failed: %s', (kind) => {
    const failed = failure({ kind });
    expect(judge([gone, failed])).toMatchObject({ kind: 'again', failure: { kind } });
    expect(judge([there, failed], 3)).toMatchObject({ kind: 'again' });
  });
});

describe('an erased record', () => {
  const record = { ...said({}), deletedAt: now, erasedAt: now };
  const write = { object: record.object, sourceId: record.sourceId, fields: { name: 'Anna' } } as const;

  it.each(['put', 'patch', 'delete'] as const)('takes nothing of a %s in, whatever its version', (verb) => {
    for (const updatedAt of [null, inMs(-1e12), inMs(1e9)]) {
      expect(receive(record, { ...write, verb, updatedAt }, now)).toEqual({ verdict: 'erased', record });
    }
  });

  it('takes nothing of what is accepted in', () => {
    expect(acceptNew(record, write, { version: inMs(1e9), now })).toBeNull();
  });

  it('leaves a link without a value, an id or anything to be told, whatever the link has said', () => {
    const link: Link = {
      ...newLink(record.sourceId),
      externalId: '151',
      aliases: ['150'],
      localBase: { name: 'Anna' },
      remoteBase: { name: 'Anne' },
      intents: [{ number: 3, at: now.toISOString(), fields: { name: 'Anna' } }],
      parts: { 1: { externalId: '9', base: { name: 'Tea' } } },
      associations: { companyId: '8' },
      remoteAt: now,
      readAt: now,
    };
    const plan = planErased({ record, link })!;
    const after = conclude(sample, plan, link, { now, attempts: 0, random: 0 });
    expect(after.news).toBeNull();
    expect(after.next).toEqual({ kind: 'rest' });
    expect(after.link).toEqual({
      ...newLink(record.sourceId),
      state: 'gone',
      reason: { code: 'erased', message: expect.any(String) as string },
    });
  });

  it('is the only one that is planned so', () => {
    expect(planErased({ record: { ...said({}), deletedAt: now }, link: newLink('1') })).toBeNull();
    expect(planErased({ record: null, link: newLink('1') })).toBeNull();
  });
});
