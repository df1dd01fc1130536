import { choosePilot, PilotCandidates, type Candidate } from './pilot';
import type { ObjectType } from './record';

const candidate = (
  object: ObjectType,
  sourceId: string,
  branches: readonly string[],
  ...parents: Candidate['parents']
): Candidate => ({ object, sourceId, branches, parents });
const names = (chosen: readonly { readonly object: string; readonly sourceId: string }[]): string[] =>
  chosen.map(({ object, sourceId }) => `${object} ${sourceId}`);

describe('a pilot', () => {
  it('covers every branch with as few records as do', () => {
    const candidates = [
      candidate('customer', '1', ['create', 'phone blank']),
      candidate('customer', '2', ['adopt', 'phone blank']),
      candidate('customer', '3', ['create', 'phone said']),
      candidate('customer', '4', ['adopt', 'phone said']),
    ];
    expect(names(choosePilot(candidates, 2))).toEqual(['customer 1', 'customer 4']);
  });

  it('takes the parents of whom it takes', () => {
    const order = candidate('order', '9', ['create', 'with customerId'], { object: 'customer', sourceId: '7' });
    expect(names(choosePilot([order], 2))).toEqual(['customer 7', 'order 9']);
    expect(choosePilot([order], 1)).toEqual([]);
  });

  it('is filled up by each object type in turn', () => {
    const many = Array.from({ length: 30 }, (_, n) => [
      candidate('customer', `${n}`, ['create']),
      candidate('order', `${n}`, ['create']),
    ]).flat();
    const chosen = choosePilot(many, 10);
    expect(chosen.filter(({ object }) => object === 'order')).toHaveLength(5);
    expect(chosen).toHaveLength(10);
  });

  it('covers the same, whatever order the records come in', () => {
    const all = Array.from({ length: 200 }, (_, n) =>
      candidate('customer', `${n}`, [`status=${n % 7}`, n % 3 === 0 ? 'phone blank' : 'phone said']),
    );
    const pilotOf = (records: readonly Candidate[]): readonly string[] => {
      const kept = new PilotCandidates(20);
      for (const one of records) kept.offer(one);
      return choosePilot(kept.all(), 20).flatMap(({ branches }) => branches);
    };
    expect(new Set(pilotOf(all))).toEqual(new Set(pilotOf(all.toReversed())));
    expect(pilotOf(all)).toEqual(pilotOf(all));
    expect(new Set(pilotOf(all)).size).toBe(9);
  });

  it('keeps few of the records that come by', () => {
    const kept = new PilotCandidates(50);
    for (let n = 0; n < 5_000; n += 1) kept.offer(candidate('customer', `${n}`, ['create', `status=${n % 5}`]));
    expect(kept.all().length).toBeLessThanOrEqual(50 + 4 * 6);
  });
});
