import { own, said, sample } from '../../test/support/sample-mapping';
import { acceptDeletion } from './accept-deletion';
import { archiveChoices, archiveRules } from './archive';
import { conclude, type Conclusion } from './conclude';
import type { Failure, Outcome } from './failure';
import { mappingOf } from './field-rule-settings';
import { newLink, type Link } from './link';
import type { Look } from './look';
import { planSync, type Plan } from './plan';
import { remoteNeed } from './remote-need';

const now = new Date('2026-03-01T12:00:00Z');
const earlier = (seconds: number): string => new Date(now.getTime() - seconds * 1_000).toISOString();
const linked: Link = { ...newLink('4711'), externalId: '7', state: 'synced', settledNumber: 4, issuedNumber: 4 };
const deleted = said({ name: 'A' }, { deletedAt: now });
const alive = said({ name: 'A' });
const pushing = { ...sample, archive: 'push' } as const;
const archiveOwed = { number: 5, at: earlier(10), fields: {}, archives: true } as const;
const found = (key: string | null, id = '7'): Look['remote'] => ({
  kind: 'found',
  record: { id, properties: { [own.key]: key } },
});
const look = (more: Partial<Look> = {}): Look => ({
  record: deleted,
  link: linked,
  parents: {},
  remote: found('4711'),
  match: null,
  url: null,
  now,
  ...more,
});
const plan = (more: Partial<Look> = {}, mapping: typeof sample = pushing): Plan => planSync(mapping, own, look(more));
const end = (more: Partial<Look>, archive?: Outcome<null>): Conclusion => {
  const made = plan(more);
  const results = { lines: new Map(), archived: new Map(), associations: new Map(), ...(archive && { archive }) };
  return conclude(pushing, made, look(more).link, { now, attempts: 0, random: 0.5, ...(archive && { results }) });
};
const failure = (kind: 'unknown' | 'rejected' | 'gone'): Outcome<null> => ({
  ok: false,
  failure: { kind, code: 'X', message: 'x' } as Failure,
});

describe('a record that the order system deleted', () => {
  it.each(archiveChoices)('is archived in the CRM where the mapping says so: %s', (archive) => {
    const owes = archive === 'push' || archive === 'both';
    const mapping = { ...sample, archive };
    expect(remoteNeed(mapping, look())).toBe(owes ? 'read-by-id' : 'none');
    expect(plan({}, mapping)).toMatchObject(
      owes ? { kind: 'archive', externalId: '7' } : { state: 'gone', reason: { code: 'deleted-by-order-system' } },
    );
  });

  it('is left in the CRM when nobody has said what deletions mean', () => {
    const mapping = mappingOf(sample, { customFields: [] });
    expect(remoteNeed(mapping, look())).toBe('none');
    expect(archiveRules({})).toEqual({ company: 'none', customer: 'none', order: 'none' });
  });

  it('is gone once it was archived, without news to the order system and with nothing on its way', () => {
    const link = { ...linked, intents: [{ number: 4, at: earlier(10), fields: { name: 'A' } }] };
    const { link: after, next, journal, news } = end({ link }, { ok: true, value: null });
    expect(after).toMatchObject({ state: 'gone', reason: { code: 'archived' }, externalId: '7', intents: [] });
    expect({ next, journal, news }).toMatchObject({
      next: { kind: 'rest' },
      journal: { what: 'gone', why: 'archived' },
      news: null,
    });
  });

  it('ends the same when its record was gone before the call, or the answer never came', () => {
    const answered = end({}, { ok: true, value: null }).link;
    expect(end({ remote: { kind: 'gone' } }).link).toEqual(answered);
    const killed = { ...linked, issuedNumber: 5, intents: [archiveOwed] };
    expect(end({ link: killed, remote: { kind: 'gone' } }).link).toEqual({ ...answered, issuedNumber: 5 });
  });

  it('is tried again, with what may have landed noted, when the call fails', () => {
    const { link, next } = end({}, failure('unknown'));
    expect(link).toMatchObject({ state: 'pending', issuedNumber: 5, intents: [{ number: 5, archives: true }] });
    expect(next).toMatchObject({ kind: 'again' });
    expect(remoteNeed(pushing, look({ link }))).toBe('read-by-id');
    expect(end({}, failure('rejected')).link).toMatchObject({ state: 'parked', intents: [] });
    expect(end({}, failure('gone'))).toMatchObject({ link: { state: 'pending' }, next: { kind: 'again' } });
  });

  it('is looked for by its key when its create was not answered, as long as that may land', () => {
    const create = (seconds: number): Link => ({
      ...newLink('4711'),
      issuedNumber: 1,
      intents: [{ number: 1, at: earlier(seconds), fields: { name: 'A' } }],
    });
    expect(remoteNeed(pushing, look({ link: create(10) }))).toBe('read-by-key');
    expect(plan({ link: create(10), remote: found('4711', '9') })).toMatchObject({ kind: 'archive', externalId: '9' });
    const waiting = end({ link: create(10), remote: { kind: 'absent' } });
    expect(waiting).toMatchObject({ link: { state: 'pending' }, next: { kind: 'again' } });
    expect(waiting.next).toMatchObject({ dueAt: new Date(now.getTime() + 125_000) });
    expect(plan({ link: create(121), remote: { kind: 'absent' } })).toMatchObject({
      state: 'gone',
      reason: { code: 'deleted-by-order-system' },
    });
    expect(remoteNeed(pushing, look({ link: newLink('4711') }))).toBe('none');
  });

  it('is not archived when it has gone over to another, or carries the key of another', () => {
    expect(plan({ remote: { kind: 'gone', mergedInto: '8' } })).toMatchObject({ kind: 'relink', to: '8' });
    expect(plan({ remote: found('another') })).toMatchObject({ kind: 'rest', state: 'gone' });
    const followed: Link = { ...linked, state: 'pending', aliases: ['6'] };
    expect(plan({ link: followed, remote: found('another') })).toMatchObject({ reason: { code: 'merged' } });
    expect(plan({ link: followed })).toMatchObject({ kind: 'archive', externalId: '7' });
    expect(plan({ remote: found(null) })).toMatchObject({ kind: 'archive' });
  });

  it.each(['deleted-by-order-system', 'deleted-in-crm', 'archived', 'merged'])(
    'is not archived any more when it is gone: %s',
    (code) => {
      const link: Link = { ...linked, state: 'gone', reason: { code, message: '' } };
      expect(remoteNeed(pushing, look({ link }))).toBe('none');
      expect(plan({ link, remote: { kind: 'unread' } })).toMatchObject({
        kind: 'rest',
        state: 'gone',
        reason: { code },
      });
    },
  );
});

describe('a record that was archived and said again', () => {
  const link: Link = { ...linked, state: 'gone', reason: { code: 'archived', message: '' } };

  it('is not created again', () => {
    expect(remoteNeed(pushing, look({ link, record: alive }))).toBe('read-by-id');
    const again = plan({ link, record: alive, remote: { kind: 'gone' } });
    expect(again).toMatchObject({ kind: 'rest', state: 'gone', reason: { code: 'archived' } });
  });

  it('goes on when it was restored in the CRM', () => {
    const restored = plan({ link, record: alive, remote: found('4711') });
    expect(restored).toMatchObject({ kind: 'sync', write: { how: 'update', externalId: '7' } });
    const {
      link: after,
      journal,
      news,
    } = conclude(pushing, restored, link, {
      now,
      attempts: 0,
      random: 0.5,
      results: {
        lines: new Map(),
        archived: new Map(),
        associations: new Map(),
        write: { ok: true, value: { id: '7', properties: { p_name: 'A', tandem_revision: '5' } } },
      },
    });
    expect(after).toMatchObject({ state: 'synced' });
    expect({ journal, news }).toMatchObject({ journal: { what: 'restored' }, news: { kind: 'restored' } });
  });

  it('before our call was answered is not told of as deleted by somebody in the CRM', () => {
    const killed: Link = { ...linked, issuedNumber: 5, intents: [archiveOwed] };
    const { link: after, news } = end({ record: alive, link: killed, remote: { kind: 'gone' } });
    expect(after).toMatchObject({ state: 'gone', reason: { code: 'archived' }, intents: [] });
    expect(news).toBeNull();
    const other: Link = { ...linked, intents: [{ number: 4, at: earlier(10), fields: { name: 'A' } }] };
    expect(end({ record: alive, link: other, remote: { kind: 'gone' } }).news).toEqual({ kind: 'deleted' });
  });
});

describe('a deletion in the CRM that the order system accepts as its own', () => {
  const version = (seconds: number): Date => new Date(alive.updatedAt.getTime() + seconds * 1_000);

  it('deletes the record, of the version that it names', () => {
    const taken = acceptDeletion(alive, { version: version(5), now, requestId: 'yes' });
    expect(taken).toMatchObject({ deletedAt: version(5), updatedAt: version(5), revision: 2, fields: { name: 'A' } });
    expect(taken).toMatchObject({ requestId: 'yes' });
  });

  it('without a version leaves it the one it has, so that whatever is said next is newer', () => {
    const taken = acceptDeletion(alive, { version: null, now });
    expect(taken).toMatchObject({ deletedAt: now, updatedAt: alive.updatedAt, revision: 2 });
  });

  it('deletes nothing that is newer, or deleted already', () => {
    expect(acceptDeletion(alive, { version: version(0), now })).toBeNull();
    expect(acceptDeletion(deleted, { version: null, now })).toBeNull();
  });
});
