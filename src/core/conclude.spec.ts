import { own, said, sample } from '../../test/support/sample-mapping';
import type { SyncResults } from './after-sync';
import { conclude, type Conclusion, type Turn } from './conclude';
import { failureKinds, type Failure, type FailureKind, type Outcome } from './failure';
import { newLink, type Link } from './link';
import type { Look } from './look';
import { planSync, type Plan } from './plan';
import type { Fields, Properties, RemoteRecord, SourceRecord } from './record';

const now = new Date('2026-03-01T12:00:00Z');
const inMs = (ms: number): Date => new Date(now.getTime() + ms);
const fields: Fields = { name: 'Anna', note: 'first' };
const linked: Link = {
  ...newLink('4711'),
  externalId: '7',
  state: 'synced',
  localBase: fields,
  settledNumber: 4,
  issuedNumber: 4,
};
const changed = said({ ...fields, name: 'Ann' });
const until = inMs(60_000);

const look = (record: SourceRecord, link: Link, more: Partial<Look> = {}): Plan =>
  planSync(sample, own, {
    record,
    link,
    parents: {},
    remote: { kind: 'unread' },
    match: null,
    url: null,
    now,
    ...more,
  });
const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const failing = (failure: Partial<Failure> & { kind: FailureKind }): Outcome<never> => ({
  ok: false,
  failure: { code: 'CODE', message: 'in words', until, ...failure } as Failure,
});
const answered = (properties: Properties, id = '7'): Outcome<RemoteRecord> => ok({ id, properties });
const none: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };

function after(
  link: Link,
  results: Partial<SyncResults>,
  more: Partial<Turn> & { record?: SourceRecord; look?: Partial<Look> } = {},
): Conclusion {
  const { record = changed, look: seen, ...turn } = more;
  const plan = look(record, link, seen);
  return conclude(sample, plan, link, { now, attempts: 0, random: 0.5, ...turn, results: { ...none, ...results } });
}

describe('a write that was answered', () => {
  const answer = { p_name: 'ANN', tandem_revision: '5' };

  it('moves each baseline to what its side said', () => {
    const { link, next, journal, account } = after(linked, { write: answered(answer) });
    expect(link).toMatchObject({
      state: 'synced',
      reason: null,
      localBase: { name: 'Ann', note: 'first' },
      remoteBase: { name: 'ANN' },
      settledNumber: 5,
      issuedNumber: 5,
      intents: [],
      syncedAt: now,
    });
    expect(next).toEqual({ kind: 'rest' });
    expect(journal).toEqual({ what: 'updated', why: 'write 5', changes: { name: { from: 'Anna', to: 'Ann' } } });
    expect(account).toBeNull();
  });

  it('is followed by an empty plan, though the CRM rewrote the value', () => {
    const { link } = after(linked, { write: answered(answer) });
    expect(look(changed, link)).toMatchObject({ kind: 'sync', write: null });
  });

  it('takes for the remote baseline nothing that was not sent', () => {
    const { link } = after(linked, { write: answered({ ...answer, p_note: 'edited meanwhile' }) });
    expect(link.remoteBase).toEqual({ name: 'ANN' });
  });

  it('and left values out keeps its intent and is looked at once more', () => {
    const { link, next } = after(linked, { write: answered({ tandem_revision: '5' }) });
    expect(link).toMatchObject({
      state: 'synced',
      settledNumber: 4, // what was stored is for that look to say
      remoteBase: {},
      intents: [{ number: 5, fields: { name: 'Ann' } }],
    });
    expect(next).toEqual({ kind: 'again', dueAt: inMs(125_000), attempts: 0 });
  });

  it('while an older one may still land is looked at once more when that can land no longer', () => {
    const intents = [{ number: 3, at: now.toISOString(), fields: { name: 'Older' } }];
    const remote = { kind: 'found', record: { id: '7', properties: { tandem_revision: '4' } } } as const;
    const { link, next } = after({ ...linked, intents }, { write: answered(answer) }, { look: { remote } });
    expect(link.intents).toEqual(intents);
    expect(next).toEqual({ kind: 'again', dueAt: inMs(125_000), attempts: 0 });
  });

  it('under another id follows the record, and keeps the old id as alias', () => {
    const { link, wakesChildren } = after(linked, { write: answered(answer, '9') });
    expect(link).toMatchObject({ externalId: '9', aliases: ['7'] });
    expect(wakesChildren).toBe(true);
  });

  it('creates a record, which wakes its children', () => {
    const conclusion = after(newLink('4711'), { write: answered({}, '11') });
    expect(conclusion).toMatchObject({
      link: { externalId: '11', aliases: [] },
      journal: { what: 'created' },
      wakesChildren: true,
    });
  });

  it('is journalled by what changed, without what was said over or required by the CRM', () => {
    const { journal } = after(
      newLink('4711'),
      { write: answered({}, '11') },
      { record: said({ name: 'Anna', note: null }) },
    );
    expect(journal?.changes).toEqual({ name: { from: null, to: 'Anna' } });
  });

  it('adopts a record', () => {
    const record = { id: '8', properties: { p_name: 'Someone' } };
    const conclusion = after(
      newLink('4711'),
      { write: answered({}, '8') },
      { look: { match: { kind: 'adopt', record } } },
    );
    expect(conclusion).toMatchObject({ link: { externalId: '8', aliases: [] }, journal: { what: 'adopted' } });
  });
});

describe('the time at which the CRM record was changed last', () => {
  const [earlier, later] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-02-02T00:00:00Z')];
  const known: Link = { ...linked, remoteAt: earlier };
  const seen: Look['remote'] = { kind: 'found', record: { id: '7', properties: {}, modifiedAt: later } };

  it('is what the CRM answers to a write, or says when it is read', () => {
    const write = ok({ id: '7', properties: { p_name: 'Ann', tandem_revision: '5' }, modifiedAt: later });
    expect(after(known, { write }).link.remoteAt).toEqual(later);
    expect(after(known, {}, { record: said(fields), look: { remote: seen } }).link.remoteAt).toEqual(later);
  });

  it('stays as it was when nothing was read or written', () => {
    expect(after(known, {}, { record: said(fields) }).link.remoteAt).toEqual(earlier);
    expect(after(known, { write: failing({ kind: 'retry' }) }).link.remoteAt).toEqual(earlier);
  });

  it('is not known of an answer that does not say it, nor of a survivor that was not read', () => {
    expect(after(known, { write: answered({ p_name: 'Ann', tandem_revision: '5' }) }).link.remoteAt).toBeNull();
    expect(after(known, {}, { look: { remote: { kind: 'gone', mergedInto: '9' } } }).link.remoteAt).toBeNull();
  });
});

describe('a look with nothing to write', () => {
  it('leaves the link synced, wakes nobody and journals nothing', () => {
    const conclusion = after(
      { ...linked, attempts: 3, reason: { code: 'X', message: '' } },
      {},
      { record: said(fields) },
    );
    expect(conclusion).toMatchObject({
      link: { state: 'synced', reason: null, attempts: 0 },
      next: { kind: 'rest' },
      journal: null,
      wakesChildren: false,
    });
  });

  it('is journalled when the CRM has restored what it had deleted, and wakes the children', () => {
    const buried: Link = { ...linked, state: 'gone', reason: { code: 'deleted-in-crm', message: '' } };
    const remote = { kind: 'found', record: { id: '7', properties: {} } } as const;
    const conclusion = after(buried, {}, { record: said(fields), look: { remote } });
    expect(conclusion).toMatchObject({ link: { state: 'synced' }, journal: { what: 'restored' }, wakesChildren: true });
    const back: Link = { ...linked, state: 'gone', reason: { code: 'deleted-by-order-system', message: '' } };
    expect(after(back, {}, { record: said(fields) }).journal).toBeNull();
  });

  it('remembers a blank that is not sent', () => {
    expect(after(linked, {}, { record: said({ ...fields, name: '' }) }).link.localBase).toEqual({
      name: null,
      note: 'first',
    });
  });
});

describe('a failed write', () => {
  const fail = (failure: Parameters<typeof failing>[0], turn: Partial<Turn> = {}, link = linked): Conclusion =>
    after(link, { write: failing(failure) }, turn);

  it.each(['retry', 'unknown', 'stale'] as const)('of the kind %s is tried again, with backoff', (kind) => {
    expect(fail({ kind }, { attempts: 3 })).toMatchObject({
      link: { state: 'pending', attempts: 4, reason: { code: 'CODE', message: 'in words' } },
      next: { kind: 'again', attempts: 4, dueAt: inMs(4_000) },
      journal: null,
      account: null,
    });
  });

  it.each<[FailureKind, number]>([
    ['retry', 50],
    ['unknown', 50],
    ['stale', 10],
  ])('of the kind %s is parked after %d attempts', (kind, limit) => {
    expect(fail({ kind }, { attempts: limit - 1 }).link.state).toBe('pending');
    expect(fail({ kind }, { attempts: limit })).toMatchObject({
      link: { state: 'parked', attempts: limit + 1 },
      next: { kind: 'rest' },
      journal: { what: 'parked', why: 'CODE' },
    });
  });

  it('of the kind rejected is parked at once, with the field named', () => {
    expect(fail({ kind: 'rejected', property: 'p_email' })).toMatchObject({
      link: { state: 'parked', reason: { code: 'CODE', field: 'email' } },
      next: { kind: 'rest' },
      wakesChildren: false, // it is in the CRM: they have what they wait for
    });
    expect(fail({ kind: 'rejected' }, {}, newLink('4711'))).toMatchObject({ wakesChildren: true });
    expect(fail({ kind: 'rejected', property: 'hs_unknown' }).link.reason?.field).toBe('hs_unknown');
    expect(fail({ kind: 'rejected' }).link.reason).not.toHaveProperty('field');
  });

  it('of the kind throttled waits for the account and counts no attempt', () => {
    const { link, next, account } = fail({ kind: 'throttled' }, { attempts: 7 });
    expect(link.state).toBe('pending');
    expect(next).toEqual({ kind: 'again', dueAt: until, attempts: 7 });
    expect(account).toMatchObject({ kind: 'throttled', until });
  });

  it('of the kind reauth speaks of the account and counts no attempt', () => {
    expect(fail({ kind: 'reauth' }, { attempts: 7 })).toMatchObject({
      link: { state: 'pending' },
      next: { kind: 'again', dueAt: now, attempts: 7 },
      account: { kind: 'reauth' },
    });
  });

  it('of the kind gone rests for good', () => {
    expect(fail({ kind: 'gone' })).toMatchObject({
      link: { state: 'gone', reason: { code: 'deleted-in-crm' } },
      next: { kind: 'rest' },
      journal: { what: 'gone', why: 'deleted-in-crm' },
      wakesChildren: true,
    });
  });

  it('of the kind gone with a survivor goes on with that', () => {
    const { link, next, journal } = fail({ kind: 'gone', mergedInto: '9' }, { attempts: 2 });
    expect(link).toMatchObject({
      externalId: '9',
      aliases: ['7'],
      state: 'pending',
      localBase: fields,
      issuedNumber: 5,
    });
    expect(next).toEqual({ kind: 'again', dueAt: now, attempts: 2 });
    expect(journal?.what).toBe('merged');
  });

  it('of the kind gone with a survivor of its own link goes on with that', () => {
    expect(fail({ kind: 'gone', mergedInto: '9' }, { survivorHolder: '4711' }).link.externalId).toBe('9');
  });

  it('of the kind gone with a survivor of another link rests as merged', () => {
    expect(fail({ kind: 'gone', mergedInto: '9' }, { survivorHolder: '2000' })).toMatchObject({
      link: { state: 'gone', externalId: '7', reason: { code: 'merged', candidates: ['9'] } },
      next: { kind: 'rest' },
    });
  });

  it.each([
    ['gone', {}],
    ['merged away', { mergedInto: '9' }],
  ])('to a record that it was about to adopt, and that is %s, is looked at again: it was never its own', (_, more) => {
    const record = { id: '8', properties: { p_name: 'Someone' } };
    const results = { write: failing({ kind: 'gone', ...more }) };
    const conclusion = after(newLink('4711'), results, { look: { match: { kind: 'adopt', record } } });
    expect(conclusion).toMatchObject({
      link: { state: 'pending', externalId: null, aliases: [], intents: [] },
      next: { kind: 'again', attempts: 1 },
      news: null,
    });
  });

  it('of the kind duplicate joins: a new record looks again at once, five times', () => {
    const fresh = newLink('4711');
    expect(fail({ kind: 'duplicate' }, { attempts: 4 }, fresh)).toMatchObject({
      link: { state: 'pending' },
      next: { kind: 'again', dueAt: now, attempts: 5 },
    });
    expect(fail({ kind: 'duplicate' }, { attempts: 5 }, fresh).link.state).toBe('parked');
  });

  it('of the kind duplicate parks a record that is in the CRM already, with the field named', () => {
    expect(fail({ kind: 'duplicate', property: 'p_email' })).toMatchObject({
      link: { state: 'parked', reason: { field: 'email' } },
      next: { kind: 'rest' },
    });
  });

  it.each(failureKinds)('of the kind %s moves no baseline and gives its number out once', (kind) => {
    const { link } = fail({ kind });
    expect(link).toMatchObject({ localBase: linked.localBase, remoteBase: {}, settledNumber: 4, issuedNumber: 5 });
  });

  it('keeps its intent when it may have landed, and no other', () => {
    const kept = failureKinds.filter((kind) => fail({ kind }).link.intents.length > 0);
    expect(kept).toEqual(['retry', 'unknown']);
    expect(fail({ kind: 'unknown' }).link.intents).toEqual([
      { number: 5, at: now.toISOString(), fields: { name: 'Ann' } },
    ]);
  });

  it('leaves a link that a person must see in its state while the account is closed', () => {
    const parked = { ...linked, state: 'parked' } as const;
    expect(fail({ kind: 'throttled' }, {}, parked).link.state).toBe('parked');
  });
});

describe('a failed translation', () => {
  it('parks the record with the field named', () => {
    expect(after(linked, {}, { record: said({ status: 'lost' }) })).toMatchObject({
      link: { state: 'parked', reason: { code: 'UNMAPPED_VALUE', field: 'status' } },
      next: { kind: 'rest' },
    });
  });
});

describe('what hangs on a record', () => {
  const line = { lineId: '1', sku: null, name: 'Screw', quantity: 2, unitPriceMinor: null };
  const withLines = said(fields, { lines: [line] });
  const parted = { ...linked, parts: { 0: { externalId: 'item-0', base: {} } } };

  it('is remembered where it was done', () => {
    const results = { lines: new Map([['1', answered({}, 'item-1')]]), archived: new Map([['0', ok(null)]]) };
    const { link, next } = after(parted, results, { record: withLines });
    expect(link).toMatchObject({ state: 'synced', parts: { 1: { externalId: 'item-1', base: { name: 'Screw' } } } });
    expect(Object.keys(link.parts)).toEqual(['1']);
    expect(next.kind).toBe('rest');
    expect(look(withLines, link)).toMatchObject({ write: null, lines: { upsert: [], archive: [] } });
  });

  it('is owed again where it failed, and what was done stays done', () => {
    const results = { lines: new Map([['1', failing({ kind: 'retry' })]]), archived: new Map([['0', ok(null)]]) };
    const { link, next } = after(parted, results, { record: withLines });
    expect(link).toMatchObject({ state: 'pending', parts: {} });
    expect(next.kind).toBe('again');
    expect(look(withLines, link)).toMatchObject({ lines: { upsert: [{ lineId: '1' }], archive: [] } });
  });

  it('fails without taking back the write before it', () => {
    const record = said({ ...fields, name: 'Ann' }, { lines: [line] });
    const results = {
      write: answered({ p_name: 'Ann', tandem_revision: '5' }),
      lines: new Map([['1', failing({ kind: 'rejected', property: 'i_price' })]]),
    };
    const { link, journal } = after(linked, results, { record });
    expect(link).toMatchObject({
      state: 'parked',
      localBase: { name: 'Ann' },
      settledNumber: 5,
      reason: { field: 'unitPriceMinor' },
    });
    expect(journal?.what).toBe('parked');
  });

  it('joins the parent that was joined, and no other', () => {
    const parents = {
      customerId: { kind: 'ready', externalId: '70' },
      companyId: { kind: 'ready', externalId: '80' },
    } as const;
    const associations = new Map<string, Outcome<null>>([
      ['customerId', ok(null)],
      ['companyId', failing({ kind: 'unknown' })],
    ]);
    const { link } = after(linked, { associations }, { record: said(fields), look: { parents } });
    expect(link).toMatchObject({ state: 'pending', associations: { customerId: '70' } });
    expect(link.associations).not.toHaveProperty('companyId');
  });

  it('does not bury the record when a parent or a line is gone', () => {
    const associations = new Map([['customerId', failing({ kind: 'gone' })]]);
    const parents = { customerId: { kind: 'ready', externalId: '70' } } as const;
    const { link, next } = after(linked, { associations }, { record: said(fields), look: { parents } });
    expect(link).toMatchObject({ state: 'pending', externalId: '7' });
    expect(next.kind).toBe('again');
  });
});

describe('a plan to rest', () => {
  const concluded = (plan: Plan, before: Link): Conclusion =>
    conclude(sample, plan, before, { now, attempts: 4, random: 0.5 });

  it('writes the state and its reason down, and starts the attempts over', () => {
    const reason = { code: 'ambiguous-match', message: '', candidates: ['7', '8'] };
    const before = { ...newLink('4711'), attempts: 4 };
    expect(concluded({ kind: 'rest', link: before, state: 'conflict', reason }, before)).toMatchObject({
      link: { state: 'conflict', reason, attempts: 0 },
      next: { kind: 'rest' },
      journal: { what: 'asked', why: 'ambiguous-match' },
      wakesChildren: true,
    });
  });

  it('is journalled once', () => {
    const reason = { code: 'deleted-in-crm', message: '' };
    const before: Link = { ...linked, state: 'gone', reason };
    expect(concluded({ kind: 'rest', link: before, state: 'gone', reason }, before)).toMatchObject({
      journal: null,
      wakesChildren: false,
    });
  });

  it('for a parent is not journalled', () => {
    const before = newLink('4711');
    const plan: Plan = {
      kind: 'rest',
      link: before,
      state: 'pending',
      reason: { code: 'parent-pending', message: '' },
    };
    expect(concluded(plan, before)).toMatchObject({ journal: null, wakesChildren: false, next: { kind: 'rest' } });
  });

  it('follows a survivor at once', () => {
    expect(concluded({ kind: 'relink', link: linked, to: '9' }, linked)).toMatchObject({
      link: { externalId: '9', aliases: ['7'], state: 'pending' },
      next: { kind: 'again', dueAt: now },
      wakesChildren: true,
    });
  });
});
