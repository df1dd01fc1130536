import type { FieldRule } from './field-rule';
import { mergeField, type FieldView, type Owed } from './merge';
import { policyNames, type PolicyName } from './policies/policies';
import type { Value } from './record';

const minute = (count: number): Date => new Date(Date.parse('2026-03-01T08:00:00Z') + count * 60_000);
const both: FieldRule = { direction: 'both', policy: 'order-system', enforce: false, clear: false };
const clearing: FieldRule = { ...both, clear: true };
const asking: FieldRule = { ...both, policy: 'ask' };
const pushing: FieldRule = { ...both, direction: 'push' };
const pulling: FieldRule = { ...both, direction: 'pull' };
const by = (policy: PolicyName): FieldRule => ({ ...both, policy });

/** The order system says `a`, which the CRM keeps as `A`. */
const inStep: FieldView = {
  local: 'a',
  localBase: 'a',
  localAt: minute(0),
  remote: 'A',
  remoteBase: 'A',
  remoteAt: minute(0),
  isOurs: false,
  offered: undefined,
  refused: undefined,
  resolution: null,
};
const owed = (rule: FieldRule, moved: Partial<FieldView>): Owed => mergeField(rule, { ...inStep, ...moved });

const rest = { kind: 'rest' };
const settle = { kind: 'settle' };
const ask = { kind: 'ask' };
const push = (value: Value, why: string): object => ({ kind: 'push', value, why });
const offer = (value: Value, why: string, over: Value = 'a'): object => ({ kind: 'offer', value, why, over });

describe('a two-way field', () => {
  it('is owed nothing when neither side has moved, whatever the CRM makes of the value', () => {
    expect(owed(both, {})).toEqual(settle);
  });

  it('that the order system moved is pushed', () => {
    expect(owed(both, { local: 'b' })).toEqual(push('b', 'moved'));
  });

  it('that the CRM moved is offered to the order system', () => {
    expect(owed(both, { remote: 'b' })).toEqual(offer('b', 'moved'));
  });

  it('that both moved to one value is settled without a word', () => {
    expect(owed(both, { local: 'b', remote: 'b' })).toEqual(settle);
    expect(owed(both, { local: ['x', 'y'], remote: ['y', 'x', 'y'] })).toEqual(settle);
  });

  it.each([
    ['order-system', push('b', 'decided')],
    ['crm', offer('c', 'decided', 'b')],
    ['newest', offer('c', 'decided', 'b')],
    ['fill-blanks', push('b', 'decided')],
    ['ask', ask],
  ] as const)('that both moved to different values is for the policy %s to decide', (policy, answer) => {
    expect(owed(by(policy), { local: 'b', localAt: minute(1), remote: 'c', remoteAt: minute(2) })).toEqual(answer);
  });

  it('that the order system set back in a newer word is pushed', () => {
    expect(owed(both, { localBase: 'b', remoteBase: 'B', remote: 'B' })).toEqual(push('a', 'moved'));
  });

  it('that the order system does not hold is offered when the CRM moves it, and otherwise left', () => {
    expect(owed(both, { local: undefined, remote: 'b' })).toEqual(offer('b', 'moved', null));
    expect(owed(both, { local: undefined })).toEqual(settle);
  });
});

describe('a two-way field at first contact', () => {
  const first = { localBase: undefined, remoteBase: undefined, remoteAt: null };

  it('that only one side holds goes to the other', () => {
    expect(owed(both, { ...first, remote: null })).toEqual(push('a', 'moved'));
    expect(owed(both, { ...first, local: undefined, remote: 'b' })).toEqual(offer('b', 'moved', null));
    expect(owed(both, { ...first, local: null, remote: 'b' })).toEqual(offer('b', 'moved', null));
  });

  it('that both hold alike is settled, and else the policy decides', () => {
    expect(owed(both, { ...first, remote: 'a' })).toEqual(settle);
    expect(owed(both, { ...first, remote: 'b' })).toEqual(push('a', 'decided'));
    expect(owed(by('crm'), { ...first, remote: 'b' })).toEqual(offer('b', 'decided'));
  });
});

describe('a two-way field that was not read', () => {
  it('is pushed when the order system moved it, and else keeps what stands', () => {
    expect(owed(both, { remote: undefined, local: 'b' })).toEqual(push('b', 'moved'));
    expect(owed(both, { remote: undefined })).toEqual(settle);
    expect(owed(both, { remote: undefined, offered: 'b' })).toEqual(rest);
    expect(owed(both, { remote: undefined, refused: 'b' })).toEqual(rest);
  });
});

describe('a blank', () => {
  it('changes nothing on the other side', () => {
    expect(owed(both, { local: null })).toEqual(settle);
    expect(owed(both, { remote: null })).toEqual(settle);
  });

  it('changes the other side where the rule says that it counts', () => {
    expect(owed(clearing, { local: null })).toEqual(push(null, 'moved'));
    expect(owed(clearing, { remote: null })).toEqual(offer(null, 'moved'));
  });

  it('of one side does not stand in the way of the other one’s value', () => {
    expect(owed(both, { local: null, remote: 'b' })).toEqual(offer('b', 'moved', null));
    expect(owed(both, { local: 'b', remote: null })).toEqual(push('b', 'moved'));
  });

  it('against a value is for the policy to decide where it counts', () => {
    expect(owed(clearing, { local: null, remote: 'b' })).toEqual(push(null, 'decided'));
    expect(owed({ ...clearing, policy: 'fill-blanks' }, { local: null, remote: 'b' })).toEqual(
      offer('b', 'decided', null),
    );
    expect(owed({ ...clearing, policy: 'fill-blanks' }, { local: 'b', remote: null })).toEqual(push('b', 'decided'));
    expect(owed({ ...clearing, policy: 'crm' }, { local: 'b', remote: null })).toEqual(offer(null, 'decided', 'b'));
  });

  it('is not what a value of 0 or false is', () => {
    expect(owed(both, { local: 0 })).toEqual(push(0, 'moved'));
    expect(owed(both, { remote: false })).toEqual(offer(false, 'moved'));
  });

  it('of the CRM leaves an open offer of its former value as it is', () => {
    expect(owed(both, { offered: 'b', remote: null })).toEqual(rest);
  });
});

describe('a field of the order system’s own', () => {
  it('is pushed when it moved, read or not, and a blank only where it counts', () => {
    expect(owed(pushing, { local: 'b', remote: undefined })).toEqual(push('b', 'moved'));
    expect(owed(pushing, { local: 'b', remote: 'c' })).toEqual(push('b', 'moved'));
    expect(owed(pushing, { local: null })).toEqual(settle);
    expect(owed({ ...pushing, clear: true }, { local: null })).toEqual(push(null, 'moved'));
  });

  it('is left alone when the CRM moves it', () => {
    expect(owed(pushing, { remote: 'b' })).toEqual(settle);
  });

  it('is put right when the CRM moves it and the mapping enforces it', () => {
    const enforced = { ...pushing, enforce: true };
    expect(owed(enforced, { remote: 'b' })).toEqual(push('a', 'put-right'));
    expect(owed(enforced, { remote: null })).toEqual(push('a', 'put-right'));
    expect(owed(enforced, { remote: 'a' })).toEqual(settle);
    expect(owed(enforced, {})).toEqual(settle);
    expect(owed(enforced, { remote: undefined })).toEqual(settle);
    expect(owed(enforced, { local: null, localBase: null, remote: 'b' })).toEqual(settle);
    expect(owed(enforced, { local: undefined, remote: 'b' })).toEqual(settle);
  });
});

describe('a field of the CRM’s own', () => {
  it('is offered when it moved, and a blank only where it counts', () => {
    expect(owed(pulling, { remote: 'b' })).toEqual(offer('b', 'moved'));
    expect(owed(pulling, { remote: null })).toEqual(settle);
    expect(owed({ ...pulling, clear: true }, { remote: null })).toEqual(offer(null, 'moved'));
  });

  it('is never pushed, and rests while it is not read', () => {
    expect(owed(pulling, { local: 'b' })).toEqual(settle);
    expect(owed(pulling, { local: 'b', remote: undefined })).toEqual(rest);
    expect(owed(pulling, { local: 'b', remote: 'c' })).toEqual(offer('c', 'moved', 'b'));
  });

  it('is put right by an offer when the order system moves it and the mapping enforces it', () => {
    const enforced = { ...pulling, enforce: true };
    expect(owed(enforced, { local: 'b' })).toEqual(offer('A', 'moved', 'b'));
    expect(owed(enforced, { local: 'A' })).toEqual(settle);
    expect(owed(enforced, { local: 'b', remote: null })).toEqual(settle);
    expect(owed(enforced, { local: undefined })).toEqual(settle);
  });

  it('is not put right when the order system refuses it', () => {
    expect(owed(pulling, { remote: 'b', refused: 'b' })).toEqual(rest);
    expect(owed(pulling, { remote: 'c', refused: 'b' })).toEqual(offer('c', 'moved'));
  });
});

describe('an offer', () => {
  it('is not made twice of one value', () => {
    expect(owed(both, { remote: 'b', offered: 'b' })).toEqual(rest);
    expect(owed(by('crm'), { local: 'c', remote: 'b', offered: 'b' })).toEqual(rest);
  });

  it('gives way to one of the CRM’s newer value', () => {
    expect(owed(both, { remote: 'c', offered: 'b' })).toEqual(offer('c', 'moved'));
  });

  it('is withdrawn when the CRM has gone back, once', () => {
    expect(owed(both, { offered: 'b' })).toEqual(offer('A', 'withdrawn'));
    expect(owed(both, { offered: 'A' })).toEqual(rest);
    expect(owed(pulling, { offered: 'b' })).toEqual(offer('A', 'withdrawn'));
  });

  it('is over when the CRM has gone back to a blank that counts for nothing: that empties no value', () => {
    const emptied = { offered: 'b', remote: null, remoteBase: null };
    expect(owed(both, emptied)).toEqual(settle);
    expect(owed(pulling, emptied)).toEqual(settle);
    expect(owed({ ...both, clear: true }, emptied)).toEqual(offer(null, 'withdrawn'));
  });

  it('that stands makes a word of the order system a matter of policy, even when the CRM has gone back', () => {
    expect(owed(both, { local: 'c', offered: 'b' })).toEqual(push('c', 'decided'));
    expect(owed(by('crm'), { local: 'c', offered: 'b' })).toEqual(offer('A', 'decided', 'c'));
    expect(owed(asking, { local: 'c', offered: 'b' })).toEqual(ask);
  });
});

describe('a refusal', () => {
  it('puts the CRM right while it still says what was refused', () => {
    expect(owed(both, { remote: 'b', refused: 'b' })).toEqual(push('a', 'put-right'));
    expect(owed(by('crm'), { local: 'c', remote: 'b', refused: 'b' })).toEqual(push('c', 'put-right'));
  });

  it('says nothing about a later value', () => {
    expect(owed(both, { remote: 'c', refused: 'b' })).toEqual(offer('c', 'moved'));
    expect(owed(both, { refused: 'b' })).toEqual(settle);
  });

  it('puts back what the CRM said before where the order system has no value that counts', () => {
    expect(owed(both, { local: null, remote: 'b', refused: 'b' })).toEqual(push('A', 'put-right'));
    expect(owed(both, { local: undefined, remote: 'b', refused: 'b' })).toEqual(push('A', 'put-right'));
    expect(owed(clearing, { local: null, remote: 'b', refused: 'b' })).toEqual(push(null, 'put-right'));
  });

  it('erases nothing that the CRM held from the beginning', () => {
    const first = { local: undefined, localBase: undefined, remoteBase: undefined };
    expect(owed(both, { ...first, remote: 'b', refused: 'b' })).toEqual(rest);
  });
});

describe('a late write of our own', () => {
  it('is no edit: what the order system says now is said over it', () => {
    expect(owed(both, { remote: 'b', isOurs: true })).toEqual(push('a', 'late'));
    expect(owed(by('crm'), { local: 'c', remote: 'b', isOurs: true })).toEqual(push('c', 'late'));
    expect(owed(pushing, { remote: 'b', isOurs: true })).toEqual(push('a', 'late'));
  });

  it('that says what the order system says is settled', () => {
    expect(owed(both, { remote: 'b', local: 'b', isOurs: true })).toEqual(settle);
  });

  it('is left where the order system has no value that counts', () => {
    expect(owed(both, { remote: 'b', local: undefined, isOurs: true })).toEqual(settle);
    expect(owed(both, { remote: 'b', local: null, isOurs: true })).toEqual(settle);
    expect(owed(clearing, { remote: 'b', local: null, isOurs: true })).toEqual(push(null, 'late'));
  });

  it('is told from the one that the CRM says it stored', () => {
    expect(owed(both, { isOurs: true })).toEqual(settle);
    expect(owed(both, { local: 'b', isOurs: true })).toEqual(push('b', 'moved'));
  });
});

describe('a person’s word', () => {
  const pair = { local: 'b', remote: 'c' };
  const resolution = { ours: 'b', theirs: 'c', side: 'ours' } as const;

  it('decides about the pair of values that it is about', () => {
    expect(owed(asking, { ...pair, resolution })).toEqual(push('b', 'resolved'));
    expect(owed(asking, { ...pair, resolution: { ...resolution, side: 'theirs' } })).toEqual(
      offer('c', 'resolved', 'b'),
    );
  });

  it('is not asked for again while what it decided is offered, until either side moves', () => {
    const offered = { ...pair, offered: 'c', offeredOver: 'b' };
    expect(owed(asking, offered)).toEqual(rest);
    expect(owed(asking, { ...offered, local: 'd' })).toEqual(ask);
    expect(owed(asking, { ...offered, remote: 'd' })).toEqual(ask);
    expect(owed(asking, { ...offered, offeredOver: undefined })).toEqual(ask);
  });

  it('says nothing about another pair', () => {
    expect(owed(asking, { ...pair, local: 'd', resolution })).toEqual(ask);
    expect(owed(asking, { ...pair, remote: 'd', resolution })).toEqual(ask);
  });

  it('is not asked for where the two have come to agree', () => {
    expect(owed(asking, { local: 'c', remote: 'c', resolution })).toEqual(settle);
  });

  it.each(policyNames.filter((policy) => policy !== 'ask'))('does not overrule the policy %s', (policy) => {
    const decided = owed(by(policy), pair);
    const side = decided.kind === 'push' ? 'theirs' : 'ours';
    expect(owed(by(policy), { ...pair, resolution: { ...resolution, side } })).toEqual(decided);
  });
});
