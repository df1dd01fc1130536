import { policies } from './policies';
import type { Clash } from './policy';

const at = (minute: number): Date => new Date(Date.parse('2026-03-01T08:00:00Z') + minute * 60_000);
const clash: Clash = { ours: 'a', theirs: 'b', oursAt: at(1), theirsAt: at(2) };
const blankOurs = { ...clash, ours: null };
const blankTheirs = { ...clash, theirs: null };

describe('order-system', () => {
  it('takes the order system’s word, a blank too', () => {
    const policy = policies['order-system'];
    expect([clash, blankOurs, blankTheirs].map(policy)).toEqual(['ours', 'ours', 'ours']);
  });
});

describe('crm', () => {
  it('takes the CRM’s word, a blank too', () => {
    expect([clash, blankOurs, blankTheirs].map(policies.crm)).toEqual(['theirs', 'theirs', 'theirs']);
  });
});

describe('newest', () => {
  it('takes the word of whoever spoke last', () => {
    expect(policies.newest(clash)).toBe('theirs');
    expect(policies.newest({ ...clash, oursAt: at(3) })).toBe('ours');
  });

  it('takes the order system’s word where the two are level', () => {
    expect(policies.newest({ ...clash, oursAt: at(2) })).toBe('ours');
  });

  it('takes the order system’s word where the CRM does not say when', () => {
    expect(policies.newest({ ...clash, theirsAt: null })).toBe('ours');
    expect(policies.newest({ ...clash, oursAt: null, theirsAt: null })).toBe('ours');
  });

  it('takes the CRM’s word where only the CRM says when', () => {
    expect(policies.newest({ ...clash, oursAt: null })).toBe('theirs');
  });
});

describe('fill-blanks', () => {
  it('takes the value where one side is blank, whoever emptied it', () => {
    expect(policies['fill-blanks'](blankOurs)).toBe('theirs');
    expect(policies['fill-blanks'](blankTheirs)).toBe('ours');
  });

  it('takes the order system’s word where both have a value, which 0 and false are', () => {
    expect(policies['fill-blanks'](clash)).toBe('ours');
    expect(policies['fill-blanks']({ ...clash, ours: 0 })).toBe('ours');
    expect(policies['fill-blanks']({ ...clash, ours: false })).toBe('ours');
  });
});

describe('ask', () => {
  it('leaves it to a person', () => {
    expect([clash, blankOurs, blankTheirs].map(policies.ask)).toEqual(['ask', 'ask', 'ask']);
  });
});
