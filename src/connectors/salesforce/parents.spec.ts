import fc from 'fast-check';
import { inLanes } from './parents';

const size = 5;

describe('calls of rows that have parents', () => {
  it('are as few as there can be, answer each row in its place, and share no parent at a time', async () => {
    const rows = fc.array(fc.option(fc.integer({ min: 0, max: 12 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, async (parents) => {
        const out = new Set<readonly (string | null)[]>();
        let calls = 0;
        const given = parents.map((parent, index) => ({ parent: parent === null ? null : String(parent), index }));
        const answers = await inLanes(given, { size, parentOf: ({ parent }) => parent }, async (some) => {
          calls++;
          const mine = some.map(({ parent }) => parent);
          for (const other of out) expect(mine.filter((each) => each !== null && other.includes(each))).toEqual([]);
          out.add(mine);
          expect(some.length).toBeLessThanOrEqual(size);
          await Promise.resolve();
          out.delete(mine);
          return some.map(({ index }) => index);
        });
        expect(answers).toEqual(given.map(({ index }) => index));
        expect(calls).toBe(Math.ceil(parents.length / size));
      }),
    );
  });

  it('are made side by side where families fit into calls of their own', async () => {
    const given = Array.from({ length: 20 }, (_, n) => String(n % 4));
    let out = 0;
    let most = 0;
    await inLanes(given, { size, parentOf: (parent) => parent }, async (some) => {
      most = Math.max(most, ++out);
      await Promise.resolve();
      out--;
      return some;
    });
    expect(most).toBe(4);
  });
});
