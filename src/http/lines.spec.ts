import fc from 'fast-check';
import { linesOf, tooLong, type Line } from './lines';

const signal = new AbortController().signal;

/** The lines of a text that arrives in these pieces. */
async function read(
  text: string,
  sizes: readonly number[],
  longestBytes = 1_000,
  most = 1_000,
): Promise<readonly Line[][]> {
  const bytes = Buffer.from(text);
  async function* source(): AsyncGenerator<Buffer> {
    let at = 0;
    for (const size of [...sizes, bytes.length]) {
      yield await Promise.resolve(bytes.subarray(at, at + size));
      at += size;
    }
  }
  const pieces: Line[][] = [];
  for await (const piece of linesOf(source(), { longestBytes, most, signal })) pieces.push([...piece]);
  return pieces;
}

const textOf = (line: Line): string => (line === tooLong ? 'too long' : line.toString());

describe('lines', () => {
  it('are the same however their bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'ä', '\n', '\r', '😀') }),
        fc.array(fc.nat(9)),
        async (text, sizes) => {
          const expected = text.split('\n');
          if (expected.at(-1) === '') expected.pop();
          expect((await read(text, sizes)).flat().map(textOf)).toEqual(expected);
        },
      ),
    );
  });

  it('that are too long are skipped to their end, and their neighbours are not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30)), fc.array(fc.nat(9)), async (lengths, sizes) => {
        const lines = lengths.map((length) => 'x'.repeat(length));
        const expected = lines.map((line) => (line.length > 10 ? 'too long' : line));
        expect((await read(lines.map((line) => `${line}\n`).join(''), sizes, 10)).flat().map(textOf)).toEqual(expected);
      }),
    );
  });

  it('come in pieces of no more than asked for', async () => {
    const pieces = await read('1\n2\n3\n4\n5\n6\n7', [], 10, 3);
    expect(pieces.map((piece) => piece.map(textOf).join(''))).toEqual(['123', '456', '7']);
  });

  it('end without the last one when their source was ended early, because it may be half of one', async () => {
    async function* source(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('{"id":1}\n{"id":12}'));
    }
    const pieces: Line[][] = [];
    for await (const piece of linesOf(source(), { longestBytes: 99, most: 9, signal: AbortSignal.abort() }))
      pieces.push([...piece]);
    expect(pieces.flat().map(textOf)).toEqual(['{"id":1}']);
  });
});
