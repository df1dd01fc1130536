import { inPieces } from './pieces';

const rowsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe('large batches in pieces', () => {
  it('run each row once, in order and 2,000 at a time', async () => {
    const ran: (readonly number[])[] = [];
    await inPieces(
      rowsOf(4_001),
      (piece) => piece,
      (piece) => Promise.resolve(ran.push(piece)),
    );
    expect(ran.map(({ length }) => length)).toEqual([2_000, 2_000, 1]);
    expect(ran.flat()).toEqual(rowsOf(4_001));
  });

  it('run nothing where there are no rows', async () => {
    const run = jest.fn(() => Promise.resolve());
    await inPieces([], (piece) => piece, run);
    expect(run).not.toHaveBeenCalled();
  });

  it('make the next piece ready while one runs, and begin it only when that one is over', async () => {
    const events: string[] = [];
    await inPieces(
      rowsOf(4_000),
      ([first]) => {
        events.push(`prepared ${first}`);
        return first;
      },
      async (first) => {
        events.push(`begun ${first}`);
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`over ${first}`);
      },
    );
    expect(events).toEqual(['prepared 0', 'begun 0', 'prepared 2000', 'over 0', 'begun 2000', 'over 2000']);
  });

  it.each([0, 2_000, 4_000])('fail as the piece does that begins at %i, and begin no other after it', async (at) => {
    const begun: (number | undefined)[] = [];
    const run = inPieces(
      rowsOf(4_001),
      ([first]) => first,
      (first) => {
        begun.push(first);
        return first === at ? Promise.reject(new Error('refused')) : Promise.resolve();
      },
    );
    await expect(run).rejects.toThrow('refused');
    expect(begun.at(-1)).toBe(at);
  });
});
