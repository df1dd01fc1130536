/**
 * Every state that one field between an order system and one or two CRMs can come to, within a budget of edits and of
 * trouble: from each of them all ends well (test/support/field-explorer.ts). The last block leaves out the rules of
 * architecture 5.1, one at a time, and sees the explorer find what then goes wrong.
 */
import { allRules, FieldEngine, type FieldCore } from '../../test/support/field-engine';
import { explore, toldBy, type Explored } from '../../test/support/field-explorer';
import { leftOut, stories, told, type Story, type StoryName } from '../../test/support/field-stories';
import { loadCore } from '../../test/support/mutated-core';
import { acceptInto } from './accept';
import { receive } from './last-word';
import { mergeField } from './merge';
import type { PolicyName } from './policies/policies';
import { closesAs, foldAnswers, mayHaveTaken, openOffer, standAfter } from './standing';

const core: FieldCore = {
  mergeField,
  foldAnswers,
  standAfter,
  openOffer,
  mayHaveTaken,
  closesAs,
  acceptInto,
  receive,
};
const files = ['merge.ts', 'standing.ts', 'accept.ts', 'last-word.ts'];

function tell(name: StoryName, policy: PolicyName, by: (typeof leftOut)[number]['by'] = {}): Explored {
  const rule = { direction: 'both', policy, enforce: false, clear: true } as const;
  const { budget, crms = 1, workers = 1, plain, waits = false }: Story = stories[name];
  const engine =
    'file' in by
      ? new FieldEngine(Object.assign({}, ...files.map(loadCore([{ ...by, name }]))) as FieldCore, rule)
      : new FieldEngine(core, rule, { ...allRules, ...by });
  return explore({ engine, crms, workers, rewrites: [!plain, false], waits }, budget);
}

describe('one field', () => {
  let states = 0;
  afterAll(() => void process.stdout.write(`${states} states of one field were explored\n`));

  it.each(told)('ends well after %s, under the policy %s', (name, policy) => {
    const explored = tell(name, policy);
    states += explored.states;
    expect(explored.violation && toldBy(explored.violation)).toBeNull();
    expect(explored.complete).toBe(true);
  });
});

describe('the explorer', () => {
  it.each(leftOut)('finds what goes wrong without rule $rule', ({ story, policy, by, leadsTo }) => {
    expect(tell(story, policy, by).violation?.what).toBe(leadsTo);
  });
});
