/** A CRM whose writes answer no values, and that keeps one author for each record: the last (Salesforce). */
import { own, said, sample } from '../../test/support/sample-mapping';
import { conclude, type Turn } from './conclude';
import { newLink, type Link } from './link';
import type { ObjectMapping } from './mapping';
import { planSync, type Plan, type SyncPlan } from './plan';
import type { Properties, RemoteRecord } from './record';

const mapping: ObjectMapping = {
  ...sample,
  fields: sample.fields.map((line) =>
    line.field === 'name' || line.field === 'note' ? { ...line, direction: 'both' } : line,
  ),
};
const properties = ['p_name', 'p_note'];
const now = new Date('2026-03-01T12:00:00Z');
const later = new Date(now.getTime() + 125_000);
const record = said({ name: 'Ann', note: 'first' });
const before: Link = {
  ...newLink('4711'),
  externalId: '7',
  state: 'synced',
  localBase: { name: 'Anna', note: 'first' },
  remoteBase: { name: 'Anna', note: 'first' },
  settledNumber: 4,
  issuedNumber: 4,
};

const crmOf = (values: Properties, isLastOurs: boolean, id = '7'): RemoteRecord => {
  const theirs = { at: now, isOurs: false };
  const writers = Object.fromEntries(properties.map((property) => [property, theirs]));
  return { id, properties: values, isLastOurs, ...(!isLastOurs && { writers }) };
};
const look = (link: Link, seen: RemoteRecord, at: Date): Plan =>
  planSync(mapping, own, {
    record,
    link,
    parents: {},
    remote: { kind: 'found', record: seen },
    match: null,
    url: null,
    now: at,
  });
const was = crmOf({ p_name: 'Anna', p_note: 'first', tandem_revision: '4' }, true);

/** "Ann" was written, and the answer said no more than that. */
function afterWrite(seen = was): Link {
  const plan = look(before, seen, now);
  const turn: Turn = {
    now,
    attempts: 0,
    random: 0,
    results: {
      write: { ok: true, value: { id: '7', properties: {} } },
      lines: new Map(),
      archived: new Map(),
      associations: new Map(),
    },
  };
  return conclude(mapping, plan, before, turn).link;
}

function decided(link: Link, seen: RemoteRecord): unknown {
  const { write, decided: fields } = look(link, seen, later) as SyncPlan;
  const offers = Object.entries(fields).map(([field, { owed }]) => [field, 'value' in owed ? owed.value : owed.kind]);
  return { writes: write?.fields ?? {}, offers: Object.fromEntries(offers) as unknown };
}
const nothing = { writes: {}, offers: {} };

describe('a write whose answer holds no values', () => {
  it.each([
    ['nothing since', { p_name: 'Ann', p_note: 'first', tandem_revision: '5' }, true, nothing],
    ['a spelling of the CRM', { p_name: 'ANN', p_note: 'first', tandem_revision: '5' }, true, nothing],
    [
      'an edit of another field',
      { p_name: 'Ann', p_note: 'edited', tandem_revision: '5' },
      false,
      { writes: {}, offers: { note: 'edited' } },
    ],
    [
      'an edit of the same field',
      { p_name: 'Annie', p_note: 'first', tandem_revision: '5' },
      false,
      { writes: {}, offers: { name: 'Annie' } },
    ],
    [
      'the value of before, put back by a salesperson',
      { p_name: 'Anna', p_note: 'first', tandem_revision: '5' },
      false,
      { writes: {}, offers: { name: 'Anna' } },
    ],
    [
      'the value of before, in a record without a number of ours',
      { p_name: 'Anna', p_note: 'first' },
      false,
      { writes: {}, offers: { name: 'Anna' } },
    ],
  ] as const)(
    'and then %s: what is a word of the CRM is offered, and nothing of ours',
    (_title, values, isOurs, owed) => {
      expect(decided(afterWrite(), crmOf(values, isOurs))).toEqual(owed);
    },
  );

  it('takes no edit for seen that came before it, in another field', () => {
    const edited = crmOf({ p_name: 'Anna', p_note: 'edited', tandem_revision: '4' }, false);
    const link = afterWrite(edited);
    expect(link.remoteBase).toMatchObject({ note: 'first' });
    expect(decided(link, crmOf({ p_name: 'Ann', p_note: 'edited', tandem_revision: '5' }, true))).toMatchObject({
      writes: {},
      offers: { note: 'edited' },
    });
  });
});
