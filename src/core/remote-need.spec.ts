import { said, sample } from '../../test/support/sample-mapping';
import { newLink, type Link } from './link';
import type { Look } from './look';
import type { ObjectMapping } from './mapping';
import { needsTimes, remoteNeed } from './remote-need';
import type { Fields } from './record';

const fields: Fields = { name: 'Anna' };
const linked: Link = { ...newLink('4711'), externalId: '7', state: 'synced', localBase: fields };
const of = (rule: object): ObjectMapping => ({
  ...sample,
  fields: sample.fields.map((line) => (line.field === 'name' ? { ...line, ...rule } : line)),
});
const twoWay = of({ direction: 'both' });

describe('a record of which nothing has moved here', () => {
  const need = (link: Partial<Link>, mapping = twoWay): string =>
    remoteNeed(mapping, { record: said(fields), link: { ...linked, ...link } });

  it('is not read', () => {
    expect(need({})).toBe('none');
  });

  it('is read where a person is asked, or something was refused: a word of the CRM stands', () => {
    expect(need({ standings: { name: { asked: true } } })).toBe('read-by-id');
    expect(need({ standings: { name: { refused: 'x' } } })).toBe('read-by-id');
  });

  it.each(['pending', 'parked'] as const)(
    'is read when it is %s: what its last look had read is forgotten',
    (state) => {
      expect(need({ state })).toBe('read-by-id');
      expect(need({ state }, sample)).toBe('none'); // nothing of it is ever read
    },
  );

  it('is read when it did not flow, or was deleted here and is sent once more: nobody has looked since', () => {
    expect(need({ state: 'skipped' }, sample)).toBe('read-by-id');
    expect(need({ state: 'gone', reason: { code: 'deleted-by-order-system', message: '' } }, sample)).toBe(
      'read-by-id',
    );
  });
});

describe('a record of the CRM that is about to be adopted', () => {
  const newest = of({ direction: 'both', policy: 'newest' });
  const look = (name: string | null | undefined, more: Partial<Look> = {}): Look => ({
    record: said(fields),
    link: newLink('4711'),
    parents: {},
    remote: { kind: 'unread' },
    match: { kind: 'adopt', record: { id: '8', properties: name === undefined ? {} : { p_name: name } } },
    url: null,
    now: new Date('2026-03-01T12:00:00Z'),
    ...more,
  });

  it('is read with its times, where the newer of two words stands', () => {
    expect(needsTimes(newest, look('Berta'))).toBe(true);
    expect(needsTimes(newest, look(undefined))).toBe(true);
  });

  it('is not where no rule asks for them, or both sides say the same', () => {
    expect(needsTimes(twoWay, look('Berta'))).toBe(false);
    expect(needsTimes(of({ policy: 'newest' }), look('Berta'))).toBe(false);
    expect(needsTimes(newest, look('Anna'))).toBe(false);
    expect(needsTimes(newest, look('Berta', { match: { kind: 'create' } }))).toBe(false);
  });

  it('is not for a blank, unless blanks count', () => {
    expect(needsTimes(newest, look(null))).toBe(false);
    expect(needsTimes(newest, look('Berta', { record: said({ name: null }) }))).toBe(false);
    expect(needsTimes(of({ direction: 'both', policy: 'newest', clear: true }), look(null))).toBe(true);
  });
});
