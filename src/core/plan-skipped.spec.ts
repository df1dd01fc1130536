import { own, said, sample } from '../../test/support/sample-mapping';
import { conclude } from './conclude';
import { newLink, type Link } from './link';
import type { ObjectMapping } from './mapping';
import type { Look } from './look';
import { planSync, type Plan } from './plan';
import type { Fields } from './record';
import { remoteNeed } from './remote-need';
import { syncOutcome } from './sync-outcome';

const now = new Date('2026-03-01T12:00:00Z');
const turn = { now, attempts: 0, random: 0 };
const paid: ObjectMapping = { ...sample, where: [{ field: 'status', in: ['paid'] }] };
const stopped: ObjectMapping = { ...sample, flows: false };
const fields: Fields = { name: 'Anna', status: 'placed' };
const linked: Link = { ...newLink('4711'), externalId: '7', state: 'synced', localBase: { name: 'Ann' } };
const intent = { number: 5, at: now.toISOString(), fields: { name: 'Anna' } };
const late = new Date(now.getTime() + 125_000);

const lookOf = (more: Partial<Look>): Look => ({
  record: said(fields),
  link: linked,
  parents: {},
  remote: { kind: 'unread' },
  match: null,
  url: null,
  now,
  ...more,
});
const plan = (more: Partial<Look>, mapping = paid): Plan => planSync(mapping, own, lookOf(more));

describe('the need to look at the CRM for a record that does not flow', () => {
  it.each<[string, string, [link: Link, signalled?: boolean]]>([
    ['is none at first contact', 'none', [newLink('4711')]],
    ['is none for one that is linked and was changed', 'none', [linked]],
    ['is none, whatever the CRM says', 'none', [linked, true]],
    ['is the record itself while a write is unsettled', 'read-by-id', [{ ...linked, intents: [intent] }]],
    ['is our key while a create is unsettled', 'read-by-key', [{ ...newLink('4711'), intents: [intent] }]],
    ['is the record itself after a merge', 'read-by-id', [{ ...linked, state: 'pending', aliases: ['6'] }]],
    [
      'is none for one that is in the bin of the CRM, whatever the CRM says',
      'none',
      [{ ...linked, state: 'gone', reason: { code: 'deleted-in-crm', message: '' } }, true],
    ],
  ])('%s', (_, need, [link, signalled]) => {
    expect(remoteNeed(paid, { record: said(fields), link }, signalled)).toBe(need);
  });

  it('is none for one that the order system deleted, where deletions are archived', () => {
    const mapping: ObjectMapping = { ...paid, archive: 'push' };
    expect(remoteNeed(mapping, { record: said(fields, { deletedAt: now }), link: linked })).toBe('none');
  });
});

describe('a record that does not flow', () => {
  it('is skipped with the condition that it does not meet, and without its value', () => {
    const { link } = conclude(paid, plan({}), linked, turn);
    expect(link).toMatchObject({ state: 'skipped', externalId: '7', localBase: { name: 'Ann' } });
    expect(link.reason).toMatchObject({ code: 'filtered', field: 'status' });
    expect(link.reason?.message).toContain('status is paid');
    expect(link.reason?.message).not.toContain('placed');
  });

  it('is skipped because nothing of its type flows, before any condition', () => {
    expect(plan({}, { ...stopped, where: paid.where ?? [] })).toMatchObject({ reason: { code: 'not-flowing' } });
  });

  it('rests until it is marked again', () => {
    expect(conclude(paid, plan({}), linked, turn)).toMatchObject({ next: { kind: 'rest' }, journal: null, news: null });
  });

  it('lets its children go once it is said that it does not come', () => {
    const before = newLink('4711');
    const wakes = (mapping: ObjectMapping, link: Link): boolean =>
      conclude(mapping, plan({ link }, mapping), link, turn).wakesChildren;
    expect(wakes(paid, before)).toBe(true);
    expect(wakes(paid, { ...before, state: 'skipped' })).toBe(false);
    expect(wakes(paid, linked)).toBe(false);
  });

  it('has what was on its way settled first', () => {
    const record = { id: '7', properties: { tandem_revision: '5', p_name: 'Anna' } };
    const planned = plan({ link: { ...linked, intents: [intent] }, remote: { kind: 'found', record } });
    expect(planned).toMatchObject({
      state: 'skipped',
      link: { intents: [], settledNumber: 5, localBase: { name: 'Anna' }, remoteBase: { name: 'Anna' } },
    });
  });

  it('has a create found that was not heard of', () => {
    const record = { id: '7', properties: { tandem_revision: '5', p_name: 'Anna' } };
    const link = { ...newLink('4711'), intents: [intent] };
    expect(plan({ link, remote: { kind: 'found', record } })).toMatchObject({ link: { externalId: '7', intents: [] } });
  });

  it('is looked for once more while a create may still land, and no more then', () => {
    const link = { ...newLink('4711'), intents: [intent] };
    const first = conclude(paid, plan({ link, remote: { kind: 'absent' } }), link, turn);
    expect(first).toMatchObject({ link: { intents: [intent] }, next: { kind: 'again', dueAt: late } });
    const second = conclude(paid, plan({ link: first.link, remote: { kind: 'absent' }, now: late }), link, turn);
    expect(second).toMatchObject({ link: { state: 'skipped', intents: [] }, next: { kind: 'rest' } });
  });

  it('is gone when what was read for its intents is not there any more', () => {
    const link = { ...linked, intents: [intent] };
    expect(plan({ link, remote: { kind: 'gone' } })).toMatchObject({ state: 'gone' });
  });

  it('is gone and not archived when the order system deletes it', () => {
    const mapping: ObjectMapping = { ...paid, archive: 'push' };
    expect(plan({ record: said(fields, { deletedAt: now }) }, mapping)).toMatchObject({
      state: 'gone',
      reason: { code: 'deleted-by-order-system' },
    });
  });
});

describe('a record that flows again', () => {
  const skipped: Link = { ...linked, state: 'skipped', reason: { code: 'filtered', message: '' } };
  const record = said({ ...fields, status: 'paid' });

  it('is read before anything is written to it: nobody has looked meanwhile', () => {
    expect(remoteNeed(paid, { record, link: skipped })).toBe('read-by-id');
    expect(remoteNeed(paid, { record, link: { ...skipped, externalId: null } })).toBe('match');
  });

  it('is owed what has moved, and synced', () => {
    const remote = { kind: 'found', record: { id: '7', properties: { p_name: 'Ann' } } } as const;
    expect(plan({ record, link: skipped, remote })).toMatchObject({
      kind: 'sync',
      write: { how: 'update', properties: { p_name: 'Anna', p_stage: 'won' } },
    });
  });

  it('is still read first after a look that failed', () => {
    const failure = { kind: 'retry', code: 'HTTP_500', message: 'x' } as const;
    const failed: Plan = { kind: 'fail', link: skipped, failure };
    const concluded = conclude(paid, failed, skipped, turn);
    expect(concluded).toMatchObject({ link: { state: 'skipped' }, next: { kind: 'again' } });
    expect(remoteNeed(paid, { record, link: concluded.link })).toBe('read-by-id');
    expect(syncOutcome(failed, concluded)).toBe('failed');
  });
});

describe('a computed field', () => {
  const mapping: ObjectMapping = {
    ...sample,
    fields: [
      ...sample.fields,
      {
        field: 'computed.title',
        property: 'title',
        convert: sample.fields[0]!.convert,
        compute: ({ name, vip }) => `${String(name)} ${vip === true ? '*' : ''}`,
      },
    ],
  };
  const push = (link: Link, values: Fields): unknown => {
    const planned = planSync(mapping, own, lookOf({ link, record: said(values) }));
    return planned.kind === 'sync' && [planned.write?.properties['title'], planned.localBase['computed.title']];
  };

  it('is sent like any other, in normal form, and not sent again', () => {
    const link: Link = { ...linked, localBase: { name: 'Anna', vip: true } };
    expect(push(link, { name: 'Anna', vip: false })).toEqual(['Anna', 'Anna']);
    const told = { ...link.localBase, vip: false, 'computed.title': 'Anna' };
    expect(push({ ...link, localBase: told }, { name: 'Anna', vip: false })).toEqual([undefined, 'Anna']);
  });

  it('moves with the fields that it is made of, mapped or not', () => {
    const unmapped: ObjectMapping = { ...mapping, fields: mapping.fields.filter(({ field }) => field !== 'vip') };
    const link: Link = { ...linked, localBase: { name: 'Anna', 'computed.title': 'Anna' } };
    const planned = planSync(unmapped, own, lookOf({ link, record: said({ name: 'Anna', vip: true }) }));
    expect(planned).toMatchObject({ write: { properties: { title: 'Anna *' } } });
  });
});
