/**
 * The lines of a query's answer as they were when it ran: bytes, and where each line ends. Pages may begin at any row and
 * be of any size.
 */

interface Slice {
  readonly bytes: Buffer;
  /** Of each line, the byte after it. */
  readonly ends: Uint32Array;
}

export class StoredRows {
  private readonly slices: Slice[] = [];
  private count = 0;

  /** `rowsPerSlice` rows in each slice, the last apart. */
  constructor(readonly rowsPerSlice: number) {}

  get size(): number {
    return this.count;
  }

  addSlice(lines: readonly string[]): void {
    let end = 0;
    const ends = Uint32Array.from(lines, (line) => (end += Buffer.byteLength(line)));
    this.slices.push({ bytes: Buffer.from(lines.join(''), 'utf8'), ends });
    this.count += lines.length;
  }

  *lines(from: number, to: number): Generator<string, void, undefined> {
    const { rowsPerSlice } = this;
    for (let at = from; at < to;) {
      const slice = this.slices[Math.floor(at / rowsPerSlice)];
      if (slice === undefined) return;
      const first = at % rowsPerSlice;
      const last = Math.min(first + to - at, slice.ends.length) - 1;
      yield slice.bytes.toString('utf8', first === 0 ? 0 : slice.ends[first - 1], slice.ends[last]);
      at += last - first + 1;
    }
  }
}
