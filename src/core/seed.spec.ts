import { own, said, sample } from '../../test/support/sample-mapping';
import { newLink, type Link } from './link';
import type { FieldMapping, ObjectMapping } from './mapping';
import { planSync, type SyncPlan } from './plan';
import { policyNames, type PolicyName } from './policies/policies';
import type { Properties, SourceRecord, Writer } from './record';

/** A field that was mapped after its record was synced. */
const now = new Date('2026-03-01T12:00:00Z');
const saidAt = new Date('2026-03-01T08:00:00Z');
const linked: Link = { ...newLink('4711'), externalId: '7', state: 'synced', mapping: 1 };

const mappingWith = (line: Partial<FieldMapping>): ObjectMapping => ({
  ...sample,
  fields: [{ ...sample.fields[0]!, direction: 'both', ...line }],
});

function look(line: Partial<FieldMapping>, ours: string | null, theirs: string | null, link = linked): SyncPlan {
  const record: SourceRecord = said({ name: ours }, { updatedAt: saidAt });
  const properties: Properties = { p_name: theirs };
  const writers: Record<string, Writer> = { p_name: { at: new Date('2026-03-01T09:00:00Z'), isOurs: false } };
  const remote = { kind: 'found', record: { id: '7', properties, writers } } as const;
  const base = { record, link, parents: {}, remote, match: null, url: null, now };
  const plan = planSync(mappingWith(line), own, base);
  if (plan.kind !== 'sync') throw new Error(`planned ${plan.kind}`);
  return plan;
}

const owedIn = ({ write, decided }: SyncPlan): unknown =>
  write ? ['push', write.properties['p_name']] : (decided['name']?.owed.kind ?? 'nothing');

describe('of a two-way field whose sides have never been heard, the seed', () => {
  const expected: Readonly<Record<PolicyName, unknown>> = {
    'order-system': ['push', 'ours'],
    crm: 'offer',
    newest: 'offer',
    'fill-blanks': ['push', 'ours'],
    ask: 'ask',
  };

  it.each(policyNames)('%s decides, whatever the policy', (seed) => {
    for (const policy of policyNames) {
      expect([policy, owedIn(look({ seed, policy }, 'ours', 'theirs'))]).toEqual([policy, expected[seed]]);
    }
  });

  it.each(policyNames)('%s lets a value stand where the other side is blank', (seed) => {
    expect(owedIn(look({ seed }, 'ours', null))).toEqual(['push', 'ours']);
    expect(owedIn(look({ seed }, null, 'theirs'))).toBe('offer');
  });

  it.each(policyNames)('%s has nothing to decide where both say the same', (seed) => {
    const plan = look({ seed }, 'same', 'same');
    expect(owedIn(plan)).toBe('nothing');
    expect(plan).toMatchObject({ localBase: { name: 'same' }, remoteBase: { name: 'same' } });
  });

  it.each(policyNames)('%s does not count once one side was heard', (seed) => {
    const policy = seed === 'crm' ? 'order-system' : 'crm';
    const moved = { ...linked, localBase: { name: 'was' }, remoteBase: { name: 'was' } };
    const plain = owedIn(look({ policy }, 'ours', 'theirs', moved));
    expect(owedIn(look({ seed, policy }, 'ours', 'theirs', moved))).toEqual(plain);
    const half = { ...linked, localBase: { name: 'was' } };
    expect(owedIn(look({ seed, policy }, 'ours', 'theirs', half))).toEqual(plain);
  });

  it('does not count for a record that is found in the CRM: there the policy decides', () => {
    const record = { id: '7', properties: { p_name: 'theirs' } };
    const match = { kind: 'adopt', record } as const;
    const base = { record: said({ name: 'ours' }), parents: {}, remote: { kind: 'unread' }, url: null, now } as const;
    const plan = planSync(mappingWith({ seed: 'crm' }), own, { ...base, link: newLink('4711'), match });
    expect(plan).toMatchObject({ write: { properties: { p_name: 'ours' } } });
  });

  it('does not count for a field that only listens', () => {
    expect(owedIn(look({ seed: 'crm', direction: 'push' }, 'ours', 'theirs'))).toEqual(['push', 'ours']);
    expect(owedIn(look({ seed: 'order-system', direction: 'pull' }, 'ours', 'theirs'))).toBe('offer');
  });

  it('is no conflict between two changes, as at first contact', () => {
    expect(look({ seed: 'crm' }, 'ours', 'theirs').decided['name']?.isFirst).toBe(true);
  });
});
