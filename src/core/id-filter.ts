/**
 * A set of names that takes the same memory however many are in it (a Bloom filter): of one that is in it, it always says so; of
 * one that is not, it is wrong about once in 100,000 as long as it holds no more than it was made for.
 */
import { createHash } from 'node:crypto';

const bitsPerName = 24;
const hashes = 8;
const mostBits = 2 ** 27;

export class IdFilter {
  private readonly bits: Uint32Array;

  /** @param expected how many names it is to hold at most */
  constructor(expected: number) {
    const bits = Math.min(mostBits, Math.max(1_024, expected * bitsPerName));
    this.bits = new Uint32Array(Math.ceil(bits / 32));
  }

  add(name: string): void {
    for (const place of this.placesOf(name)) this.bits[place >>> 5] = this.wordOf(place) | (1 << (place & 31));
  }

  has(name: string): boolean {
    return this.placesOf(name).every((place) => (this.wordOf(place) & (1 << (place & 31))) !== 0);
  }

  private wordOf(place: number): number {
    return this.bits[place >>> 5] ?? 0;
  }

  private placesOf(name: string): readonly number[] {
    const digest = createHash('sha256').update(name).digest();
    const size = this.bits.length * 32;
    return Array.from({ length: hashes }, (_, n) => digest.readUInt32LE(n * 4) % size);
  }
}

/** In [0, 1), and always the same of one name: what is chosen by it does not depend on the order in which it comes. */
export const shareOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE(0) / 2 ** 32;
