import { newLink, type Link } from './link';
import { viewParent } from './parent';

const parent = { object: 'company', sourceId: 'C1' } as const;
const link = (more: Partial<Link>): Link => ({ ...newLink('C1'), ...more });

describe('a parent', () => {
  it.each(['pending', 'synced', 'held', 'parked', 'conflict', 'offered'] as const)(
    'that is in the CRM is ready, though its link is %s',
    (state) => {
      expect(viewParent(parent, link({ state, externalId: '7' }), { isKnown: true })).toEqual({
        kind: 'ready',
        externalId: '7',
      });
    },
  );

  it.each(['held', 'conflict', 'gone', 'skipped'] as const)(
    'that a person must let go (%s) keeps no child back',
    (state) => {
      expect(viewParent(parent, link({ state }), { isKnown: true })).toEqual({ kind: 'absent' });
    },
  );

  it('that is gone is not joined, though it had an id', () => {
    expect(viewParent(parent, link({ state: 'gone', externalId: '7' }), { isKnown: true })).toEqual({ kind: 'absent' });
  });

  it.each<[string, Link | undefined]>([
    ['was never looked at', undefined],
    ['is on its way', link({})],
    ['is parked', link({ state: 'parked' })],
  ])('that the order system has deleted, and that %s, keeps no child back', (_, held) => {
    expect(viewParent(parent, held, { isKnown: true, isDeleted: true })).toEqual({ kind: 'absent' });
  });

  it.each<[string, Link | undefined, boolean, string]>([
    ['is on its way', link({}), true, 'parent-pending'],
    ['was never looked at', undefined, true, 'parent-pending'],
    ['the order system never named', undefined, false, 'parent-unknown'],
    ['is parked', link({ state: 'parked', reason: { code: 'INVALID', message: '' } }), true, 'parent-parked'],
  ])('that %s makes its children wait', (_, held, isKnown, code) => {
    const view = viewParent(parent, held, { isKnown });
    expect(view).toMatchObject({ kind: 'waiting', reason: { code } });
    expect(view.kind === 'waiting' && view.reason.message).toContain('company C1');
  });
});
