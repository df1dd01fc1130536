import * as fc from 'fast-check';
import { isGivenUp, portionAfter } from './crashes';

const batchRows = 500;
const batchesInHand = 5;

interface Row {
  readonly id: number;
  crashes: number;
}

/**
 * Turn after turn, each until a worker dies or what it may look at is settled: what was in hand at a death in portions, otherwise all
 * at once. Answers the rows that were given up, and how often some were taken.
 */
function play(rows: number, dies: (inHand: readonly Row[]) => boolean): { givenUp: number[]; portions: number } {
  let open: readonly Row[] = Array.from({ length: rows }, (_, id) => ({ id, crashes: 0 }));
  const givenUp: number[] = [];
  let [left, portions]: [readonly Row[], number] = [[], 0];
  while (open.length > 0) {
    const portion = portionAfter(Math.max(0, ...left.map(({ crashes }) => crashes)), left.length, batchRows);
    let due = portion === null ? open : left;
    left = [];
    while (due.length > 0 && left.length === 0) {
      const inHand = due.slice(0, portion ?? batchRows * batchesInHand);
      portions += 1;
      const looked = inHand.filter(({ crashes }) => !isGivenUp(crashes));
      givenUp.push(...inHand.filter((row) => !looked.includes(row)).map(({ id }) => id));
      if (dies(looked)) {
        left = inHand;
        continue;
      }
      const settled = new Set(inHand);
      due = due.slice(inHand.length);
      open = open.filter((row) => !settled.has(row));
    }
    for (const row of left) row.crashes += 1;
  }
  return { givenUp, portions };
}

describe('rows with which workers died', () => {
  it('are looked at as always after one death or two, for most have another cause', () => {
    expect([0, 1, 2].map((crashes) => portionAfter(crashes, 100, batchRows))).toEqual([null, null, null]);
    expect(portionAfter(3, 100, batchRows)).toBe(50);
    expect(portionAfter(3, 5_000, batchRows)).toBe(batchRows);
    expect(portionAfter(3, 1, batchRows)).toBe(1);
  });

  it('are given up when one of them kills, and that one alone', () => {
    const shop = fc.integer({ min: 1, max: 6_000 }).chain((rows) => fc.tuple(fc.constant(rows), fc.nat(rows - 1)));
    fc.assert(
      fc.property(shop, ([rows, killer]) =>
        expect(play(rows, (inHand) => inHand.some(({ id }) => id === killer)).givenUp).toEqual([killer]),
      ),
    );
  });

  it('cost a portion more for each death from the third on when all of them were by chance', () => {
    const shop = fc.record({
      rows: fc.integer({ min: 1, max: batchRows }),
      deaths: fc.array(fc.boolean(), { maxLength: 10 }),
    });
    fc.assert(
      fc.property(shop, ({ rows, deaths }) => {
        const coming = [...deaths];
        const { givenUp, portions } = play(rows, () => coming.shift() ?? false);
        const died = deaths.slice(0, portions).filter(Boolean).length;
        expect(givenUp).toEqual([]);
        expect(portions).toBeLessThanOrEqual(1 + died + Math.max(0, died - 2));
      }),
    );
  });
});
