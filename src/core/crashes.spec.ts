import * as fc from 'fast-check';
import { isGivenUp, portionAfter } from './crashes';

const batchRows = 500;
const batchesInHand = 5;

interface Row {
  readonly id: number;
  crashes: number;
}

/** Turn after turn, each until a worker dies with the killer or nothing is left. Answers those that were given up. */
function play(rows: number, killer: number): readonly number[] {
  const open: Row[] = Array.from({ length: rows }, (_, id) => ({ id, crashes: 0 }));
  const givenUp: number[] = [];
  let inHand: readonly Row[] = [];
  while (open.length > 0) {
    const most = Math.max(0, ...inHand.map(({ crashes }) => crashes));
    const portion = portionAfter(most, inHand.length, batchRows) ?? batchRows * batchesInHand;
    for (inHand = []; open.length > 0;) {
      inHand = open.slice(0, portion);
      const parked = inHand.filter(({ crashes }) => isGivenUp(crashes));
      givenUp.push(...parked.map(({ id }) => id));
      if (inHand.some((row) => row.id === killer && !parked.includes(row))) break;
      open.splice(0, inHand.length);
    }
    for (const row of inHand) row.crashes += 1;
  }
  return givenUp;
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
    fc.assert(fc.property(shop, ([rows, killer]) => expect(play(rows, killer)).toEqual([killer])));
  });
});
