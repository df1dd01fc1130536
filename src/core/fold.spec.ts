import { own, sample } from '../../test/support/sample-mapping';
import { foldLink, foldTaken } from './fold';
import { newLink, type Link } from './link';
import { planSync } from './plan';

const now = new Date('2026-03-01T12:00:00Z');
const linked: Link = {
  ...newLink('4711'),
  externalId: '7',
  state: 'offered',
  localBase: { name: 'Ann', note: 'first' },
  remoteBase: { name: 'ANN', note: 'first' },
  standings: { name: { offers: [{ seq: 3, value: 'Anna' }] } },
  settledNumber: 1,
  issuedNumber: 1,
};

describe('an answer', () => {
  it('that accepts moves both baselines of its field, and no other', () => {
    const link = foldLink(linked, (seq, field) => (seq === 3 && field === 'name' ? 'accepted' : undefined));
    expect(link).toMatchObject({
      localBase: { name: 'Anna', note: 'first' },
      remoteBase: { name: 'Anna', note: 'first' },
      standings: {},
    });
  });

  it('that refuses moves none, and is remembered with its value', () => {
    const link = foldLink(linked, () => 'refused');
    expect(link).toMatchObject({ localBase: linked.localBase, standings: { name: { refused: 'Anna' } } });
  });
});

describe('an offer that the order system takes over without another word', () => {
  it('counts as accepted', () => {
    expect(foldTaken(linked, { name: 'Anna' })).toMatchObject({ remoteBase: { name: 'Anna' }, standings: {} });
  });

  it('is not one that it says something else than, or says what it said before', () => {
    expect(foldTaken(linked, { name: 'Annette' })).toEqual(linked);
    const withdrawn = { ...linked, standings: { name: { offers: [{ seq: 4, value: 'Ann' }] } } };
    expect(foldTaken(withdrawn, { name: 'Ann' })).toEqual(withdrawn);
  });

  it('does not stand against what the CRM says by now', () => {
    const fields = sample.fields.map((line) => ({ ...line, direction: 'both' as const }));
    const record = {
      object: 'order' as const,
      sourceId: '4711',
      fields: { name: 'Anna', note: 'first' },
      updatedAt: now,
      fieldAt: {},
      deletedAt: null,
      revision: 2,
    };
    const remote = { id: '7', properties: { p_name: 'Annette', p_note: 'first', tandem_revision: '1' } };
    const plan = planSync({ ...sample, fields }, own, {
      record,
      link: linked,
      parents: {},
      remote: { kind: 'found', record: remote },
      match: null,
      url: null,
      now,
    });
    expect(plan).toMatchObject({
      kind: 'sync',
      write: null,
      decided: { name: { owed: { kind: 'offer', value: 'Annette', why: 'moved' }, ours: 'Anna' } },
    });
  });
});
