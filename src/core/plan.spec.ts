import { own, said, sample } from '../../test/support/sample-mapping';
import { newLink, type Link } from './link';
import type { ObjectMapping } from './mapping';
import type { Look } from './look';
import { planSync, type Plan, type SyncPlan } from './plan';
import type { Fields, Properties, RemoteRecord } from './record';
import { remoteNeed } from './remote-need';

const now = new Date('2026-03-01T12:00:00Z');
const fields: Fields = { name: 'Anna', email: 'Anna@X.de', status: 'placed', currency: 'EUR', totalMinor: 1234 };
const normal: Fields = { ...fields, email: 'anna@x.de' };
const linked: Link = {
  ...newLink('4711'),
  externalId: '7',
  state: 'synced',
  localBase: normal,
  settledNumber: 4,
  issuedNumber: 4,
};
const intent = (number: number, values: Fields): Link['intents'][number] => ({
  number,
  at: now.toISOString(),
  fields: values,
});
const gone = (code: string): Link => ({ ...linked, state: 'gone', reason: { code, message: '' } });
const deleted = said(fields, { deletedAt: now });

function plan(more: Partial<Look>, mapping: ObjectMapping = sample): Plan {
  const look: Look = {
    record: said(fields),
    link: linked,
    parents: {},
    remote: { kind: 'unread' },
    match: null,
    url: null,
    now,
  };
  return planSync(mapping, own, { ...look, ...more });
}

function syncOf(more: Partial<Look>, mapping?: ObjectMapping): SyncPlan {
  const made = plan(more, mapping);
  if (made.kind !== 'sync') throw new Error(`planned ${made.kind}`);
  return made;
}

const hit = (properties: Properties): RemoteRecord => ({ id: '8', properties });
const found = (properties: Properties, id = '7'): Look['remote'] => ({ kind: 'found', record: { id, properties } });
const synced = { kind: 'sync', write: null, lines: { upsert: [], archive: [] }, associate: {} };

describe('the need to look at the CRM', () => {
  it.each<[string, string, [record: Look['record'], link: Link, signalled?: boolean]]>([
    ['is none for a record in the CRM with nothing on its way', 'none', [said(fields), linked]],
    [
      'is the record itself while a write is unsettled',
      'read-by-id',
      [said(fields), { ...linked, intents: [intent(5, {})] }],
    ],
    [
      'is our key while a create is unsettled',
      'read-by-key',
      [said(fields), { ...newLink('4711'), intents: [intent(1, {})] }],
    ],
    ['is a match at first contact', 'match', [said(fields), newLink('4711')]],
    ['is none without a record', 'none', [null, newLink('4711')]],
    ['is none for a record that the order system deleted', 'none', [deleted, { ...linked, intents: [intent(5, {})] }]],
    [
      'is none for a record that was deleted in the CRM',
      'none',
      [said(fields), { ...gone('deleted-in-crm'), intents: [intent(5, {})] }],
    ],
    [
      'is a match again for a record that the order system brought back',
      'match',
      [said(fields), { ...gone('deleted-by-order-system'), externalId: null }],
    ],
    ['is the record itself when the CRM says that something changed', 'read-by-id', [said(fields), linked, true]],
    ['is a match at first contact, whatever the CRM says', 'match', [said(fields), newLink('4711'), true]],
    ['is none for a record that the order system deleted, whatever the CRM says', 'none', [deleted, linked, true]],
    [
      'is the record itself when the CRM, which deleted it, says that something changed',
      'read-by-id',
      [said(fields), gone('deleted-in-crm'), true],
    ],
    ['is none for a record that was merged away, whatever the CRM says', 'none', [said(fields), gone('merged'), true]],
  ])('%s', (_, need, [record, link, signalled]) => {
    expect(remoteNeed(sample, { record, link }, signalled)).toBe(need);
  });
});

describe('a record that is in the CRM', () => {
  it('and did not change owes nothing', () => {
    expect(plan({})).toMatchObject(synced);
  });

  it('and changed in its spelling alone owes nothing', () => {
    expect(plan({ record: said({ ...fields, email: ' ANNA@x.DE ', name: 'Anna ' }) })).toMatchObject(synced);
  });

  it('owes what changed, under the next number, and nothing else', () => {
    const { write, localBase } = syncOf({ record: said({ ...fields, name: 'Ann' }) });
    expect(write).toEqual({
      how: 'update',
      externalId: '7',
      key: '4711',
      number: 5,
      properties: { p_name: 'Ann', tandem_revision: '5' },
      fields: { name: 'Ann' },
    });
    expect(localBase).toEqual({ ...normal, name: 'Ann' });
  });

  it('owes an amount again when its currency changes', () => {
    expect(syncOf({ record: said({ ...fields, currency: 'JPY' }) }).write?.properties).toEqual({
      p_currency: 'JPY',
      p_amount: '1234',
      tandem_revision: '5',
    });
  });

  it('owes nothing for fields that it does not hold any more', () => {
    expect(plan({ record: said({ name: 'Anna' }) })).toMatchObject({ ...synced, localBase: normal });
  });

  it('owes nothing for a blank, and remembers it', () => {
    expect(plan({ record: said({ ...fields, name: '' }) })).toMatchObject({
      ...synced,
      localBase: { ...normal, name: null },
    });
  });

  it('owes a blank where the mapping says clear', () => {
    const link = { ...linked, localBase: { ...normal, note: 'first' } };
    const { write } = syncOf({ record: said({ ...fields, note: ' ' }), link });
    expect(write).toMatchObject({ properties: { p_note: '', tandem_revision: '5' }, fields: { note: null } });
  });

  it('is told the URL of the record', () => {
    expect(syncOf({ url: 'https://shop/4711' }).write?.properties).toEqual({
      tandem_url: 'https://shop/4711',
      tandem_revision: '5',
    });
  });

  it('is not told what no line of the mapping names', () => {
    expect(plan({ record: said({ ...fields, 'custom.tier': 'gold', customerId: 'C1' }) })).toMatchObject(synced);
  });

  it('fails by the field that cannot be written', () => {
    const record = said({ ...fields, status: 'lost' });
    expect(plan({ record })).toMatchObject({
      kind: 'fail',
      field: 'status',
      failure: { kind: 'rejected', code: 'UNMAPPED_VALUE' },
      link: linked,
    });
  });

  it('does not wait for a parent', () => {
    const parents = { companyId: { kind: 'waiting', reason: { code: 'parent-pending', message: '' } } } as const;
    expect(syncOf({ record: said({ ...fields, name: 'Ann' }), parents }).write?.how).toBe('update');
  });
});

describe('an unsettled write', () => {
  const before = { ...linked, intents: [intent(5, { name: 'Ann' })], issuedNumber: 5 };

  it('that landed as the record stands leaves nothing to do', () => {
    const remote = found({ p_name: 'ANN', tandem_revision: '5' });
    const made = plan({ link: before, record: said({ ...fields, name: 'Ann' }), remote });
    expect(made).toMatchObject({ ...synced, link: { settledNumber: 5, intents: [] }, localBase: { name: 'Ann' } });
  });

  it('that landed after the record moved on is followed by what it says now', () => {
    const { write } = syncOf({ link: before, remote: found({ p_name: 'ANN', tandem_revision: '5' }) });
    expect(write).toMatchObject({ number: 6, properties: { p_name: 'Anna', tandem_revision: '6' } });
  });

  it('that has not landed is owed again under a new number', () => {
    const { write, link } = syncOf({
      link: before,
      record: said({ ...fields, name: 'Ann' }),
      remote: found({ p_name: 'Anna' }),
    });
    expect(write).toMatchObject({ number: 6, fields: { name: 'Ann' } });
    expect(link.intents).toEqual(before.intents);
  });

  it('that may still land is said over by the next write, or it could land a moment before and be hidden', () => {
    const { write } = syncOf({
      link: before,
      record: said({ ...fields, totalMinor: 5 }),
      remote: found({ p_name: 'Anna' }),
    });
    expect(write?.fields).toEqual({ name: 'Anna', totalMinor: 5 });
  });

  it('whose fields the record does not hold now makes the next write forget them', () => {
    const { localBase } = syncOf({ link: before, record: said({ totalMinor: 5 }), remote: found({ p_name: 'Anna' }) });
    expect(localBase).toEqual({ email: 'anna@x.de', status: 'placed', currency: 'EUR', totalMinor: 5 });
  });

  it('causes no write by itself', () => {
    expect(plan({ link: before, remote: found({ p_name: 'Anna' }) })).toMatchObject({
      ...synced,
      link: { intents: before.intents },
    });
  });

  it('that landed after a newer one is put right', () => {
    const link = { ...linked, intents: [intent(3, { name: 'Older' })] };
    const { write } = syncOf({ link, remote: found({ p_name: 'Older', tandem_revision: '3' }) });
    expect(write).toMatchObject({ number: 5, properties: { p_name: 'Anna', tandem_revision: '5' } });
  });

  it('that made a record is found by our key', () => {
    const link = { ...newLink('4711'), intents: [intent(1, normal)], issuedNumber: 1 };
    const remote = found({ p_name: 'Anna', tandem_revision: '1' });
    expect(plan({ link, remote })).toMatchObject({ ...synced, link: { externalId: '7' } });
  });

  it('that made a record names what the CRM required of it, lest it overwrites that later', () => {
    expect(syncOf({ link: newLink('4711'), record: said({ name: 'Anna' }) }).write?.fields).toEqual({
      name: 'Anna',
      status: null,
    });
  });
});

describe('a record that is not in the CRM yet', () => {
  const link = newLink('4711');

  it('is created with key, number and what the CRM requires, under its own fields', () => {
    expect(syncOf({ link, record: said({ ...fields, status: 'paid' }) }).write).toEqual({
      how: 'create',
      externalId: null,
      key: '4711',
      number: 1,
      properties: {
        p_name: 'Anna',
        p_email: 'anna@x.de',
        p_stage: 'won',
        p_currency: 'EUR',
        p_amount: '12.34',
        p_pipeline: 'default',
        tandem_id: '4711',
        tandem_revision: '1',
      },
      fields: { ...normal, status: 'paid' },
    });
  });

  it('is created though it says nothing at all', () => {
    expect(syncOf({ link, record: said({}) }).write?.properties).toEqual({
      p_name: '4711',
      p_stage: 'open',
      p_pipeline: 'default',
      tandem_id: '4711',
      tandem_revision: '1',
    });
  });

  it('is created whole, whatever the link remembers of a record that it lost', () => {
    const { write, localBase } = syncOf({ link: { ...linked, externalId: null, localBase: { ...normal, note: 'x' } } });
    expect(write?.fields).toEqual(normal);
    expect(localBase).toEqual(normal);
  });

  it('is created under a key that tells it from an id in lower case', () => {
    const { write } = syncOf({ link: newLink('A1'), record: said(fields, { sourceId: 'A1' }) });
    expect(write).toMatchObject({ key: 'a1~16a36e86', properties: { tandem_id: 'a1~16a36e86' } });
  });

  it('is adopted with its key and what differs', () => {
    const record = hit({
      p_name: 'Someone',
      p_email: 'ANNA@X.DE',
      p_stage: 'won',
      p_currency: 'EUR',
      p_amount: '12.340',
    });
    const { write, link: kept } = syncOf({ link, match: { kind: 'adopt', record } });
    expect(write).toEqual({
      how: 'adopt',
      externalId: '8',
      key: '4711',
      number: 1,
      properties: { p_name: 'Anna', p_stage: 'open', tandem_id: '4711', tandem_revision: '1' },
      fields: { name: 'Anna', status: 'placed' },
    });
    expect(kept.externalId).toBeNull();
  });

  it('is adopted with its key alone when nothing differs, and without what the CRM requires of a new one', () => {
    const { write } = syncOf({
      link,
      record: said({ name: 'Anna' }),
      match: { kind: 'adopt', record: hit({ p_name: 'Anna' }) },
    });
    expect(write?.properties).toEqual({ tandem_id: '4711', tandem_revision: '1' });
  });

  it('that was accepted as a new one is known to both sides, and only what has moved since is written', () => {
    const agreed = { name: 'Anna', email: 'old@x.de' };
    const match = { kind: 'adopt', record: hit({ p_name: 'Anna', p_email: 'anna@x.de' }), agreed } as const;
    const { write, link: kept } = syncOf({ link, record: said({ name: 'Anne', email: 'old@x.de' }), match });
    expect(write?.properties).toEqual({ p_name: 'Anne', tandem_id: '4711', tandem_revision: '1' });
    expect(kept).toMatchObject({ externalId: null, localBase: agreed, remoteBase: agreed });
  });

  it('is numbered on from what an adopted record carries', () => {
    const record = hit({ p_name: 'Anna', tandem_id: '4711', tandem_revision: '9' });
    expect(syncOf({ link, match: { kind: 'adopt', record } }).write?.number).toBe(10);
  });

  it.each(['twelve', '-3', '1.5', '99999999999', ''])(
    'is numbered from 1 when an adopted one carries "%s"',
    (edited) => {
      const record = hit({ p_name: 'Anna', tandem_revision: edited });
      expect(syncOf({ link, match: { kind: 'adopt', record } }).write?.number).toBe(1);
    },
  );

  it('rests in conflict when a person must say which record it is', () => {
    const reason = { code: 'ambiguous-match', message: '' };
    expect(plan({ link, match: { kind: 'ask', reason } })).toEqual({ kind: 'rest', link, state: 'conflict', reason });
  });

  it('waits for a parent that is on its way', () => {
    const reason = { code: 'parent-pending', message: '' };
    const parents = { customerId: { kind: 'absent' }, companyId: { kind: 'waiting', reason } } as const;
    expect(plan({ link, parents })).toEqual({ kind: 'rest', link, state: 'pending', reason });
  });

  it('goes without a parent that will not come', () => {
    expect(syncOf({ link, parents: { companyId: { kind: 'absent' } } })).toMatchObject({
      write: { how: 'create' },
      associate: {},
    });
  });
});

describe('associations', () => {
  const ready = { customerId: { kind: 'ready', externalId: '70' } } as const;

  it('are owed to a parent that is ready', () => {
    expect(syncOf({ parents: ready })).toMatchObject({
      write: null,
      associate: { customerId: { to: '70', from: [] } },
    });
  });

  it('that are made owe nothing', () => {
    expect(syncOf({ parents: ready, link: { ...linked, associations: { customerId: '70' } } }).associate).toEqual({});
  });

  it('move from the former parent to the new one', () => {
    const link = { ...linked, associations: { customerId: '69' } };
    expect(syncOf({ parents: ready, link }).associate).toEqual({ customerId: { to: '70', from: ['69'] } });
  });

  it('are made again, and others parted, while a call without an answer may have moved them', () => {
    const intents = [{ number: 4, at: '2026-11-22T00:00:00.000Z', fields: {}, ends: { customerId: ['69', '70'] } }];
    const link = { ...linked, associations: { customerId: '70' }, intents };
    const remote = found({ tandem_revision: '4' });
    expect(syncOf({ parents: ready, link, remote }).associate).toEqual({ customerId: { to: '70', from: ['69'] } });
  });

  it('stay when the record names no parent any more', () => {
    expect(syncOf({ link: { ...linked, associations: { customerId: '69' } } }).associate).toEqual({});
  });
});

describe('a record that is gone', () => {
  it('in the order system rests and keeps what the CRM has', () => {
    expect(plan({ record: deleted })).toMatchObject({
      kind: 'rest',
      state: 'gone',
      reason: { code: 'deleted-by-order-system' },
    });
  });

  it('in the order system comes back when the order system says so', () => {
    expect(plan({ link: gone('deleted-by-order-system') })).toMatchObject(synced);
    expect(syncOf({ link: gone('deleted-by-order-system'), record: said({ ...fields, name: 'Ann' }) }).write?.how).toBe(
      'update',
    );
  });

  it('in the CRM is found so by a look, and rests', () => {
    expect(plan({ remote: { kind: 'gone' } })).toMatchObject({
      kind: 'rest',
      state: 'gone',
      reason: { code: 'deleted-in-crm' },
    });
  });

  it.each(['deleted-in-crm', 'merged'])('in the CRM (%s) stays so, whatever the order system says later', (code) => {
    const link = gone(code);
    for (const record of [said({ ...fields, name: 'Ann' }), deleted, null]) {
      expect(plan({ link, record })).toEqual({ kind: 'rest', link, state: 'gone', reason: link.reason });
    }
  });

  it('in the CRM and restored there is told what changed meanwhile', () => {
    const remote = found({ tandem_id: '4711', p_name: 'Anna' });
    const link = gone('deleted-in-crm');
    expect(plan({ link, remote, record: said({ ...fields, name: 'Ann' }) })).toMatchObject({
      kind: 'sync',
      write: { how: 'update', externalId: '7', fields: { name: 'Ann' } },
    });
    expect(plan({ link, remote: { kind: 'gone' } })).toMatchObject({ kind: 'rest', state: 'gone' });
  });

  it('because it was merged away is linked to its survivor', () => {
    expect(plan({ remote: { kind: 'gone', mergedInto: '9' } })).toEqual({ kind: 'relink', link: linked, to: '9' });
  });

  it('because it was merged into another record of ours never takes its survivor, in whatever order the two are looked at', () => {
    const merged = (key: string | null): Plan => {
      const survivor = { id: '9', properties: { tandem_id: key } };
      return plan({ remote: { kind: 'gone', mergedInto: '9', survivor } });
    };
    expect(merged('B2')).toMatchObject({
      kind: 'rest',
      state: 'gone',
      reason: { code: 'merged', candidates: ['9'] },
      link: { externalId: null },
    });
    for (const key of ['4711', '', null]) expect(merged(key)).toEqual({ kind: 'relink', link: linked, to: '9' });
  });

  it('because it was merged into another record of ours is that one’s, by its key, and is told nothing', () => {
    const follower: Link = { ...linked, externalId: '9', aliases: ['7'], state: 'pending' };
    expect(remoteNeed(sample, { record: said(fields), link: follower })).toBe('read-by-id');
    expect(plan({ link: follower, remote: found({ tandem_id: 'B2', p_name: 'Berta' }, '9') })).toMatchObject({
      kind: 'rest',
      state: 'gone',
      reason: { code: 'merged', candidates: ['9'] },
      link: { externalId: null },
    });
    for (const key of ['4711', '', null]) {
      expect(plan({ link: follower, remote: found({ tandem_id: key, p_name: 'Berta' }, '9') })).toMatchObject({
        kind: 'sync',
      });
    }
    expect(remoteNeed(sample, { record: said(fields), link: { ...follower, state: 'synced' } })).toBe('none');
  });

  it('because the order system never named it comes when it is named', () => {
    expect(plan({ record: null })).toMatchObject({ kind: 'rest', state: 'gone', reason: { code: 'no-record' } });
    expect(plan({ link: { ...gone('no-record'), externalId: null } })).toMatchObject({ write: { how: 'create' } });
  });
});
