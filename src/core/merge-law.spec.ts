/**
 * THE LAW of the merge of one field. The last block plants flaws in the source of the core, one at a time, and sees the
 * law fail by each: a law that no flaw breaks guards nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { lawNames, mergeLaws, type LawName } from '../../test/support/merge-laws';
import { mergeFlaws } from '../../test/support/merge-flaws';
import type { MergeCore } from '../../test/support/merge-world';
import { loadCore, type Flaw } from '../../test/support/mutated-core';
import { acceptInto } from './accept';
import { receive } from './last-word';
import { mergeField } from './merge';
import { foldAnswers, openOffer, standAfter } from './standing';

const cases: Readonly<Record<LawName, number>> = {
  'equals the oracle': 20_000,
  'is idempotent': 10_000,
  'is commutative': 5_000,
  'invents nothing': 5_000,
};
/** A flaw meets the same cases each time, so that one that is found seldom is found each time. */
const seed = 1;

function flawedCore(flaw: Flaw): MergeCore {
  const load = loadCore([flaw]);
  const files = ['merge.ts', 'standing.ts', 'accept.ts', 'last-word.ts'];
  return Object.assign({}, ...files.map(load)) as MergeCore;
}

describe('the merge', () => {
  const laws = mergeLaws({ mergeField, foldAnswers, standAfter, openOffer, acceptInto, receive });

  it.each(lawNames)('%s', (name) => {
    fc.assert(laws[name], { numRuns: cases[name] });
  });

  it('is held against an oracle that knows nothing of it', () => {
    const source = readFileSync(join(__dirname, '../../test/support/merge-oracle.ts'), 'utf8');
    expect(source).not.toMatch(/\b(?:import|require)\b\s*[({*'"\w]|\bfrom\s+['"]/);
  });
});

describe('the law that the merge', () => {
  it.each(mergeFlaws.map((flaw) => [flaw.breaks, flaw.name, flaw] as const))(
    '%s does not hold when %s',
    (name, _, flaw) => {
      const law = mergeLaws(flawedCore(flaw))[name];
      expect(fc.check(law, { numRuns: cases[name], seed, endOnFailure: true }).failed).toBe(true);
    },
  );

  it('is not held against a flaw whose place is gone', () => {
    const flaw = { name: 'nothing', file: 'merge.ts', search: 'not in the file', replace: '' };
    expect(() => loadCore([flaw])).toThrow('"nothing" cannot be planted');
  });
});
