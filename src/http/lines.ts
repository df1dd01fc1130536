/** Lines of a stream of bytes, in constant memory. */

const newline = 0x0a;

/** A line that is longer than allowed; it was skipped up to its end. */
export const tooLong = Symbol('too long');
export type Line = Buffer | typeof tooLong;

export interface LineOptions {
  /** What is longer is skipped. */
  readonly longestBytes: number;
  /** Lines at once. */
  readonly most: number;
  /** Aborted when the source was ended early: then the last line without a newline is half of one. */
  readonly signal: AbortSignal;
}

/**
 * Answers the whole lines of each chunk together, up to `most`, so that what has arrived is worked on at once and nothing
 * waits for a full batch. The last line needs no newline. Lines keep their `\r`, which is white space to JSON.
 */
export async function* linesOf(
  source: AsyncIterable<Buffer>,
  { longestBytes, most, signal }: LineOptions,
): AsyncGenerator<readonly Line[]> {
  const rest = new Rest(longestBytes);
  for await (const chunk of source) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      lines.push(rest.complete(chunk.subarray(start, end)));
      start = end + 1;
    }
    rest.add(chunk.subarray(start));
    for (let from = 0; from < lines.length; from += most) yield lines.slice(from, from + most);
  }
  if (rest.began && !signal.aborted) yield [rest.complete(Buffer.alloc(0))];
}

/** The beginning of a line whose end has not arrived. */
class Rest {
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly longest: number) {}

  get began(): boolean {
    return this.length > 0;
  }

  add(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.longest) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  complete(end: Buffer): Line {
    this.add(end);
    const line = this.length > this.longest ? tooLong : Buffer.concat(this.parts);
    this.parts = [];
    this.length = 0;
    return line;
  }
}
